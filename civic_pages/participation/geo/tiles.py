"""Vector tiles: the shapes of a campaign and the cells of its map, in the squares of Web Mercator.

Mapbox Vector Tile specification 2.1; tiles are numbered z/x/y from the northwest.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import mapbox_vector_tile
import numpy as np
from shapely import GEOSException, clip_by_rect, make_valid, points, set_precision, transform
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from civic_pages.participation.geo import groups
from civic_pages.participation.geo.cells import (
    CLOSEST_ZOOM,
    KEPT_LEVELS,
    MAX_LATITUDE,
    WORLD,
    BoundingBox,
    cell_bounds,
    windows,
)


# A tile is drawn 512 px wide, so that it is as near as a map of 256 px tiles one zoom closer.
MAX_ZOOM = CLOSEST_ZOOM - 1
EXTENT = 4096
# Shapes reach beyond the tile, so that no border is drawn along its edge.
BUFFER = 64
# Where a campaign lies is told by cells of this level, 2.4 km wide at the equator.
_PLACE_LEVEL = 14
_MOST_CELLS = 10_000


@dataclass(frozen=True)
class Layer:
    """A layer: (GeoJSON geometry in degrees, properties without ``None``) pairs."""

    name: str
    features: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)


def map_zoom(zoom: int) -> int:
    """Return the zoom of a map of 256 px tiles that is as near as vector tiles of a zoom."""
    return zoom + 1


def is_tile(zoom: int, x: int, y: int) -> bool:
    """Tell whether a tile is one of ours."""
    return 0 <= zoom <= MAX_ZOOM and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom


def tile_box(zoom: int, x: int, y: int) -> BoundingBox:
    """Return the box of a tile in degrees."""
    cell = 0
    for bit in range(zoom):
        cell |= (x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1
    return cell_bounds(cell, zoom)


def encode(layers: Iterable[Layer], zoom: int, x: int, y: int) -> bytes:
    """Return a tile; no bytes where nothing lies on it."""
    drawn = []
    for layer in layers:
        squares = _on_tile([geometry for geometry, _properties in layer.features], zoom, x, y)
        features = [
            {"geometry": square, "properties": properties}
            for square, (_geometry, properties) in zip(squares, layer.features, strict=True)
            if not square.is_empty
        ]
        if features:
            drawn.append({"name": layer.name, "features": features})
    if not drawn:
        return b""
    options = {"y_coord_down": True, "extents": EXTENT}
    return bytes(mapbox_vector_tile.encode(drawn, default_options=options))


def _on_tile(geometries: list[dict[str, Any]], zoom: int, x: int, y: int) -> list[BaseGeometry]:
    """Return geometries in whole units of a tile, from its northwest corner, cut at the buffer."""

    def project(world: Any) -> Any:
        return (world * (1 << zoom) - (x, y)) * EXTENT

    def placed(geometry: dict[str, Any]) -> BaseGeometry:
        low, high = -BUFFER, EXTENT + BUFFER
        projected = transform(_projected(json.dumps(geometry)), project)
        return _whole(clip_by_rect(projected, low, low, high, high))

    # All points at once: one by one they would take longer than all else of a tile.
    places = [each["coordinates"] for each in geometries if each["type"] == "Point"]
    # A point belongs to the tile whose cell holds it; nothing is repeated beyond the edge.
    units = np.clip(np.rint(project(_project(np.reshape(places, (-1, 2))))), 0, EXTENT)
    on_tile = iter(points(units))
    return [next(on_tile) if each["type"] == "Point" else placed(each) for each in geometries]


def _whole(geometry: BaseGeometry) -> BaseGeometry:
    try:
        return set_precision(geometry, 1)
    except GEOSException:
        return set_precision(make_valid(geometry), 1)


# Borders are the same for each of a campaign's tiles.
@lru_cache(maxsize=256)
def _projected(geometry: str) -> BaseGeometry:
    """Return a geometry on the square of the whole world, 0 to 1 from its northwest corner."""
    return transform(shape(json.loads(geometry)), _project)


def _project(degrees: Any) -> Any:
    longitude, latitude = degrees[:, 0], np.clip(degrees[:, 1], -MAX_LATITUDE, MAX_LATITUDE)
    x = (longitude + 180) / 360
    y = (1 - np.arcsinh(np.tan(np.radians(latitude))) / np.pi) / 2
    return np.column_stack([x, y])


def extent_of(campaign: Any) -> BoundingBox | None:
    """Return a box that holds all public points of a campaign, grown to whole cells of the map.

    ``None`` where it has none. It costs the same however many there are.
    """
    for level in range(_PLACE_LEVEL, KEPT_LEVELS[0] - 1, -2):
        found = groups.from_counts(campaign, windows(WORLD, level), most=_MOST_CELLS)
        if found is not None:
            boxes = [cell_bounds(group.cell, level) for group in found]
            return around(boxes)
    return WORLD


def around(boxes: list[BoundingBox]) -> BoundingBox | None:
    """Return the box around boxes, to six decimals; ``None`` where there is none."""
    if not boxes:
        return None
    return BoundingBox(
        round(min(box.west for box in boxes), 6),
        round(min(box.south for box in boxes), 6),
        round(max(box.east for box in boxes), 6),
        round(max(box.north for box in boxes), 6),
    )
