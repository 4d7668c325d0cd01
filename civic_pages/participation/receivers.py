"""Our own listeners: messages to contributors and moderators, once the database has committed."""

from typing import Any

from civic_pages.participation.models import Event, Status
from civic_pages.participation.notifications import messages
from civic_pages.participation.signals import (
    contribution_published,
    contribution_rejected,
    contribution_submitted,
)


def _on_submitted(sender: type, instance: Any, **kwargs: Any) -> None:
    if instance.status == Status.UNCONFIRMED:
        messages.send_event.enqueue(Event.CONFIRM.value, instance.pk)
        return
    messages.send_event.enqueue(Event.RECEIPT.value, instance.pk)
    messages.send_notice.enqueue(instance.pk)


def _on_published(sender: type, instance: Any, **kwargs: Any) -> None:
    messages.send_event.enqueue(Event.PUBLISHED.value, instance.pk)


def _on_rejected(sender: type, instance: Any, **kwargs: Any) -> None:
    messages.send_event.enqueue(Event.REJECTED.value, instance.pk)


def connect() -> None:
    """Connect the receivers; called once, when the app is ready."""
    contribution_submitted.connect(_on_submitted, dispatch_uid="civic_pages.submitted")
    contribution_published.connect(_on_published, dispatch_uid="civic_pages.published")
    contribution_rejected.connect(_on_rejected, dispatch_uid="civic_pages.rejected")
