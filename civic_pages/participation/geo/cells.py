"""Cells: one integer for a place, such that a map view is a few ranges and a cluster is a shift.

A key is the Morton code (bits of x and y interleaved, y first) of the Web-Mercator tile at zoom 28
that holds the point: 56 bits, so it fits a signed ``BigInteger``. The tile at zoom ``z`` that holds
it is ``key >> 2 * (28 - z)``; all points of a tile form one half-open range of keys.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _


KEY_ZOOM = 28
# Levels whose counts are kept; see ``counting``. A view from nearer is read live, at level 21.
KEPT_LEVELS = range(2, 21, 2)
# Those that are counted by facets too (``counts.FACETS``): up to zoom 15. From nearer a view is read live.
FACET_LEVELS = range(2, 17, 2)
LIVE_LEVEL = 21
# The map goes no closer: what is still together there comes as a stack that lists it.
CLOSEST_ZOOM = 19
# Web Mercator ends here; beyond, a point is taken to the edge.
MAX_LATITUDE = 85.0511287798066
_SIZE = 1 << KEY_ZOOM
# A border this near (in cells of KEY_ZOOM, 15 cm) to one of cells is that one: a box written as
# text and read again must not grow.
_TOLERANCE = 1e-3
# Which bits of a key are those of its column, and of its row.
_COLUMN, _ROW = 0x5555555555555555, 0xAAAAAAAAAAAAAAAA


@dataclass(frozen=True)
class BoundingBox:
    """West, south, east, north in WGS 84 degrees, borders included.

    West of more than east is a box across the antimeridian (RFC 7946, section 5.2); a box of one
    point stands for the cell that holds it.
    """

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> "BoundingBox":
        """Read ``west,south,east,north``.

        Raises:
            ValueError: where it is not four finite numbers in range, or south is above north.
        """
        try:
            numbers = [float(part) for part in text.split(",")]
        except ValueError:
            numbers = []
        if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
            raise ValueError(_("Four finite numbers are needed: west,south,east,north."))
        west, south, east, north = numbers
        if max(abs(west), abs(east)) > 180:
            raise ValueError(_("west and east must lie within -180…180."))
        if not -90 <= south <= north <= 90:
            raise ValueError(_("south ≤ north must lie within -90…90."))
        return cls(west, south, east, north)

    @property
    def crosses(self) -> bool:
        """Whether the antimeridian lies inside."""
        return self.west > self.east

    def parts(self) -> tuple["BoundingBox", ...]:
        """Return the box, or the two on either side of the antimeridian."""
        if not self.crosses:
            return (self,)
        return (
            BoundingBox(self.west, self.south, 180, self.north),
            BoundingBox(-180, self.south, self.east, self.north),
        )


WORLD = BoundingBox(-180, -90, 180, 90)


@dataclass(frozen=True)
class Window:
    """Whole cells of one level: columns ``left`` to ``right``, rows ``top`` to ``bottom``, all in."""

    level: int
    left: int
    top: int
    right: int
    bottom: int

    def coarser(self) -> "Window":
        """Return the window of the level above that holds this one."""
        sides = (side >> 1 for side in (self.left, self.top, self.right, self.bottom))
        return Window(self.level - 1, *sides)


def holder(covered: Iterable[Window]) -> Callable[[int], bool]:
    """Return what tells whether a cell of the windows' level is in one of them.

    Columns, and rows, are in the same order with their bits spread as without: thousands of cells
    are compared as they are.
    """
    sides = [
        (_spread(w.left), _spread(w.right), _spread(w.top) << 1, _spread(w.bottom) << 1)
        for w in covered
    ]
    if len(sides) == 1:
        ((left, right, top, bottom),) = sides
        return lambda cell: left <= cell & _COLUMN <= right and top <= cell & _ROW <= bottom
    return lambda cell: any(
        left <= cell & _COLUMN <= right and top <= cell & _ROW <= bottom
        for left, right, top, bottom in sides
    )


def _spread(value: int) -> int:
    """Put a zero bit before each of 28 bits."""
    value = (value | (value << 16)) & 0x0000FFFF0000FFFF
    value = (value | (value << 8)) & 0x00FF00FF00FF00FF
    value = (value | (value << 4)) & 0x0F0F0F0F0F0F0F0F
    value = (value | (value << 2)) & 0x3333333333333333
    return (value | (value << 1)) & 0x5555555555555555


def _squeeze(value: int) -> int:
    value &= _COLUMN
    value = (value | (value >> 1)) & 0x3333333333333333
    value = (value | (value >> 2)) & 0x0F0F0F0F0F0F0F0F
    value = (value | (value >> 4)) & 0x00FF00FF00FF00FF
    value = (value | (value >> 8)) & 0x0000FFFF0000FFFF
    return (value | (value >> 16)) & 0x00000000FFFFFFFF


def _place(latitude: float, longitude: float) -> tuple[float, float]:
    """Return column and row of a point at ``KEY_ZOOM``, with fractions."""
    latitude = max(-MAX_LATITUDE, min(MAX_LATITUDE, latitude))
    x = (longitude + 180) / 360
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2
    return x * _SIZE, y * _SIZE


def _index(place: float) -> int:
    return max(0, min(_SIZE - 1, math.floor(place)))


def cell_key(latitude: float, longitude: float) -> int:
    """Return the key of a point given in WGS 84 degrees."""
    x, y = _place(latitude, longitude)
    return _spread(_index(x)) | (_spread(_index(y)) << 1)


def shift_for(zoom: int) -> int:
    """Return by how many bits a key is shifted to name its tile at ``zoom`` (0 to 28)."""
    return 2 * (KEY_ZOOM - max(0, min(KEY_ZOOM, zoom)))


def level_for(zoom: int) -> int:
    """Return the level of the cells that a map at ``zoom`` gathers by: 64 px wide, or 128."""
    return LIVE_LEVEL if zoom >= CLOSEST_ZOOM else max(2, (zoom + 2) & ~1)


def _latitude(row: int, level: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / (1 << level)))))


def _longitude(column: int, level: int) -> float:
    return column / (1 << level) * 360 - 180


def cell_bounds(cell: int, zoom: int) -> BoundingBox:
    """Return the box of the tile that ``key >> shift_for(zoom)`` names."""
    x, y = _squeeze(cell), _squeeze(cell >> 1)
    return BoundingBox(
        _longitude(x, zoom), _latitude(y + 1, zoom), _longitude(x + 1, zoom), _latitude(y, zoom)
    )


def expansion_zoom(lowest: int, highest: int) -> int:
    """Return the first zoom at which two keys lie in different tiles; 28 where they are one."""
    difference = lowest ^ highest
    return KEY_ZOOM - (difference.bit_length() - 1) // 2 if difference else KEY_ZOOM


def _whole(low: float, high: float, shift: int) -> tuple[int, int]:
    """Return the first and the last cell of a side: of a length none, the cell that holds it."""
    if high - low <= _TOLERANCE:
        return _index(low) >> shift, _index(low) >> shift
    first = _index(low + _TOLERANCE) >> shift
    return first, max(first, _index(math.ceil(high - _TOLERANCE) - 1) >> shift)


def windows(box: BoundingBox, level: int) -> tuple[Window, ...]:
    """Return the cells of a level that a box touches; two windows across the antimeridian.

    Cells are half-open: what lies exactly on a border belongs to the cell east or south of it.
    """
    shift, found = KEY_ZOOM - level, []
    for part in box.parts():
        (west, north), (east, south) = _place(part.north, part.west), _place(part.south, part.east)
        (left, right), (top, bottom) = _whole(west, east, shift), _whole(north, south, shift)
        found.append(Window(level, left, top, right, bottom))
    if len(found) == 2 and found[0].left <= found[1].right + 1:
        # The two sides meet: once around the world, and no cell twice.
        return (Window(level, 0, found[0].top, (1 << level) - 1, found[0].bottom),)
    return tuple(found)


def bounds(covered: tuple[Window, ...]) -> BoundingBox:
    """Return the box of windows; the outermost rows reach to the poles, as keys do."""
    level, top, bottom = covered[0].level, covered[0].top, covered[0].bottom
    return BoundingBox(
        _longitude(covered[0].left, level),
        -90 if bottom == (1 << level) - 1 else _latitude(bottom + 1, level),
        _longitude(covered[-1].right + 1, level),
        90 if top == 0 else _latitude(top, level),
    )


def aligned(box: BoundingBox, level: int) -> BoundingBox:
    """Return a box grown to whole cells of a level: what an answer about it covers."""
    return bounds(windows(box, level))


def key_ranges(covered: Iterable[Window], *, most: int = 8) -> list[tuple[int, int]]:
    """Return sorted, disjoint, half-open ranges of keys that cover windows.

    Args:
        most: where more would be needed, the smallest gaps are filled, and the ranges hold cells
            beside the windows, for :func:`holder` to leave out.
    """
    found: list[list[int]] = []
    for first, end in sorted(span for window in covered for span in _spans(window)):
        if found and found[-1][1] >= first:
            found[-1][1] = max(end, found[-1][1])
        else:
            found.append([first, end])
    while len(found) > most:
        gap = min(range(1, len(found)), key=lambda i: found[i][0] - found[i - 1][1])
        found[gap - 1][1] = found.pop(gap)[1]
    return [(first, end) for first, end in found]


def ranges_of(box: BoundingBox, *, most: int = 8) -> list[tuple[int, int]]:
    """Return ranges of keys that hold every point of a box, its borders included, and maybe more."""
    corners = [(_place(p.north, p.west), _place(p.south, p.east)) for p in box.parts()]
    touched = [
        Window(KEY_ZOOM, *(_index(side) for side in (*northwest, *southeast)))
        for northwest, southeast in corners
    ]
    return key_ranges(touched, most=most)


def _spans(window: Window) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the fewest tiles that make up a window of at most 32 cells by 32.

    A larger one is first taken at a coarser level: the work does not grow with the window.
    """
    while window.right - window.left + window.bottom - window.top > 62:
        window = window.coarser()
    tiles = [(0, 0, 0)]
    while tiles:
        zoom, x, y = tiles.pop()
        size = window.level - zoom
        left, top = x << size, y << size
        right, bottom = ((x + 1) << size) - 1, ((y + 1) << size) - 1
        if left > window.right or right < window.left or top > window.bottom or bottom < window.top:
            continue
        inside = left >= window.left and right <= window.right
        if inside and top >= window.top and bottom <= window.bottom:
            shift = shift_for(zoom)
            first = (_spread(x) | (_spread(y) << 1)) << shift
            yield first, first + (1 << shift)
        else:
            tiles += [(zoom + 1, 2 * x + dx, 2 * y + dy) for dy in (0, 1) for dx in (0, 1)]
