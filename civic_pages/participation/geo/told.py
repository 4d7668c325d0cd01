"""What a batch tells of homes: areas, areas under each filter, sectors; all are sums of its parts."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from civic_pages.participation.geo.areas import KEY_BITS, AreaGround, feature, first_key
from civic_pages.participation.geo.splitting import (
    Answers,
    Cell,
    Counts,
    Filtered,
    Leaf,
    Node,
    Vector,
    cells_of,
    parts_of,
    refined,
)


# Joins the keys of sectors that are told together; no sector's key holds it.
TOGETHER = "+"


@dataclass(frozen=True)
class Home:
    """A home that answered, or an answer: its exact place and its value of each filter."""

    latitude: float
    longitude: float
    sector: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """All that is published. ``mapped``: how many homes the areas hold, 0 where they are too few.

    ``sector_counts``: by key; several joined by ``+`` are told together.
    """

    tree: Node
    mapped: int = 0
    features: list[dict[str, Any]] = field(default_factory=list)
    filtered: dict[str, dict[str, Any]] = field(default_factory=dict)
    sector_counts: dict[str, int] = field(default_factory=dict)


class _Placed:
    """Homes by sector, sorted by key: how many lie in a cell is a difference of two positions."""

    def __init__(self, ground: AreaGround, homes: Sequence[Home]) -> None:
        found = ground.places([(h.latitude, h.longitude, h.sector) for h in homes])
        self.homes = [home for home, place in zip(homes, found, strict=True) if place]
        placed: dict[str, list[tuple[int, int]]] = {}
        for index, (sector, key) in enumerate(place for place in found if place):
            placed.setdefault(sector, []).append((key, index))
        self.order = {sector: sorted(rows) for sector, rows in placed.items()}
        self.keys = {sector: [key for key, _i in rows] for sector, rows in self.order.items()}

    def slice(self, cell: Cell) -> tuple[int, int]:
        sector, depth, number = cell
        keys, first = self.keys.get(sector, []), first_key(depth, number)
        return bisect_left(keys, first), bisect_left(keys, first + (1 << (KEY_BITS - depth)))

    def count(self, cell: Cell) -> Vector:
        start, end = self.slice(cell)
        return (end - start,)

    def within(self, cell: Cell) -> list[int]:
        """Return the positions in ``homes`` of those in a cell."""
        start, end = self.slice(cell)
        return [index for _key, index in self.order.get(cell[0], [])[start:end]]


def told(
    ground: AreaGround,
    homes: Sequence[Home],
    *,
    least: int,
    filters: Sequence[str] = (),
    before: Node | None = None,
) -> Told:
    """Return what is published of homes.

    Args:
        least: how many every part holds at the least.
        filters: names of ``Home.values``, in their order.
        before: the tree of the last batch on the same ground.
    """
    placed = _Placed(ground, homes)
    counts = Counts(placed.count, least)
    tree = before or Leaf(ground.roots)
    if not counts.enough(tree):
        return Told(tree)
    tree = refined(tree, Answers(ground, counts))
    by_filter: dict[str, dict[str, Any]] = {}
    if columns := _columns(placed.homes, filters, least):
        by_value = Counts(lambda cell: columns.count(placed.within(cell)), least)
        tree = refined(tree, Filtered(ground, by_value))
        by_filter = _under_filters(ground, tree, columns, by_value)
    parts = sorted(parts_of(tree), key=lambda part: sorted(cells_of(part)))
    return Told(
        tree=tree,
        mapped=counts.of(tree)[0],
        features=[feature(ground.shape(cells_of(part)), counts.of(part)[0]) for part in parts],
        filtered=by_filter,
        sector_counts=_by_sector(parts, counts),
    )


@dataclass(frozen=True)
class _Columns:
    """Which place of a vector counts which value of which filter."""

    names: list[tuple[str, str]]  # (filter, value); "" holds all values that are not offered
    of_home: list[tuple[int, ...]]

    def count(self, homes: list[int]) -> Vector:
        counted = Counter(column for home in homes for column in self.of_home[home])
        return tuple(counted[column] for column in range(len(self.names)))


def _columns(homes: list[Home], filters: Sequence[str], least: int) -> _Columns | None:
    names: list[tuple[str, str]] = []
    of_home: list[tuple[int, ...]] = [()] * len(homes)
    for position, name in enumerate(filters):
        values = [home.values[position] for home in homes]
        offered = offered_values(Counter(values), least)
        kept = {value: value if value in offered else "" for value in values}
        columns = {value: len(names) + i for i, value in enumerate(sorted(set(kept.values())))}
        names += [(name, value) for value in columns]
        of_home = [
            (*known, columns[kept[value]]) for known, value in zip(of_home, values, strict=True)
        ]
    return _Columns(names, of_home) if names else None


def offered_values(counts: Counter[str], least: int) -> set[str]:
    """Return the values by which homes can be filtered.

    All others together are none or at least ``least``, the smallest that could be offered among
    them if need be: they are what is left of the total.
    """
    ranked = sorted((count, value) for value, count in counts.items() if value and count >= least)
    others = counts.total() - sum(count for count, _value in ranked)
    while 0 < others < least and ranked:
        count, _value = ranked.pop(0)
        others += count
    return {value for _count, value in ranked}


def _under_filters(
    ground: AreaGround, tree: Node, columns: _Columns, counts: Counts
) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {name: {} for name, _value in columns.names}
    parts = sorted(parts_of(tree, Filtered), key=lambda part: sorted(cells_of(part)))
    shapes = [ground.shape(cells_of(part)) for part in parts]
    for column, (name, value) in enumerate(columns.names):
        if value:
            counted = [counts.of(part)[column] for part in parts]
            features = [feature(shape, n) for shape, n in zip(shapes, counted, strict=True)]
            found[name][value] = {"features": features, "total": sum(counted)}
    return found


def _by_sector(parts: Sequence[Node], counts: Counts) -> dict[str, int]:
    """Return the counts of sectors: alone where parts end at their borders, else several as one."""
    groups: list[tuple[set[str], int]] = []
    for part in parts:
        sectors, count = {cell[0] for cell in cells_of(part)}, counts.of(part)[0]
        for group in [group for group in groups if group[0] & sectors]:
            groups.remove(group)
            sectors, count = sectors | group[0], count + group[1]
        groups.append((sectors, count))
    joined = {TOGETHER.join(sorted(sectors)): count for sectors, count in groups}
    return {key: count for key, count in sorted(joined.items()) if key}
