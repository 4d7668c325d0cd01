"""Counts of published contributions, moved in the transaction that publishes or withdraws."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce

from civic_pages.participation.counts import FACETS, Facets, facets_of
from civic_pages.participation.geo import counting, recounting
from civic_pages.participation.models import CellDelta, Contribution, Status, Tally


class Shifts:
    """What a transaction changes in the kept counts, gathered and then written in one go.

    Rows of tallies are written in one order by everybody: whoever writes several waits for others,
    and never they for him.
    """

    def __init__(self) -> None:
        self._tallies: dict[tuple[Any, ...], list[int]] = {}
        self._deltas: list[CellDelta] = []

    def add(self, contribution: Contribution, delta: int) -> None:
        """Count a contribution, as it is now, in (``delta`` 1) or out (-1), on the map too."""
        change = self._tallies.setdefault(tuple(Tally.key_of(contribution).items()), [0, 0, 0])
        change[0] += delta
        change[1] += delta * (contribution.represented or 1)
        change[2] += 1
        if delta and (noted := counting.delta_of(contribution, delta)):
            self._deltas.append(noted)

    def write(self) -> None:
        """Write what was gathered; in the transaction, and the last thing it locks."""
        if self._deltas:
            counting.note(self._deltas)
        for key in sorted(self._tallies):
            count, people, changes = self._tallies[key]
            _add(dict(key), count=count, represented=people, changes=changes)


def _add(key: dict[str, Any], **change: int) -> None:
    added = {name: F(name) + number for name, number in change.items()}
    if not Tally.objects.filter(**key).update(**added):
        Tally.objects.get_or_create(**key)
        Tally.objects.filter(**key).update(**added)


def shift(contribution: Contribution, delta: int) -> None:
    """Count a contribution in (``delta`` 1) or out (-1), on the map too; in the transaction."""
    shifts = Shifts()
    shifts.add(contribution, delta)
    shifts.write()


@contextmanager
def changing(contribution: Contribution) -> Iterator[None]:
    """Count a contribution otherwise after the block, which changes and saves it; in the transaction.

    Does nothing where it is not published.
    """
    if contribution.status != Status.PUBLISHED:
        yield
        return
    shifts = Shifts()
    shifts.add(contribution, -1)
    yield
    shifts.add(contribution, 1)
    shifts.write()


def touch(contribution: Contribution) -> None:
    """Note that a contribution which is counted says something else; in the transaction."""
    shift(contribution, 0)


def version(campaign_id: int) -> tuple[int, int]:
    """Return what is another whenever what a campaign has published is: never the same again.

    Rows that are counted anew get keys that none had before; until then, changes only add up.
    """
    rows = Tally.objects.filter(campaign_id=campaign_id)
    found = rows.aggregate(newest=Max("pk"), changes=Sum("changes"))
    return found["newest"] or 0, int(found["changes"] or 0)


def _counted(campaign_id: int | None) -> list[Tally]:
    scope = {} if campaign_id is None else {"campaign_id": campaign_id}
    rows = (
        Contribution.objects.filter(status=Status.PUBLISHED, **scope)
        .order_by()
        .values("campaign_id", *FACETS, mapped=Q(cell_key__isnull=False))
        .annotate(count=Count("pk"), represented=Sum(Coalesce("represented", 1)))
    )
    return [Tally(**row) for row in rows]


def differences(campaign_id: int | None = None) -> list[str]:
    """Return a line for every kept count that a recount does not confirm, the map's cells too."""
    scope = {} if campaign_id is None else {"campaign_id": campaign_id}

    def signature(tally: Tally) -> tuple[object, ...]:
        return (tally.campaign_id, *facets_of(tally).values(), bool(tally.mapped))

    kept = {
        signature(t): (t.count, t.represented)
        for t in Tally.objects.filter(**scope)
        if (t.count, t.represented) != (0, 0)
    }
    real = {signature(t): (t.count, t.represented) for t in _counted(campaign_id)}
    lines = [
        f"{key}: kept {kept.get(key, (0, 0))}, counted {real.get(key, (0, 0))}"
        for key in sorted(kept.keys() | real.keys(), key=str)
        if kept.get(key) != real.get(key)
    ]
    return lines + recounting.differences(campaign_id)


@transaction.atomic
def rebuild(campaign_id: int | None = None) -> None:
    """Count everything again, for one campaign or all, the map's cells too."""
    scope = {} if campaign_id is None else {"campaign_id": campaign_id}
    Tally.objects.filter(**scope).delete()
    Tally.objects.bulk_create(_counted(campaign_id))
    recounting.rebuild(campaign_id)


def totals(campaign_id: int) -> dict[str, int]:
    """Return a campaign's totals: ``all``, ``individual``, ``collective``, ``represented``, ``mapped``.

    ``represented`` is people: one for each individual, the group's number for each collective.
    """
    return totals_of([campaign_id])[campaign_id]


def totals_of(campaign_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return the totals of several campaigns, by primary key, read in one query."""
    names = ("all", "individual", "collective", "represented", "mapped")
    result = {pk: dict.fromkeys(names, 0) for pk in campaign_ids}
    rows = Tally.objects.filter(campaign_id__in=result).order_by()
    sums = rows.values("campaign_id", "kind", "mapped").annotate(Sum("count"), Sum("represented"))
    for row in sums:
        found, count = result[row["campaign_id"]], row["count__sum"]
        found["all"] += count
        found[row["kind"]] += count
        found["represented"] += int(row["represented__sum"])
        found["mapped"] += count if row["mapped"] else 0
    return result


def by_sector(campaign_id: int) -> dict[str, int]:
    """Return published contributions by sector key; the empty key holds those outside of all."""
    return {row.sector: row.total for row in of_facets(campaign_id, {})}


@dataclass(frozen=True)
class InSector:
    """How many contributions lie in a sector, and how many of them have a public point."""

    sector: str
    total: int
    mapped: int


def of_facets(campaign_id: int, facets: Facets) -> list[InSector]:
    """Return how many published contributions are of some facets, by sector, where there are any.

    Args:
        facets: by column of :data:`FACETS`; none for all.
    """
    rows = Tally.objects.filter(campaign_id=campaign_id, **facets).order_by().values("sector")
    mapped = Coalesce(Sum("count", filter=Q(mapped=True)), 0)
    found = rows.annotate(total=Sum("count"), of_map=mapped).values_list(
        "sector", "total", "of_map"
    )
    return [InSector(*row) for row in found if row[1]]
