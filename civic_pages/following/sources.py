"""News that follow from dates: steps that begin and end, answers of the city that became public.

They are computed when a feed is read: nothing needs a scheduled job to be in it. What is mailed is
stored first, so that each is told once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext
from django_tasks import task

from civic_blocks.blocks.timeline import TimelineBlock
from civic_blocks.partial_dates import Precision
from civic_blocks.schedule import Step
from civic_pages.campaigns.languages import language_of
from civic_pages.following import targets
from civic_pages.following.models import News
from civic_pages.following.news import tell
from civic_pages.following.telling import COMMENT
from civic_pages.participation import official
from civic_pages.participation.models import Contribution


# What is older is history: nobody is written to about it.
OLDEST = timedelta(days=30)
MOST = 50
UNSURE = {"postponed", "cancelled"}


@dataclass(frozen=True)
class Item:
    """One piece of news, stored or computed; columns as those of :class:`News`."""

    kind: str
    target: str
    key: str
    title: str
    url: str
    at: datetime


def recent(campaign: Any, *, now: datetime) -> list[Item]:
    """Return the latest news of a campaign that its feed lists, newest first."""
    stored = News.objects.filter(campaign_id=campaign.pk, at__lte=now)
    stored = stored.exclude(target__startswith=f"{targets.CONTRIBUTION}:").exclude(kind=COMMENT)
    found = {
        row.key: Item(row.kind, row.target, row.key, row.title, row.url, row.at)
        for row in stored.order_by("-at", "-pk")[:MOST]
    }
    # What dates say today overrules what they said when it was stored.
    for item in computed(campaign, now=now):
        if not item.target.startswith(targets.CONTRIBUTION):
            found[item.key] = item
    return sorted(found.values(), key=lambda item: (item.at, item.key), reverse=True)[:MOST]


def computed(campaign: Any, *, now: datetime) -> list[Item]:
    """Return what dates say has happened until now."""
    return [
        item for item in (*_phases(campaign), *_milestones(campaign), *_answers(campaign, now))
        if item.at <= now
    ]  # fmt: skip


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


def _phases(campaign: Any) -> Iterator[Item]:
    target = targets.of_campaign(campaign)
    for step in campaign.civic_steps():
        if step.override in UNSURE:
            continue
        key = f"{target.key}:{step.key}"
        if step.opens:
            title = gettext("Begins: %(name)s") % {"name": step.title}
            yield Item("phase", target.key, f"{key}:opened", title, target.url, step.opens)
        if step.closes:
            title = gettext("Has ended: %(name)s") % {"name": step.title}
            yield Item("phase", target.key, f"{key}:closed", title, target.url, step.closes)


def _milestones(campaign: Any) -> Iterator[Item]:
    target = targets.of_campaign(campaign)
    for child in campaign.body:
        if isinstance(child.block, TimelineBlock):
            for step in child.value.milestones():
                if _is_sure(step) and step.opens:
                    key = f"{target.key}:{step.key}:on"
                    url = f"{target.url}#{step.anchor}"
                    yield Item("step", target.key, key, step.title, url, step.opens)


def _is_sure(step: Step) -> bool:
    """Tell whether a step has a day of its own: "spring 2027" is no news of the 20th of March."""
    start = step.start
    return (
        start is not None
        and step.override not in UNSURE
        and start.precision == Precision.DAY
        and not start.qualifier
    )


def _answers(campaign: Any, now: datetime) -> Iterator[Item]:
    """Yield each answer for the campaign, and for every contribution it is about."""
    public = Contribution.objects.public().only("pk", "reference", "title")
    answers = official.public_answers(now).filter(campaign_id=campaign.pk)
    shown = Prefetch("contributions", queryset=public, to_attr="shown")
    whole = targets.of_campaign(campaign)
    for answer in answers.prefetch_related(shown)[:MOST]:
        at: Any = answer.publish_at
        found = [targets.of_contribution(one, campaign) for one in answer.shown]
        for one in found:
            key = f"answer:{answer.pk}:{one.key}"
            title = gettext("Answer of the city: %(title)s") % {"title": one.title}
            yield Item("answer", one.key, key, title[:250], one.url, at)
        if found:
            title = ngettext(
                "The city has answered: %(title)s",
                "The city has answered %(n)d contributions",
                len(found),
            ) % {"title": found[0].title, "n": len(found)}
            url = (
                found[0].url
                if len(found) == 1
                else f"{whole.url}{campaign.contribution_list_route}"
            )
            yield Item("answer", whole.key, f"answer:{answer.pk}", title, url, at)
