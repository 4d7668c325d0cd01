"""What is done with commitments: say where one stands, take back what was said by mistake."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.synthesis import access
from civic_pages.synthesis.citing import known_statement
from civic_pages.synthesis.records import CommitmentStatus, CommitmentStep


@dataclass(frozen=True)
class Standing:
    """What a commitment came to on a day, as it is entered."""

    status: str
    on: date
    note: str = ""


@transaction.atomic
def add_step(
    page: Any, commitment: str, standing: Standing, *, by: Any, now: datetime
) -> CommitmentStep:
    """Say what a commitment came to on a day; it is public with the synthesis, at once.

    Raises:
        PermissionDenied: ``by`` may not edit the synthesis.
        ValidationError: no such statement or status, a day ahead, or nothing said of why it is
            late or given up.
    """
    access.require_edit(page, by)
    known_statement(page, commitment)
    _check(standing, now)
    step = CommitmentStep.objects.create(
        synthesis_id=page.pk,
        commitment=commitment,
        status=standing.status,
        on=standing.on,
        note=standing.note.strip(),
        created_by=by,
    )
    log(instance=page, action="civic.synthesis.step", user=by, data={"status": standing.status})
    return step


def _check(standing: Standing, now: datetime) -> None:
    if standing.status not in CommitmentStatus.values:
        raise ValidationError({"status": _("Choose a status.")})
    if standing.on > timezone.localdate(now):
        raise ValidationError(
            {"on": _("This day is still to come: say what is, not what will be.")}
        )
    unhappy = {CommitmentStatus.DELAYED, CommitmentStatus.DROPPED}
    if standing.status in unhappy and not standing.note.strip():
        raise ValidationError({"note": _("Say why: citizens read it.")})


@transaction.atomic
def remove_step(page: Any, pk: int, *, by: Any) -> bool:
    """Take back a step that was entered by mistake; returns whether there was one."""
    access.require_edit(page, by)
    step = CommitmentStep.objects.filter(synthesis_id=page.pk, pk=pk).first()
    if step is None:
        return False
    step.delete()
    log(instance=page, action="civic.synthesis.unstep", user=by, data={"status": step.status})
    return True
