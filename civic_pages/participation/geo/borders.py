"""How far outside a campaign's perimeter something is, and where the nearest place inside is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapely import Point
from shapely.affinity import scale
from shapely.geometry import shape as shaped
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from civic_blocks.shapes import METRES_PER_DEGREE
from civic_pages.participation.geo.perimeters import BORDER_TOLERANCE, Territory


@dataclass(frozen=True)
class Nearest:
    """The place inside a perimeter nearest to one outside, and how far away, in metres."""

    metres: float
    latitude: float
    longitude: float


def covers_shape(territory: Territory, shape: Mapping[str, Any]) -> bool:
    """Tell whether a whole line or area lies inside, border included; always without a perimeter."""
    return territory.perimeter is None or bool(territory.perimeter.covers(shaped(shape)))


def nearest_inside(territory: Territory, latitude: float, longitude: float) -> Nearest | None:
    """Return the nearest place inside; ``None`` without a perimeter."""
    if territory.perimeter is None:
        return None
    stretch = max(1e-6, math.cos(math.radians(latitude)))
    # Within what is let pass beside the line, so that the place that is told is surely inside.
    inner = territory.perimeter.buffer(-BORDER_TOLERANCE)
    border = _flat(inner if not inner.is_empty else territory.perimeter, stretch)
    there = _flat(Point(longitude, latitude), stretch)
    near, _there = nearest_points(border, there)
    metres = near.distance(there) * METRES_PER_DEGREE
    return Nearest(metres, round(near.y, 6), round(near.x / stretch, 6))


def metres_outside(territory: Territory, shape: Mapping[str, Any]) -> float:
    """Return how far the farthest point of a line or area lies outside the perimeter, in metres."""
    if territory.perimeter is None:
        return 0.0
    outside = shaped(shape).difference(territory.perimeter)
    if outside.is_empty:
        return 0.0
    latitude = outside.centroid.y
    stretch = max(1e-6, math.cos(math.radians(latitude)))
    border = _flat(territory.perimeter, stretch)
    corners = _corners(_flat(outside, stretch))
    return float(max(border.distance(Point(corner)) for corner in corners) * METRES_PER_DEGREE)


Degrees = tuple[float | None, float | None]


def metres_between(first: Degrees, second: Degrees) -> float:
    """Return how far apart two (latitude, longitude) are; infinitely, where one is not known."""
    if None in first or None in second:
        return math.inf
    (south, west), (north, east) = first, second
    stretch = math.cos(math.radians(south or 0))
    across = ((east or 0) - (west or 0)) * stretch
    return math.hypot((north or 0) - (south or 0), across) * METRES_PER_DEGREE


def _flat(geometry: BaseGeometry, stretch: float) -> BaseGeometry:
    """Return a geometry whose distances are the same in both directions, in degrees of latitude."""
    return scale(geometry, stretch, 1, origin=(0, 0))


def _corners(geometry: BaseGeometry) -> list[tuple[float, float]]:
    parts = getattr(geometry, "geoms", [geometry])
    return [
        corner
        for part in parts
        for corner in (part.exterior.coords if hasattr(part, "exterior") else part.coords)
    ]
