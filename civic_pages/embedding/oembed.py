"""The oEmbed provider (oembed.com): other sites' software asks it what an address of ours shows."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from civic_pages.campaigns.sharing import posters
from civic_pages.campaigns.sharing.cards import IMAGE_ROUTE
from civic_pages.embedding import addresses, finding
from civic_pages.embedding.parts import CARD, Part


# How long other software may keep an answer, in seconds.
CACHE_SECONDS = 3600
MOST = 10_000  # pixels
# Sizes in which a campaign's picture is made for others: a few, whoever asks for what.
PICTURES = ((1200, 630), (640, 336), (320, 168))
WAGTAIL = "wagtail_serve"


@dataclass(frozen=True)
class Asked:
    """What was asked, in pixels; ``None``: no limit."""

    url: str
    width: int | None
    height: int | None


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Describe what stands at an address: 404 where it is not ours, or not for everybody."""
    form = request.GET.get("format", "json")
    if form not in {"json", "xml"}:
        # oembed.com, 2.3.4.1: the format is one the provider cannot give.
        return HttpResponse("json, xml", status=501, content_type="text/plain")
    try:
        asked = _asked(request)
    except ValueError as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    with translation.override(_language_of(asked.url)):
        page, part = _found(request, asked.url)
        with translation.override(finding.language_for(page, "")):
            description = describe(page, request, part, asked)
    response: HttpResponse = (
        JsonResponse(description)
        if form == "json"
        else HttpResponse(as_xml(description), content_type="text/xml; charset=utf-8")
    )
    patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _asked(request: HttpRequest) -> Asked:
    """Return what a request asks for.

    Raises:
        ValueError: no address, or a size that is none.
    """
    url = request.GET.get("url", "")
    if not url:
        raise ValueError("url is required")
    sizes = []
    for name in ("maxwidth", "maxheight"):
        text = request.GET.get(name, "")
        if text and not (text.isascii() and text.isdecimal() and len(text) < 6):
            raise ValueError(f"{name} must be a whole number of pixels")
        sizes.append(int(text) if text else None)
    return Asked(url, *sizes)


def _language_of(url: str) -> str:
    """Return the language an address names, for hosts with ``i18n_patterns``; else the present one."""
    try:
        named = translation.get_language_from_path(urlsplit(url).path)
    except ValueError:
        named = None
    return named or translation.get_language() or ""


def _found(request: HttpRequest, url: str) -> tuple[Any, Part]:
    """Return the campaign and the part of an address.

    Raises:
        Http404: it is no address of this site, or nothing of it can be embedded.
    """
    try:
        address = urlsplit(url)
        is_ours = (
            address.scheme in {"http", "https"} and address.netloc.lower() == request.get_host()
        )
        match = resolve(address.path) if is_ours else None
    except (ValueError, Resolver404) as error:
        raise Http404("No address of ours.") from error
    if match is None:
        raise Http404("No address of ours.")
    if match.app_name == "civic_embedding" and "campaign" in match.kwargs:
        page = finding.campaign_at(request, match.kwargs["campaign"])
        return page, finding.part_at(page, match.kwargs.get("slug", CARD))
    if match.url_name != WAGTAIL:
        raise Http404("Nothing to embed.")
    path = match.args[0] if match.args else match.kwargs.get("path", "")
    page = finding.campaign_at(request, path)
    return page, finding.part_at(page, CARD)


def describe(page: Any, request: HttpRequest, part: Part, asked: Asked) -> dict[str, Any]:
    """Return the answer (oembed.com, 2.3.4 and 2.3.4.4) for a rich part."""
    width = min(asked.width or addresses.DEFAULT_WIDTH, MOST)
    height = min(asked.height or part.kind.height, part.kind.height)
    site = request.build_absolute_uri("/")
    return {
        "version": "1.0",
        "type": "rich",
        "title": addresses.frame_title(page, part),
        "provider_name": posters.site_name(request),
        "provider_url": site,
        "author_name": posters.site_name(request),
        "author_url": page.get_full_url(request),
        "cache_age": CACHE_SECONDS,
        "html": str(addresses.iframe(page, request, part, width=width, height=height)),
        "width": width,
        "height": height,
        **_picture(page, request, asked),
    }


def _picture(page: Any, request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return the campaign's picture in the largest size that was allowed; nothing where none fits."""
    fitting = [
        (width, height)
        for width, height in PICTURES
        if width <= (asked.width or width) and height <= (asked.height or height)
    ]
    if PICTURES[0] in fitting:
        return _thumbnail(f"{page.get_full_url(request)}{IMAGE_ROUTE}", *PICTURES[0])
    if not fitting or page.image is None:
        return {}
    width, height = fitting[0]
    picture = page.image.get_rendition(f"fill-{width}x{height}|format-jpeg")
    url = request.build_absolute_uri(picture.url)
    return _thumbnail(url, picture.width, picture.height)


def _thumbnail(url: str, width: int, height: int) -> dict[str, Any]:
    return {"thumbnail_url": url, "thumbnail_width": width, "thumbnail_height": height}


def as_xml(description: dict[str, Any]) -> str:
    """Return an answer as XML (oembed.com, 2.3.4.2)."""
    rows = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in description.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>{rows}</oembed>'
