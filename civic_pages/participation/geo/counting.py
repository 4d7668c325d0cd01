"""Counts of public points by cell, kept ready for every level of the map.

What comes on the public map or leaves it is appended as a :class:`CellDelta`, in the transaction
that publishes or withdraws; now and then deltas are folded into :class:`CellCount`, and by
what ``FACETS`` names into :class:`CellFacet`. For whoever looks in one statement, at any moment: kept
counts + deltas = published contributions with a point.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from civic_pages.participation.counts import FACETS, CountOfCell, facets_of
from civic_pages.participation.geo.cells import FACET_LEVELS, KEPT_LEVELS, KEY_ZOOM, shift_for
from civic_pages.participation.geo.micro import micro
from civic_pages.participation.models import (
    CellCount,
    CellDelta,
    CellFacet,
    Contribution,
    Status,
)


# A row of kept counts: level and cell, and what it is of (``OF``).
Place = tuple[Any, ...]
Counts = type[CellCount] | type[CellFacet]
LEVELS: dict[Counts, range] = {CellCount: KEPT_LEVELS, CellFacet: FACET_LEVELS}


# About how many deltas a reader adds up at the most, of all campaigns together.
FOLD_EVERY = 64
LOT = 500
# Advisory locks are one namespace for all applications of a database: "civic cells", drawn once.
_LOCK = 0x0C1CCE11
_NO_KEY = 1 << 2 * KEY_ZOOM


def delta_of(contribution: Contribution, change: int) -> CellDelta | None:
    """Return what says that a contribution came on the map (``change`` 1) or left it (-1).

    With the place that it has now; ``None`` where it has none.
    """
    if contribution.cell_key is None:
        return None
    return CellDelta(
        campaign_id=contribution.campaign_id,
        cell_key=contribution.cell_key,
        latitude=micro(contribution.latitude),
        longitude=micro(contribution.longitude),
        change=change,
        **facets_of(contribution),
    )


def note(deltas: list[CellDelta]) -> None:
    """Append deltas, in the transaction that makes them so."""
    noted = CellDelta.objects.bulk_create(deltas, batch_size=LOT)
    if any(delta.pk % FOLD_EVERY == 0 for delta in noted):
        # Robust: what was published stays published, whatever becomes of this.
        transaction.on_commit(fold_all, robust=True)


def alone(campaign_id: int, *, wait: bool) -> bool:
    """Be the one who changes a campaign's kept counts until the transaction ends.

    On SQLite whoever writes is alone. Nobody who publishes takes this lock, so whoever holds it
    may wait for their rows without a deadlock.
    """
    if connection.vendor != "postgresql":
        return True
    function = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [_LOCK, campaign_id])
        return wait or bool(cursor.fetchone()[0])


def fold_all() -> None:
    """Fold the deltas of every campaign; what somebody else is folding is left to them."""
    pending = CellDelta.objects.order_by("campaign_id").values_list("campaign_id", flat=True)
    for campaign_id in list(pending.distinct()):
        while fold(campaign_id) == LOT:
            pass


@dataclass
class _Change:
    """What a lot of deltas does to one cell.

    Attributes:
        keys: how many more or fewer each of them is there.
    """

    count: int = 0
    latitude_sum: int = 0
    longitude_sum: int = 0
    keys: Counter[int] = field(default_factory=Counter)

    def take(self, key: int, latitude: int, longitude: int, change: int) -> None:
        self.count += change
        self.latitude_sum += change * latitude
        self.longitude_sum += change * longitude
        self.keys[key] += change

    def takes_an_end(self, row: CountOfCell) -> bool:
        """Tell whether the first or the last of a row has left by this, or one of its like."""
        return self.keys[row.first] < 0 or self.keys[row.last] < 0


@transaction.atomic
def fold(campaign_id: int) -> int:
    """Take a lot of a campaign's deltas into its kept counts; return how many.

    0 where there is none, or where somebody else is at it.
    """
    if not alone(campaign_id, wait=False):
        return 0
    deltas = CellDelta.objects.filter(campaign_id=campaign_id).order_by("pk")
    columns = ("pk", "cell_key", "latitude", "longitude", "change", *FACETS)
    rows = list(deltas.values_list(*columns)[:LOT])
    if rows:
        for counts in LEVELS:
            _apply(counts, campaign_id, _changes(counts, rows))
        CellDelta.objects.filter(pk__in=[row[0] for row in rows]).delete()
    return len(rows)


def place_of(counts: Counts, level: int, cell: int, facets: Iterable[str]) -> Place:
    """Return the row that counts what is in a cell; ``facets`` are values of :data:`FACETS`."""
    return (level, cell, *facets) if counts.OF else (level, cell)


def _changes(counts: Counts, rows: list[tuple[Any, ...]]) -> dict[Place, _Change]:
    changes: dict[Place, _Change] = {}
    for _pk, key, latitude, longitude, change, *facets in rows:
        for level in LEVELS[counts]:
            place = place_of(counts, level, key >> shift_for(level), facets)
            changes.setdefault(place, _Change()).take(key, latitude, longitude, change)
    return changes


def _apply(counts: Counts, campaign_id: int, changes: dict[Place, _Change]) -> None:
    of_campaign = counts.objects.filter(campaign_id=campaign_id)
    kept = {_place(row): row for row in of_campaign.filter(_any_of(changes))}
    stored, gone = [], []
    thinned: dict[int, list[Place]] = {}
    for place in sorted(changes):
        row = _changed(kept.get(place) or _none_yet(counts, campaign_id, place), changes[place])
        if row.count > 0:
            stored.append(row)
            if changes[place].takes_an_end(row):
                thinned.setdefault(row.level, []).append(place)
        elif row.pk is not None:
            gone.append(row.pk)
    counts.objects.filter(pk__in=gone).delete()
    counts.objects.bulk_create(
        stored,
        update_conflicts=True,
        unique_fields=("campaign", "level", "cell", *counts.OF),
        update_fields=("count", "latitude_sum", "longitude_sum", "first", "last"),
    )
    # What left was the first or the last. A later lot finds what this one misses: what has left since
    # is still to be folded, and comes by here again. From near to far: an end is one of a cell beneath.
    for level in sorted(thinned, reverse=True):
        first, last = _ends(counts, level)
        of_campaign.filter(_any_of(thinned[level])).update(
            first=Coalesce(first, F("first")), last=Coalesce(last, F("last"))
        )


def _place(row: CountOfCell) -> Place:
    return (row.level, row.cell, *(getattr(row, name) for name in row.OF))


def _none_yet(counts: Counts, campaign_id: int, place: Place) -> Any:
    level, cell, *facets = place
    return counts(
        campaign_id=campaign_id, level=level, cell=cell, count=0, latitude_sum=0, longitude_sum=0,
        first=_NO_KEY, last=-1, **dict(zip(counts.OF, facets, strict=True)),
    )  # fmt: skip


def _changed(row: Any, change: _Change) -> Any:
    row.count += change.count
    row.latitude_sum += change.latitude_sum
    row.longitude_sum += change.longitude_sum
    added = [key for key, more in change.keys.items() if more > 0]
    row.first = min([row.first, *added])
    row.last = max([row.last, *added])
    return row


def _any_of(places: Iterable[Place]) -> Q:
    """Return what finds the rows of places: all that are of their cells."""
    cells: dict[int, set[int]] = {}
    for level, cell, *_facets in places:
        cells.setdefault(level, set()).add(cell)
    wanted = Q()
    for level in sorted(cells):
        wanted |= Q(level=level, cell__in=sorted(cells[level]))
    return wanted


def _ends(counts: Counts, level: int) -> tuple[Subquery, Subquery]:
    """Return the lowest and highest key that rows of a level count, as expressions of these rows."""
    of = {name: OuterRef(name) for name in counts.OF}
    if level == LEVELS[counts][-1]:
        return ends_of(of)
    beneath = counts.objects.filter(
        _within(2 * LEVELS[counts].step, "cell"),
        campaign=OuterRef("campaign"),
        level=level + LEVELS[counts].step,
        **of,
    )
    return (
        Subquery(beneath.order_by("first").values("first")[:1]),
        Subquery(beneath.order_by("-last").values("last")[:1]),
    )


def ends_of(facets: Mapping[str, Any]) -> tuple[Subquery, Subquery]:
    """Return the lowest and highest key in the cell of an outer row of counts, as expressions of it.

    Args:
        facets: of which contributions.
    """
    bits = Value(2 * KEY_ZOOM) - Value(2) * OuterRef("level")
    rows = Contribution.objects.filter(
        _within(bits, "cell_key"), campaign=OuterRef("campaign"), status=Status.PUBLISHED, **facets
    )
    # The index finds either.
    keys = rows.values("cell_key")
    return Subquery(keys.order_by("cell_key")[:1]), Subquery(keys.order_by("-cell_key")[:1])


def _within(bits: Any, column: str) -> Q:
    """Return the condition that a finer cell, or a key, lies in the cell of an outer row.

    Args:
        bits: how many more the finer one has.
    """
    cell = OuterRef("cell")
    return Q(**{f"{column}__gte": cell.bitleftshift(bits)}) & Q(
        **{f"{column}__lt": (cell + 1).bitleftshift(bits)}
    )
