"""A moderator's decisions, and what can be taken back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from civic_pages.participation import policy
from civic_pages.participation.actions.locking import settle_lock
from civic_pages.participation.actions.transitions import IllegalTransition, locked, transition
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.signals import (
    contribution_published,
    contribution_rejected,
    contribution_withdrawn,
)


@transaction.atomic
def publish(contribution: Contribution, *, by: Any, now: datetime) -> Contribution:
    """Let everybody see a contribution.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        IllegalTransition: it is published already, not confirmed, withdrawn or merged.
        HeldByAnother: somebody else of the team has it open.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    row = locked(contribution)
    settle_lock(row, by=by, now=now)
    if row.status == Status.UNCONFIRMED:
        raise IllegalTransition(
            _("%(reference)s is not confirmed by its author yet.") % {"reference": row.reference},
            code="unconfirmed",
        )
    return transition(row, Status.PUBLISHED, by=by, now=now, told=contribution_published)


@transaction.atomic
def reject(contribution: Contribution, *, by: Any, now: datetime, reason: str) -> Contribution:
    """Keep a contribution from the public, or take it back, and say why.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        IllegalTransition: it is rejected already, withdrawn or merged.
        HeldByAnother: somebody else of the team has it open.
        ValidationError: no reason is given; the contributor has a right to it (DSA art. 17).
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    reason = required_reason(reason)
    settle_lock(locked(contribution), by=by, now=now)
    return transition(
        contribution,
        Status.REJECTED,
        by=by,
        now=now,
        told=contribution_rejected,
        reason=reason,
        data={"reason": reason},
    )


@transaction.atomic
def withdraw(contribution: Contribution, *, by: Any, now: datetime) -> Contribution:
    """Take a contribution back at its author's wish; it stays withdrawn.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        IllegalTransition: it is withdrawn already.
        HeldByAnother: somebody else of the team has it open.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    settle_lock(locked(contribution), by=by, now=now)
    return transition(contribution, Status.WITHDRAWN, by=by, now=now, told=contribution_withdrawn)


@transaction.atomic
def restore(contribution: Contribution, *, by: Any, now: datetime) -> Contribution:
    """Put a contribution that was published or rejected back into the queue, out of the public.

    Its author is not written to: the next decision is.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        IllegalTransition: it is neither published nor rejected; merges and exclusions are taken
            back by verbs of their own.
        HeldByAnother: somebody else of the team has it open.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    row = locked(contribution)
    settle_lock(row, by=by, now=now)
    if row.status not in {Status.PUBLISHED, Status.REJECTED}:
        raise IllegalTransition(
            _("%(reference)s is “%(status)s”: only what was decided goes back into the queue.")
            % {"reference": row.reference, "status": row.get_status_display()},
            code="illegal",
        )
    return transition(row, Status.PENDING, by=by, now=now, action="civic.contribution.restored")


def required_reason(text: str) -> str:
    """Return a reason without the space around it.

    Raises:
        ValidationError: it is empty.
    """
    if not text.strip():
        raise ValidationError(_("Give a reason: the contributor will read it."), code="required")
    return text.strip()
