"""Rich text for other programs: a tree of nodes, and clean HTML that says the same.

A node is ``{"type": "text", "text": …}``, or an element ``{"type": <name of the HTML element>,
"attrs": {…}, "children": [nodes]}``. Attributes are ``href``, ``page``, ``document``, ``src``,
``alt``, ``width``, ``height`` and ``url``, and nothing else of what an editor, an import or another
program ever stored: links that run scripts, styles and unknown elements are dropped, their words
stay.
"""

from collections.abc import Callable, Iterator
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import nh3


Node = dict[str, Any]
Attrs = dict[str, Any]

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
ELEMENTS = (
    "p", *HEADINGS, "ul", "ol", "li", "a", "b", "strong", "i", "em", "br", "hr", "blockquote",
    "sub", "sup", "del", "s", "u", "code", "pre", "img", "embed",
)  # fmt: skip
VOID = frozenset({"br", "hr", "img", "embed"})
# What is inside of these is no text for people.
MUTE = frozenset({"script", "style", "template", "iframe", "object", "noscript", "svg", "math"})
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
SHOWN_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}}


def text_node(text: str) -> Node:
    return {"type": "text", "text": text}


class _Reader(HTMLParser):
    """Builds the tree of what Wagtail stores; links and embeds keep their raw attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Node] = []
        self._open: list[Node] = []
        self._mute: list[str] = []

    @property
    def _here(self) -> list[Node]:
        children: list[Node] = self._open[-1]["children"] if self._open else self.nodes
        return children

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in MUTE:
            self._mute.append(tag)
        if self._mute or tag not in ELEMENTS:
            return
        node: Node = {"type": tag, "attrs": {n: v or "" for n, v in attrs}, "children": []}
        self._here.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._mute:
            if tag == self._mute[-1]:
                self._mute.pop()
            return
        names = [node["type"] for node in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self._mute and data:
            self._here.append(text_node(data))


def read(source: str) -> list[Node]:
    """Return the tree of rich text as stored; attributes are raw until :func:`resolved`."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.nodes


def elements(nodes: list[Node]) -> Iterator[Node]:
    """Yield the elements of a tree, outermost first."""
    for node in nodes:
        if node["type"] != "text":
            yield node
            yield from elements(node["children"])


def resolved(nodes: list[Node], resolve: Callable[[str, Attrs], Attrs | None]) -> list[Node]:
    """Return a tree with the attributes that ``resolve`` gives; ``None`` leaves an element out.

    Args:
        resolve: is given the name and raw attributes of each link, image and embed.
    """
    found: list[Node] = []
    for node in nodes:
        if node["type"] == "text":
            found.append(node)
            continue
        attrs: Attrs | None = {}
        if node["type"] in {"a", "img", "embed"}:
            attrs = resolve(node["type"], node["attrs"])
        if attrs is None:
            continue
        kind = "img" if "src" in attrs else node["type"]
        children = resolved(node["children"], resolve)
        found.append({"type": kind, "attrs": attrs, "children": children})
    return found


def safe_address(address: str) -> str:
    """Return an address that may be followed, or ""."""
    # Browsers skip control characters and blanks within a scheme.
    bare = "".join(c for c in address if c > " ")
    try:
        scheme = urlsplit(bare).scheme.lower()
    except ValueError:
        return ""
    return address.strip() if not scheme or scheme in SCHEMES else ""


def as_html(nodes: list[Node]) -> str:
    """Return a resolved tree as HTML that holds nothing else."""
    written = "".join(_html(node) for node in nodes)
    return nh3.clean(
        written,
        tags=set(ELEMENTS) - {"embed"},
        attributes=SHOWN_ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def _html(node: Node) -> str:
    kind = node["type"]
    if kind == "text":
        return escape(node["text"], quote=False)
    if kind == "embed":
        # A medium of another site: a link, so that nothing is asked of that site unasked.
        address = escape(node["attrs"]["url"])
        return f'<p><a href="{address}">{address}</a></p>'
    shown = SHOWN_ATTRIBUTES.get(kind, set())
    attrs = "".join(
        f' {name}="{escape(str(value))}"' for name, value in node["attrs"].items() if name in shown
    )
    inside = "".join(_html(child) for child in node["children"])
    return f"<{kind}{attrs}>" if kind in VOID else f"<{kind}{attrs}>{inside}</{kind}>"


def as_text(nodes: list[Node]) -> str:
    """Return the words of a tree."""
    return "".join(
        node["text"] if node["type"] == "text" else as_text(node["children"]) for node in nodes
    )
