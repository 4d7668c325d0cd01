"""Which campaign an address means: live and open to everybody, as the rest of the site finds pages."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest
from wagtail.models import Locale, Page

from civic_pages.campaigns.languages import language_of
from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.embedding.parts import Part, part_of


def campaign_at(request: HttpRequest, path: str) -> Any:
    """Return the campaign of the asked site at a path.

    Args:
        path: beneath the root of Wagtail's pages, as in ``concertations/fibre``.

    Raises:
        Http404: there is none that everybody may see.
    """
    page = Page.find_for_request(request, path)
    if page is None or not _is_public(page) or not _is_at(page, request, path):
        raise Http404("No such campaign.")
    return page.specific


def _is_at(page: Page, request: HttpRequest, path: str) -> bool:
    """Tell whether a path is a page's own, and not one of the addresses beneath that it answers."""
    own = urlsplit(page.get_full_url(request)).path.rstrip("/")
    asked = path.strip("/")
    return not asked or own.endswith(f"/{asked}")


def _is_public(page: Page) -> bool:
    """Tell whether a page is a campaign that is live, and that no restriction closes."""
    is_campaign = isinstance(page.specific, CampaignMixin)
    return is_campaign and Page.objects.live().public().filter(pk=page.pk).exists()


def part_at(page: Any, slug: str) -> Part:
    """Return a part of a campaign.

    Raises:
        Http404: it has none of this name.
    """
    part = part_of(page, slug)
    if part is None:
        raise Http404("This campaign has no such part.")
    return part


def in_language(page: Any, code: str) -> Any:
    """Return the campaign in another language where it is translated and public; else itself."""
    if not code or code == page.locale.language_code:
        return page
    locale = Locale.objects.filter(language_code=code).first()
    other = page.get_translation_or_none(locale) if locale else None
    return other.specific if other is not None and _is_public(other) else page


def asked_language(request: HttpRequest) -> str:
    """Return the language a frame asks for, ``?lang=en``; empty: none, or one the site has not."""
    code = request.GET.get("lang", "")
    return code if code in dict(settings.LANGUAGES) else ""


def language_for(page: Any, asked: str) -> str:
    """Return the language to speak: the one that was asked for, or the campaign's own.

    Not that of the browser: a frame speaks as the page around it, which chose the campaign.
    """
    return asked or language_of(page)
