"""Leaving fraudulent contributions out of everything, in a way that can be taken back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from civic_pages.participation import policy
from civic_pages.participation.actions.deciding import required_reason
from civic_pages.participation.actions.transitions import locked, transition
from civic_pages.participation.models import Contribution, Status


@transaction.atomic
def exclude(contribution: Contribution, *, by: Any, now: datetime, reason: str) -> Contribution:
    """Count a contribution out and hide it; its author is not written to, who may be nobody.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        IllegalTransition: it is excluded already, withdrawn or merged.
        ValidationError: no reason is given; the report of the campaign has to state it.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    reason = required_reason(reason)
    row = locked(contribution)
    return transition(
        row,
        Status.EXCLUDED,
        by=by,
        now=now,
        reason=reason,
        previous_status=row.status,
        data={"reason": reason},
    )


@transaction.atomic
def readmit(contribution: Contribution, *, by: Any, now: datetime) -> Contribution:
    """Take an excluded contribution back in, as it stood before.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        IllegalTransition: it is not excluded.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    row = locked(contribution)
    if row.status != Status.EXCLUDED:
        # No other status leads back to what it was: "excluded" is never legal from here.
        return transition(row, row.status, by=by, now=now)
    return transition(
        row,
        row.previous_status or Status.PENDING,
        by=by,
        now=now,
        action="civic.contribution.readmitted",
        previous_status="",
    )
