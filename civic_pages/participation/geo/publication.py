"""What the public learns of where homes are: computed in batches, at most once a day."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from civic_pages import conf
from civic_pages.participation.geo.areas import feature, partition
from civic_pages.participation.geo.cells import cell_key
from civic_pages.participation.models import Contribution, Precision, PublicAreas, Status


def compute(campaign_id: int, *, now: datetime) -> PublicAreas:
    """Compute and store the areas of a campaign of homes."""
    least = conf.get("AREA_THRESHOLD")
    rows = list(
        Contribution.objects.filter(
            campaign_id=campaign_id, status=Status.PUBLISHED, precision=Precision.AREAS
        ).values_list("exact_location__latitude", "exact_location__longitude", "sector")
    )
    keys = [
        cell_key(latitude, longitude)
        for latitude, longitude, _sector in rows
        if latitude is not None and longitude is not None
    ]
    sectors = Counter(sector for _latitude, _longitude, sector in rows if sector)
    page: Any = Page.objects.get(pk=campaign_id).specific
    border = page.territory.perimeter if hasattr(page, "territory") else None
    values: dict[str, Any] = {
        "computed_at": now,
        "features": [feature(group, within=border) for group in partition(keys, least)],
        "sector_counts": {key: count for key, count in sorted(sectors.items()) if count >= least},
        "total": len(rows) if len(rows) >= least else 0,
        "unmapped": len(rows) - len(keys) if len(rows) - len(keys) >= least else 0,
    }
    areas, _created = PublicAreas.objects.update_or_create(campaign_id=campaign_id, defaults=values)
    return areas


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
