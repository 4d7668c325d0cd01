"""Counts of published contributions, moved in the transaction that publishes or withdraws."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce

from civic_pages.participation.counts import FACETS, facets_of
from civic_pages.participation.geo import counting, recounting
from civic_pages.participation.models import Contribution, Status, Tally


def shift(contribution: Contribution, delta: int) -> None:
    """Count a contribution in (``delta`` 1) or out (-1), on the map too; in the transaction."""
    counting.shift(contribution, delta)
    _add(contribution, delta)


def touch(contribution: Contribution) -> None:
    """Note that a contribution which is counted says something else; in the transaction."""
    _add(contribution, 0)


def _add(contribution: Contribution, delta: int) -> None:
    key = Tally.key_of(contribution)
    people = delta * (contribution.represented or 1)
    change = {
        "count": F("count") + delta,
        "represented": F("represented") + people,
        "changes": F("changes") + 1,
    }
    if not Tally.objects.filter(**key).update(**change):
        Tally.objects.get_or_create(**key)
        Tally.objects.filter(**key).update(**change)


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


def of_facets(campaign_id: int, facets: Mapping[str, str]) -> list[InSector]:
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
