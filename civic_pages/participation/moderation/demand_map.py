"""What the map of the demand page draws, JSON-able: sectors, cells, exact points."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from shapely.geometry import mapping

from civic_blocks import conf as blocks_conf
from civic_pages.participation.demand import contents
from civic_pages.participation.demand.counting import Demand, Row
from civic_pages.participation.demand.drawing import class_of, classes
from civic_pages.participation.demand.layers import cell_geometry


# Beyond this cells stand for points: a browser draws them all, and nobody tells them apart.
MOST_POINTS = 5000
MOST_CELLS = 3000


def map_data(demand: Demand, *, by_places: bool) -> dict[str, Any]:
    """Return the data of the map.

    Args:
        by_places: with cells, and points where there are few; whoever calls it has asked the policy.
    """
    points = list(_points(demand)) if by_places and not demand.frozen else []
    return {
        "perimeter": getattr(demand.campaign, "perimeter", None),
        "sectors": list(_sectors(demand)),
        "cells": list(_cells(demand)),
        "points": points if len(points) <= MOST_POINTS else [],
        "notice": _notice(len(points), len(demand.grid)),
        "tileUrl": blocks_conf.get("TILE_URL"),
        "attribution": blocks_conf.get("TILE_ATTRIBUTION"),
        "texts": {
            "sectors": _("Sectors"), "cells": _("Cells"), "points": _("Exact places"),
            "label": _("Map of demand; its figures follow as tables."),
            "zoomIn": _("Zoom in"), "zoomOut": _("Zoom out"),
        },
    }  # fmt: skip


def _notice(points: int, cells: int) -> str:
    """Say what the map leaves out; empty where it draws all."""
    if points > MOST_POINTS:
        return _("More than %(most)s places: the map draws the cells instead of each place.") % {
            "most": MOST_POINTS
        }
    if cells > MOST_CELLS:
        return _("The map draws the %(most)s fullest cells; the table holds all of them.") % {
            "most": MOST_CELLS
        }
    return ""


def _measure(demand: Demand, row: Row) -> int:
    return (row.homes if demand.counts_homes else row.contributions) or 0


def _points(demand: Demand) -> Iterator[tuple[float, float]]:
    places = islice(contents.exact_places(demand), MOST_POINTS + 1)
    return ((latitude, longitude) for latitude, longitude, _count in places)


def _sectors(demand: Demand) -> Iterator[dict[str, Any]]:
    rows = {row.key: row for row in demand.sectors if row.key}
    ranges = classes([_measure(demand, row) for row in rows.values()])
    for key, name, area in demand.campaign.territory.sectors:
        count = _measure(demand, rows[key])
        # Above cells sectors are borders: two scales of one colour would lie.
        shade = "plain" if demand.grid else class_of(count, ranges)
        yield _feature(mapping(area), f"{name}: {count}", shade)


def _cells(demand: Demand) -> Iterator[dict[str, Any]]:
    rows = [row for row in demand.grid if row.cell is not None][:MOST_CELLS]
    ranges = classes([_measure(demand, row) for row in rows])
    for row in rows:
        count = _measure(demand, row)
        yield _feature(cell_geometry(row, demand.size), str(count), class_of(count, ranges))


def _feature(geometry: Any, text: str, shade: str) -> dict[str, Any]:
    properties = {"text": text, "shade": shade}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
