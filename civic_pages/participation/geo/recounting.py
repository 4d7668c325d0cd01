"""Counts by cell, made anew from the contributions or checked against them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count, F, IntegerField, Max, Min, QuerySet, Sum, Value

from civic_pages.participation.geo.cells import KEPT_LEVELS, shift_for
from civic_pages.participation.geo.counting import alone
from civic_pages.participation.geo.micro import Micro
from civic_pages.participation.models import CellCount, CellDelta, Contribution, Status


# What a row of the one statement is: a counted cell, a delta, a kept count.
_COUNTED, _DELTA, _KEPT = 0, 1, 2
_FINEST = KEPT_LEVELS[-1]
_LOT = 2000
Row = tuple[int, ...]


def _tag(kind: int) -> Value:
    return Value(kind, output_field=IntegerField())


def _counted(campaign_id: int) -> QuerySet[Any, Any]:
    """Return the finest cells of a campaign, counted: kind, level, cell, count, sums, ends."""
    mapped = Contribution.objects.of(campaign_id).mapped().filter(status=Status.PUBLISHED)
    return (
        mapped.order_by()
        .annotate(kind_=_tag(_COUNTED), level_=_tag(_FINEST))
        .annotate(cell=F("cell_key").bitrightshift(shift_for(_FINEST)))
        .values("kind_", "level_", "cell")
        .annotate(
            count=Count("*"),
            latitudes=Sum(Micro("latitude")),
            longitudes=Sum(Micro("longitude")),
            first=Min("cell_key"),
            last=Max("cell_key"),
        )
        .values_list("kind_", "level_", "cell", "count", "latitudes", "longitudes", "first", "last")
    )


def _deltas(campaign_id: int) -> QuerySet[Any, Any]:
    rows = CellDelta.objects.filter(campaign_id=campaign_id).annotate(
        kind=_tag(_DELTA), level=_tag(_FINEST)
    )
    return rows.values_list(
        "kind", "level", "cell_key", "change", "latitude", "longitude", "pk", "pk"
    )


def _kept(campaign_id: int) -> QuerySet[Any, Any]:
    rows = CellCount.objects.filter(campaign_id=campaign_id).annotate(kind=_tag(_KEPT))
    return rows.values_list(
        "kind", "level", "cell", "count", "latitude_sum", "longitude_sum", "first", "last"
    )


def rebuild(campaign_id: int | None = None) -> None:
    """Count everything again, for one campaign or all; others may publish meanwhile."""
    for pk in _campaigns(campaign_id):
        _rebuild(pk)


def _campaigns(campaign_id: int | None) -> list[int]:
    """Return those with points, counts or deltas, always in the same order: each takes a lock."""
    if campaign_id is not None:
        return [campaign_id]
    points = Contribution.objects.order_by().mapped().values_list("campaign_id", flat=True)
    known = [
        model.objects.values_list("campaign_id", flat=True) for model in (CellCount, CellDelta)
    ]
    return sorted({pk for rows in (points, *known) for pk in rows.distinct()})


@transaction.atomic
def _rebuild(campaign_id: int) -> None:
    """Count a campaign's cells, and forget the deltas whose effect the count has seen.

    Both are read in one statement, thus of one moment: a contribution published a moment later is
    in neither, and its delta stays to be folded. Nobody who publishes has to wait.
    """
    alone(campaign_id, wait=True)
    CellCount.objects.filter(campaign_id=campaign_id).delete()
    rows = _counted(campaign_id).union(_deltas(campaign_id), all=True).order_by()
    seen: list[int] = []
    finest: list[Row] = []
    for kind, _level, *row in rows.iterator(chunk_size=_LOT):
        if kind == _DELTA:
            seen.append(row[-1])
        else:
            finest.append(tuple(row))
    finest.sort()
    for level, cells in _levels(finest):
        made = (_row(campaign_id, level, cell) for cell in cells)
        while lot := list(islice(made, _LOT)):
            CellCount.objects.bulk_create(lot)
    for start in range(0, len(seen), _LOT):
        CellDelta.objects.filter(pk__in=seen[start : start + _LOT]).delete()


def _row(campaign_id: int, level: int, row: Row) -> CellCount:
    cell, count, latitudes, longitudes, first, last = row
    return CellCount(
        campaign_id=campaign_id,
        level=level,
        cell=cell,
        count=count,
        latitude_sum=latitudes,
        longitude_sum=longitudes,
        first=first,
        last=last,
    )


def _levels(finest: list[Row]) -> Iterator[tuple[int, list[Row]]]:
    """Yield every level with its cells, the finest first, each made of the one before."""
    cells, level = finest, _FINEST
    for coarser in reversed(KEPT_LEVELS):
        cells = list(gathered(cells, 2 * (level - coarser)))
        level = coarser
        yield level, cells


def gathered(rows: Iterable[Row], bits: int) -> Iterator[Row]:
    """Yield cells gathered into coarser ones: rows of cell, count, sums, first and last, by cell."""
    open_: list[int] = []
    for cell, count, latitudes, longitudes, first, last in rows:
        above = cell >> bits
        if open_ and open_[0] == above:
            open_[1] += count
            open_[2] += latitudes
            open_[3] += longitudes
            open_[4] = min(open_[4], first)
            open_[5] = max(open_[5], last)
            continue
        if open_:
            yield tuple(open_)
        open_ = [above, count, latitudes, longitudes, first, last]
    if open_:
        yield tuple(open_)


def differences(campaign_id: int | None = None) -> list[str]:
    """Return a line for every cell whose kept count and deltas a recount does not confirm."""
    return [line for pk in _campaigns(campaign_id) for line in _differences(pk)]


def _differences(campaign_id: int) -> Iterator[str]:
    rows = _counted(campaign_id).union(_deltas(campaign_id), _kept(campaign_id), all=True)
    rows = rows.order_by()
    finest: list[Row] = []
    kept: dict[tuple[int, int], Row] = {}
    changes: Counter[tuple[int, int, str]] = Counter()
    for kind, level, cell, *row in rows.iterator(chunk_size=_LOT):
        if kind == _COUNTED:
            finest.append((cell, *row))
        elif kind == _KEPT:
            kept[level, cell] = tuple(row)
        else:
            for each in KEPT_LEVELS:
                for name, value in zip(
                    "nyx", (row[0], row[0] * row[1], row[0] * row[2]), strict=True
                ):
                    changes[each, cell >> shift_for(each), name] += value
    real = {(level, row[0]): row[1:] for level, rows_ in _levels(sorted(finest)) for row in rows_}
    pending = {(level, cell) for level, cell, _name in changes}
    for place in sorted(kept.keys() | real.keys() | pending):
        sums = kept.get(place, (0, 0, 0))[:3]
        found = tuple(s + changes[*place, name] for s, name in zip(sums, "nyx", strict=True))
        told = real.get(place, (0, 0, 0, None, None))
        ends = kept.get(place, (0, 0, 0, None, None))[3:]
        # The ends of what is still to be folded are found when it is.
        if found != told[:3] or (place not in pending and ends != told[3:]):
            yield f"campaign {campaign_id}, cell {place[0]}/{place[1]}: kept {found + ends}, counted {told}"
