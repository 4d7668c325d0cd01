"""Embedding in templates: where the code is, and where other software reads what a page shows."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.embedding import addresses
from civic_pages.embedding.models import settings_of


register = template.Library()


@register.simple_tag(takes_context=True)
def civic_embed_url(context: dict[str, Any], page: Any) -> str:
    """Return where the code of a campaign is handed out; empty where no other site may show it."""
    request = context.get("request")
    if request is None or not _is_public(page):
        return ""
    settings = settings_of(request)
    return addresses.codes_url(page, request) if settings.everywhere or settings.origins else ""


@register.simple_tag(takes_context=True)
def civic_oembed(context: dict[str, Any]) -> SafeString | str:
    """Print where a campaign is described to other sites' software (oembed.com, 4)."""
    page: Any = context.get("page")
    request = context.get("request")
    if request is None or not _is_public(page) or not addresses.is_served():
        return ""
    forms = (("json", "application/json+oembed"), ("xml", "text/xml+oembed"))
    link = '<link rel="alternate" type="{}" title="{}" href="{}">'
    rows = ((kind, page.title, addresses.oembed_url(page, request, form)) for form, kind in forms)
    return format_html_join("", link, rows)


def _is_public(page: Any) -> bool:
    """Tell whether a page is a campaign with an address; caches and restrictions aside."""
    live = getattr(page, "live", False) and getattr(page, "pk", None) is not None
    return isinstance(page, CampaignMixin) and live
