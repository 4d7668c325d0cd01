"""The ground on which areas of homes are cut: sectors, cells, shapes; no answer has a say in it.

Cells are halves of halves of the world (Web Mercator, top and bottom, then left and right), told by
the number of halvings and their Morton code; none is finer than 34 halvings, a tile of zoom 17:
about 200 m in France, as Insee's. A campaign's sectors are the first halves, so that the count of a
sector is a sum of parts; all shapes are cut to the sector and the perimeter.
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from shapely import Point, contains_xy, prepare, unary_union
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from civic_pages.participation.geo.cells import KEY_ZOOM, cell_bounds, cell_key
from civic_pages.participation.geo.perimeters import BORDER_TOLERANCE, Territory, to_geojson
from civic_pages.participation.geo.splitting import Cell


FINEST_ZOOM = 17
FINEST = 2 * FINEST_ZOOM
KEY_BITS = 2 * KEY_ZOOM
# Homes on a border are inside: cells that only touch it belong to the ground.
_MARGIN = 3 * BORDER_TOLERANCE
_WORLD = (0, 0)

Box = tuple[float, float, float, float]
# Latitude, longitude, key of its sector.
Home = tuple[float, float, str]


def first_key(depth: int, cell: int) -> int:
    """Return the lowest key of a place in a cell."""
    return cell << (KEY_BITS - depth)


@lru_cache(maxsize=100_000)
def bounds_of(depth: int, cell: int) -> Box:
    """Return west, south, east, north of a cell in degrees."""
    if depth % 2 == 0:
        tile = cell_bounds(cell, depth // 2)
        return tile.west, tile.south, tile.east, tile.north
    left = bounds_of(depth + 1, 2 * cell)
    right = bounds_of(depth + 1, 2 * cell + 1)
    return left[0], left[1], right[2], left[3]


def _smallest_cell(area: BaseGeometry | None) -> tuple[int, int]:
    """Return the smallest cell that holds an area whole."""
    if area is None:
        return _WORLD
    west, south, east, north = area.bounds
    one, other = cell_key(north, west), cell_key(south, east)
    depth = min(FINEST, KEY_BITS - (one ^ other).bit_length())
    return depth, one >> (KEY_BITS - depth)


class AreaGround:
    """The ground of one territory: implements ``splitting.Ground``.

    ``areas``: the shape of each sector by its key, without those before it, within the perimeter;
    under the empty key what lies outside of all sectors, or everything where there are none.
    ``None`` stands for the whole world.
    """

    def __init__(self, territory: Territory) -> None:
        self.perimeter = territory.perimeter
        self.areas: dict[str, BaseGeometry | None] = {}
        taken: list[BaseGeometry] = []
        for key, _name, shape in territory.sectors:
            area = shape.difference(unary_union(taken)) if taken else shape
            area = area.intersection(self.perimeter) if self.perimeter is not None else area
            taken.append(shape)
            if area.area > 0:
                self.areas[key] = area
        if not taken:
            self.areas[""] = self.perimeter
        elif self.perimeter is not None:
            # A gap as thin as a border is none.
            outside = self.perimeter.difference(unary_union(taken).buffer(_MARGIN))
            if not outside.is_empty:
                self.areas[""] = outside
        self._wide = {
            key: area.buffer(_MARGIN) for key, area in self.areas.items() if area is not None
        }
        for area in (*self._wide.values(), *self.areas.values()):
            prepare(area)
        self.roots: tuple[Cell, ...] = tuple(
            (key, *_smallest_cell(area)) for key, area in self.areas.items()
        )
        self._order = {key: self._middle(key) for key in self.areas}
        self._inside: dict[Cell, bool] = {}

    def _middle(self, key: str) -> int:
        area = self.areas[key]
        return cell_key(area.centroid.y, area.centroid.x) if area is not None else 0

    @cached_property
    def digest(self) -> str:
        """Names this ground: a tree of cuts holds for no other."""
        told = repr([(key, area.wkt if area else "") for key, area in self.areas.items()])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def places(self, homes: Sequence[Home]) -> list[tuple[str, int] | None]:
        """Return for each home its sector and key; ``None`` for those outside of the ground.

        A home that lies outside of its sector by less than a border's width is taken onto it.
        """
        latitudes, longitudes = (np.array([home[side] for home in homes]) for side in (0, 1))
        inside = np.ones(len(homes), dtype=bool)
        if self.perimeter is not None and homes:
            inside = contains_xy(self.perimeter, longitudes, latitudes)
        found: list[tuple[str, int] | None] = [None] * len(homes)
        for key in {home[2] for home in homes}:
            own = np.array([home[2] == key for home in homes]) & inside
            near = own & self._near(key, longitudes, latitudes)
            for index in np.flatnonzero(near).tolist():
                found[index] = key, cell_key(*homes[index][:2])
            for index in np.flatnonzero(own & ~near).tolist():
                found[index] = self._taken_in(Point(homes[index][1], homes[index][0]))
        return found

    def _near(self, key: str, longitudes: Any, latitudes: Any) -> Any:
        if key not in self.areas:
            return np.zeros(len(longitudes), dtype=bool)
        wide = self._wide.get(key)
        return True if wide is None else contains_xy(wide, longitudes, latitudes)

    def _taken_in(self, point: Point) -> tuple[str, int] | None:
        """Return the nearest sector and a key on its border; ``None``: far from all of them."""
        if not self._wide:
            return None
        key = min(self._wide, key=lambda key: self._wide[key].distance(point))
        if self.perimeter is None and self._wide[key].distance(point) > 0:
            return None
        near = nearest_points(self.areas[key], point)[0]
        return key, cell_key(near.y, near.x)

    def halves(self, cells: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], tuple[Cell, ...]] | None:
        while len(cells) == 1:
            sector, depth, cell = cells[0]
            if depth >= FINEST:
                return None
            children: list[Cell] = [(sector, depth + 1, 2 * cell + side) for side in (0, 1)]
            there = [child for child in children if self._touches(child, cells[0])]
            if len(there) == 2:
                # The second lies nearer to what may be left over: the other half of the half before.
                first = cell >> 1 & 1
                return (there[first],), (there[1 - first],)
            cells = tuple(there or children[:1])
        if len({sector for sector, _depth, _cell in cells}) == 1:
            return _parted([(first_key(depth, cell), (s, depth, cell)) for s, depth, cell in cells])
        return _parted([(self._order[cell[0]], cell) for cell in cells])

    def _touches(self, cell: Cell, parent: Cell) -> bool:
        if self._inside.get(parent, False):
            self._inside[cell] = True
            return True
        if self._holds(cell):
            return True
        return bool(self._wide[cell[0]].intersects(box(*bounds_of(cell[1], cell[2]))))

    def _holds(self, cell: Cell) -> bool:
        """Tell whether a whole cell lies within its sector."""
        found = self._inside.get(cell)
        if found is None:
            area = self.areas[cell[0]]
            found = area is None or bool(area.contains(box(*bounds_of(cell[1], cell[2]))))
            self._inside[cell] = found
        return found

    def gap(self, one: Sequence[Cell], other: Sequence[Cell]) -> int:
        """Return how far apart the boxes around two groups are, in millionths of a degree."""
        west, south, east, north = _around(one)
        left, low, right, high = _around(other)
        across = max(0.0, left - east, west - right)
        return round((across + max(0.0, low - north, south - high)) * 1e6)

    def shape(self, cells: Sequence[Cell]) -> BaseGeometry:
        """Return the shape of a part: its cells, cut to their sectors."""
        tiles: list[BaseGeometry] = []
        for key in dict.fromkeys(cell[0] for cell in cells):
            own = [cell for cell in cells if cell[0] == key]
            tiles += [box(*bounds_of(cell[1], cell[2])) for cell in own if self._holds(cell)]
            rim = [box(*bounds_of(cell[1], cell[2])) for cell in own if not self._holds(cell)]
            if rim:
                tiles.append(_clipped(rim, self.areas[key]))
        return unary_union(tiles) if len(tiles) > 1 else tiles[0]


def _clipped(tiles: list[BaseGeometry], area: BaseGeometry | None) -> BaseGeometry:
    shape = unary_union(tiles)
    cut = _polygons(shape.intersection(area)) if area is not None else shape
    return shape if cut.is_empty else cut


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape without the points and lines in which cells touch a border."""
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    parts = getattr(shape, "geoms", ())
    return unary_union([part for part in parts if part.geom_type.endswith("Polygon")])


def _around(cells: Sequence[Cell]) -> Box:
    boxes = [bounds_of(depth, cell) for _sector, depth, cell in cells]
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _parted(
    placed: list[tuple[int, Cell]],
) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """Part cells in two at the highest bit in which their positions differ."""
    placed = sorted(placed)
    difference = placed[0][0] ^ placed[-1][0]
    if difference:
        shift = difference.bit_length() - 1
        at = sum(1 for position, _cell in placed if not position >> shift & 1)
    else:
        at = len(placed) // 2
    return tuple(c for _p, c in placed[:at]), tuple(c for _p, c in placed[at:])


def feature(shape: BaseGeometry, count: int) -> dict[str, Any]:
    """Return an area as a GeoJSON Feature: no identity, time or order of homes."""
    return {
        "type": "Feature",
        "geometry": to_geojson(shape),
        "properties": {"kind": "area", "count": count},
    }
