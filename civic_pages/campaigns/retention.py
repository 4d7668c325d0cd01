"""The end of the retention period: contacts and exact places go, what was published stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from civic_blocks.schedule import StepStatus, status_of
from civic_pages.campaigns.agenda import campaigns
from civic_pages.campaigns.deadlines import months_after
from civic_pages.participation.geo import publication
from civic_pages.participation.models import CampaignSalt, Household, Precision
from civic_pages.participation.privacy.base import Eraser, erasers


@dataclass(frozen=True)
class Due:
    """What is to be erased of a campaign, and since when.

    ``since`` may lie ahead: then it is what the dates say today, and ``is_over`` is false.
    ``rows`` counts by eraser; those that have nothing are left out.
    """

    campaign: Any
    since: datetime
    is_over: bool
    rows: dict[Eraser, int]

    def told(self) -> str:
        """Return what goes, as the command's report says it."""
        return ", ".join(f"{count} {eraser.told_as}" for eraser, count in self.rows.items())


def erasable_from(campaign: Any, *, now: datetime) -> datetime | None:
    """Return when a campaign's private data must go; ``None`` while nobody knows its end.

    A cancelled phase does not count; a phase without an end, or one that is postponed, keeps all.
    """
    steps = [phase.as_step() for phase in campaign.schedule]
    real = [step for step in steps if status_of(step, now) is not StepStatus.CANCELLED]
    ends = [step.closes for step in real]
    if not ends or None in ends:
        return None
    if any(status_of(step, now) is not StepStatus.DONE for step in real):
        return None
    return months_after(max(end for end in ends if end), campaign.retention_months)


def due(*, now: datetime) -> Iterator[Due]:
    """Yield the campaigns whose retention period is over and that still hold private data."""
    for campaign in campaigns():
        since = erasable_from(campaign, now=now)
        if since is not None and since <= now and (rows := _rows(campaign)):
            yield Due(campaign, since, True, rows)  # noqa: FBT003 - what makes it due


def held(*, now: datetime) -> Iterator[Due]:
    """Yield every campaign whose end is foreseen and that holds private data: due or not yet."""
    for campaign in campaigns():
        since = erasable_from(campaign, now=now)
        is_over = since is not None and since <= now
        since = since or campaign.private_data_until
        if since is not None and (rows := _rows(campaign)):
            yield Due(campaign, since, is_over, rows)


def _rows(campaign: Any) -> dict[Eraser, int]:
    counts = {eraser: eraser.due(campaign.pk) for eraser in erasers()}
    return {eraser: count for eraser, count in counts.items() if count}


@transaction.atomic
def purge(item: Due, *, now: datetime) -> int:
    """Erase what is private of a campaign in every store; returns how many rows went.

    The areas of a campaign of homes are computed a last time before, and kept as they are; then
    its salt goes, so that no key of a home or a person can be made again. Published words and all
    totals stay.
    """
    campaign = item.campaign
    if campaign.public_precision == Precision.AREAS:
        publication.freeze(campaign.pk, now=now)
    erased = sum(eraser.purge(campaign.pk) for eraser in erasers())
    Household.objects.filter(campaign_id=campaign.pk).delete()
    CampaignSalt.objects.filter(campaign_id=campaign.pk).delete()
    log(instance=campaign, action="civic.campaign.erase", data={"count": erased})
    return erased
