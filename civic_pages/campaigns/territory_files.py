"""Files of a territory: what an editor pastes or uploads, made GeoJSON of polygons."""

import math
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_blocks.geofiles import positions, reading
from civic_blocks.geofiles.drawing import Drawing, GeoJSON, simple_geometries
from civic_pages import conf


# Metres between the ends of a walked track that was meant to come back to its start.
CLOSED_WITHIN = 50
METRES_PER_DEGREE = 111_320


def read(content: str | bytes) -> Any:
    """Return GeoJSON of the polygons of a file; GeoJSON itself as it is, for its own checks.

    Raises:
        ValidationError: it cannot be read, or has no polygon and no closed line.
    """
    drawing = reading.read(content, max_bytes=conf.get("GEOJSON_MAX_BYTES"))
    if drawing.format == "geojson":
        return drawing.data
    features = list(_polygons(drawing))
    if not features:
        raise ValidationError(_why_not(drawing), code="invalid")
    return {"type": "FeatureCollection", "features": features}


def _polygons(drawing: Drawing) -> Iterator[GeoJSON]:
    """Yield polygons, and lines that come back to their start; points say nothing of an area."""
    for feature in drawing.features:
        properties = {
            key: value for key, value in feature["properties"].items() if key != "_umap_options"
        }
        for shape in simple_geometries(feature["geometry"]):
            geometry = _area(positions.clean(shape))
            if geometry is not None:
                yield {"type": "Feature", "properties": properties, "geometry": geometry}


def _area(geometry: GeoJSON) -> GeoJSON | None:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind in {"Polygon", "MultiPolygon"}:
        return geometry
    if kind == "LineString" and _is_closed(coordinates):
        return {"type": "Polygon", "coordinates": [positions.closed(coordinates)]}
    return None


def _is_closed(line: list[Any]) -> bool:
    """Tell whether a line of three places or more ends where it began, or nearly."""
    (x, y), (other_x, other_y) = line[0], line[-1]
    east = (other_x - x) * math.cos(math.radians(y)) * METRES_PER_DEGREE
    north = (other_y - y) * METRES_PER_DEGREE
    return len({tuple(p) for p in line}) >= 3 and math.hypot(east, north) <= CLOSED_WITHIN


def _why_not(drawing: Drawing) -> Any:
    if any("Line" in str(f["geometry"].get("type")) for f in drawing.features):
        return _(
            "This file holds lines that do not come back to their start: a perimeter is a closed "
            "line or a polygon. Draw the last point on the first."
        )
    return _("There is no polygon in this file.")
