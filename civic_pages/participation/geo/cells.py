"""Cells: one integer for a place, such that a map view is a few ranges and a cluster is a shift.

A key is the Morton code (bits of x and y interleaved, y first) of the Web-Mercator tile at zoom 28
that holds the point: 56 bits, so it fits a signed ``BigInteger``. The tile at zoom ``z`` that holds
it is ``key >> 2 * (28 - z)``; all points of a tile form one half-open range of keys.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass


KEY_ZOOM = 28
# Web Mercator ends here; beyond, a point is taken to the edge.
MAX_LATITUDE = 85.0511287798066
_SIZE = 1 << KEY_ZOOM


@dataclass(frozen=True)
class BoundingBox:
    """West, south, east, north in WGS 84 degrees, borders included; never across the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> "BoundingBox":
        """Read ``west,south,east,north``.

        Raises:
            ValueError: where it is not four finite numbers in range, or a side is inverted.
        """
        parts = [float(part) for part in text.split(",")]
        if len(parts) != 4 or not all(map(math.isfinite, parts)):
            raise ValueError("Four finite numbers are needed: west,south,east,north.")
        west, south, east, north = parts
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise ValueError(
                "west ≤ east must lie within -180…180 and south ≤ north within -90…90."
            )
        return cls(west, south, east, north)


def _spread(value: int) -> int:
    """Put a zero bit before each of 28 bits."""
    value = (value | (value << 16)) & 0x0000FFFF0000FFFF
    value = (value | (value << 8)) & 0x00FF00FF00FF00FF
    value = (value | (value << 4)) & 0x0F0F0F0F0F0F0F0F
    value = (value | (value << 2)) & 0x3333333333333333
    return (value | (value << 1)) & 0x5555555555555555


def _squeeze(value: int) -> int:
    value &= 0x5555555555555555
    value = (value | (value >> 1)) & 0x3333333333333333
    value = (value | (value >> 2)) & 0x0F0F0F0F0F0F0F0F
    value = (value | (value >> 4)) & 0x00FF00FF00FF00FF
    value = (value | (value >> 8)) & 0x0000FFFF0000FFFF
    return (value | (value >> 16)) & 0x00000000FFFFFFFF


def _tile(latitude: float, longitude: float) -> tuple[int, int]:
    """Return column and row of a point at ``KEY_ZOOM``."""
    latitude = max(-MAX_LATITUDE, min(MAX_LATITUDE, latitude))
    x = (longitude + 180) / 360
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2
    return tuple(max(0, min(_SIZE - 1, int(part * _SIZE))) for part in (x, y))  # type: ignore[return-value]


def cell_key(latitude: float, longitude: float) -> int:
    """Return the key of a point given in WGS 84 degrees."""
    x, y = _tile(latitude, longitude)
    return _spread(x) | (_spread(y) << 1)


def shift_for(zoom: int) -> int:
    """Return by how many bits a key is shifted to name its tile at ``zoom`` (0 to 28)."""
    return 2 * (KEY_ZOOM - max(0, min(KEY_ZOOM, zoom)))


def cell_bounds(cell: int, zoom: int) -> BoundingBox:
    """Return the box of the tile that ``key >> shift_for(zoom)`` names."""
    x, y, side = _squeeze(cell), _squeeze(cell >> 1), 1 << zoom

    def latitude(row: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / side))))

    return BoundingBox(
        x / side * 360 - 180, latitude(y + 1), (x + 1) / side * 360 - 180, latitude(y)
    )


def expansion_zoom(lowest: int, highest: int) -> int:
    """Return the first zoom at which two keys lie in different tiles; 28 where they are one."""
    difference = lowest ^ highest
    return KEY_ZOOM - (difference.bit_length() - 1) // 2 if difference else KEY_ZOOM


def key_ranges(box: BoundingBox, *, most: int = 8) -> list[tuple[int, int]]:
    """Return at most ``most`` half-open ranges of keys that cover ``box``, and maybe a rim around it.

    The quadtree is opened from the top, the largest tile that juts out first, until opening one
    more would pass ``most``. What the rim adds is to be cut off by comparing coordinates.
    """
    west, north = _tile(box.north, box.west)
    east, south = _tile(box.south, box.east)
    tiles = [(0, 0, 0)]  # zoom, column, row
    while True:
        opened = list(_open_largest(tiles, (west, north, east, south)))
        if opened == tiles or len(_merge(opened)) > most:
            return _merge(tiles)
        tiles = opened


def _open_largest(
    tiles: list[tuple[int, int, int]], window: tuple[int, int, int, int]
) -> Iterator[tuple[int, int, int]]:
    """Replace every coarsest tile that juts out of the window by those children that touch it."""
    jutting = [tile for tile in tiles if _juts_out(tile, window)]
    coarsest = min((tile[0] for tile in jutting), default=KEY_ZOOM)
    for tile in tiles:
        zoom, x, y = tile
        if zoom != coarsest or zoom == KEY_ZOOM or tile not in jutting:
            yield tile
            continue
        for child in ((zoom + 1, 2 * x + dx, 2 * y + dy) for dy in (0, 1) for dx in (0, 1)):
            if _touches(child, window):
                yield child


def _span(tile: tuple[int, int, int]) -> tuple[int, int, int, int]:
    zoom, x, y = tile
    size = 1 << (KEY_ZOOM - zoom)
    return x * size, y * size, (x + 1) * size - 1, (y + 1) * size - 1


def _touches(tile: tuple[int, int, int], window: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = _span(tile)
    west, north, east, south = window
    return left <= east and right >= west and top <= south and bottom >= north


def _juts_out(tile: tuple[int, int, int], window: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = _span(tile)
    west, north, east, south = window
    return left < west or right > east or top < north or bottom > south


def _merge(tiles: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for zoom, x, y in tiles:
        shift = shift_for(zoom)
        first = (_spread(x) | (_spread(y) << 1)) << shift
        ranges.append((first, first + (1 << shift)))
    merged: list[tuple[int, int]] = []
    for first, end in sorted(ranges):
        if merged and merged[-1][1] >= first:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((first, end))
    return merged
