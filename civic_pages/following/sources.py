"""What feeds list, and what is stored of it: news that are mailed are stored first, to be told once."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone, translation
from django_tasks import task

from civic_pages.campaigns.languages import language_of
from civic_pages.following import targets
from civic_pages.following.dates import MOST, Item, computed
from civic_pages.following.models import News
from civic_pages.following.news import tell
from civic_pages.following.standing import standing
from civic_pages.following.telling import COMMENT


# What is older is history: nobody is written to about it.
OLDEST = timedelta(days=30)


def recent(campaign: Any, *, now: datetime) -> list[Item]:
    """Return the latest news of a campaign that its feed lists, newest first."""
    stored = News.objects.filter(campaign_id=campaign.pk, at__lte=now)
    stored = stored.exclude(target__startswith=f"{targets.CONTRIBUTION}:").exclude(kind=COMMENT)
    found = {
        row.key: Item(row.kind, row.target, row.key, row.title, row.url, row.at)
        for row in standing(stored.order_by("-at", "-pk")[:MOST], campaign, now=now)
    }
    # What dates say today overrules what they said when it was stored.
    for item in computed(campaign, now=now):
        if not item.target.startswith(targets.CONTRIBUTION):
            found[item.key] = item
    return sorted(found.values(), key=lambda item: (item.at, item.key), reverse=True)[:MOST]


def store_due(campaign: Any, *, now: datetime) -> int:
    """Store what dates say has happened lately, for those who are written to; returns how many."""
    with translation.override(language_of(campaign)):
        items = [item for item in computed(campaign, now=now) if item.at > now - OLDEST]
    keys = [item.key for item in items]
    known = set(News.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [item for item in items if item.key not in known]
    for item in new:
        tell(
            item.kind,
            campaign=campaign,
            target=item.target,
            key=item.key,
            title=item.title,
            url=item.url,
            at=item.at,
        )
    return len(new)


@task()
def tell_due(campaign_id: int) -> None:
    """Store what has just become true in a campaign, for those who are written to at once."""
    campaign = targets.public_campaign(campaign_id)
    if campaign is not None:
        store_due(campaign, now=timezone.now())
