"""What dates make true, found by the command that runs regularly; each is told once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.apps import apps
from django.utils import timezone

from civic_blocks.schedule import Step
from civic_pages.campaigns import phases
from civic_pages.following import targets
from civic_pages.participation.models import Precision, PublicAreas
from civic_pages.voting.models import VoteResult
from civic_pages.voting.pages import AbstractVotePage
from civic_pages.voting.state import VoteState, standing
from civic_pages.webhooks import payloads
from civic_pages.webhooks.emitting import emit
from civic_pages.webhooks.models import Webhook


# What is older is history: a command that did not run for longer has missed it.
OLDEST = timedelta(days=7)
UNSURE = {"postponed", "cancelled"}
EVENTS = {"campaign.phase_changed", "campaign.areas_published", "vote.opened", "vote.closed"}
Edge = tuple[Step, str, datetime]


def tell_due(*, now: datetime) -> int:
    """Write what dates have made true lately; returns how many deliveries that is.

    Safe to run often, and twice at once.
    """
    asked = Webhook.objects.filter(enabled=True).values_list("events", flat=True)
    if not any(EVENTS & set(events) for events in asked):
        return 0
    told = 0
    for campaign in targets.public_campaigns():
        told += sum(_tell_phase(campaign, *edge) for edge in edges(campaign.civic_steps(), now))
        told += _tell_areas(campaign, now)
    return told + sum(_tell_votes(vote, now) for vote in _votes())


def edges(steps: Any, now: datetime) -> Iterator[Edge]:
    """Yield (step, "opened" or "closed", when) of what has lately begun or ended."""
    for step in steps:
        if step.override in UNSURE:
            continue
        for change, at in (("opened", step.opens), ("closed", step.closes)):
            if at is not None and now - OLDEST < at <= now:
                yield step, change, at


def _tell_phase(campaign: Any, step: Step, change: str, at: datetime) -> int:
    phase = {"key": step.key, "name": step.title, "kind": step.extra.get("phase_kind", "")}
    return emit(
        "campaign.phase_changed",
        campaign_id=campaign.pk,
        subject=f"campaign:{campaign.pk}",
        data=lambda page: {**payloads.campaign(page), "phase": {**phase, "change": change}},
        at=at,
        key=f"phase:{campaign.pk}:{step.key}:{change}:{int(at.timestamp())}"[:120],
    )


def _tell_areas(campaign: Any, now: datetime) -> int:
    """Tell that the map of homes is another; the day only, as the map itself does."""
    if campaign.public_precision != Precision.AREAS:
        return 0
    found = PublicAreas.objects.filter(campaign_id=campaign.pk, computed_at__gt=now - OLDEST)
    made = found.values_list("computed_at", flat=True).first()
    if made is None:
        return 0
    day = timezone.localtime(made).replace(hour=0, minute=0, second=0, microsecond=0)
    return emit(
        "campaign.areas_published",
        campaign_id=campaign.pk,
        subject=f"campaign:{campaign.pk}",
        data=payloads.campaign,
        at=day,
        key=f"areas:{campaign.pk}:{day.date().isoformat()}",
    )


def _votes() -> Iterator[Any]:
    for model in apps.get_models():
        if issubclass(model, AbstractVotePage):
            yield from model.objects.live().public().order_by("pk")


def _tell_votes(vote: Any, now: datetime) -> int:
    """Tell that a vote has begun or ended; not of a later vote's dates once its result is out."""
    schedule = vote.campaign.schedule
    steps = [phase.as_step() for phase in schedule if phases.VOTE in phase.allows]
    result = VoteResult.objects.filter(vote_id=vote.pk, published_at__isnull=False)
    published = result.values_list("published_at", flat=True).first()
    told = 0
    for _step, change, at in edges(steps, now):
        state = standing(schedule, at, is_published=False)
        fits = state is (VoteState.OPEN if change == "opened" else VoteState.COUNTING)
        if not fits or (published is not None and published < at):
            continue
        told += emit(
            f"vote.{change}",
            campaign_id=vote.campaign.pk,
            subject=f"vote:{vote.pk}",
            data=partial(payloads.child, "vote", vote),
            at=at,
            key=f"vote:{vote.pk}:{change}:{int(at.timestamp())}",
        )
    return told
