"""Counts of published contributions, moved in the transaction that publishes or withdraws."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

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


def version(campaign_id: int) -> tuple[tuple[int, int], ...]:
    """Return what is another whenever what a campaign has published is: never the same again.

    Rows that are counted anew get keys that none had before.
    """
    rows = Tally.objects.filter(campaign_id=campaign_id).order_by("pk")
    return tuple(rows.values_list("pk", "changes"))


def _counted(campaign_id: int | None) -> list[Tally]:
    scope = {} if campaign_id is None else {"campaign_id": campaign_id}
    rows = (
        Contribution.objects.filter(status=Status.PUBLISHED, **scope)
        .order_by()
        .values("campaign_id", "kind", "sector", mapped=Q(cell_key__isnull=False))
        .annotate(count=Count("pk"), represented=Sum(Coalesce("represented", 1)))
    )
    return [Tally(**row) for row in rows]


def differences(campaign_id: int | None = None) -> list[str]:
    """Return a line for every kept count that a recount does not confirm, the map's cells too."""
    scope = {} if campaign_id is None else {"campaign_id": campaign_id}

    def signature(tally: Tally) -> tuple[object, ...]:
        return (tally.campaign_id, tally.kind, tally.sector, bool(tally.mapped))

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
    for tally in Tally.objects.filter(campaign_id__in=result):
        found = result[tally.campaign_id]
        found["all"] += tally.count
        found[tally.kind] += tally.count
        found["represented"] += tally.represented
        found["mapped"] += tally.count if tally.mapped else 0
    return result


def by_sector(campaign_id: int) -> dict[str, int]:
    """Return published contributions by sector key; the empty key holds those outside of all."""
    rows = (
        Tally.objects.filter(campaign_id=campaign_id).values_list("sector").annotate(Sum("count"))
    )
    return {sector: count for sector, count in rows.order_by() if count}
