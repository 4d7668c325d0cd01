"""How a perimeter, its sectors and what is drawn on the map fit together; pure geometry."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from shapely import contains_xy, unary_union
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import make_valid

from civic_pages.participation.geo.perimeters import BORDER_TOLERANCE, Territory


# Share of a sector, or of the perimeter, from which on a slip of the pen is worth a word.
NOTABLE = 0.01


@dataclass(frozen=True)
class Share:
    """A share from 0 to 1 of the area of what ``names`` name."""

    names: tuple[str, ...]
    share: float


def overlaps(territory: Territory) -> Iterator[Share]:
    """Yield pairs of sectors that overlap, with the share of the smaller one."""
    for (_one, name, area), (_other, other_name, other) in combinations(territory.sectors, 2):
        if area.intersects(other):
            share = area.intersection(other).area / min(area.area, other.area)
            if share >= NOTABLE:
                yield Share((name, other_name), share)


def gap(territory: Territory) -> float:
    """Return the share of the perimeter that no sector covers; 0 where it is not worth a word."""
    if territory.perimeter is None or not territory.sectors:
        return 0.0
    covered = unary_union([area for _key, _name, area in territory.sectors])
    share = float(territory.perimeter.difference(covered).area / territory.perimeter.area)
    return share if share >= NOTABLE else 0.0


def strays(territory: Territory) -> Iterator[Share]:
    """Yield sectors that leave the perimeter, with the share of each that lies outside."""
    border = territory.perimeter
    for _key, name, area in territory.sectors if border is not None else ():
        share = area.difference(border).area / area.area
        if share >= NOTABLE:
            yield Share((name,), share)


def outside(territory: Territory, geometries: Iterable[dict[str, Any]]) -> list[int]:
    """Return the indexes of GeoJSON geometries that lie wholly outside of the perimeter."""
    border = territory.perimeter
    if border is None:
        return []
    return [i for i, geometry in enumerate(geometries) if not border.intersects(_shape(geometry))]


def _shape(geometry: dict[str, Any]) -> BaseGeometry:
    made = shape(geometry)
    # An editor's file may hold what no GIS would draw: a border that crosses itself.
    return made if made.is_valid else make_valid(made)


def places_outside(territory: Territory, places: Sequence[tuple[float, float]]) -> list[int]:
    """Return the indexes of (latitude, longitude) that lie outside of the perimeter.

    A place on the border is inside, as it is when it is received.
    """
    if territory.perimeter is None or not places:
        return []
    border = territory.perimeter.buffer(BORDER_TOLERANCE / 10)
    inside = contains_xy(border, [place[1] for place in places], [place[0] for place in places])
    return [index for index, is_inside in enumerate(inside) if not is_inside]
