"""What the public learns of where homes are: computed in batches, at most once a day.

A batch changes by whoever answered since the last one. Where a part is told with one more than
yesterday, its new home is known to lie in that part: among at least as many as the rule asks for,
which is all the rule promises of any home. Waiting for more would hide when a home answered, not
where it is.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from civic_pages import conf
from civic_pages.participation import households
from civic_pages.participation.geo.areas import AreaGround
from civic_pages.participation.geo.perimeters import territory
from civic_pages.participation.geo.splitting import restored, stored
from civic_pages.participation.geo.told import TOGETHER, Home, Told, told
from civic_pages.participation.models import Contribution, Precision, PublicAreas, Status


# Columns of a contribution by which a campaign may let its homes be filtered.
FILTERS = ("category", "kind")
Row = tuple[Any, ...]
_PLACE = ("exact_location__latitude", "exact_location__longitude", "sector", *FILTERS)
# A batch of this day is made anew by its next reader.
_LONG_AGO = datetime(1970, 1, 2, tzinfo=timezone.get_fixed_timezone(0))


def threshold(page: Any) -> int:
    """Return how many homes every part of a campaign's map holds at the least."""
    return int(getattr(page, "area_threshold", None) or conf.get("AREA_THRESHOLD"))


def declared(page: Any) -> list[str]:
    """Return the filters a campaign declared for its map of homes, in our order."""
    return [name for name in FILTERS if name in (getattr(page, "public_filters", None) or ())]


def compute(campaign_id: int, *, now: datetime) -> PublicAreas:
    """Compute and store the areas of a campaign of homes; where it counts homes, each home once."""
    page: Any = Page.objects.get(pk=campaign_id).specific
    least = threshold(page)
    counts_homes = bool(getattr(page, "households", False))
    rows = _homes(campaign_id) if counts_homes else _answers(campaign_id)
    ground = AreaGround(getattr(page, "territory", None) or territory(None, None))
    batch = _told(page, rows, ground, least)
    # Answers without a place are told from the threshold on, as all others are.
    unmapped = len(rows) - batch.mapped
    unmapped = unmapped if unmapped >= least else 0
    total = batch.mapped + unmapped
    homes = total if counts_homes else 0
    values: dict[str, Any] = {
        "computed_at": now,
        "parts": {"ground": ground.digest, "least": least, "tree": stored(batch.tree)},
        "features": batch.features,
        "filtered": batch.filtered,
        "sector_counts": batch.sector_counts,
        "total": total,
        "unmapped": unmapped,
        "households": homes,
        "persons": households.counts(campaign_id).persons if homes else 0,
    }
    areas, _created = PublicAreas.objects.update_or_create(campaign_id=campaign_id, defaults=values)
    return areas


def _told(page: Any, rows: list[Row], ground: AreaGround, least: int) -> Told:
    filters = declared(page)
    columns = [FILTERS.index(name) for name in filters]
    homes = [
        Home(latitude, longitude, sector, tuple(values[column] for column in columns))
        for latitude, longitude, sector, *values in rows
        if latitude is not None and longitude is not None
    ]
    kept = PublicAreas.objects.filter(campaign_id=page.pk).values_list("parts", flat=True).first()
    known = isinstance(kept, dict) and kept["ground"] == ground.digest
    before = restored(kept["tree"]) if kept and known else None
    return told(ground, homes, least=least, filters=filters, before=before)


def _published(campaign_id: int) -> QuerySet[Any]:
    return Contribution.objects.filter(
        campaign_id=campaign_id, status=Status.PUBLISHED, precision=Precision.AREAS
    ).order_by("pk")


def _answers(campaign_id: int) -> list[Row]:
    """Return place and values of every published answer."""
    return list(_published(campaign_id).values_list(*_PLACE))


def _homes(campaign_id: int) -> list[Row]:
    """Return place and values of every home that is published, each once: of its first answer.

    An answer whose author says it is another home is one; an answer without an address is none.
    """
    rows = _published(campaign_id).filter(exact_location__isnull=False)
    homes: dict[Any, Row] = {}
    for pk, household, *row in rows.values_list("pk", "exact_location__household_id", *_PLACE):
        key = ("home", household) if household else ("answer", pk)
        if key not in homes or homes[key][0] is None:
            homes[key] = tuple(row)
    return list(homes.values())


def current(campaign_id: int, *, now: datetime) -> PublicAreas:
    """Return the last batch, made anew where it is of an earlier day and not frozen.

    A day's batch hides which area the last answer fell in; no scheduled job is needed, the first
    reader of the day pays for it.
    """
    return current_of([campaign_id], now=now)[campaign_id]


def current_of(campaign_ids: Iterable[int], *, now: datetime) -> dict[int, PublicAreas]:
    """Return the last batches of several campaigns, by primary key, read in one query.

    A time to come, as an editor's preview has it, is taken for the present: it must neither draw
    the map a second time today nor keep it from being drawn until then.
    """
    wanted = list(campaign_ids)
    now = min(now, timezone.now())
    # The city's day: for an editor who lives elsewhere, another one may have begun.
    zone = timezone.get_default_timezone()
    today = timezone.localdate(now, zone)
    kept = PublicAreas.objects.in_bulk(wanted)
    return {
        pk: batch
        if (batch := kept.get(pk))
        and (batch.frozen or timezone.localdate(batch.computed_at, zone) >= today)
        else compute(pk, now=now)
        for pk in wanted
    }


def outdate(campaign_id: int) -> None:
    """Have the next reader compute a batch under new rules; borders that were told stay."""
    PublicAreas.objects.filter(campaign_id=campaign_id, frozen=False).update(computed_at=_LONG_AGO)


def freeze(campaign_id: int, *, now: datetime) -> PublicAreas:
    """Compute the last batch, before exact places are erased; it is never computed again."""
    areas = PublicAreas.objects.filter(campaign_id=campaign_id, frozen=True).first()
    if areas is None:
        areas = compute(campaign_id, now=now)
        areas.frozen = True
        areas.save(update_fields=["frozen"])
    return areas


def least_of(areas: PublicAreas) -> int:
    """Return how many homes every part of a batch holds at the least."""
    rules: Any = areas.parts
    return int(rules["least"]) if isinstance(rules, dict) else int(conf.get("AREA_THRESHOLD"))


def sectors_of(areas: PublicAreas) -> list[tuple[tuple[str, ...], int]]:
    """Return (keys of sectors that are told together, count) of a batch.

    The empty key among others stands for what lies outside of all sectors.
    """
    return [(tuple(key.split(TOGETHER)), count) for key, count in areas.sector_counts.items()]
