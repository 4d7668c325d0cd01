"""Texts of TimelineJS, which are HTML, as our rich text and plain text."""

import html
import re
from urllib.parse import urljoin

import nh3


KEPT = {"p", "b", "strong", "i", "em", "a", "ul", "ol", "li", "br"}
INLINE = {"b", "strong", "i", "em", "a"}
# Tags that mean nothing once their content is kept.
HARMLESS = {"span", "div", "font", "small", "html", "body"}
TAG = re.compile(r"<\s*([a-zA-Z][a-zA-Z0-9]*)")
SCHEMES = {"http", "https", "mailto", "tel"}


def lost_tags(text: str, *, kept: set[str] = KEPT) -> list[str]:
    """Return the names of the tags whose meaning our rich text cannot carry, sorted."""
    found = {name.lower() for name in TAG.findall(text)}
    return sorted(found - kept - HARMLESS)


def rich(text: str, *, base: str = "") -> str:
    """Return HTML as rich text is stored: paragraphs, emphasis, lists and links.

    Args:
        base: address that relative links start from.
    """
    clean = nh3.clean(
        text, tags=KEPT, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None
    )
    clean = _absolute(clean.strip(), base)
    if not clean:
        return ""
    return clean if clean.startswith(("<p>", "<ul>", "<ol>")) else f"<p>{clean}</p>"


def line(text: str, *, base: str = "") -> str:
    """Return HTML as one paragraph of rich text: emphasis and links only."""
    clean = nh3.clean(
        text, tags=INLINE, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None
    )
    clean = " ".join(_absolute(clean, base).split())
    return f"<p>{clean}</p>" if clean else ""


def plain(text: str) -> str:
    """Return HTML as one line of text."""
    return " ".join(html.unescape(nh3.clean(text, tags=set())).split())


def _absolute(text: str, base: str) -> str:
    def replaced(found: re.Match[str]) -> str:
        return f'href="{html.escape(absolute(html.unescape(found[1]), base) or found[1])}"'

    return re.sub(r'href="([^"]*)"', replaced, text)


def absolute(url: str, base: str = "") -> str:
    """Return an address with its host, or "" for a relative one without a base."""
    url = url.strip()
    if url.startswith("//"):
        return f"https:{url}"
    if re.match(r"^https?://", url):
        return url
    return urljoin(base, url) if base else ""
