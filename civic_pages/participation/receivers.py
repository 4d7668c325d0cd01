"""Our own listeners: messages to contributors and moderators, once the database has committed."""

from typing import Any

from civic_pages.participation.notifications import messages
from civic_pages.participation.signals import (
    contribution_published,
    contribution_rejected,
    contribution_submitted,
)


def _on_submitted(sender: type, instance: Any, **kwargs: Any) -> None:
    messages.send_receipt.enqueue(instance.pk)
    messages.send_notice.enqueue(instance.pk)


def _on_decided(sender: type, instance: Any, **kwargs: Any) -> None:
    messages.send_decision.enqueue(instance.pk)


def connect() -> None:
    """Connect the receivers; called once, when the app is ready."""
    contribution_submitted.connect(_on_submitted, dispatch_uid="civic_pages.submitted")
    contribution_published.connect(_on_decided, dispatch_uid="civic_pages.published")
    contribution_rejected.connect(_on_decided, dispatch_uid="civic_pages.rejected")
