"""Demand as map layers: sectors and cells with their figures, as GeoJSON and as a GeoPackage."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from shapely.geometry import mapping

from civic_pages.participation.demand import tables
from civic_pages.participation.demand.counting import Demand, Row
from civic_pages.participation.demand.grid import cell_ring
from civic_pages.participation.exports import geojson
from civic_pages.participation.exports.base import Column
from civic_pages.participation.exports.geopackage import Layer, multiple
from civic_pages.participation.exports.geopackage_layers import (
    about_layer,
    contributions_layer,
    fields,
)


Geometry = dict[str, Any] | None


def sector_geometries(campaign: Any) -> dict[str, dict[str, Any]]:
    """Return the shapes of a campaign's sectors by key, as MultiPolygons."""
    return {key: multiple(mapping(area)) for key, _name, area in campaign.territory.sectors}


def cell_geometry(row: Row, size: int) -> Geometry:
    if row.cell is None:
        return None
    return {"type": "Polygon", "coordinates": [cell_ring(row.cell, size)]}


def features(demand: Demand) -> Iterator[bytes]:
    """Yield sectors and cells as one FeatureCollection; ``level`` tells which a feature is.

    What lies in none has a null geometry: the sum of each level is the total.
    """

    def found() -> Iterator[dict[str, Any]]:
        shapes = sector_geometries(demand.campaign)
        for row in demand.sectors:
            yield _feature("sector", row, shapes.get(row.key), demand)
        for row in demand.grid:
            yield _feature("cell", row, cell_geometry(row, demand.size), demand)

    return geojson.collection(found())


def _feature(level: str, row: Row, geometry: Geometry, demand: Demand) -> dict[str, Any]:
    columns = tables.count_columns(demand)
    figures = {c.key: cell for c, cell in zip(columns, tables.cells(columns, row), strict=True)}
    properties = {"level": level, "key": row.key, "name": row.name, **figures}
    if level == "cell":
        properties["size"] = demand.size
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def layers(
    demand: Demand,
    *,
    now: datetime,
    contributions: Any,
    homes: Iterator[list[Any]] | None = None,
    filters: Sequence[tuple[str, str]] = (),
) -> Iterator[Layer]:
    """Yield the layers of the staff's GeoPackage, in the order in which a GIS lists them.

    Args:
        contributions: the staff's table.
        homes: rows of :func:`tables.homes`; ``None``: no layer of homes.
    """
    yield contributions_layer(contributions)
    shapes = sector_geometries(demand.campaign)
    yield _counted("sectors", _("Sectors"), tables.sector_columns(demand),
                   [(shapes.get(row.key), row) for row in demand.sectors], "MULTIPOLYGON")  # fmt: skip
    if demand.grid:
        cells = [(cell_geometry(row, demand.size), row) for row in demand.grid]
        yield _counted("grid", _("Grid"), tables.grid_columns(demand), cells, "POLYGON")
    if demand.streets:
        columns = tables.street_columns(demand)
        rows = ((None, cells) for cells in tables.table(columns, demand.streets))
        yield Layer("streets", _("Streets"), fields(columns), rows, is_spatial=False)
    if homes is not None:
        yield _homes(homes)
    yield about_layer(tables.about(demand, now=now, filters=filters))


def _counted(
    name: str, title: str, columns: list[Column], rows: list[tuple[Geometry, Row]], kind: str
) -> Layer:
    told = ((geometry, tables.cells(columns, row)) for geometry, row in rows)
    return Layer(name, title, fields(columns), told, geometry_type=kind)


def _homes(homes: Iterator[list[Any]]) -> Layer:
    columns = tables.home_columns()
    kept = [number for number, column in enumerate(columns) if column.key not in {"latitude", "longitude"}]  # fmt: skip

    def rows() -> Iterator[tuple[Geometry, list[Any]]]:
        for home in homes:
            latitude, longitude = home[1:3]
            point = None if latitude is None else {"type": "Point", "coordinates": [longitude, latitude]}  # fmt: skip
            yield point, [home[number] for number in kept]

    return Layer("homes", _("Homes"), fields([columns[number] for number in kept]), rows())
