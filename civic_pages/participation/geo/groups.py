"""What the cells of a map view hold: from the kept counts, or from the index where a filter is set.

Both sources give the same groups, to the digit, on SQLite and PostgreSQL.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    F,
    Max,
    Min,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast

from civic_pages.participation.counts import Facets
from civic_pages.participation.geo import counting
from civic_pages.participation.geo.cells import Window, holder, key_ranges, shift_for
from civic_pages.participation.geo.micro import Micro
from civic_pages.participation.models import CellCount, CellDelta, CellFacet
from civic_pages.participation.open_pages import open_pages
from civic_pages.participation.querysets import ContributionQuerySet


# Ranges of keys that a view is read by: each is an arm of the statement, or a condition in it. Four are
# enough that none reaches across a great border of keys, of which a view crosses one each way.
_MOST_ARMS, _MOST_CONDITIONS = 4, 8
_KEPT, _DELTA = "kept", "delta"
_EVERYTHING: Facets = MappingProxyType({})
# What several rows of a cell come to. A sum of whole numbers is no whole number to PostgreSQL.
_TOGETHER = {
    "counts": Sum("count"),
    "latitudes": Cast(Sum("latitude_sum"), BigIntegerField()),
    "longitudes": Cast(Sum("longitude_sum"), BigIntegerField()),
    "lowest": Min("first"),
    "highest": Max("last"),
}


@dataclass(slots=True)
class Group:
    """Contributions of one cell: sums in millionths of a degree, lowest and highest key."""

    cell: int
    count: int = 0
    latitude_sum: int = 0
    longitude_sum: int = 0
    first: int = 1 << 62
    last: int = -1

    def add(self, count: int, latitudes: int, longitudes: int, first: int, last: int) -> None:
        self.count += count
        self.latitude_sum += latitudes
        self.longitude_sum += longitudes
        self.first, self.last = min(self.first, first), max(self.last, last)

    @property
    def latitude(self) -> float:
        """The mean, rounded half up to six decimals by whole numbers alone."""
        return (2 * self.latitude_sum + self.count) // (2 * self.count) / 1e6

    @property
    def longitude(self) -> float:
        return (2 * self.longitude_sum + self.count) // (2 * self.count) / 1e6


def from_index(
    queryset: ContributionQuerySet, windows: tuple[Window, ...], *, most: int
) -> list[Group] | None:
    """Return the groups of a view, counted now; ``None`` where more than ``most`` would be read."""
    level = windows[0].level
    celled = (
        queryset.mapped().order_by().annotate(cell=F("cell_key").bitrightshift(shift_for(level)))
    )
    # One range, one arm: with OR between them neither database would stay within the index.
    arms = [
        counted(celled.filter(cell_key__gte=first, cell_key__lt=end))
        for first, end in key_ranges(windows, most=_MOST_ARMS)
    ]
    rows = arms[0].union(*arms[1:], all=True).order_by() if len(arms) > 1 else arms[0]
    groups: dict[int, Group] = {}
    read, holds = list(rows[: most + 1]), holder(windows)
    for cell, *values in read:
        if holds(cell):
            groups.setdefault(cell, Group(cell)).add(*values)
    return None if len(read) > most else list(groups.values())


def counted(celled: ContributionQuerySet) -> QuerySet[Any, Any]:
    """Return a row for each ``cell`` of contributions: itself, and what a :class:`Group` adds."""
    rows = celled.values("cell").annotate(
        # Not of a column: the index holds all that a view reads, but not the primary key.
        count=Count("*"),
        latitudes=Sum(Micro("latitude")),
        longitudes=Sum(Micro("longitude")),
        first=Min("cell_key"),
        last=Max("cell_key"),
    )
    return rows.values_list("cell", "count", "latitudes", "longitudes", "first", "last")


def from_counts(
    campaign: Any,
    windows: tuple[Window, ...],
    *,
    most: int,
    facets: Facets = _EVERYTHING,
) -> list[Group] | None:
    """Return the groups of a view from the kept counts and what is still to be folded into them.

    ``None`` where more than ``most`` rows would be read.

    Args:
        campaign: ``None`` for all that are live and open to everybody.
        windows: of a kept level; with ``facets``, of one that is counted by them.
        facets: what to count, by column of :data:`FACETS`.
    """
    where = {**kept_of(campaign), **facets}
    counts: counting.Counts = CellFacet if facets else CellCount
    groups: dict[int, Group] = {}
    deltas: list[tuple[int, ...]] = []
    read = list(_rows(counts, where, windows)[: most + 1])
    if len(read) > most:
        return None
    shift, holds = shift_for(windows[0].level), holder(windows)
    for kind, cell_or_key, count, latitude, longitude, first, last, of in read:
        cell = cell_or_key if kind == _KEPT else cell_or_key >> shift
        if not holds(cell):
            continue
        if kind == _DELTA:
            deltas.append((cell, count, latitude, longitude, first, last, of))
        elif (group := groups.get(cell)) is None:
            groups[cell] = Group(cell, count, latitude, longitude, first, last)
        else:
            group.add(count, latitude, longitude, first, last)
    if deltas:
        kept = counts.objects.filter(level=windows[0].level, **where)
        _take_in(groups, deltas, kept, facets)
    return [group for group in groups.values() if group.count > 0]


def kept_of(campaign: Any) -> dict[str, Any]:
    """Return whose kept counts to read, as keyword arguments: one campaign's, or all (``None``)."""
    return {"campaign": campaign.pk} if campaign else {"campaign__in": open_pages()}


def _rows(
    counts: counting.Counts, where: dict[str, Any], windows: tuple[Window, ...]
) -> QuerySet[Any, Any]:
    """Read counts and deltas in one statement: of one moment, whoever folds meanwhile."""
    level, within = windows[0].level, Q()
    for first, end in key_ranges(windows, most=_MOST_CONDITIONS):
        within |= Q(cell__range=(first >> shift_for(level), (end >> shift_for(level)) - 1))
    kept: QuerySet[Any, Any] = counts.objects.filter(within, level=level, **where)
    kept = kept.annotate(from_=_tag(_KEPT))
    if counts.OF:
        kept = kept.values("from_", "cell", "campaign").annotate(**_TOGETHER)
        columns = list(_TOGETHER)
    else:
        columns = ["count", "latitude_sum", "longitude_sum", "first", "last"]
    deltas = CellDelta.objects.filter(**where).annotate(from_=_tag(_DELTA))
    told = ("change", "latitude", "longitude", "cell_key", "cell_key")
    return (
        kept.values_list("from_", "cell", *columns, "campaign")
        .union(deltas.values_list("from_", "cell_key", *told, "campaign"), all=True)
        .order_by()
    )


def _tag(kind: str) -> Value:
    # Text: what Django makes of a whole number it makes of each row of it anew.
    return Value(kind, output_field=CharField())


def _take_in(
    groups: dict[int, Group],
    deltas: list[tuple[int, ...]],
    kept: QuerySet[Any],
    facets: Facets,
) -> None:
    """Add deltas to groups; find the ends anew of those whose first or last has left.

    Among all of the facets asked for: what left one row of counts may be in another by now.
    """
    left: set[int] = set()
    added: dict[int, Counter[tuple[int, int]]] = {}
    for cell, change, latitude, longitude, key, _key, campaign in sorted(
        deltas, key=_additions_first
    ):
        group = groups.setdefault(cell, Group(cell))
        ends = (key, key) if change > 0 else (group.first, group.last)
        group.add(change, change * latitude, change * longitude, *ends)
        added.setdefault(cell, Counter())[campaign, key] += change
        if change < 0 and key in {group.first, group.last}:
            left.add(cell)
    if not left:
        return
    keys = {cell: [key for (_of, key), n in added[cell].items() if n > 0] for cell in left}
    rows = kept.filter(cell__in=sorted(left)).values_list("cell", *counting.ends_of(facets))
    for cell, first, last in rows:
        keys[cell] += [key for key in (first, last) if key is not None]
    for cell, known in keys.items():
        if known:
            groups[cell].first, groups[cell].last = min(known), max(known)


def _additions_first(delta: tuple[int, ...]) -> int:
    return -delta[1]


def gathered(groups: Iterable[Group], bits: int) -> list[Group]:
    """Return groups gathered into coarser cells."""
    found: dict[int, Group] = {}
    for group in groups:
        above = found.setdefault(group.cell >> bits, Group(group.cell >> bits))
        above.add(group.count, group.latitude_sum, group.longitude_sum, group.first, group.last)
    return list(found.values())
