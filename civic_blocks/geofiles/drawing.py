"""What a file of places holds, whichever its format."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


GeoJSON = dict[str, Any]

# What a map of ours does not show, by the name under which a layer remembers it.
LOSSES: dict[str, Any] = {
    "icons": _("icons and their shapes"),
    "labels": _("labels that are always shown"),
    "images": _("images and framed pages in texts"),
    "links": _("links that open instead of a text"),
    "thematic": _("heat maps, groupings and colours by value"),
    "inverted": _("inverted areas"),
    "zooms": _("layers shown at some zoom levels only"),
    "hidden": _("layers that are hidden at first"),
    "remote": _("data that the file only links to"),
    "overlays": _("images laid over the map"),
    "tracks": _("tracks with times (gx:Track)"),
    "placeless": _("features without a place"),
    "background": _("the base map of the file"),
}


@dataclass
class Drawing:
    """Features of a file, with what was left aside.

    ``data`` is the parsed GeoJSON where the file is one; ``features`` are raw: their properties
    are the file's own, with ``layer`` where the file has several; ``lost`` are keys of
    :data:`LOSSES`.
    """

    format: str
    features: list[GeoJSON] = field(default_factory=list)
    data: Any = None
    lost: set[str] = field(default_factory=set)

    def add(self, geometry: GeoJSON, properties: dict[str, Any]) -> None:
        self.features.append({"type": "Feature", "properties": properties, "geometry": geometry})


def simple_geometries(geometry: Any) -> Iterator[GeoJSON]:
    """Yield the geometries of one, those of a GeometryCollection one by one (one level deep)."""
    if not isinstance(geometry, dict):
        return
    parts: list[Any] = [geometry]
    if geometry.get("type") == "GeometryCollection":
        held = geometry.get("geometries")
        parts = held if isinstance(held, list) else []
    yield from (part for part in parts if isinstance(part, dict))


def losses_in_words(lost: Iterable[str]) -> list[str]:
    """Return what was left aside, in the editor's language."""
    return [str(words) for key, words in LOSSES.items() if key in set(lost)]
