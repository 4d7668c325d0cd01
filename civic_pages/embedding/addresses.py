"""Addresses of what stands in other sites, and the code their editors paste."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from civic_pages.embedding.parts import CARD, Part


ROUTE = "embed/"
SCRIPT_NAME = "civic-embed.js"
DEFAULT_WIDTH = 800
# A frame of another origin runs its scripts and sends its form; links of it open in new windows,
# which are free of these limits. It cannot move the page around it.
SANDBOX = (
    "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox "
    "allow-downloads"
)


def is_served() -> bool:
    """Tell whether the host has included our addresses."""
    return bool(_path("oembed"))


def _path(name: str) -> str:
    try:
        return reverse(f"civic_embedding:{name}")
    except NoReverseMatch:
        return ""


def codes_url(page: Any, request: HttpRequest | None = None) -> str:
    """Return the path of the page where citizens find the code; empty: nothing can be embedded."""
    url = page.get_url(request) if page.pk else None
    return f"{url}{ROUTE}" if url and is_served() else ""


def part_url(page: Any, request: HttpRequest, slug: str, *, language: str = "") -> str:
    """Return the absolute address of a part."""
    query = f"?{urlencode({'lang': language})}" if language else ""
    return f"{page.get_full_url(request)}{ROUTE}{slug}/{query}"


def oembed_url(page: Any, request: HttpRequest, form: str = "json") -> str:
    """Return where a campaign is described to other software (oembed.com, 2.2)."""
    query = urlencode({"url": page.get_full_url(request), "format": form})
    return f"{_root(page, request)}{_path('oembed')}?{query}"


def script_url(page: Any, request: HttpRequest) -> str:
    """Return the absolute address of the custom element; it never changes."""
    return f"{_root(page, request)}{_path('element')}"


def _root(page: Any, request: HttpRequest) -> str:
    """Return scheme and host of a page's site, which may be another than that of the admin."""
    parts = page.get_url_parts(request)
    return str(parts[1]) if parts else ""


def frame_title(page: Any, part: Part) -> str:
    """Return the name of the frame, for those who do not see it."""
    return page.title if part.slug == CARD else f"{page.title} – {part.title or part.kind.label}"


def iframe(
    page: Any, request: HttpRequest, part: Part, *, width: int | None = None, height: int = 0
) -> SafeString:
    """Return the plain frame of a part, for sites that take no script.

    Args:
        width: in pixels; ``None``: as wide as its surroundings.
        height: in pixels; 0: what the kind of part usually needs.
    """
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" allow="{}" sandbox="{}" '
        'referrerpolicy="strict-origin-when-cross-origin" style="border:0;max-width:100%"></iframe>',
        part_url(page, request, part.slug),
        frame_title(page, part),
        width or "100%",
        height or part.kind.height,
        part.kind.allow,
        SANDBOX,
    )


def element(page: Any, request: HttpRequest, part: Part) -> SafeString:
    """Return the custom element of a part: fits its height; a link where scripts do not run."""
    return format_html(
        '<script type="module" src="{}"></script>\n'
        '<civic-embed src="{}" part="{}" title="{}" min-height="{}">'
        '<a href="{}">{}</a></civic-embed>',
        script_url(page, request),
        page.get_full_url(request),
        part.slug,
        frame_title(page, part),
        part.kind.height,
        page.get_full_url(request),
        page.title,
    )


@dataclass(frozen=True)
class Code:
    """All that one may paste of a part.

    ``address``: for editors of WordPress, Drupal or Wagtail, whose software asks oEmbed itself.
    """

    part: Part
    address: str
    element: str
    iframe: str


def code_of(page: Any, request: HttpRequest, part: Part) -> Code:
    return Code(
        part,
        page.get_full_url(request) if part.slug == CARD else part_url(page, request, part.slug),
        str(element(page, request, part)),
        str(iframe(page, request, part)),
    )
