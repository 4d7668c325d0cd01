"""Supporting words, and taking position on a text: one a person and target."""

from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction

from civic_pages.deliberation import counts, policy
from civic_pages.deliberation.choices import Stance
from civic_pages.deliberation.models import Reaction
from civic_pages.deliberation.targets import Target
from civic_pages.participation.participants.identity import Known
from civic_pages.participation.participants.messages import send_confirmation


ACT = "reaction"


@transaction.atomic
def react(
    stance: str, *, target: Target, known: Known, now: datetime, toggles: bool = True
) -> Reaction | None:
    """Note what somebody thinks of a target; ``None`` where they took it back.

    Another position takes the place of the former. The same once more takes it back, unless
    ``toggles`` is off. Where they did not prove who they are, nothing counts and nothing changes
    until they follow the link: whoever knows an address cannot take its owner's position away.

    Raises:
        DiscussionClosed: nothing of the kind is taken here now.
        ValueError: there is no such stance.
    """
    wanted = Stance(stance)
    policy.require_stance(target, wanted, now)
    row = _locked(wanted, target, known, now)
    if not known.is_proven:
        row.wanted = wanted
        row.save(update_fields=["wanted"])
        participant = known.participant.pk
        transaction.on_commit(lambda: send_confirmation.enqueue(participant, ACT, row.pk))
        return row
    if row.confirmed_at is not None and row.stance == wanted:
        if not toggles:
            return row
        _taken_back(row)
        return None
    return _counted(row, wanted, now)


def _locked(wanted: str, target: Target, known: Known, now: datetime) -> Reaction:
    """Return the one reaction of a person to a target, locked; made where there is none."""
    named = {"participant": known.participant, "target": target.name}
    values = {**target.keys(), "comment": target.comment, "stance": wanted, "created_at": now}
    while True:
        # Where it is taken back between two calls, it is made again.
        with suppress(IntegrityError):
            made, _is_new = Reaction.objects.get_or_create(**named, defaults=values)
            row = Reaction.objects.select_for_update().filter(pk=made.pk).first()
            if row is not None:
                return row


def _counted(row: Reaction, wanted: str, now: datetime) -> Reaction:
    changes = {wanted: 1}
    if row.confirmed_at is not None:
        if row.stance == wanted:
            return row
        changes[row.stance] = -1
    row.stance, row.wanted, row.confirmed_at = wanted, "", now
    row.save(update_fields=["stance", "wanted", "confirmed_at"])
    counts.shift_reaction(row, changes)
    return row


@transaction.atomic
def take_back(*, target: Target, known: Known, now: datetime) -> None:
    """Take back what somebody supported or thought; nothing where there is nothing.

    Raises:
        DiscussionClosed: nothing of the kind is taken here now.
    """
    mine = Reaction.objects.filter(participant=known.participant, target=target.name)
    row = mine.select_for_update().first()
    if row is None or not known.is_proven:
        return
    policy.require_stance(target, row.stance, now)
    _taken_back(row)


def withdraw_position(*, target: Target, known: Known, now: datetime) -> None:
    """Take back what somebody thought of a clause or a text; nothing where they said nothing.

    Raises:
        DiscussionClosed: no positions are taken here now.
    """
    policy.require_positions(target, now)
    take_back(target=target, known=known, now=now)


def _taken_back(row: Reaction) -> None:
    if row.confirmed_at is not None:
        counts.shift_reaction(row, {row.stance: -1})
    row.delete()


@transaction.atomic
def confirm_reaction(pk: int, now: datetime) -> None:
    """Make a reaction count whose author has followed the link; called once or often."""
    row = Reaction.objects.select_for_update().get(pk=pk)
    if row.wanted:
        _counted(row, row.wanted, now)
