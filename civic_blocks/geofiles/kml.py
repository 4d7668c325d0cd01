"""KML 2.2: placemarks with their names, texts, folders and line and area styles."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_blocks.geofiles.drawing import Drawing, GeoJSON
from civic_blocks.geofiles.xml import children, name_of, text_of


_LOST = {"GroundOverlay": "overlays", "ScreenOverlay": "overlays", "NetworkLink": "remote"}
_COLOUR = re.compile(r"^[0-9a-fA-F]{8}$")
_SIMPLE = ("Point", "LineString", "Polygon")
_SHAPES = {*_SIMPLE, "LinearRing", "MultiGeometry", "Track", "MultiTrack"}


def read(root: Element) -> Drawing:
    """Return the placemarks of a document, in its order."""
    drawing = Drawing("kml")
    styles = _styles(root)
    stack: list[tuple[Element, str]] = [(root, "")]
    while stack:
        node, folder = stack.pop()
        kind = name_of(node)
        if kind == "Placemark":
            _add(drawing, node, folder, styles)
            continue
        if kind in _LOST:
            drawing.lost.add(_LOST[kind])
        if kind == "Folder":
            folder = text_of(node, "name") or folder
        stack.extend((child, folder) for child in reversed(node))
    return drawing


def _add(drawing: Drawing, node: Element, folder: str, styles: dict[str, dict[str, Any]]) -> None:
    properties: dict[str, Any] = dict(_extended(node))
    style = dict(styles.get(text_of(node, "styleUrl").removeprefix("#"), {}))
    for own in children(node, "Style"):
        style |= _style(own)
    if style.pop("icon", False):
        drawing.lost.add("icons")
    properties |= {**style, "description": text_of(node, "description")}
    if name := text_of(node, "name"):
        properties["name"] = name
    if folder:
        properties["layer"] = folder
    geometries = [shape for child in node for shape in _geometries(child, drawing.lost)]
    if not geometries:
        drawing.lost.add("placeless")
    for geometry in geometries:
        drawing.add(geometry, properties)


def _extended(node: Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes of a placemark: a sector's name may be among them."""
    for extended in children(node, "ExtendedData"):
        for item in extended.iter():
            if name_of(item) == "SimpleData" and item.get("name"):
                yield item.get("name", ""), (item.text or "").strip()
            elif name_of(item) == "Data" and item.get("name"):
                yield item.get("name", ""), text_of(item, "value")


def _geometries(node: Element, lost: set[str]) -> list[GeoJSON]:
    """Return the geometries of an element, those of a MultiGeometry joined by kind where alike."""
    kind = name_of(node)
    if kind not in _SHAPES:
        return []
    if kind in {"Track", "MultiTrack"}:
        lost.add("tracks")
        return []
    if kind == "MultiGeometry":
        parts = [part for part in node.iter() if name_of(part) in _SIMPLE]
        shapes = [_geometry(part) for part in parts]
        return _joined(shapes)
    return [_geometry(node)]


def _joined(shapes: list[GeoJSON]) -> list[GeoJSON]:
    joined: list[GeoJSON] = []
    for kind in _SIMPLE:
        parts = [shape["coordinates"] for shape in shapes if shape["type"] == kind]
        if len(parts) == 1:
            joined.append({"type": kind, "coordinates": parts[0]})
        elif parts:
            joined.append({"type": f"Multi{kind}", "coordinates": parts})
    return joined


def _geometry(node: Element) -> GeoJSON:
    kind = name_of(node)
    if kind == "Polygon":
        rings = [
            _coordinates(ring)
            for side in ("outerBoundaryIs", "innerBoundaryIs")
            for boundary in children(node, side)
            for ring in children(boundary, "LinearRing")
        ]
        return {"type": "Polygon", "coordinates": rings}
    positions = _coordinates(node)
    if kind == "Point":
        return {"type": "Point", "coordinates": positions[0] if positions else []}
    return {"type": "LineString", "coordinates": positions}


def _coordinates(node: Element) -> list[list[float]]:
    """Read ``lon,lat[,alt] lon,lat[,alt]…``; blanks around commas, which some tools write, too."""
    text = re.sub(r"\s*,\s*", ",", text_of(node, "coordinates"))
    try:
        return [[float(number) for number in place.split(",")] for place in text.split()]
    except ValueError as error:
        raise ValidationError(
            _("The coordinates of a shape cannot be read."), code="invalid"
        ) from error


def _styles(root: Element) -> dict[str, dict[str, Any]]:
    """Return the shared styles by id; of a pair, the one that is not for the pointer."""
    found = {
        node.get("id", ""): _style(node)
        for node in root.iter()
        if name_of(node) == "Style" and node.get("id")
    }
    for node in root.iter():
        if name_of(node) == "StyleMap" and node.get("id"):
            for pair in children(node, "Pair"):
                if text_of(pair, "key") == "normal":
                    url = text_of(pair, "styleUrl").removeprefix("#")
                    found[node.get("id", "")] = found.get(url, {})
    return found


def _style(node: Element) -> dict[str, Any]:
    style: dict[str, Any] = {}
    for line in children(node, "LineStyle"):
        colour, opacity = _colour(text_of(line, "color"))
        style |= {"stroke": colour, "stroke-opacity": opacity}
        style["stroke-width"] = text_of(line, "width") or None
    for area in children(node, "PolyStyle"):
        colour, opacity = _colour(text_of(area, "color"))
        empty = text_of(area, "fill") == "0"
        style |= {"fill": colour, "fill-opacity": 0 if empty else opacity}
    for icon in children(node, "IconStyle"):
        style["marker-color"] = _colour(text_of(icon, "color"))[0]
        style["icon"] = next(children(icon, "Icon"), None) is not None
    return {key: value for key, value in style.items() if value is not None}


def _colour(text: str) -> tuple[str | None, float | None]:
    """Read ``aabbggrr``: colour and opacity."""
    if not _COLOUR.match(text):
        return None, None
    alpha, blue, green, red = (text[i : i + 2] for i in (0, 2, 4, 6))
    return f"#{red}{green}{blue}".lower(), round(int(alpha, 16) / 255, 2)
