"""The end of the retention period: contacts and exact places go, what was published stays."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from civic_blocks.schedule import StepStatus, status_of
from civic_pages.campaigns.agenda import campaigns
from civic_pages.participation import actions
from civic_pages.participation.geo import publication
from civic_pages.participation.models import Contact, Contribution, ExactLocation, Precision


BATCH = 500


@dataclass(frozen=True)
class Due:
    """What is to be erased of a campaign, and since when.

    ``contacts`` and ``places`` count rows.
    """

    campaign: Any
    since: datetime
    contacts: int
    places: int


def months_after(moment: datetime, months: int) -> datetime:
    """Return the same local day some months later; the month's last day where there is none."""
    local = timezone.localtime(moment)
    year, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + year, month + 1
    day = min(local.day, monthrange(year, month)[1])
    naive = local.replace(tzinfo=None, year=year, month=month, day=day)
    return timezone.make_aware(naive)


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
        if since is None or since > now:
            continue
        contacts = Contact.objects.filter(contribution__campaign_id=campaign.pk).count()
        places = ExactLocation.objects.filter(contribution__campaign_id=campaign.pk).count()
        if contacts or places:
            yield Due(campaign, since, contacts, places)


@transaction.atomic
def purge(item: Due, *, now: datetime) -> int:
    """Erase a campaign's contacts and exact places; returns how many rows went.

    The areas of a campaign of homes are computed a last time before, and kept as they are.
    """
    campaign = item.campaign
    if campaign.public_precision == Precision.AREAS:
        publication.freeze(campaign.pk, now=now)
    keys = list(Contribution.objects.of(campaign).order_by("pk").values_list("pk", flat=True))
    erased = 0
    for first in range(0, len(keys), BATCH):
        erased += actions.erase_private_data(keys[first : first + BATCH])
    log(instance=campaign, action="civic.campaign.erase", data={"count": erased})
    return erased
