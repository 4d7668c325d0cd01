"""Lines and areas that people draw: read from text, checked, measured, told in words.

A shape is a GeoJSON geometry (RFC 7946): ``LineString``, or ``Polygon`` of one outline without
holes. Sizes are those on a sphere near the shape: right to one percent for anything within a city.
"""

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from shapely import LineString, Polygon
from shapely.affinity import scale
from shapely.geometry import shape as shaped
from shapely.geometry.polygon import orient


Shape = dict[str, Any]
Position = tuple[float, float]

LINE, AREA = "line", "area"
TYPES = {LINE: "LineString", AREA: "Polygon"}
KINDS = {name: kind for kind, name in TYPES.items()}
MOST_VERTICES = 500
MOST_BYTES = 50_000
# About a decimetre.
DECIMALS = 6
METRES_PER_DEGREE = math.radians(6_371_008.8)

NUMBER = r"[+-]?\d{1,3}(?:[.,]\d+)?"
PAIR = re.compile(rf"\s*({NUMBER})(?:\s*[;,]\s*|\s+)({NUMBER})\s*")

WKT = re.compile(r"(LINESTRING\s*\(|POLYGON\s*\(\s*\()([^()]*)\)\s*\)?", re.IGNORECASE)

PAIRS_NEEDED = _("Write one point a line, latitude first: “48.892, 2.206”.")


def read(text: str, *, kind: str = LINE, allowed: Collection[str] = (LINE, AREA)) -> Shape:
    """Return the shape that a text holds, normalised.

    Args:
        text: a GeoJSON geometry, a WKT geometry, or one "latitude, longitude" a line.
        kind: what lines of coordinates are: "line" or "area".
        allowed: the kinds that may be given.

    Raises:
        ValidationError: it cannot be read, or is no shape that may be given.
    """
    text = text.strip()
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise ValidationError(_("This shape is too long a text: simplify it."), code="too_large")
    if text.startswith(("{", "[")):
        return normalised(_json(text), allowed=allowed)
    if text[:1].isalpha():
        return normalised(_wkt(text), allowed=allowed)
    return normalised({"type": TYPES[kind], "coordinates": _pairs(text, kind)}, allowed=allowed)


def _json(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This shape is not GeoJSON."), code="invalid") from error


def _wkt(text: str) -> Any:
    """Return the GeoJSON of a WKT text: how spreadsheets and GIS keep a geometry in one cell."""
    if (found := WKT.fullmatch(text)) is None:
        raise ValidationError(PAIRS_NEEDED, code="invalid")
    kind = AREA if found[1][:1] in "Pp" else LINE
    try:
        positions = [[float(number) for number in pair.split()] for pair in found[2].split(",")]
    except ValueError as error:
        raise ValidationError(PAIRS_NEEDED, code="invalid") from error
    return {"type": TYPES[kind], "coordinates": [positions] if kind == AREA else positions}


def _pairs(text: str, kind: str) -> list[Any]:
    positions = []
    for line in filter(str.strip, text.splitlines()):
        if (pair := PAIR.fullmatch(line)) is None:
            raise ValidationError(PAIRS_NEEDED, code="invalid")
        latitude, longitude = (float(number.replace(",", ".")) for number in pair.groups())
        positions.append([longitude, latitude])
    return [positions] if kind == AREA else positions


def normalised(data: Any, *, allowed: Collection[str] = (LINE, AREA)) -> Shape:
    """Return a geometry as it is stored: six decimals, no point twice, outline closed and to the left.

    Raises:
        ValidationError: it is no shape that may be given; says what is wrong with it.
    """
    kind = KINDS.get(data["type"]) if _is_geometry(data) else None
    if kind is None or kind not in allowed:
        raise ValidationError(_refusal(allowed), code="type")
    if "crs" in data:
        message = _("GeoJSON is always WGS 84: convert this shape and remove “crs”.")
        raise ValidationError(message, code="crs")
    rings = [data["coordinates"]] if kind == LINE else data["coordinates"]
    if not isinstance(rings, list) or len(rings) != 1 or not isinstance(rings[0], list):
        raise ValidationError(_("An area has one outline, without holes."), code="rings")
    if len(rings[0]) > MOST_VERTICES + (kind == AREA):
        raise ValidationError(_too_many(), code="too_large")
    positions = list(_distinct([_position(each) for each in rings[0]]))
    return _line(positions) if kind == LINE else _area(positions)


def _is_geometry(data: Any) -> bool:
    return isinstance(data, Mapping) and isinstance(data.get("type"), str) and "coordinates" in data


def _refusal(allowed: Collection[str]) -> str:
    if set(allowed) == {LINE}:
        return gettext("A line is needed, as a GeoJSON LineString.")
    if set(allowed) == {AREA}:
        return gettext("An area is needed, as a GeoJSON Polygon.")
    return gettext("A line or an area is needed, as a GeoJSON LineString or Polygon.")


def _too_many() -> str:
    return gettext("This shape has more than %(most)d points: simplify it.") % {
        "most": MOST_VERTICES
    }


def _position(data: Any) -> Position:
    if not isinstance(data, list) or len(data) != 2:
        message = _("Each point needs two numbers: longitude, latitude.")
        raise ValidationError(message, code="position")
    for number, limit in zip(data, (180, 90), strict=True):
        if isinstance(number, bool) or not isinstance(number, int | float):
            message = _("Each point needs two numbers: longitude, latitude.")
            raise ValidationError(message, code="position")
        # False for what is no number (NaN) and for the infinite, too.
        if not -limit <= number <= limit:
            message = _("Coordinates must be longitude, latitude in degrees (WGS 84).")
            raise ValidationError(message, code="range")
    # Not "-0.0", which no other way of writing a shape gives.
    longitude, latitude = (round(float(number), DECIMALS) + 0.0 for number in data)
    return longitude, latitude


def _distinct(positions: list[Position]) -> Iterator[Position]:
    """Yield positions without those that repeat the one before them."""
    before = None
    for position in positions:
        if position != before:
            yield position
        before = position


def _line(positions: list[Position]) -> Shape:
    if len(positions) < 2:
        raise ValidationError(_("A line needs two different points."), code="too_small")
    return {"type": "LineString", "coordinates": [list(position) for position in positions]}


def _area(positions: list[Position]) -> Shape:
    if len(positions) > 1 and positions[0] == positions[-1]:
        positions = positions[:-1]
    if len(positions) < 3:
        raise ValidationError(_("An area needs three different points."), code="too_small")
    if len(positions) > MOST_VERTICES:
        raise ValidationError(_too_many(), code="too_large")
    polygon = Polygon(positions)
    if polygon.convex_hull.area == 0:
        raise ValidationError(_("This area has no surface."), code="too_small")
    if not polygon.is_valid:
        message = _("The outline of this area crosses or touches itself: move its points.")
        raise ValidationError(message, code="crossing")
    ring = orient(polygon, sign=1.0).exterior.coords
    return {"type": "Polygon", "coordinates": [[list(position) for position in ring]]}


def positions_of(shape: Mapping[str, Any]) -> list[list[float]]:
    """Return the (longitude, latitude) of a shape's points; those of an outline once each."""
    if shape["type"] == "LineString":
        return list(shape["coordinates"])
    return list(shape["coordinates"][0][:-1])


def as_lines(shape: Mapping[str, Any]) -> str:
    """Return a shape as one "latitude, longitude" a line: how people read and change it."""
    return "\n".join(f"{y:.{DECIMALS}f}, {x:.{DECIMALS}f}" for x, y in positions_of(shape))


def as_wkt(shape: Mapping[str, Any]) -> str:
    """Return a shape as WKT, which a spreadsheet keeps in a cell and a GIS opens."""
    return str(shaped(shape).wkt)


def point_on(shape: Mapping[str, Any]) -> tuple[float, float]:
    """Return (latitude, longitude) of the point that stands for a shape: always on it.

    The middle along a line; somewhere well inside an area.
    """
    geometry = shaped(shape)
    if isinstance(geometry, LineString):
        stretch = _stretch(shape)
        point = scale(geometry, stretch, 1, origin=(0, 0)).interpolate(0.5, normalized=True)
        return round(point.y, DECIMALS), round(point.x / stretch, DECIMALS)
    point = geometry.representative_point()
    return round(point.y, DECIMALS), round(point.x, DECIMALS)


def _stretch(shape: Mapping[str, Any]) -> float:
    """Return how long a degree of longitude is in degrees of latitude, in the middle of a shape."""
    latitudes = [position[1] for position in positions_of(shape)]
    return max(1e-6, math.cos(math.radians((min(latitudes) + max(latitudes)) / 2)))


def size_of(shape: Mapping[str, Any]) -> float:
    """Return the length of a line in metres, or the surface of an area in square metres."""
    flat = scale(
        shaped(shape), METRES_PER_DEGREE * _stretch(shape), METRES_PER_DEGREE, origin=(0, 0)
    )
    return float(flat.length if isinstance(flat, LineString) else flat.area)


def in_words(shape: Mapping[str, Any] | None) -> str:
    """Return what a shape is, for instance "line of 320 m" or "area of 1.2 ha"; of none, nothing."""
    if not shape:
        return ""
    if shape["type"] == "LineString":
        return gettext("line of %(length)s") % {"length": length_in_words(size_of(shape))}
    return gettext("area of %(surface)s") % {"surface": surface_in_words(size_of(shape))}


def position_in_words(latitude: float, longitude: float) -> str:
    """Return where a point is as maps print it: "48° 53′ 32″ N, 2° 12′ 22″ E"; a second is 30 m."""
    north = (
        pgettext("point of the compass", "N")
        if latitude >= 0
        else pgettext("point of the compass", "S")
    )
    east = (
        pgettext("point of the compass", "E")
        if longitude >= 0
        else pgettext("point of the compass", "W")
    )
    return f"{_angle(latitude)}\xa0{north}, {_angle(longitude)}\xa0{east}"


def length_in_words(metres: float) -> str:
    """Return a length with its unit, rounded as people say it: "8 m", "320 m", "1.2 km"."""
    if metres < 1000:
        return f"{_rounded(metres, 10 if metres >= 100 else 1)} m"
    return f"{_decimal(metres / 1000)} km"


def surface_in_words(square_metres: float) -> str:
    """Return a surface with its unit: "80 m²", "1.2 ha", "3.4 km²"."""
    if square_metres < 10_000:
        return f"{_rounded(square_metres, 10 if square_metres >= 100 else 1)} m²"
    if square_metres < 1_000_000:
        return f"{_decimal(square_metres / 10_000)} ha"
    return f"{_decimal(square_metres / 1_000_000)} km²"


def _rounded(number: float, step: int) -> str:
    return number_format(max(1, round(number / step) * step), force_grouping=True)


def _decimal(number: float) -> str:
    return number_format(round(number, 1) if number < 10 else round(number), force_grouping=True)


def _angle(degrees: float) -> str:
    minutes, seconds = divmod(round(abs(degrees) * 3600), 60)
    whole, minutes = divmod(minutes, 60)
    return f"{whole}°\xa0{minutes:02}′\xa0{seconds:02}″"
