"""Where a vote stands; its phases and whether its result is out decide, and nothing else."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic_blocks.schedule_labels import from_label, last_day, until_label
from civic_pages.campaigns import phases
from civic_pages.voting.models import VoteResult


class VoteState(TextChoices):
    UPCOMING = "upcoming", _("Not open yet")
    OPEN = "open", pgettext_lazy("vote", "Open")
    COUNTING = "counting", _("Closed, being counted")
    RESULTS = "results", _("Results published")


def state_of(vote: Any, now: datetime) -> VoteState:
    """Return where a vote stands."""
    return standing_in(vote.campaign, now, is_published=result_of(vote) is not None)


def standing_in(campaign: Any, now: datetime, *, is_published: bool) -> VoteState:
    """Return where a vote of a campaign stands, by its phases and the rules of other apps.

    What a rule holds back is not open, and not over either: nothing of it is told or counted.
    """
    found = standing(campaign.schedule, now, is_published=is_published)
    is_held_back = found is VoteState.OPEN and campaign.refusal(phases.VOTE, now=now)
    return VoteState.UPCOMING if is_held_back else found


def standing(schedule: Sequence[phases.Phase], now: datetime, *, is_published: bool) -> VoteState:
    """Return where a vote stands, by its campaign's phases.

    Once published it stays so, whatever becomes of the dates. Where another phase of the vote is to
    come it is not over, and where there was none yet it has not begun.
    """
    if is_published:
        return VoteState.RESULTS
    if phases.allows(schedule, phases.VOTE, now):
        return VoteState.OPEN
    if phases.opening(schedule, phases.VOTE, now) is not None or not _has_closed(schedule, now):
        return VoteState.UPCOMING
    return VoteState.COUNTING


def result_of(vote: Any) -> VoteResult | None:
    """Return the published result; ``None`` before it is published."""
    return VoteResult.objects.public().filter(vote_id=vote.pk).first()


def when(schedule: Sequence[phases.Phase], now: datetime, state: VoteState) -> str:
    """Return "until 12 March 2026" while a vote is open, "from …" before, else nothing.

    A vote whose result is out is over: the next phase of its campaign is that of another vote.
    """
    if state is VoteState.RESULTS:
        return ""
    closes = phases.closing(schedule, phases.VOTE, now)
    if closes is not None and state is VoteState.UPCOMING:
        # Held back by a rule: nobody knows until when.
        return ""
    if closes is not None:
        ends = (phase.end for phase in phases.current(schedule, now) if phase.end)
        return until_label(next((end for end in ends if end.ends == closes), last_day(closes)))
    opens = phases.opening(schedule, phases.VOTE, now)
    starts = (phase.start for phase in schedule if phase.start and phases.VOTE in phase.allows)
    start = next((start for start in starts if start.starts == opens), None)
    return from_label(start) if start is not None else ""


def moment_of(vote: Any, mode: str) -> datetime:
    """Return a time at which a vote stands as a preview asks; now where it never does."""
    now, schedule = timezone.now(), vote.campaign.schedule
    steps = [phase.as_step() for phase in schedule if phases.VOTE in phase.allows]
    edges = [edge for step in steps for edge in (step.opens, step.closes) if edge]
    moments = [now, *(edge + timedelta(minutes=sign) for edge in edges for sign in (1, -1))]
    fitting = (m for m in moments if standing(schedule, m, is_published=False) == mode)
    return next(fitting, now) if mode else now


def _has_closed(schedule: Any, now: datetime) -> bool:
    ends = [phase.as_step().closes for phase in schedule if phases.VOTE in phase.allows]
    return any(end is not None and end <= now for end in ends)


def tells_totals(vote: Any, now: datetime) -> bool:
    """Tell whether everybody may know how many have voted: while it is open only by choice.

    A live counter invites to push it (see the Gers vote of 2019).
    """
    is_open = state_of(vote, now) in {VoteState.UPCOMING, VoteState.OPEN}
    return bool(vote.campaign.live_totals) or not is_open
