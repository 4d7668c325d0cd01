"""Lines that an editor draws: "latitude, longitude" on each line of a text, stored as GeoJSON."""

import re
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_blocks.geofiles.drawing import GeoJSON
from civic_blocks.geofiles.positions import DECIMALS, check, closed


MAX_POINTS = 500
_PLACE = re.compile(r"^\s*([-−]?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*([-−]?\d{1,3}(?:\.\d+)?)\s*$")
Position = tuple[float, float]


def parse(text: str) -> GeoJSON:
    """Return the LineString of a text.

    Raises:
        ValidationError: a line that is no place (it is named), or too many of them.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_POINTS:
        raise ValidationError(
            _("A shape has at most %(most)s points."), code="too_long", params={"most": MAX_POINTS}
        )
    return {"type": "LineString", "coordinates": [_position(line) for line in lines]}


def _position(line: str) -> list[float]:
    found = _PLACE.match(line)
    if found is None:
        raise ValidationError(
            _("“%(line)s” is no place: write latitude, longitude, for instance 48.892, 2.206."),
            code="invalid",
            params={"line": line.strip()[:60]},
        )
    latitude, longitude = (float(number.replace("−", "-")) for number in found.groups())
    return list(check([longitude, latitude]))


def as_text(path: GeoJSON) -> str:
    """Return a LineString as an editor reads and writes it."""
    return "\n".join(
        f"{latitude:.{DECIMALS}f}, {longitude:.{DECIMALS}f}"
        for longitude, latitude in path["coordinates"]
    )


def stored(value: Any) -> GeoJSON | None:
    """Return a LineString of what a page holds; ``None`` where that is none."""
    if not isinstance(value, dict) or value.get("type") != "LineString":
        return None
    coordinates = value.get("coordinates")
    if not isinstance(coordinates, list) or not coordinates:
        return None
    try:
        return {"type": "LineString", "coordinates": [list(check(each)) for each in coordinates]}
    except ValidationError:
        return None


def geometry(path: GeoJSON, *, is_area: bool) -> GeoJSON:
    """Return the shape that is drawn along a path.

    Raises:
        ValidationError: too few points, or an area whose border crosses itself.
    """
    points = path["coordinates"]
    if not is_area:
        if len(points) < 2:
            raise ValidationError(_("A line needs two points."), code="too_short")
        return path
    ring = closed(points)
    if len({tuple(point) for point in ring}) < 3:
        raise ValidationError(_("An area needs three points."), code="too_short")
    if crosses_itself(ring):
        raise ValidationError(_("The border of this area crosses itself."), code="crossing")
    return {"type": "Polygon", "coordinates": [ring]}


def crosses_itself(ring: list[Any]) -> bool:
    """Tell whether two sides of a closed ring cross, those that meet in a corner left aside."""
    sides = list(pairwise(ring))
    last = len(sides) - 1
    return any(
        _cross(*sides[i], *sides[j])
        for i in range(len(sides))
        for j in range(i + 2, len(sides))
        if (i, j) != (0, last)
    )


def _turn(a: Position, b: Position, c: Position) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: Position, b: Position, c: Position, d: Position) -> bool:
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0
