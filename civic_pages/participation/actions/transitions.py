"""From one status to another: the one place where a contribution's status changes."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import tallies
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.signals import recorded, status_recorded


class IllegalTransition(ValidationError):
    """The contribution's status does not allow this, maybe because somebody else just decided."""


def locked(contribution: Contribution) -> Contribution:
    """Return the contribution as the database has it now, its row locked until the transaction ends."""
    return Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)


@transaction.atomic
def transition(  # noqa: PLR0913 - what may be said of a change of status
    contribution: Contribution,
    status: str,
    *,
    by: Any,
    now: datetime,
    told: Signal | None = None,
    action: str = "",
    data: dict[str, Any] | None = None,
    **columns: Any,
) -> Contribution:
    """Give a contribution another status, count it in or out, log it, and tell it on commit.

    Permission is the caller's business. ``decided_at`` becomes ``now`` and ``reason`` empty unless
    ``columns`` says otherwise.

    Args:
        told: signal to send once committed.
        action: name in Wagtail's audit log; ``civic.contribution.<status>`` where empty.
        data: what the log entry keeps.
        columns: other columns of the contribution to set at the same time.

    Raises:
        IllegalTransition: its status, as the database has it now, does not allow it.
    """
    row = locked(contribution)
    _require_legal(row, status)
    before = row.status
    was_public, is_public = before == Status.PUBLISHED, status == Status.PUBLISHED
    if was_public and not is_public:
        tallies.shift(row, -1)
    values = {"status": status, "reason": "", "decided_at": now, **_unmerged(row), **columns}
    values["published_at"] = now if is_public else None
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    if is_public and not was_public:
        tallies.shift(row, 1)
    log(instance=row, action=action or f"civic.contribution.{status}", user=by, data=data or {})
    status_recorded.send(Contribution, instance=row, before=before, now=now)
    if told is not None:
        tell(told, row, now=now)
    return row


def _require_legal(row: Contribution, status: str) -> None:
    if not row.may_become(status):
        raise IllegalTransition(
            _("%(reference)s is now “%(status)s”: somebody else may have decided.")
            % {"reference": row.reference, "status": row.get_status_display()},
            code="illegal",
        )


def _unmerged(row: Contribution) -> dict[str, Any]:
    """Return what a contribution forgets that is merged no longer, whoever decided it."""
    return {"merged_into": None, "previous_status": ""} if row.status == Status.MERGED else {}


def tell(signal: Signal, contribution: Contribution, *, now: datetime) -> None:
    """Let what belongs to the transaction be written, then send a signal once it has committed."""
    recorded.send(Contribution, instance=contribution, of=signal, now=now)
    transaction.on_commit(lambda: signal.send(Contribution, instance=contribution))
