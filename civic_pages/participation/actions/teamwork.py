"""What the team does among itself: who takes care of what, and internal notes."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import policy
from civic_pages.participation.actions.transitions import locked
from civic_pages.participation.models import Contribution, Note


@transaction.atomic
def assign(contribution: Contribution, *, to: Any, by: Any) -> Contribution:
    """Ask somebody of the team to take care of a contribution; ``None``: nobody in particular.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        ValidationError: ``to`` may not moderate.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    if to is not None and not policy.may(to, policy.MODERATE, contribution.campaign_id):
        message = _("%(name)s may not moderate contributions.") % {"name": policy.name_of(to)}
        raise ValidationError(message, code="not_moderator")
    row = locked(contribution)
    if row.assigned_to_id == (to.pk if to is not None else None):
        return row
    row.assigned_to = to
    row.save(update_fields=["assigned_to"])
    log(
        instance=row,
        action="civic.contribution.assign",
        user=by,
        data={"to": policy.name_of(to) if to is not None else ""},
    )
    return row


@transaction.atomic
def add_note(contribution: Contribution, *, text: str, by: Any, now: datetime) -> Note:
    """Write an internal note beside a contribution; the log tells that, not what it says.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        ValidationError: the note is empty.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    if not text.strip():
        raise ValidationError(_("Write something."), code="required")
    note = Note.objects.create(
        contribution_id=contribution.pk, author=by, text=text.strip(), created_at=now
    )
    log(instance=contribution, action="civic.contribution.note", user=by)
    return note
