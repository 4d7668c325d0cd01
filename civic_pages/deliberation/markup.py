"""HTML from elsewhere made into the rich text of our pages; what has no place there is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from django.utils.translation import gettext as _


# What Wagtail stores for the features of ``campaigns.rich_text``, and what is read as one of these.
KEPT = {"p", "b", "i", "a", "ul", "ol", "li", "br"}
SAME_AS = {"strong": "b", "em": "i", "div": "p", "section": "p", "blockquote": "p", "tr": "p"}
CELLS = {"td", "th"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# Markup without a meaning of its own: its words stay, and nobody misses it.
PLAIN = {"span", "font", "u", "s", "small", "center", "sup", "sub", "label", "article"}
# A table is told once, not row by row.
PLAIN |= {"html", "body", "head", "thead", "tbody", "tfoot", *CELLS}
BLOCKS = {"p", "ul", "ol"}
SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(frozen=True)
class Cleaned:
    """Rich text, and a line for each thing that could not be kept."""

    html: str
    left_out: tuple[str, ...] = ()


def cleaned(html: str) -> Cleaned:
    """Return HTML with the tags that editors have; scripts and frames never pass."""
    source = BeautifulSoup(html, "html.parser")
    left_out = tuple(_left_out(source))
    allowed = {*KEPT, *SAME_AS, *HEADINGS, *CELLS, "table", "tbody"}
    safe = nh3.clean(
        html, tags=allowed, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None
    )
    soup = BeautifulSoup(safe, "html.parser")
    for tag in soup.find_all(name=True):
        if tag.name in HEADINGS:
            tag.wrap(soup.new_tag("p"))
            tag.name = "b"
        tag.name = SAME_AS.get(tag.name, tag.name)
        if tag.name in CELLS:
            tag.append(" ")
        if tag.name in {*CELLS, "table", "tbody"} or (tag.name == "a" and not tag.get("href")):
            tag.unwrap()
    return Cleaned("".join(str(node) for node in _paragraphs(soup)), left_out)


def _left_out(source: BeautifulSoup) -> Iterator[str]:
    for tag in source.find_all(name=True):
        if tag.name not in {*KEPT, *SAME_AS, *HEADINGS, *PLAIN}:
            address = tag.get("src") or tag.get("href") or ""
            yield _("<%(tag)s> %(address)s") % {"tag": tag.name, "address": address}
        elif tag.name == "a" and not _is_safe(str(tag.get("href", ""))):
            yield _("the link to “%(address)s”") % {"address": tag.get("href", "")}


def _is_safe(address: str) -> bool:
    scheme = address.partition(":")[0].lower()
    return scheme in SCHEMES and ":" in address


def _paragraphs(node: Any) -> list[Tag]:
    """Return the content of a node as paragraphs and lists, side by side: none in another."""
    found: list[Tag] = []
    breaks = 0
    is_open = False
    for child in list(node.children):
        if isinstance(child, Tag) and child.name in BLOCKS:
            found += _paragraphs(child) if child.name == "p" else [child]
            is_open, breaks = False, 0
            continue
        if isinstance(child, Tag) and child.name == "br":
            breaks += 1
            continue
        if isinstance(child, NavigableString) and not child.strip() and (breaks or not is_open):
            continue
        if not is_open or breaks > 1:
            found.append(_paragraph())
        elif breaks:
            found[-1].append(Tag(name="br", can_be_empty_element=True))
        found[-1].append(child.extract())
        is_open, breaks = True, 0
    return [block for block in found if block.get_text().strip()]


def _paragraph() -> Tag:
    return Tag(name="p")
