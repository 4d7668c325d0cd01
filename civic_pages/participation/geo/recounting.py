"""Counts by cell, made anew from the contributions or checked against them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    F,
    IntegerField,
    Max,
    Min,
    QuerySet,
    Sum,
    Value,
)

from civic_pages.participation.counts import FACETS
from civic_pages.participation.geo.cells import KEPT_LEVELS, shift_for
from civic_pages.participation.geo.counting import LEVELS, Counts, Place, alone, place_of
from civic_pages.participation.geo.micro import Micro
from civic_pages.participation.models import CellCount, CellDelta, CellFacet, Contribution, Status


# What a row of the one statement is: a counted cell, a delta, a kept count, one of facets.
_COUNTED, _DELTA = 0, 1
_KEPT: dict[int, Counts] = {2: CellCount, 3: CellFacet}
_FINEST = KEPT_LEVELS[-1]
_LOT = 2000
# Cell, count, sums, first and last; of what was counted by facets their values come after.
Row = tuple[Any, ...]


def _tag(kind: int) -> Value:
    return Value(kind, output_field=IntegerField())


def _counted(campaign_id: int) -> QuerySet[Any, Any]:
    """Return the finest cells of a campaign, counted by facets: tag, level and a row."""
    mapped = Contribution.objects.of(campaign_id).mapped().filter(status=Status.PUBLISHED)
    return (
        mapped.order_by()
        .annotate(tag=_tag(_COUNTED), level_=_tag(_FINEST))
        .annotate(cell=F("cell_key").bitrightshift(shift_for(_FINEST)))
        .values("tag", "level_", "cell", *FACETS)
        .annotate(
            count=Count("*"),
            latitudes=Sum(Micro("latitude")),
            longitudes=Sum(Micro("longitude")),
            first=Min("cell_key"),
            last=Max("cell_key"),
        )
        .values_list(
            "tag", "level_", "cell", "count", "latitudes", "longitudes", "first", "last", *FACETS
        )
    )


def _deltas(campaign_id: int) -> QuerySet[Any, Any]:
    rows = CellDelta.objects.filter(campaign_id=campaign_id).annotate(
        tag=_tag(_DELTA), level=_tag(_FINEST)
    )
    return rows.values_list(
        "tag", "level", "cell_key", "change", "latitude", "longitude", "pk", "pk", *FACETS
    )


def _kept(campaign_id: int, tag: int) -> QuerySet[Any, Any]:
    counts = _KEPT[tag]
    facets = {f"{name}_": F(name) if name in counts.OF else _none(name) for name in FACETS}
    rows = counts.objects.filter(campaign_id=campaign_id).annotate(tag=_tag(tag), **facets)
    columns = ("cell", "count", "latitude_sum", "longitude_sum", "first", "last")
    return rows.values_list("tag", "level", *columns, *facets)


def _none(name: str) -> Value:
    """Return what stands for a facet in rows that are counted by none."""
    return Value(0, BigIntegerField()) if name == "outcome" else Value("", CharField())


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
        model.objects.order_by().values_list("campaign_id", flat=True)
        for model in (CellDelta, *_KEPT.values())
    ]
    return sorted({pk for rows in (points, *known) for pk in rows.distinct()})


@transaction.atomic
def _rebuild(campaign_id: int) -> None:
    """Count a campaign's cells, and forget the deltas whose effect the count has seen.

    Both are read in one statement, thus of one moment: a contribution published a moment later is
    in neither, and its delta stays to be folded. Nobody who publishes has to wait.
    """
    alone(campaign_id, wait=True)
    rows = _counted(campaign_id).union(_deltas(campaign_id), all=True).order_by()
    seen: list[int] = []
    finest: list[Row] = []
    for tag, _level, *row in rows.iterator(chunk_size=_LOT):
        if tag == _DELTA:
            seen.append(row[5])
        else:
            finest.append(tuple(row))
    for counts in _KEPT.values():
        counts.objects.filter(campaign_id=campaign_id).delete()
        made = (
            _made(counts, campaign_id, place, values) for place, values in _real(counts, finest)
        )
        while lot := list(islice(made, _LOT)):
            counts.objects.bulk_create(lot)
    for start in range(0, len(seen), _LOT):
        CellDelta.objects.filter(pk__in=seen[start : start + _LOT]).delete()


def _made(counts: Counts, campaign_id: int, place: Place, values: Row) -> Any:
    level, cell, *facets = place
    count, latitudes, longitudes, first, last = values
    return counts(
        campaign_id=campaign_id,
        level=level,
        cell=cell,
        count=count,
        latitude_sum=latitudes,
        longitude_sum=longitudes,
        first=first,
        last=last,
        **dict(zip(counts.OF, facets, strict=True)),
    )


def _real(counts: Counts, finest: Iterable[Row]) -> Iterator[tuple[Place, Row]]:
    """Yield what is to be kept of the finest cells: places, and count, sums, first and last."""

    def of(row: Row) -> Row:
        return row[6:] if counts.OF else ()

    ordered = sorted(finest, key=lambda row: (of(row), row[0]))
    for facets, rows in groupby(ordered, key=of):
        for level, cells in _levels((row[:6] for row in rows), LEVELS[counts]):
            for cell, *values in cells:
                yield (level, cell, *facets), tuple(values)


def _levels(finest: Iterable[Row], levels: range) -> Iterator[tuple[int, list[Row]]]:
    """Yield levels with their cells, the finest first, each made of the one before."""
    cells, level = finest, _FINEST
    for coarser in reversed(levels):
        made = list(gathered(cells, 2 * (level - coarser)))
        yield coarser, made
        cells, level = made, coarser


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
    kept = [_kept(campaign_id, tag) for tag in _KEPT]
    rows = _counted(campaign_id).union(_deltas(campaign_id), *kept, all=True).order_by()
    finest: list[Row] = []
    deltas: list[Row] = []
    found: dict[int, dict[Place, Row]] = defaultdict(dict)
    for tag, level, cell, *row in rows.iterator(chunk_size=_LOT):
        if tag == _COUNTED:
            finest.append((cell, *row))
        elif tag == _DELTA:
            deltas.append((cell, *row))
        else:
            found[tag][place_of(_KEPT[tag], level, cell, row[5:])] = tuple(row[:5])
    for tag, counts in _KEPT.items():
        pending = _pending(counts, deltas)
        for line in _compared(found[tag], dict(_real(counts, finest)), pending):
            yield f"campaign {campaign_id}, {line}"


def _pending(counts: Counts, deltas: list[Row]) -> dict[Place, Counter[int]]:
    """Return what deltas come to: count and sums, by place."""
    changes: dict[Place, Counter[int]] = defaultdict(Counter)
    for key, change, latitude, longitude, _pk, _same, *facets in deltas:
        for level in LEVELS[counts]:
            place = place_of(counts, level, key >> shift_for(level), facets)
            for number, value in enumerate((1, latitude, longitude)):
                changes[place][number] += change * value
    return changes


def _compared(
    kept: dict[Place, Row], real: dict[Place, Row], pending: dict[Place, Counter[int]]
) -> Iterator[str]:
    for place in sorted(kept.keys() | real.keys() | pending.keys()):
        sums, ends = kept.get(place, (0, 0, 0))[:3], kept.get(place, (0,) * 3 + (None,) * 2)[3:]
        changes = pending.get(place, Counter())
        found = tuple(value + changes[number] for number, value in enumerate(sums))
        told = real.get(place, (0, 0, 0, None, None))
        # The ends of what is still to be folded are found when it is.
        if found != told[:3] or (place not in pending and ends != told[3:]):
            level, cell, *facets = place
            name = " ".join([f"cell {level}/{cell}", *map(str, filter(None, facets))])
            yield f"{name}: kept {found + ends}, counted {told}"
