"""Counts of public points by cell, kept ready for every level of the map.

What comes on the public map or leaves it is appended as a :class:`CellDelta`, in the transaction
that publishes or withdraws; now and then deltas are folded into :class:`CellCount`. For whoever
looks in one statement, at any moment: kept counts + deltas = published contributions with a point.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from civic_pages.participation.geo.cells import KEPT_LEVELS, KEY_ZOOM, shift_for
from civic_pages.participation.geo.micro import micro
from civic_pages.participation.models import CellCount, CellDelta, Contribution, Status


# About how many deltas a reader adds up at the most, of all campaigns together.
FOLD_EVERY = 64
LOT = 500
# Advisory locks are one namespace for all applications of a database: "civic cells", drawn once.
_LOCK = 0x0C1CCE11
_NO_KEY = 1 << 2 * KEY_ZOOM


def shift(contribution: Contribution, delta: int) -> None:
    """Note that a contribution came on the map (``delta`` 1) or left it (-1).

    Call it inside the transaction that makes it so, with the place it has, or had until then.
    """
    if contribution.cell_key is None:
        return
    noted = CellDelta.objects.create(
        campaign_id=contribution.campaign_id,
        cell_key=contribution.cell_key,
        latitude=micro(contribution.latitude),
        longitude=micro(contribution.longitude),
        change=delta,
    )
    if noted.pk % FOLD_EVERY == 0:
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
    """What a lot of deltas does to one cell."""

    count: int = 0
    latitude_sum: int = 0
    longitude_sum: int = 0
    added: list[int] = field(default_factory=list)
    removes: bool = False

    def take(self, key: int, latitude: int, longitude: int, change: int) -> None:
        self.count += change
        self.latitude_sum += change * latitude
        self.longitude_sum += change * longitude
        if change > 0:
            self.added.append(key)
        else:
            self.removes = True


@transaction.atomic
def fold(campaign_id: int) -> int:
    """Take a lot of a campaign's deltas into its kept counts; return how many.

    0 where there is none, or where somebody else is at it.
    """
    if not alone(campaign_id, wait=False):
        return 0
    deltas = CellDelta.objects.filter(campaign_id=campaign_id).order_by("pk")
    rows = list(deltas.values_list("pk", "cell_key", "latitude", "longitude", "change")[:LOT])
    changes: dict[tuple[int, int], _Change] = {}
    for _pk, key, *delta in rows:
        for level in KEPT_LEVELS:
            changes.setdefault((level, key >> shift_for(level)), _Change()).take(key, *delta)
    if changes:
        _apply(campaign_id, changes)
        CellDelta.objects.filter(pk__in=[row[0] for row in rows]).delete()
    return len(rows)


def _apply(campaign_id: int, changes: dict[tuple[int, int], _Change]) -> None:
    of_campaign = CellCount.objects.filter(campaign_id=campaign_id)
    kept = {(row.level, row.cell): row for row in of_campaign.filter(_any_of(changes))}
    stored, gone = [], []
    for place in sorted(changes):
        row = _changed(campaign_id, place, kept.get(place), changes[place])
        if row.count > 0:
            stored.append(row)
        elif row.pk is not None:
            gone.append(row.pk)
    CellCount.objects.filter(pk__in=gone).delete()
    CellCount.objects.bulk_create(
        stored,
        update_conflicts=True,
        unique_fields=("campaign", "level", "cell"),
        update_fields=("count", "latitude_sum", "longitude_sum", "first", "last"),
    )
    if thinned := [place for place in sorted(changes) if changes[place].removes]:
        # What left may have been the first or the last. A later lot finds what this one misses:
        # what has left since is still to be folded, and comes by here again.
        of_campaign.filter(_any_of(thinned)).update(
            first=Coalesce(lowest(), F("first")), last=Coalesce(highest(), F("last"))
        )


def _changed(
    campaign_id: int, place: tuple[int, int], row: CellCount | None, change: _Change
) -> CellCount:
    level, cell = place
    row = row or CellCount(
        campaign_id=campaign_id, level=level, cell=cell, count=0, latitude_sum=0, longitude_sum=0,
        first=_NO_KEY, last=-1,
    )  # fmt: skip
    row.count += change.count
    row.latitude_sum += change.latitude_sum
    row.longitude_sum += change.longitude_sum
    row.first = min([row.first, *change.added])
    row.last = max([row.last, *change.added])
    return row


def _any_of(places: Iterable[tuple[int, int]]) -> Q:
    cells: dict[int, list[int]] = {}
    for level, cell in places:
        cells.setdefault(level, []).append(cell)
    wanted = Q()
    for level in sorted(cells):
        wanted |= Q(level=level, cell__in=cells[level])
    return wanted


def _keys_of_cell() -> QuerySet[Any]:
    """Return the keys in the cell of an outer :class:`CellCount`; the index finds either end."""
    bits = Value(2 * KEY_ZOOM) - Value(2) * OuterRef("level")
    return Contribution.objects.filter(
        campaign=OuterRef("campaign"),
        status=Status.PUBLISHED,
        cell_key__gte=OuterRef("cell").bitleftshift(bits),  # type: ignore[arg-type]
        cell_key__lt=(OuterRef("cell") + 1).bitleftshift(bits),  # type: ignore[arg-type]
    ).values_list("cell_key", flat=True)


def lowest() -> Subquery:
    """Return the lowest key in a cell, as an expression of its :class:`CellCount`."""
    return Subquery(_keys_of_cell().order_by("cell_key")[:1])


def highest() -> Subquery:
    """Return the highest key in a cell, as an expression of its :class:`CellCount`."""
    return Subquery(_keys_of_cell().order_by("-cell_key")[:1])
