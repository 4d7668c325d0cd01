"""What the public learns of where homes are: computed in batches, at most once a day."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from civic_pages import conf
from civic_pages.participation import households
from civic_pages.participation.geo.areas import feature, partition
from civic_pages.participation.geo.cells import cell_key
from civic_pages.participation.models import Contribution, Precision, PublicAreas, Status


Row = tuple[float | None, float | None, str]
_PLACE = ("exact_location__latitude", "exact_location__longitude", "sector")


def compute(campaign_id: int, *, now: datetime) -> PublicAreas:
    """Compute and store the areas of a campaign of homes; where it counts homes, each home once."""
    least = conf.get("AREA_THRESHOLD")
    page: Any = Page.objects.get(pk=campaign_id).specific
    border = page.territory.perimeter if hasattr(page, "territory") else None
    counts_homes = bool(getattr(page, "households", False))
    rows = _homes(campaign_id) if counts_homes else _answers(campaign_id)
    keys = [
        cell_key(latitude, longitude)
        for latitude, longitude, _sector in rows
        if latitude is not None and longitude is not None
    ]
    sectors = Counter(sector for _latitude, _longitude, sector in rows if sector)
    published = counts_homes and len(rows) >= least
    values: dict[str, Any] = {
        "computed_at": now,
        "features": [feature(group, within=border) for group in partition(keys, least)],
        "sector_counts": {key: count for key, count in sorted(sectors.items()) if count >= least},
        "total": len(rows) if len(rows) >= least else 0,
        "unmapped": len(rows) - len(keys) if len(rows) - len(keys) >= least else 0,
        "households": len(rows) if published else 0,
        "persons": households.counts(campaign_id).persons if published else 0,
    }
    areas, _created = PublicAreas.objects.update_or_create(campaign_id=campaign_id, defaults=values)
    return areas


def _published(campaign_id: int) -> QuerySet[Any]:
    return Contribution.objects.filter(
        campaign_id=campaign_id, status=Status.PUBLISHED, precision=Precision.AREAS
    ).order_by("pk")


def _answers(campaign_id: int) -> list[Row]:
    """Return (latitude, longitude, sector) of every published answer."""
    rows = _published(campaign_id).values_list(*_PLACE)
    return list(rows)


def _homes(campaign_id: int) -> list[Row]:
    """Return (latitude, longitude, sector) of every home that is published, each once.

    An answer whose author says it is another home is one; an answer without an address is none.
    """
    rows = _published(campaign_id).filter(exact_location__isnull=False)
    homes: dict[Any, Row] = {}
    for pk, household, *place in rows.values_list("pk", "exact_location__household_id", *_PLACE):
        key = ("home", household) if household else ("answer", pk)
        if key not in homes or homes[key][0] is None:
            homes[key] = (place[0], place[1], place[2])
    return list(homes.values())


def current(campaign_id: int, *, now: datetime) -> PublicAreas:
    """Return the last batch, made anew where it is of an earlier day and not frozen.

    A day's batch hides which area the last answer fell in; no scheduled job is needed, the first
    reader of the day pays for it.
    """
    return current_of([campaign_id], now=now)[campaign_id]


def current_of(campaign_ids: Iterable[int], *, now: datetime) -> dict[int, PublicAreas]:
    """Return the last batches of several campaigns, by primary key, read in one query."""
    wanted = list(campaign_ids)
    today = timezone.localtime(now).date()
    kept = PublicAreas.objects.in_bulk(wanted)
    return {
        pk: batch
        if (batch := kept.get(pk))
        and (batch.frozen or timezone.localtime(batch.computed_at).date() >= today)
        else compute(pk, now=now)
        for pk in wanted
    }


def freeze(campaign_id: int, *, now: datetime) -> PublicAreas:
    """Compute the last batch, before exact places are erased; it is never computed again."""
    areas = PublicAreas.objects.filter(campaign_id=campaign_id, frozen=True).first()
    if areas is None:
        areas = compute(campaign_id, now=now)
        areas.frozen = True
        areas.save(update_fields=["frozen"])
    return areas
