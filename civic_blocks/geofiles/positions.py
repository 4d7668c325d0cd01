"""Coordinates of GeoJSON geometries: checked, without altitude, and explained where wrong."""

import math
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_blocks import conf
from civic_blocks.geofiles.drawing import GeoJSON


DECIMALS = 6
# How deep positions lie in the coordinates of each geometry.
DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
# Extent of metropolitan France in Lambert-93 (EPSG:2154), in metres.
LAMBERT_93 = ((0, 1_300_000), (6_000_000, 7_200_000))
# More than any projection makes of a place on Earth, in whatever unit.
MOST = 1e12
# Degrees from the site's own centre: what is as near once its numbers change places was swapped.
NEAR, FAR = 10, 20
_SWAPPED = _(
    "These coordinates look swapped: latitude comes first. Longitude must come first, for "
    "instance 2.206, 48.892."
)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    # A whole number in JSON may have more digits than any other kind of number.
    return abs(value) < MOST and math.isfinite(value)


def check(position: Any) -> tuple[float, float]:
    """Return (longitude, latitude) of a GeoJSON position; its altitude is left aside.

    Raises:
        ValidationError: no position, or none on Earth; its words say what it looks like instead.
    """
    if not isinstance(position, list | tuple) or len(position) < 2:
        raise ValidationError(_("A position needs two numbers."), code="invalid")
    x, y = position[0], position[1]
    if not (_is_number(x) and _is_number(y)):
        raise ValidationError(_("A position needs two numbers."), code="invalid")
    if abs(x) <= 180 and abs(y) <= 90:
        return round(float(x), DECIMALS), round(float(y), DECIMALS)
    raise explained(x, y)


def explained(x: float, y: float) -> ValidationError:
    """Return an error that says what two numbers outside of the degrees look like."""
    (west, east), (south, north) = LAMBERT_93
    if west <= x <= east and south <= y <= north:
        text = _(
            "These look like Lambert-93 coordinates, in metres. Export the file in WGS 84 "
            "(EPSG:4326): longitude and latitude in degrees."
        )
        return ValidationError(text, code="lambert")
    if abs(x) <= 90 and abs(y) <= 180:
        return ValidationError(_SWAPPED, code="swapped")
    if abs(x) > 1_000 or abs(y) > 1_000:
        text = _(
            "These coordinates are in metres. Export the file in WGS 84 (EPSG:4326): longitude "
            "and latitude in degrees."
        )
        return ValidationError(text, code="metres")
    return ValidationError(
        _("Coordinates must be longitude, latitude in degrees (WGS 84)."), code="range"
    )


def check_order(positions: list[tuple[float, float]]) -> None:
    """Refuse a drawing that lies far from the site's centre, and near it once swapped.

    Raises:
        ValidationError: with the code ``swapped``.
    """
    if not positions:
        return
    x = sum(position[0] for position in positions) / len(positions)
    y = sum(position[1] for position in positions) / len(positions)
    latitude, longitude = conf.get("MAP_CENTER")
    as_given = max(abs(x - longitude), abs(y - latitude))
    swapped = max(abs(y - longitude), abs(x - latitude))
    if as_given > FAR and swapped < NEAR:
        raise ValidationError(_SWAPPED, code="swapped")


def check_crs(crs: Any) -> None:
    """Accept the names of WGS 84 that GIS write out of habit; refuse any other system.

    Raises:
        ValidationError: with the code ``crs``.
    """
    if not crs:
        return
    named = crs.get("properties") if isinstance(crs, dict) else None
    name = str(named.get("name", "")) if isinstance(named, dict) else ""
    if not name.endswith((":CRS84", "EPSG::4326", "EPSG:4326")):
        raise ValidationError(
            _("GeoJSON is always WGS 84: convert this file and remove “crs”."), code="crs"
        )


def flat(geometry: GeoJSON) -> Iterator[tuple[float, float]]:
    """Yield the positions of a clean geometry."""
    stack = [geometry["coordinates"]]
    while stack:
        part = stack.pop()
        if part and isinstance(part[0], int | float):
            yield part[0], part[1]
        else:
            stack.extend(reversed(part))


def clean(geometry: Any) -> GeoJSON:
    """Return a geometry with checked positions of two numbers, its rings closed.

    Raises:
        ValidationError: an unknown type, or coordinates that are not those of its type.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in DEPTHS:
        raise ValidationError(
            _("There is a shape of an unknown kind: %(kind)s."),
            code="invalid",
            params={"kind": str(kind)[:40]},
        )
    return {"type": kind, "coordinates": _clean(geometry.get("coordinates"), DEPTHS[kind], kind)}


def _clean(coordinates: Any, depth: int, kind: str) -> Any:
    if depth == 0:
        return list(check(coordinates))
    if not isinstance(coordinates, list | tuple):
        raise ValidationError(_("The coordinates of a shape cannot be read."), code="invalid")
    parts = [_clean(part, depth - 1, kind) for part in coordinates]
    if depth > 1 or kind == "MultiPoint":
        least = 1
    elif "Polygon" in kind:
        parts = closed(parts)
        least = 4
    else:
        least = 2
    if len(parts) < least:
        raise ValidationError(_("A line or an area has too few points."), code="invalid")
    return parts


def closed(ring: list[Any]) -> list[Any]:
    """Return a ring whose last position is its first."""
    return [*ring, ring[0]] if ring and ring[0] != ring[-1] else ring
