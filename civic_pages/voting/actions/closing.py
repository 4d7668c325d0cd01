"""The end of a vote: ballots lose their voters, are counted, and the result is published."""

from collections.abc import Iterator
from datetime import datetime
from random import SystemRandom
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import policy as permissions
from civic_pages.participation.choices import Source
from civic_pages.voting import counting, policy
from civic_pages.voting.actions.casting import lock
from civic_pages.voting.models import Ballot, BallotBatch, Voter, VoteResult
from civic_pages.voting.signals import vote_published
from civic_pages.voting.state import VoteState, state_of


BATCH_SIZE = 500
# Wording may be put right after the vote: it changes no count.
COUNTED_AS = ("key", "score", "rank", "wins", "cost", "scope", "tie", "lot")


class StillOpen(PermissionDenied):
    """The vote is not over: nobody counts, and nobody sees anything."""


class AlreadyPublished(PermissionDenied):
    """The result is out; it can be counted again, but not published again."""


class BoxesIncomplete(ValidationError):
    """Fewer paper ballots were typed in than were announced."""


def publish(vote: Any, *, by: Any, now: datetime) -> VoteResult:
    """Unlink ballots from voters for good, count them and publish the result, in one go.

    Raises:
        PermissionDenied, StillOpen, AlreadyPublished: they may not, or not now.
        BoxesIncomplete: paper ballots are missing.
    """
    permissions.require(by, policy.COUNT, vote)
    with transaction.atomic():
        lock(vote)
        _require_over(vote, now)
        _require_complete(vote)
        _unlink(vote)
        counted = count(vote)
        result, _made = VoteResult.objects.update_or_create(
            vote_id=vote.pk,
            defaults={
                "ballots": counted.ballots,
                "blank": counted.blank,
                "paper": _paper(vote),
                "rows": counted.as_rows(),
                "published_at": now,
                "published_by": by,
            },
        )
        data = {"count": counted.ballots}
        log(instance=vote, action="civic.vote.publish", user=by, data=data)
        transaction.on_commit(
            lambda: vote_published.send(sender=VoteResult, vote=vote, result=result)
        )
    return result


def count(vote: Any) -> counting.Result:
    """Count the ballots of a vote."""
    ballots = Ballot.objects.counted(vote.pk).values_list("choices", flat=True)
    return counting.result(ballots.iterator(), vote.rules)


def differences(vote: Any, result: VoteResult) -> Iterator[str]:
    """Yield what a recount finds otherwise than it was published, in plain words."""
    counted = count(vote)
    figures = {"ballots": counted.ballots, "blank": counted.blank, "paper": _paper(vote)}
    for name, number in figures.items():
        if number != getattr(result, name):
            yield f"{name}: {getattr(result, name)} published, {number} counted"
    published = {row["key"]: row for row in result.rows}
    found = {row["key"]: row for row in counted.as_rows()}
    for key in sorted(published.keys() | found.keys()):
        old, new = published.get(key), found.get(key)
        if old is None or new is None:
            yield f"{key}: {'not published' if old is None else 'not an option any more'}"
            continue
        for name in COUNTED_AS:
            if old[name] != new[name]:
                yield f"{old['title']}: {name} {old[name]} published, {new[name]} counted"


def _require_over(vote: Any, now: datetime) -> None:
    state = state_of(vote, now)
    if state is VoteState.RESULTS:
        raise AlreadyPublished(_("The result of this vote is published."))
    if state is not VoteState.COUNTING:
        raise StillOpen(_("This vote is not over: ballots are counted after the close only."))


def _require_complete(vote: Any) -> None:
    boxes: Any = BallotBatch.objects.of(vote.pk)
    missing = [box for box in boxes if box.entered != box.announced]
    if missing:
        text = _("Box “%(box)s”: %(entered)d of %(announced)d ballots are typed in.")
        raise BoxesIncomplete(
            [
                ValidationError(
                    text % {"box": box.name, "entered": box.entered, "announced": box.announced},
                    code="box",
                )
                for box in missing
            ]
        )


def _unlink(vote: Any) -> None:
    """Take from every ballot what could tell whose it is: voter, day, number and place in the table.

    Ballots are written anew in an order drawn by lot; those nobody confirmed go.
    """
    Ballot.objects.filter(vote_id=vote.pk, state=Ballot.State.UNCONFIRMED).delete()
    Voter.objects.filter(vote_id=vote.pk).update(ballot=None)
    ballots = list(Ballot.objects.filter(vote_id=vote.pk))
    SystemRandom().shuffle(ballots)
    Ballot.objects.filter(vote_id=vote.pk).delete()
    for ballot in ballots:
        ballot.pk, ballot.cast_on = None, None
    Ballot.objects.bulk_create(ballots, batch_size=BATCH_SIZE)


def _paper(vote: Any) -> int:
    return Ballot.objects.counted(vote.pk).filter(source=Source.PAPER).count()
