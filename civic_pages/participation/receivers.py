"""Our own listeners: messages to contributors and moderators, written with what they tell."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import Signal

from civic_pages.participation.models import Contribution, Event, Status, Upload
from civic_pages.participation.notifications import messages
from civic_pages.participation.signals import (
    contribution_answered,
    contribution_confirmed,
    contribution_corrected,
    contribution_published,
    contribution_rejected,
    contribution_submitted,
    contribution_to_confirm,
    household_replaced,
    recorded,
)
from civic_pages.participation.uploads.storing import delete_stored


def _submitted(row: Contribution, now: datetime) -> None:
    if row.status == Status.UNCONFIRMED:
        messages.write_event(Event.CONFIRM, row.pk, now=now)
        return
    _confirmed(row, now)


def _confirmed(row: Contribution, now: datetime) -> None:
    messages.write_event(Event.RECEIPT, row.pk, now=now)
    messages.write_notice(row.pk, now=now)


def _corrected(row: Contribution, now: datetime) -> None:
    if row.status != Status.UNCONFIRMED:
        messages.write_event(Event.CORRECTED, row.pk, now=now)
        messages.write_notice(row.pk, now=now)


def _event(event: Event) -> Callable[[Contribution, datetime], None]:
    return lambda row, now: messages.write_event(event, row.pk, now=now)


WRITTEN: dict[Signal, Callable[[Contribution, datetime], None]] = {
    contribution_submitted: _submitted,
    contribution_to_confirm: _event(Event.CONFIRM),
    contribution_confirmed: _confirmed,
    contribution_corrected: _corrected,
    contribution_published: _event(Event.PUBLISHED),
    contribution_rejected: _event(Event.REJECTED),
    contribution_answered: _event(Event.ANSWERED),
    household_replaced: _event(Event.HOUSEHOLD),
}


def write(sender: type, instance: Contribution, of: Signal, now: datetime, **kwargs: Any) -> None:
    """Write the messages that tell of what has just happened, in its transaction."""
    if of in WRITTEN:
        WRITTEN[of](instance, now)


def connect() -> None:
    """Connect the receivers; called once, when the app is ready."""
    post_delete.connect(delete_stored, sender=Upload, dispatch_uid="civic_pages.upload_deleted")
    recorded.connect(write, dispatch_uid="civic_pages.messages")
