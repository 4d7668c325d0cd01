"""The picture of a campaign and of the portal, out of what their pages say now."""

from datetime import datetime
from html import unescape
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.models import Site

from civic_blocks.templatetags.civic_blocks import grouped
from civic_pages.campaigns.settings import CivicSiteSettings
from civic_pages.campaigns.sharing.image import Poster, draw
from civic_pages.participation.figures import figures


# How long other sites may keep a picture, in seconds, and we a drawn one.
SHOWN_SECONDS, DRAWN_SECONDS = 300, 86_400
DESCRIPTION_LENGTH = 200
PHOTO = "fill-420x630|format-jpeg"


def site_name(request: HttpRequest) -> str:
    """Return the name by which the site is known to its citizens."""
    site = Site.find_for_request(request)
    if site is None:
        return _("Participation")
    name = CivicSiteSettings.for_request(request).city_name or site.site_name
    return str(name or _("Participation"))


def badge(status: str) -> str:
    """Return where a campaign stands, in a word."""
    words = {"open": _("Open"), "running": _("Under way"), "upcoming": _("Coming soon")}
    return words.get(status, _("Over"))


def of_campaign(page: Any, request: HttpRequest, *, now: datetime) -> Poster:
    """Return what the picture of a campaign says: figures only where the page tells them too."""
    state = page.state(now)
    told = figures(page, now=now)
    return Poster(
        title=page.title,
        badge=badge(state.status),
        headline=state.headline,
        figures=tuple((grouped(figure.value), str(figure.label)) for figure in told),
        photo=_photo(page.image),
        **_look(request),
    )


def of_portal(page: Any, request: HttpRequest) -> Poster:
    """Return what the picture of the portal says."""
    return Poster(title=page.title, headline=description_of(page), **_look(request))


def description_of(page: Any) -> str:
    """Return a page's own description, or the beginning of its introduction, as plain text."""
    written = page.search_description or strip_tags(
        # Paragraphs of rich text have no blank between them.
        page.introduction.replace("</p>", "</p> ").replace("<br/>", " ")
    )
    words = " ".join(unescape(written).split())
    return str(Truncator(words).chars(DESCRIPTION_LENGTH))


def _look(request: HttpRequest) -> dict[str, Any]:
    look: dict[str, Any] = {"site": site_name(request)}
    if Site.find_for_request(request) is None:
        return look
    settings = CivicSiteSettings.for_request(request)
    named = {"--civic-color-primary": "primary", "--civic-color-accent": "accent"}
    # Checked colours only, and only those a site changes.
    return {**look, **{named[token]: color for token, color in settings.overrides.items()}}


def _photo(image: Any) -> bytes:
    """Return the page's picture, cut upright; nothing where its file is lost."""
    if image is None:
        return b""
    try:
        with image.get_rendition(PHOTO).file.open("rb") as file:
            return bytes(file.read())
    except OSError:
        return b""


def serve(request: HttpRequest, poster: Poster) -> HttpResponse:
    """Answer with a picture, drawn once: 304 to who has it."""
    etag = f'"{poster.digest}"'
    response: Any = get_conditional_response(request, etag=etag)
    if response is None:
        key = f"civic:poster:{poster.digest}"
        png = cache.get(key)
        if png is None:
            png = draw(poster)
            cache.set(key, png, DRAWN_SECONDS)
        response = HttpResponse(png, content_type="image/png")
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=SHOWN_SECONDS)
    return response
