"""News that follow from dates: steps that begin and end, answers of the city that became public.

They are computed whenever they are told: nothing needs a scheduled job to be in a feed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext, ngettext

from civic_blocks.blocks.timeline import TimelineBlock
from civic_blocks.partial_dates import Precision
from civic_blocks.schedule import Step
from civic_pages.following import targets
from civic_pages.participation import official
from civic_pages.participation.models import Contribution, OfficialAnswer


MOST = 50
ANSWER = "answer"
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


def computed(campaign: Any, *, now: datetime) -> list[Item]:
    """Return what dates say has happened until now."""
    return [
        item for item in (*_phases(campaign), *_milestones(campaign), *_latest_answers(campaign, now))
        if item.at <= now
    ]  # fmt: skip


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


def _latest_answers(campaign: Any, now: datetime) -> Iterator[Item]:
    latest = official.public_answers(now).filter(campaign_id=campaign.pk)[:MOST]
    return answers(campaign, latest)


def answers(campaign: Any, told: QuerySet[OfficialAnswer]) -> Iterator[Item]:
    """Yield each of some answers for the campaign, and for every contribution it is about.

    What is about no public contribution, or not any more, is no news.
    """
    public = Contribution.objects.public().only("pk", "reference", "title")
    shown = Prefetch("contributions", queryset=public, to_attr="shown")
    whole = targets.of_campaign(campaign)
    for answer in told.prefetch_related(shown):
        at: Any = answer.publish_at
        found = [targets.of_contribution(one, campaign) for one in answer.shown]
        for one in found:
            key = f"answer:{answer.pk}:{one.key}"
            title = gettext("Answer of the city: %(title)s") % {"title": one.title}
            yield Item(ANSWER, one.key, key, title[:250], one.url, at)
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
            yield Item(ANSWER, whole.key, f"answer:{answer.pk}", title, url, at)
