"""Our own listeners: messages to contributors and moderators, once the database has committed."""

from typing import Any

from django.db.models.signals import post_delete

from civic_pages.participation.models import Event, Status, Upload
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
)
from civic_pages.participation.uploads.storing import delete_stored


def _on_submitted(sender: type, instance: Any, **kwargs: Any) -> None:
    if instance.status == Status.UNCONFIRMED:
        messages.send_event.enqueue(Event.CONFIRM.value, instance.pk)
        return
    messages.send_event.enqueue(Event.RECEIPT.value, instance.pk)
    messages.send_notice.enqueue(instance.pk)


def _on_to_confirm(sender: type, instance: Any, **kwargs: Any) -> None:
    messages.send_event.enqueue(Event.CONFIRM.value, instance.pk)


def _on_confirmed(sender: type, instance: Any, **kwargs: Any) -> None:
    messages.send_event.enqueue(Event.RECEIPT.value, instance.pk)
    messages.send_notice.enqueue(instance.pk)


def _on_corrected(sender: type, instance: Any, **kwargs: Any) -> None:
    if instance.status == Status.UNCONFIRMED:
        return
    messages.send_event.enqueue(Event.CORRECTED.value, instance.pk)
    messages.send_notice.enqueue(instance.pk)


def _on_published(sender: type, instance: Any, **kwargs: Any) -> None:
    messages.send_event.enqueue(Event.PUBLISHED.value, instance.pk)


def _on_rejected(sender: type, instance: Any, **kwargs: Any) -> None:
    messages.send_event.enqueue(Event.REJECTED.value, instance.pk)


def _on_answered(sender: type, instance: Any, **kwargs: Any) -> None:
    messages.send_event.enqueue(Event.ANSWERED.value, instance.pk)


def _on_replaced(sender: type, instance: Any, **kwargs: Any) -> None:
    messages.send_event.enqueue(Event.HOUSEHOLD.value, instance.pk)


def connect() -> None:
    """Connect the receivers; called once, when the app is ready."""
    post_delete.connect(delete_stored, sender=Upload, dispatch_uid="civic_pages.upload_deleted")
    contribution_submitted.connect(_on_submitted, dispatch_uid="civic_pages.submitted")
    contribution_to_confirm.connect(_on_to_confirm, dispatch_uid="civic_pages.to_confirm")
    contribution_confirmed.connect(_on_confirmed, dispatch_uid="civic_pages.confirmed")
    contribution_corrected.connect(_on_corrected, dispatch_uid="civic_pages.corrected")
    contribution_published.connect(_on_published, dispatch_uid="civic_pages.published")
    contribution_rejected.connect(_on_rejected, dispatch_uid="civic_pages.rejected")
    household_replaced.connect(_on_replaced, dispatch_uid="civic_pages.replaced")
    contribution_answered.connect(_on_answered, dispatch_uid="civic_pages.answered")
