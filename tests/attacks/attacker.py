"""An attacker who knows the rule, all that is published, and every distribution that agrees with it.

Small grounds have so few distributions of homes that all can be tried: those that publish the same
are the same to the attacker. A home is placed where every one of them has somebody and none as many
as the rule asks for.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from shapely.geometry import box

from civic_pages.participation.geo.areas import FINEST, KEY_BITS, AreaGround, bounds_of
from civic_pages.participation.geo.cells import cell_key
from civic_pages.participation.geo.perimeters import Territory
from civic_pages.participation.geo.splitting import Node
from civic_pages.participation.geo.told import Home, Told, told


World = tuple[int, ...]  # How many homes are in each finest cell (and say each value).
KEY = cell_key(48.89, 2.2)


def tile(depth: int, cell: int) -> Any:
    """Return the shape of a cell, drawn in a little so that it touches none of its neighbours."""
    west, south, east, north = bounds_of(depth, cell)
    return box(west + 1e-4, south + 1e-4, east - 1e-4, north - 1e-4)


class SmallGround:
    """A perimeter of ``2 ** halvings`` finest cells; ``sectors``: how many halves have a name."""

    def __init__(self, halvings: int, *, sectors: int = 0) -> None:
        depth = FINEST - halvings
        root = KEY >> (KEY_BITS - depth)
        self.cells = [(root << halvings) + number for number in range(1 << halvings)]
        shapes = [
            (f"s{number}", f"S{number}", tile(depth + 1, 2 * root + number))
            for number in range(sectors)
        ]
        self.territory = Territory(tile(depth, root), tuple(shapes))
        self.ground = AreaGround(self.territory)

    def home(self, cell: int, *values: str) -> Home:
        """Return a home in the middle of a finest cell."""
        west, south, east, north = bounds_of(FINEST, cell)
        latitude, longitude = (south + north) / 2, (west + east) / 2
        return Home(latitude, longitude, self.territory.sector_of(latitude, longitude), values)

    def told(
        self, world: World, least: int, *, values: Sequence[str] = (), before: Node | None = None
    ) -> Told:
        """Return what is published of a world: counts by cell, and by value in it."""
        per_cell = max(1, len(values))
        homes = [
            self.home(self.cells[place // per_cell], *values[place % per_cell :][:1])
            for place, count in enumerate(world)
            for _home in range(count)
        ]
        filters = ("category",) if values else ()
        return told(self.ground, homes, least=least, filters=filters, before=before)


def worlds(places: int, most: int) -> Iterator[World]:
    """Yield every way to put at most so many homes in so many places."""
    for total in range(most + 1):
        for bars in itertools.combinations(range(total + places - 1), places - 1):
            edges = (-1, *bars, total + places - 1)
            yield tuple(b - a - 1 for a, b in itertools.pairwise(edges))


def smaller(world: World) -> Iterator[World]:
    """Yield every world out of which homes that came since make this one."""
    return itertools.product(*(range(count + 1) for count in world))


def published(found: Told) -> str:
    """Return all that leaves of a batch, as one text."""
    return repr((found.mapped, found.features, found.filtered, found.sector_counts))


def placed(groups: dict[Any, set[World]], least: int, *, values: int = 1) -> list[Any]:
    """Return what told where somebody is better than the rule allows: nothing, if it is sound.

    A set of cells and values that every world of a group has between 1 and ``least - 1`` homes in.
    A value over the whole ground places nobody and is left out.
    """
    places = len(next(iter(next(iter(groups.values())))))
    sets = np.array(list(itertools.product((0, 1), repeat=places)))
    everywhere = np.ones(len(sets), dtype=bool)
    for value in range(values):
        column = sets[:, value::values]
        everywhere &= (column == column[:, :1]).all(axis=1)
    sets = sets[~everywhere]
    found = []
    for told_of, members in groups.items():
        counts = np.array(list(members)) @ sets.T
        fewest, most = counts.min(axis=0), counts.max(axis=0)
        found += [
            (told_of, sets[i].tolist()) for i in np.flatnonzero((fewest > 0) & (most < least))
        ]
    return found


def grouped(
    all_worlds: Iterator[World], publish: Callable[[World], str | None]
) -> dict[str, set[World]]:
    """Return worlds by what they publish; those that publish nothing are left out."""
    groups: dict[str, set[World]] = {}
    for world in all_worlds:
        if (text := publish(world)) is not None:
            groups.setdefault(text, set()).add(world)
    return groups
