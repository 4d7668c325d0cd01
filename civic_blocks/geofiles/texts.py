"""Texts of files, which may be HTML or uMap's own marks, made plain."""

import re
from html.parser import HTMLParser
from typing import Any


# Characters that are looked at: many more than any text of a map keeps, few enough for any reader.
LONGEST = 20_000
_TAG = re.compile(r"<[^>]*>?")
_BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"}
_SILENT = {"script", "style"}
_FRAMED = {"img", "iframe", "video", "audio", "object", "embed"}
_IMAGE = re.compile(r"\{\{\{?[^{}]*\}?\}\}")
_LINK = re.compile(r"\[\[([^\]|]*)(?:\|([^\]]*))?\]\]")
_MARKS = (
    (re.compile(r"^-{3,}\s*$", re.MULTILINE), ""),
    (re.compile(r"^#{1,6}\s+", re.MULTILINE), ""),
    (re.compile(r"^\*{1,2} ", re.MULTILINE), "• "),
    (re.compile(r"\*\*([^*\n]+)\*\*"), r"\1"),
    (re.compile(r"\*([^*\n]+)\*"), r"\1"),
)


class _Plain(HTMLParser):
    """Keeps the text of a piece of HTML, its line breaks, and whether it framed anything."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.framed = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.framed = self.framed or tag in _FRAMED
        self.silent += tag in _SILENT
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in _SILENT and self.silent > 0
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain(value: Any, *, marks: bool = False) -> tuple[str, bool]:
    """Return a text without HTML, and whether images or framed pages were taken out of it.

    Args:
        marks: whether the text has uMap's marks too: **bold**, [[link|label]], {{image}}, # title.
    """
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return "", False
    text, framed = _parsed(str(value)[:LONGEST])
    if marks:
        framed = framed or bool(_IMAGE.search(text))
        text = _LINK.sub(_link, _IMAGE.sub("", text))
        for pattern, replacement in _MARKS:
            text = pattern.sub(replacement, text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), framed


def _parsed(html: str) -> tuple[str, bool]:
    try:
        parsed = _Plain(html)
    except AssertionError:
        # So Python's reader says of declarations that are none, such as "<![<".
        return _TAG.sub("", html), False
    return "".join(parsed.parts), parsed.framed


def _link(found: re.Match[str]) -> str:
    address, label = found[1].strip(), (found[2] or "").strip()
    return f"{label} ({address})" if label and label != address else address


def cut(text: str, limit: int) -> str:
    """Return a text of at most ``limit`` characters, with an ellipsis where it was longer."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
