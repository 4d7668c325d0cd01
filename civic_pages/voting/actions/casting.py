"""Casting a ballot, changing it, and making it count by the link that was mailed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Page

from civic_pages.campaigns.phases import VOTE
from civic_pages.participation.choices import Identity
from civic_pages.participation.participants.identity import Known
from civic_pages.participation.participants.messages import send_confirmation
from civic_pages.voting import receipts
from civic_pages.voting.models import Ballot, Voter
from civic_pages.voting.rules import Choices
from civic_pages.voting.state import VoteState, state_of
from civic_pages.voting.validity import valid


class VoteClosed(PermissionDenied):
    """The vote takes no ballots now."""


class IdentityTooWeak(PermissionDenied):
    """The campaign asks nothing of who takes part: one person could vote as often as they like."""


class KeyReused(ValidationError):
    """The idempotency key brought another ballot already: this one is not a retry."""


@dataclass(frozen=True)
class Cast:
    """What came of a ballot.

    Attributes:
        code: what the voter keeps; shown once.
        counts: it counts already; otherwise once the link is followed that was mailed.
        replayed: it was stored before, by the same key.
    """

    ballot: Ballot
    code: str
    counts: bool
    replayed: bool = False


def cast(  # noqa: PLR0913 - a ballot, whose, and what they ticked
    choices: Any,
    *,
    vote: Any,
    voter: Known,
    key: str,
    now: datetime,
    attest: bool = False,
    age_ok: bool = False,
) -> Cast:
    """Take a ballot; it replaces whatever the same person chose before.

    Args:
        choices: by method; empty for a blank vote.
        vote: the page.
        voter: a participant of its campaign; without proof the ballot waits for their link.
        key: the idempotency key of this ballot.
        attest, age_ok: what the voter ticked.

    Raises:
        VoteClosed, IdentityTooWeak: nobody may vote now, or not in this campaign.
        ValidationError: what is wrong with the choices, or was not attested, or the key.
    """
    require_open(vote, now)
    require_identity(vote)
    if wrong := problems(choices, vote=vote, attest=attest, age_ok=age_ok):
        raise ValidationError(wrong)
    chosen = valid(choices, vote.rules)
    code = receipts.code(vote.pk, voter.participant.key, key)
    with transaction.atomic():
        _begin(vote, now)
        stored = Ballot.objects.filter(receipt=receipts.digest(code)).first()
        if stored is not None:
            return _replayed(stored, chosen, code)
        ballot = _stored(chosen, vote, voter, receipts.digest(code), now)
    return Cast(ballot, code, counts=voter.is_proven)


def _stored(chosen: Choices, vote: Any, voter: Known, receipt: str, now: datetime) -> Ballot:
    """Store a new ballot of somebody, which counts at once where they have proved who they are."""
    today, participant = timezone.localdate(now), voter.participant
    row, _made = Voter.objects.get_or_create(
        vote_id=vote.pk,
        key=participant.key,
        defaults={"participant": participant, "voted_on": today},
    )
    ballot = Ballot.objects.create(
        vote_id=vote.pk,
        choices=chosen,
        receipt=receipt,
        state=Ballot.State.UNCONFIRMED,
        waits_for=row,
        cast_on=today,
    )
    if voter.is_proven:
        _make_count(ballot, row, now)
    else:
        _ask(participant.pk, ballot.pk)
    return ballot


def confirm(pk: int, now: datetime) -> None:
    """Make a waiting ballot count, by its link; once or often.

    Raises:
        VoteClosed: the vote ended meanwhile.
    """
    ballot = Ballot.objects.select_related("vote", "waits_for").filter(pk=pk).first()
    if ballot is None or ballot.waits_for is None:
        return
    vote: Any = ballot.vote.specific
    require_open(vote, now)
    with transaction.atomic():
        _begin(vote, now)
        waiting = Ballot.objects.filter(pk=pk, state=Ballot.State.UNCONFIRMED)
        fresh = waiting.select_related("waits_for").first()
        if fresh is not None and fresh.waits_for is not None:
            _make_count(fresh, fresh.waits_for, now)


def require_open(vote: Any, now: datetime) -> None:
    """Raise ``VoteClosed`` where the vote takes no ballots."""
    if not vote.live or state_of(vote, now) is not VoteState.OPEN:
        reason = vote.campaign.refusal(VOTE, now=now)
        raise VoteClosed(reason or _("This vote is not open."))


def require_identity(vote: Any) -> None:
    """Raise ``IdentityTooWeak`` where the campaign would let one person vote many times."""
    if getattr(vote.campaign, "identity", "") in {"", Identity.ANONYMOUS}:
        raise IdentityTooWeak(_("This campaign confirms nobody's identity: nobody can vote."))


def lock(vote: Any) -> None:
    """Let ballots of one vote be taken one by one, and none while it is counted.

    The row of the page: what refers to it (foreign keys) is not held up by it.
    """
    Page.objects.select_for_update(no_key=True).filter(pk=vote.pk).values_list("pk").get()


def _begin(vote: Any, now: datetime) -> None:
    """Wait for whoever counts: what was open a moment ago may be published now."""
    lock(vote)
    require_open(vote, now)


def problems(
    choices: Any, *, vote: Any, attest: bool = False, age_ok: bool = False
) -> list[ValidationError]:
    """Return all that is wrong with a ballot: codes "attest" and "age" are of what was not ticked."""
    found: list[ValidationError] = []
    try:
        valid(choices, vote.rules)
    except ValidationError as error:
        found += error.error_list
    if strip_tags(vote.eligibility).strip() and not attest:
        found.append(ValidationError(_("Attest that you may vote: tick the box."), code="attest"))
    if vote.minimal_age and not age_ok:
        text = _("Attest that you are %(age)d or older: tick the box.")
        found.append(ValidationError(text % {"age": vote.minimal_age}, code="age"))
    return found


def _replayed(stored: Ballot, chosen: Choices, code: str) -> Cast:
    """Return a ballot of the same key; one that was replaced since stays replaced."""
    if stored.state != Ballot.State.CANCELLED and stored.choices != chosen:
        raise KeyReused(_("This ballot was sent already. Load the page again."), code="key_reused")
    return Cast(stored, code, counts=stored.state == Ballot.State.COUNTED, replayed=True)


def _make_count(ballot: Ballot, voter: Voter, now: datetime) -> None:
    """Put a ballot in the place of what its voter chose before."""
    if voter.ballot_id is not None:
        cancel(Ballot.objects.filter(pk=voter.ballot_id))
    # Another ballot that waits may be somebody else's, who typed this address.
    Ballot.objects.filter(waits_for=voter).exclude(pk=ballot.pk).delete()
    ballot.state, ballot.waits_for = Ballot.State.COUNTED, None
    ballot.save(update_fields=["state", "waits_for"])
    voter.ballot, voter.voted_on = ballot, timezone.localdate(now)
    voter.save(update_fields=["ballot", "voted_on"])


def cancel(ballots: Any) -> int:
    """Keep of ballots their receipts only, so that who checks one is told that it was replaced."""
    return int(ballots.update(state=Ballot.State.CANCELLED, choices=[], waits_for=None))


def _ask(participant_id: int, ballot_id: int) -> None:
    transaction.on_commit(lambda: send_confirmation.enqueue(participant_id, "ballot", ballot_id))
