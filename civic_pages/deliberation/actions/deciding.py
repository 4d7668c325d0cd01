"""A moderator's decisions on a comment, and what can be taken back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.deliberation import policy
from civic_pages.deliberation.actions.transitions import (
    IllegalTransition,
    locked,
    standing_beneath,
    transition,
)
from civic_pages.deliberation.mails import send_rejection
from civic_pages.deliberation.models import Comment
from civic_pages.participation import policy as team
from civic_pages.participation.choices import Status


# As much as the column holds.
MOST_REASON = 2000


@transaction.atomic
def publish(comment: Comment, *, by: Any, now: datetime) -> Comment:
    """Let everybody read a comment; reports of it are dealt with then.

    Raises:
        PermissionDenied: ``by`` may not moderate comments.
        IllegalTransition: it is published already, not confirmed, or withdrawn.
    """
    team.require(by, policy.MODERATE, comment.campaign_id)
    row = locked(comment.pk)
    if row.status == Status.UNCONFIRMED:
        raise IllegalTransition(_("Its author has not confirmed it yet."), code="unconfirmed")
    _settle_reports(row, now)
    return transition(row, Status.PUBLISHED, by=by, now=now, flags=[])


@transaction.atomic
def reject(comment: Comment, *, by: Any, now: datetime, reason: str) -> Comment:
    """Keep a comment from the public, or take it back, and tell its author why.

    Raises:
        PermissionDenied: ``by`` may not moderate comments.
        IllegalTransition: it is rejected already, not confirmed, or withdrawn.
        ValidationError: no reason is given.
    """
    team.require(by, policy.MODERATE, comment.campaign_id)
    if not reason.strip():
        raise ValidationError(_("Give a reason: its author has a right to it."), code="required")
    row = locked(comment.pk)
    _settle_reports(row, now)
    transaction.on_commit(lambda: send_rejection.enqueue(row.pk))
    return transition(row, Status.REJECTED, by=by, now=now, reason=reason.strip()[:MOST_REASON])


@transaction.atomic
def withdraw(comment: Comment, *, by: Any, now: datetime) -> Comment:
    """Take a comment back at its author's wish; it stays withdrawn.

    Raises:
        PermissionDenied: ``by`` may not moderate comments.
        IllegalTransition: it is withdrawn already.
    """
    team.require(by, policy.MODERATE, comment.campaign_id)
    return transition(locked(comment.pk), Status.WITHDRAWN, by=by, now=now)


@transaction.atomic
def withdraw_own(comment: Comment, *, participant: Any, now: datetime) -> Comment:
    """Take a comment back that somebody wrote; once or often.

    Where others have answered it, its words and name go and the answers keep their place; else it
    is not shown any more. Nobody needs an open discussion for it.

    Raises:
        PermissionDenied: it is somebody else's.
    """
    row = locked(comment.pk)
    if row.is_official or row.participant_id is None or row.participant_id != participant.pk:
        raise PermissionDenied("This comment is somebody else's.")
    if row.status == Status.WITHDRAWN or not row.body:
        return row
    if row.status == Status.PUBLISHED and standing_beneath(row) > 1:
        row.body = row.author_name = row.position = ""
        row.save(update_fields=["body", "author_name", "position"])
        log(instance=row, action="civic.comment.withdrawn", data={"by": "author"})
        return row
    return transition(row, Status.WITHDRAWN, by=None, now=now)


@transaction.atomic
def restore(comment: Comment, *, by: Any, now: datetime) -> Comment:
    """Put a comment that was decided back into the queue.

    Raises:
        PermissionDenied: ``by`` may not moderate comments.
        IllegalTransition: it waits already, or is withdrawn.
    """
    team.require(by, policy.MODERATE, comment.campaign_id)
    row = locked(comment.pk)
    if row.status == Status.UNCONFIRMED:
        raise IllegalTransition(_("Its author has not confirmed it yet."), code="unconfirmed")
    return transition(row, Status.PENDING, by=by, now=now)


def _settle_reports(row: Comment, now: datetime) -> None:
    row.reports.filter(handled_at=None).update(handled_at=now)
