"""What a second answer of one home means, said by its author or at the staff desk."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import households, policy
from civic_pages.participation.actions.merging import merged
from civic_pages.participation.actions.transitions import locked, transition
from civic_pages.participation.models import Contribution, ExactLocation, Household, Status
from civic_pages.participation.signals import household_replaced


Choice = ExactLocation.Choice


class NothingToChoose(ValidationError):
    """Nothing is asked any more: it was chosen before, or the other answer is gone."""


@transaction.atomic
def choose_household(
    contribution: Contribution, choice: str, *, now: datetime, by: Any = None
) -> Contribution:
    """Say what another answer of the same home means.

    ``ADD``: another person of the home; it counts once, they both do. ``UPDATE``: the earlier
    answers are merged into this one, which staff can take back; who gave them is told by mail.
    ``NOT_MINE``: this answer is of another home; it leaves this one and waits for a moderator.

    Args:
        choice: an ``ExactLocation.Choice`` but ``NONE``.
        by: the member of staff; ``None``: whoever holds the private link and has confirmed.

    Raises:
        PermissionDenied: ``by`` may not enter contributions; or nobody has confirmed the address.
        ValidationError: there is no such choice.
        NothingToChoose: nothing is asked any more.
    """
    if by is not None:
        policy.require(by, policy.ENTER, contribution.campaign_id)
    elif contribution.confirmed_at is None:
        raise PermissionDenied("The e-mail address is not confirmed.")
    if choice not in Choice.values or choice == Choice.NONE:
        raise ValidationError(_("Choose one of the answers."), code="choice")
    _lock_home(contribution)
    row = locked(contribution)
    if not households.needs_choice(row, by_staff=by is not None):
        raise NothingToChoose(_("There is nothing to choose any more."), code="nothing")
    if choice == Choice.UPDATE:
        _replace_earlier(row, by=by, now=now)
    columns: dict[str, Any] = {"choice": choice}
    if choice == Choice.NOT_MINE:
        row = _set_apart(row, by=by, now=now)
        columns["household"] = None
    ExactLocation.objects.filter(contribution_id=row.pk).update(**columns)
    log(instance=row, action="civic.contribution.household", user=by, data={"choice": choice})
    return row


def _lock_home(contribution: Contribution) -> None:
    """Let one of two people of a home choose at a time: each sees what the other chose."""
    household = households.household_id(contribution)
    if household is not None:
        Household.objects.select_for_update().get(pk=household)


def _replace_earlier(row: Contribution, *, by: Any, now: datetime) -> None:
    for earlier in households.earlier(row):
        merged(earlier, into=row, by=by, now=now, told=household_replaced)


def _set_apart(row: Contribution, *, by: Any, now: datetime) -> Contribution:
    flags = sorted({*row.flags, households.FLAG})
    if row.status == Status.PUBLISHED:
        return transition(
            row,
            Status.PENDING,
            by=by,
            now=now,
            action="civic.contribution.set_apart",
            decided_at=row.decided_at,
            flags=flags,
        )
    row.flags = flags
    row.save(update_fields=["flags"])
    return row
