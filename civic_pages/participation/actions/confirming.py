"""Confirming that a contribution comes from whoever reads the mailbox it names."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from civic_pages import conf
from civic_pages.participation import policy
from civic_pages.participation.actions.deciding import required_reason
from civic_pages.participation.actions.submitting import settled_status
from civic_pages.participation.actions.transitions import (
    IllegalTransition,
    locked,
    tell,
    transition,
)
from civic_pages.participation.models import Confirmation, Contact, Contribution, Status
from civic_pages.participation.signals import contribution_confirmed, contribution_to_confirm


# How often an expired link may be tried before it is no longer listened to.
MOST_ATTEMPTS = 20
LEAST_BETWEEN_SENDS = timedelta(seconds=60)


@transaction.atomic
def confirm(contribution: Contribution, *, now: datetime) -> Contribution:
    """Take a contribution as its author's, who has used the link they were mailed.

    What is confirmed already, withdrawn or decided stays as it is: a link may be used twice.

    Raises:
        Contribution.DoesNotExist: it has just been erased.
    """
    row = locked(contribution)
    if row.status != Status.UNCONFIRMED:
        return row
    return _settle(row, by=None, now=now)


@transaction.atomic
def confirm_by_hand(
    contribution: Contribution, *, by: Any, now: datetime, reason: str
) -> Contribution:
    """Confirm a contribution in its author's place, where the mail does not arrive.

    Args:
        reason: how the moderator knows (a phone call, …); kept in the audit log.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        ValidationError: no reason is given.
        IllegalTransition: it does not wait for a confirmation.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    reason = required_reason(reason)
    row = locked(contribution)
    if row.status != Status.UNCONFIRMED:
        raise IllegalTransition(
            _("%(reference)s does not wait for a confirmation.") % {"reference": row.reference},
            code="illegal",
        )
    return _settle(row, by=by, now=now, reason=reason)


def _settle(row: Contribution, *, by: Any, now: datetime, reason: str = "") -> Contribution:
    campaign: Any = row.campaign.specific
    return transition(
        row,
        settled_status(campaign, flagged=bool(row.flags), now=now),
        by=by,
        now=now,
        told=contribution_confirmed,
        action="civic.contribution.confirmed",
        data={"reason": reason} if reason else {},
        confirmed_at=now,
        decided_at=row.decided_at,
    )


@transaction.atomic
def await_confirmation(contribution: Contribution, *, now: datetime) -> bool:
    """Have the link mailed, the first time or again; returns whether it will be.

    Nothing goes where nothing waits, where ``CIVIC_PAGES["CONFIRMATION_SENDS"]`` mails went, or
    where the last one is less than a minute old. Whoever asks is answered the same in any case.
    """
    lasts = timedelta(hours=conf.get("CONFIRMATION_HOURS"))
    awaited, _created = Confirmation.objects.select_for_update().get_or_create(
        contribution_id=contribution.pk, defaults={"expires_at": now + lasts}
    )
    waits = Contribution.objects.filter(pk=contribution.pk, status=Status.UNCONFIRMED)
    last = awaited.last_sent_at
    if (
        not waits.filter(contact__isnull=False).exists()
        or awaited.sends >= conf.get("CONFIRMATION_SENDS")
        or (last is not None and now - last < LEAST_BETWEEN_SENDS)
    ):
        return False
    awaited.sends += 1
    awaited.last_sent_at, awaited.expires_at = now, now + lasts
    awaited.save(update_fields=["sends", "last_sent_at", "expires_at"])
    tell(contribution_to_confirm, contribution, now=now)
    return True


def count_attempt(contribution: Contribution) -> bool:
    """Count one use of a confirmation link; returns whether it may still be listened to."""
    left = Confirmation.objects.filter(
        contribution_id=contribution.pk, attempts__lt=MOST_ATTEMPTS
    ).update(attempts=F("attempts") + 1)
    return bool(left) or not Confirmation.objects.filter(contribution_id=contribution.pk).exists()


def may_change_address(contribution: Contribution, email: str) -> bool:
    """Tell whether another address can still be sent a link: each new one costs a mail."""
    known = Contact.objects.filter(contribution_id=contribution.pk).first()
    if known is not None and known.email.casefold() == email.casefold():
        return True
    spent = Confirmation.objects.filter(
        contribution_id=contribution.pk, sends__gte=conf.get("CONFIRMATION_SENDS")
    )
    return not spent.exists()
