"""Paper ballots: typed in from boxes whose signatures were counted.

Ballots in a box have no names, and get none here: who voted at the polling place is in the list
people signed. So a box is checked by its count, and the people of that list by the team before the
vote is published (see docs/guide-vote.md).
"""

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import policy as permissions
from civic_pages.participation.choices import Source
from civic_pages.voting import policy
from civic_pages.voting.actions.casting import VoteClosed, lock
from civic_pages.voting.models import Ballot, BallotBatch
from civic_pages.voting.state import result_of
from civic_pages.voting.validity import valid


class BatchFull(ValidationError):
    """A box holds as many ballots as were announced."""


def open_batch(vote: Any, *, name: str, announced: int, by: Any) -> BallotBatch:
    """Open a box, or correct its count, which never is less than what was typed in.

    Raises:
        PermissionDenied, VoteClosed: they may not, or the result is published.
        ValidationError: no name, or too small a count.
    """
    permissions.require(by, policy.ENTER, vote)
    with transaction.atomic():
        lock(vote)
        _require_unpublished(vote)
        batch, made = BallotBatch.objects.get_or_create(
            vote_id=vote.pk, name=name.strip(), defaults={"announced": announced}
        )
        batch.announced = announced
        batch.full_clean(exclude=["vote"])
        if batch.ballots.count() > announced:
            raise ValidationError(_("More ballots than that have been typed in."), code="count")
        batch.save()
        data = {"box": batch.name, "count": announced, "is_new": made}
        log(instance=vote, action="civic.vote.box", user=by, data=data)
    return batch


def enter_paper(choices: Any, *, batch: BallotBatch, vote: Any, key: str, by: Any) -> Ballot:
    """Take one ballot of a box; the same key brings the same ballot.

    Paper may be typed in before and after the close of the web vote, until the result is published.

    Raises:
        PermissionDenied, VoteClosed: they may not, or the result is published.
        BatchFull: more than were announced.
        ValidationError: the choices are not valid; such a paper is typed in as blank.
    """
    permissions.require(by, policy.ENTER, vote)
    chosen = valid(choices, vote.rules)
    receipt = hashlib.sha256(f"paper:{batch.pk}:{key}".encode()).hexdigest()
    with transaction.atomic():
        lock(vote)
        _require_unpublished(vote)
        stored = Ballot.objects.filter(receipt=receipt).first()
        if stored is not None:
            return stored
        if batch.ballots.count() >= batch.announced:
            text = _("All %(count)d ballots of this box are typed in.")
            raise BatchFull(text % {"count": batch.announced}, code="full")
        return Ballot.objects.create(
            vote_id=vote.pk, choices=chosen, receipt=receipt, source=Source.PAPER, batch=batch
        )


def undo_paper(*, batch: BallotBatch, vote: Any, key: str, by: Any) -> int:
    """Take back a ballot that was typed in wrongly, by the key of its form; returns 0 or 1."""
    permissions.require(by, policy.ENTER, vote)
    receipt = hashlib.sha256(f"paper:{batch.pk}:{key}".encode()).hexdigest()
    with transaction.atomic():
        lock(vote)
        _require_unpublished(vote)
        count, _rows = Ballot.objects.filter(receipt=receipt, batch=batch).delete()
        if count:
            data = {"box": batch.name}
            log(instance=vote, action="civic.vote.undo_paper", user=by, data=data)
    return count


def _require_unpublished(vote: Any) -> None:
    if result_of(vote) is not None:
        raise VoteClosed(_("The result of this vote is published."))
