"""What a face has still to look up: collected, read with one query a kind, put in its place.

A page may hold a hundred links and images. A face therefore holds :class:`Pending` objects where it
needs the database, and :func:`settle` reads all of them together.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from django.core.exceptions import ObjectDoesNotExist
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from civic_blocks.api import rich_text
from civic_blocks.renditions import prefetch_renditions, renditions_of


Face = dict[str, Any]


def base_address(context: dict[str, Any]) -> str:
    """Return the address of the site that a face is told for, "" where nothing says it."""
    page, request = context.get("page"), context.get("request")
    full, url = getattr(page, "full_url", None), getattr(page, "url", None)
    if isinstance(full, str) and full.startswith("http"):
        return urljoin(full, "/")
    if isinstance(url, str) and url.startswith("http"):
        return urljoin(url, "/")
    return str(request.build_absolute_uri("/")) if request is not None else ""


def absolute(address: str, context: dict[str, Any]) -> str:
    """Return an address of this site with its host, where the context tells the site.

    Other programs show it on another host. What is empty, or has a host, stays as it is.
    """
    if not address or address.startswith("#"):
        page = getattr(context.get("page"), "full_url", None) or ""
        return f"{page}{address}" if address and page else address
    return urljoin(base_address(context), address)


@dataclass
class Found:
    """What was looked up: public pages, documents and images by primary key."""

    context: dict[str, Any]
    pages: dict[int, Any] = field(default_factory=dict)
    documents: dict[int, Any] = field(default_factory=dict)
    images: dict[int, Any] = field(default_factory=dict)

    def address(self, url: str) -> str:
        return absolute(url, self.context)


class Pending(ABC):
    """Something to look up."""

    def wanted(self) -> Iterator[tuple[str, int]]:
        """Yield ("pages", "documents" or "images", primary key) of what is needed."""
        yield from ()

    def shown_images(self) -> Sequence[Any]:
        """Return the images at hand whose renditions are needed."""
        return ()

    @abstractmethod
    def settled(self, found: Found) -> Any:
        """Return the JSON-able data that takes its place."""


@dataclass
class PendingPage(Pending):
    """A page that is chosen: ``None`` where not everybody may see it."""

    page: Any

    def wanted(self) -> Iterator[tuple[str, int]]:
        if self.page is not None:
            yield "pages", self.page.pk

    def settled(self, found: Found) -> Face | None:
        page = found.pages.get(self.page.pk) if self.page is not None else None
        if page is None:
            return None
        return {"id": page.pk, "title": page.title, "url": page.full_url or ""}


@dataclass
class PendingImage(Pending):
    """An image with its renditions; ``alt``: instead of the image's own words."""

    image: Any
    alt: str | None = None

    def shown_images(self) -> Sequence[Any]:
        return () if self.image is None else (self.image,)

    def settled(self, found: Found) -> Face | None:
        if self.image is None:
            return None
        renditions = [
            {"url": found.address(each.url), "width": each.width, "height": each.height}
            for each in renditions_of(self.image)
        ]
        alt = self.alt if self.alt is not None else alternative(self.image)
        return {
            "id": self.image.pk,
            **renditions[-1],
            "alt": alt,
            "focal_point": focal_point(self.image),
            "renditions": renditions,
        }


def alternative(image: Any) -> str:
    """Return the words that stand for an image; "" where it only decorates."""
    if getattr(image, "decorative", False):
        return ""
    return getattr(image, "contextual_alt_text", None) or ""


def focal_point(image: Any) -> Face | None:
    """Return what of an image matters most, in shares (0 to 1) of its width and height.

    ``x`` and ``y`` are the middle of it. Shares hold for every rendition.
    """
    rect = image.get_focal_point()
    if rect is None or not image.width or not image.height:
        return None
    return {
        "x": round(rect.centroid_x / image.width, 4),
        "y": round(rect.centroid_y / image.height, 4),
        "width": round(rect.width / image.width, 4),
        "height": round(rect.height / image.height, 4),
    }


@dataclass
class PendingDocument(Pending):
    """A document to download; ``title``: instead of its own."""

    document: Any
    title: str = ""

    def settled(self, found: Found) -> Face | None:
        document = self.document
        if document is None:
            return None
        return {
            "id": document.pk,
            "title": self.title or document.title,
            "url": found.address(document.url),
            "format": document.file_extension.upper(),
            "size": document.get_file_size(),
        }


class PendingText(Pending):
    """Rich text as ``{"html", "tree"}``, its links leading where everybody may go."""

    def __init__(self, source: str) -> None:
        self.nodes = rich_text.read(source or "")

    def wanted(self) -> Iterator[tuple[str, int]]:
        for node in rich_text.elements(self.nodes):
            kind = _kind(node["type"], node["attrs"])
            if kind and node["attrs"].get("id", "").isdecimal():
                yield kind, int(node["attrs"]["id"])

    def settled(self, found: Found) -> Any:
        tree = rich_text.resolved(self.nodes, lambda name, attrs: _resolve(name, attrs, found))
        return {"html": rich_text.as_html(tree), "tree": tree}


class PendingHtml(PendingText):
    """Rich text as HTML alone."""

    def settled(self, found: Found) -> str:
        html: str = super().settled(found)["html"]
        return html


def _kind(name: str, attrs: dict[str, str]) -> str:
    kinds = {("a", "page"): "pages", ("a", "document"): "documents", ("embed", "image"): "images"}
    return kinds.get((name, attrs.get("linktype") or attrs.get("embedtype") or ""), "")


def _resolve(name: str, attrs: dict[str, str], found: Found) -> Face | None:
    if name == "a":
        return _link(attrs, found)
    if name == "img":
        return None
    if attrs.get("embedtype") == "media":
        url = rich_text.safe_address(attrs.get("url", ""))
        return {"url": url} if url else None
    image = found.images.get(_pk(attrs)) if attrs.get("embedtype") == "image" else None
    told = PendingImage(image, attrs.get("alt", "")).settled(found)
    return told and {"src": told["url"], **{n: told[n] for n in ("alt", "width", "height")}}


def _pk(attrs: dict[str, str]) -> int:
    text = attrs.get("id", "")
    return int(text) if text.isdecimal() else 0


def _link(attrs: dict[str, str], found: Found) -> Face:
    """Return where a link leads; nothing where it leads to what not everybody may see."""
    match attrs.get("linktype"):
        case None | "":
            href = rich_text.safe_address(attrs.get("href", ""))
            return {"href": found.address(href)} if href else {}
        case "page":
            page = found.pages.get(_pk(attrs))
            return {"href": page.full_url, "page": page.pk} if page and page.full_url else {}
        case "document":
            document = found.documents.get(_pk(attrs))
            if document is None:
                return {}
            return {"href": found.address(document.url), "document": document.pk}
    return _foreign_link(attrs, found)


def _foreign_link(attrs: dict[str, str], found: Found) -> Face:
    """Return where a link of a type that another app registered leads."""
    from wagtail.rich_text import features

    handler = features.get_link_types().get(attrs["linktype"])
    if handler is None:
        return {}
    try:
        written = rich_text.read(f"{handler.expand_db_attributes(attrs)}</a>")
    except (ObjectDoesNotExist, KeyError, ValueError):
        return {}
    return _link({"href": written[0]["attrs"].get("href", "")} if written else {}, found)


def settle(data: Any, context: dict[str, Any] | None = None) -> Any:
    """Return a face with all that was pending in its place, in a number of queries that is fixed."""
    waiting = list(_waiting(data))
    found = _look_up(waiting, context or {})
    return _in_place(data, found)


def _waiting(data: Any) -> Iterator[Pending]:
    if isinstance(data, Pending):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _waiting(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _waiting(value)


def _in_place(data: Any, found: Found) -> Any:
    if isinstance(data, Pending):
        return data.settled(found)
    if isinstance(data, dict):
        return {key: _in_place(value, found) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_in_place(value, found) for value in data]
    return data


def _look_up(waiting: Iterable[Pending], context: dict[str, Any]) -> Found:
    wanted: dict[str, set[int]] = {"pages": set(), "documents": set(), "images": set()}
    shown: list[Any] = []
    for each in waiting:
        for kind, pk in each.wanted():
            wanted[kind].add(pk)
        shown += each.shown_images()
    found = Found(context)
    if wanted["pages"]:
        pages = Page.objects.live().public().filter(pk__in=wanted["pages"])
        found.pages = {page.pk: page for page in pages.defer_streamfields().specific()}
    if wanted["documents"]:
        found.documents = get_document_model().objects.in_bulk(wanted["documents"])
    if wanted["images"]:
        found.images = get_image_model().objects.in_bulk(wanted["images"])
    prefetch_renditions([*shown, *found.images.values()])
    return found
