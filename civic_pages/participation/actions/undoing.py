"""Taking back what an operator has just typed."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from civic_pages.participation import policy
from civic_pages.participation.actions.transitions import transition
from civic_pages.participation.models import Contribution, Source, Status
from civic_pages.participation.signals import contribution_withdrawn


def may_undo(contribution: Contribution, *, by: Any) -> bool:
    """Tell whether somebody may take an entry back: their own, typed, not decided about since."""
    typed = contribution.source not in {Source.WEB, Source.IMPORT}
    return (
        policy.may(by, policy.ENTER, contribution.campaign_id)
        and typed
        and contribution.operator_id == by.pk
        and contribution.decided_at is None
        and contribution.may_become(Status.WITHDRAWN)
    )


def undo_entry(contribution: Contribution, *, by: Any, now: datetime) -> Contribution:
    """Withdraw an entry that its operator typed by mistake.

    Raises:
        PermissionDenied: it is somebody else's, or was decided about since.
        IllegalTransition: it is withdrawn already.
    """
    if not may_undo(contribution, by=by):
        raise PermissionDenied(policy.ENTER)
    return transition(
        contribution,
        Status.WITHDRAWN,
        by=by,
        now=now,
        told=contribution_withdrawn,
        data={"undone": True},
    )
