"""Areas of homes: a partition of the plane in which every published part holds at least k answers.

From the top of the quadtree down: the children of a tile that hold k or more are opened in turn;
those that hold fewer are published together, as one area; where even together they hold fewer than
k, the smallest of the others joins them unopened. Every answer lies in exactly one area, so the sum
of the areas is the total, and nothing is left over that could be subtracted (Insee's rule for 200 m
cells, with merging instead of suppression).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapely import unary_union
from shapely.geometry import box, mapping
from shapely.geometry.base import BaseGeometry

from civic_pages.participation.geo.cells import cell_bounds, shift_for


# The finest tile ever published: about 200 m wide at the latitude of France.
FINEST_ZOOM = 17


@dataclass(frozen=True)
class CellGroup:
    """One published part: tiles of one zoom that are told together, and their count."""

    zoom: int
    cells: tuple[int, ...]
    count: int


def _opened(keys: list[int], zoom: int) -> dict[int, list[int]]:
    shift = shift_for(zoom)
    children: dict[int, list[int]] = {}
    for key in keys:
        children.setdefault(key >> shift, []).append(key)
    return children


def _split(cell: int, keys: list[int], zoom: int, least: int) -> Iterator[CellGroup]:
    if zoom >= FINEST_ZOOM:
        yield CellGroup(zoom, (cell,), len(keys))
        return
    children = _opened(keys, zoom + 1)
    ranked = sorted(children, key=lambda child: (len(children[child]), child))
    together = [child for child in ranked if len(children[child]) < least]
    apart = ranked[len(together) :]
    if together and sum(len(children[child]) for child in together) < least and apart:
        together.append(apart.pop(0))
    if not apart:
        # Nothing is gained by naming fewer than all four quarters.
        yield CellGroup(zoom, (cell,), len(keys))
        return
    if together:
        count = sum(len(children[child]) for child in together)
        yield CellGroup(zoom + 1, tuple(sorted(together)), count)
    for child in sorted(apart):
        yield from _split(child, children[child], zoom + 1, least)


def partition(keys: list[int], least: int) -> list[CellGroup]:
    """Return the published parts of a set of cell keys; empty where there are fewer than ``least``."""
    if len(keys) < least:
        return []
    zoom, cell = 0, 0
    while zoom < FINEST_ZOOM and len(children := _opened(keys, zoom + 1)) == 1:
        zoom, cell = zoom + 1, next(iter(children))
    return list(_split(cell, keys, zoom, least))


def feature(group: CellGroup, *, within: BaseGeometry | None = None) -> dict[str, Any]:
    """Return a group as a GeoJSON Feature with its count; no identity, time or order of homes.

    Args:
        within: the perimeter, which the drawn shape is cut to: no home of the campaign is outside.
    """
    tiles = []
    for cell in group.cells:
        bounds = cell_bounds(cell, group.zoom)
        tiles.append(box(bounds.west, bounds.south, bounds.east, bounds.north))
    shape = unary_union(tiles)
    if within is not None and (cut := shape.intersection(within)).geom_type.endswith("Polygon"):
        shape = cut
    geometry = mapping(shape)
    return {
        "type": "Feature",
        "geometry": {
            "type": geometry["type"],
            "coordinates": _rounded(geometry["coordinates"]),
        },
        "properties": {"kind": "area", "count": group.count},
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return round(value, 6)
