"""Template tags of the public pages."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.models import Site

from civic_blocks import shapes
from civic_pages.campaigns.settings import CivicSiteSettings
from civic_pages.participation.moderation.flagging import in_words
from civic_pages.participation.notifications import failures


register = template.Library()


@register.simple_tag(takes_context=True)
def civic_settings(context: dict[str, Any]) -> CivicSiteSettings | None:
    """Return the settings of the site that is visited, or ``None`` outside of any."""
    request = context.get("request")
    if request is None or Site.find_for_request(request) is None:
        return None
    found: CivicSiteSettings = CivicSiteSettings.for_request(request)
    return found


@register.filter
def flags_in_words(flags: list[str]) -> list[str]:
    """Return the flags of a contribution in words."""
    return in_words(flags)


@register.filter
def failure_in_words(error: str) -> str:
    """Return why a message did not leave, in words."""
    return failures.in_words(error)


@register.filter
def shape_words(shape: Any) -> str:
    """Return a line or an area in words: "line of 320 m"; nothing where there is none."""
    return shapes.in_words(shape)


@register.simple_tag(takes_context=True)
def civic_theme(context: dict[str, Any], settings: CivicSiteSettings | None) -> SafeString | str:
    """Print the colours a site changes, under the request's CSP nonce; nothing by default.

    Only names of ours and checked ``#rrggbb`` values are printed.
    """
    if settings is None or not settings.overrides:
        return ""
    rules = format_html_join("", "{}:{};", settings.overrides.items())
    nonce = getattr(context.get("request"), "csp_nonce", "")
    return format_html('<style nonce="{}">:root{{{}}}</style>', str(nonce), rules)
