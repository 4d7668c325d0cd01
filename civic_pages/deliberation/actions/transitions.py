"""From one status to another: the one place where a comment's status changes."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.deliberation import counts, telling
from civic_pages.deliberation.models import Comment
from civic_pages.participation.choices import TRANSITIONS, Status


class IllegalTransition(ValidationError):
    """The comment's status does not allow this, maybe because somebody else just decided."""


def locked(pk: int) -> Comment:
    """Return a comment as the database has it now, the top of its thread locked before it.

    What counts in a thread depends on the comments above: one thread changes one at a time.
    """
    top = Comment.objects.filter(pk=pk).values_list("root_id", flat=True).first()
    if top is not None:
        Comment.objects.select_for_update().filter(pk=top).first()
    return Comment.objects.select_for_update(of=("self",)).get(pk=pk)


@transaction.atomic
def transition(
    row: Comment,
    status: str,
    *,
    by: Any,
    now: datetime,
    reason: str = "",
    action: str = "",
    **columns: Any,
) -> Comment:
    """Give a comment another status, count its thread in or out, and log it.

    Args:
        row: as :func:`locked` gave it, in this transaction.
        action: its name in Wagtail's audit log; the status where it is empty.
        columns: other columns to set at the same time.

    Raises:
        IllegalTransition: its status does not allow it.
    """
    if status not in TRANSITIONS[row.status]:
        raise IllegalTransition(
            _("This comment is now “%(status)s”: somebody else may have decided.")
            % {"status": row.get_status_display()},
            code="illegal",
        )
    before = standing_beneath(row) if row.status == Status.PUBLISHED else 0
    is_public = status == Status.PUBLISHED
    values = {"status": status, "reason": reason, "decided_at": now, **columns}
    values["published_at"] = now if is_public else None
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    after = standing_beneath(row) if is_public else 0
    counts.shift(row.target, row.campaign_id, {counts.COMMENT: after - before})
    if after and not before:
        telling.tell(row, now=now)
    elif before and not after:
        telling.tell_gone(row, now=now)
    log(
        instance=row,
        action=f"civic.comment.{action or status}",
        user=by,
        data={"reason": reason} if reason else {},
    )
    return row


def standing_beneath(row: Comment) -> int:
    """Return how many public comments a published one stands for: itself and those beneath it.

    None where something above it is not published: nobody sees it then.
    """
    above = {pk for pk in (row.root_id, row.parent_id) if pk is not None}
    if Comment.objects.filter(pk__in=above).exclude(status=Status.PUBLISHED).exists():
        return 0
    thread = Comment.objects.filter(status=Status.PUBLISHED)
    answers = thread.filter(parent=row)
    beneath = thread.filter(parent__in=answers)
    return 1 + answers.count() + beneath.count()
