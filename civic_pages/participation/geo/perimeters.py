"""Perimeters and sectors: GeoJSON read from editors, and whether a point lies within."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from shapely import Point, force_2d, prepare
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from civic_blocks.geofiles import positions
from civic_blocks.geofiles.reading import load_json
from civic_pages import conf
from civic_pages.participation.geo.validity import check_area


GeoJSON = dict[str, Any]
# About a metre: a place on the border is inside, whichever way its coordinates were rounded.
BORDER_TOLERANCE = 1e-5
DECIMALS = 6


def parse(text: str | bytes) -> Any:
    """Read JSON that an editor pasted or uploaded.

    Raises:
        ValidationError: too large, no JSON, or numbers JSON does not have (NaN, Infinity).
    """
    return load_json(text, max_bytes=conf.get("GEOJSON_MAX_BYTES"))


def _features(data: Any) -> Iterator[GeoJSON]:
    """Yield features out of a Geometry, a Feature or a FeatureCollection."""
    given = data.get("type") if isinstance(data, dict) else None
    kind = given if isinstance(given, str) else None
    if kind == "FeatureCollection" and isinstance(data.get("features"), list):
        for feature in data["features"]:
            yield from _features(feature)
    elif kind == "Feature":
        yield data
    elif kind in {"Polygon", "MultiPolygon"}:
        yield {"type": "Feature", "properties": {}, "geometry": data}
    else:
        raise ValidationError(
            _("A polygon is needed, as GeoJSON: Geometry, Feature or FeatureCollection."),
            code="invalid",
        )


def _positions(coordinates: Any, depth: int = 0) -> Iterator[list[Any]]:
    if depth > 4 or not isinstance(coordinates, list):
        raise ValidationError(_("The coordinates are not those of a polygon."), code="invalid")
    if coordinates and not isinstance(coordinates[0], list):
        yield coordinates
        return
    for part in coordinates:
        yield from _positions(part, depth + 1)


def _check_positions(geometry: GeoJSON) -> None:
    count = 0
    for position in _positions(geometry.get("coordinates")):
        count += 1
        positions.check(position)
    if count > conf.get("GEOJSON_MAX_VERTICES"):
        raise ValidationError(_("This shape has too many vertices: simplify it."), code="too_large")


def _polygon(feature: GeoJSON) -> BaseGeometry:
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise ValidationError(_("Only polygons can bound a campaign."), code="invalid")
    _check_positions(geometry)
    try:
        polygon = force_2d(shape(geometry))
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise ValidationError(_("This polygon cannot be read."), code="invalid") from error
    check_area(polygon)
    return polygon


def to_geojson(geometry: BaseGeometry) -> GeoJSON:
    """Return a shape as a GeoJSON geometry, in degrees with six decimals."""

    def rounded(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [rounded(part) for part in value]
        return round(value, DECIMALS)

    data = mapping(geometry)
    return {"type": data["type"], "coordinates": rounded(data["coordinates"])}


def _checked(data: Any) -> Any:
    if isinstance(data, dict):
        positions.check_crs(data.get("crs"))
    return data


def normalise_perimeter(data: Any) -> GeoJSON:
    """Return one Polygon or MultiPolygon out of whatever GeoJSON holds polygons.

    Raises:
        ValidationError: with what is wrong, for the editor.
    """
    polygons = [_polygon(feature) for feature in _features(_checked(data))]
    if not polygons:
        raise ValidationError(_("There is no polygon in this file."), code="invalid")
    return to_geojson(unary_union(polygons))


def normalise_sectors(data: Any) -> GeoJSON:
    """Return a FeatureCollection of polygons, each with the properties ``key`` and ``name``.

    The name is read from the property ``name``, ``nom``, ``label``, ``libelle`` or ``title``.

    Raises:
        ValidationError: no polygon, or no or twice the same name.
    """
    sectors: list[GeoJSON] = []
    keys: set[str] = set()
    for feature in _features(_checked(data)):
        given = feature.get("properties")
        properties = given if isinstance(given, dict) else {}
        name = next(
            (
                str(properties[k])
                for k in ("name", "nom", "label", "libelle", "title")
                if properties.get(k)
            ),
            "",
        ).strip()[:100]
        key = slugify(name)[:50]
        if not key or key in keys:
            raise ValidationError(
                _("Every sector needs a name of its own (property “name” or “nom”)."), code="name"
            )
        keys.add(key)
        geometry = to_geojson(_polygon(feature))
        sectors.append(
            {"type": "Feature", "properties": {"key": key, "name": name}, "geometry": geometry}
        )
    if not sectors:
        raise ValidationError(_("There is no polygon in this file."), code="invalid")
    return {"type": "FeatureCollection", "features": sectors}


@dataclass(frozen=True)
class Territory:
    """Where a campaign takes place: an optional perimeter, and sectors inside it."""

    perimeter: BaseGeometry | None
    sectors: tuple[tuple[str, str, BaseGeometry], ...]  # key, name, shape

    def covers(self, latitude: float, longitude: float) -> bool:
        """Tell whether a point lies inside or on the border; always true without a perimeter."""
        return self.perimeter is None or self.perimeter.covers(Point(longitude, latitude))

    def sector_of(self, latitude: float, longitude: float) -> str:
        """Return the key of the first sector that holds a point, or the empty string."""
        point = Point(longitude, latitude)
        return next((key for key, _name, area in self.sectors if area.covers(point)), "")

    def sector_name(self, key: str) -> str:
        """Return a sector's name; the key itself where the sector is gone."""
        return next((name for known, name, _area in self.sectors if known == key), key)


def _prepared(geometries: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    result = list(geometries)
    for geometry in result:
        prepare(geometry)
    return result


@lru_cache(maxsize=128)
def _territory(perimeter: str, sectors: str) -> Territory:
    border = shape(json.loads(perimeter)).buffer(BORDER_TOLERANCE) if perimeter else None
    features = json.loads(sectors)["features"] if sectors else []
    shapes = _prepared(shape(feature["geometry"]) for feature in features)
    if border is not None:
        prepare(border)
    named = [(f["properties"]["key"], f["properties"]["name"]) for f in features]
    return Territory(
        border, tuple((key, name, area) for (key, name), area in zip(named, shapes, strict=True))
    )


def territory(perimeter: GeoJSON | None, sectors: GeoJSON | None) -> Territory:
    """Return the (cached, prepared) territory of two normalised GeoJSON values."""
    return _territory(
        json.dumps(perimeter, sort_keys=True) if perimeter else "",
        json.dumps(sectors, sort_keys=True) if sectors else "",
    )
