"""What those who follow do: ask, confirm, change the pace, stop.

An address is known to nobody but its owner: whoever asks for it gets one answer, and the mailbox alone
tells whether it was followed before.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language

from civic_pages import conf
from civic_pages.following import mails
from civic_pages.following.models import Subscription
from civic_pages.following.targets import Target


# How many things an address may be asked to confirm in one day, whoever types it.
MOST_ASKED = 5


@transaction.atomic
def follow(target: Target, *, email: str, pace: str, now: datetime) -> None:
    """Have the mailbox asked whether it wants to follow; the same for a new and a known address.

    Confirming sets the pace: whoever follows already changes it so, and by no other way without
    their mailbox.
    """
    address = email.strip().lower()
    subscription, _made = Subscription.objects.get_or_create(
        target=target.key,
        email=address,
        defaults={
            "campaign_id": target.campaign.pk,
            "language": get_language() or "",
            "pace": pace,
            "created_at": now,
            **target.columns,
        },
    )
    if subscription.confirmed_at is None and subscription.created_at < now:
        # The link of an earlier day is good again.
        subscription.created_at = now
        subscription.save(update_fields=["created_at"])
    if _asked_today(address, now=now) <= MOST_ASKED:
        mails.write_confirmation(subscription, target, pace, now=now)


def _asked_today(address: str, *, now: datetime) -> int:
    since = now - timedelta(days=1)
    asked = Subscription.objects.filter(email=address, confirmed_at=None, created_at__gt=since)
    return asked.count()


def is_expired(subscription: Subscription, *, now: datetime) -> bool:
    """Tell whether nobody confirmed it in time."""
    lasts = timedelta(hours=conf.get("CONFIRMATION_HOURS"))
    return subscription.confirmed_at is None and subscription.created_at + lasts <= now


@transaction.atomic
def confirm(subscription: Subscription, *, pace: str, now: datetime) -> Subscription:
    """Take a subscription as wanted by its mailbox, at the pace of the link; once or often."""
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    row.confirmed_at = row.confirmed_at or now
    row.pace = pace
    row.save(update_fields=["confirmed_at", "pace"])
    return row


def change_pace(subscription: Subscription, *, pace: str) -> None:
    """Write more or less often from now on."""
    Subscription.objects.filter(pk=subscription.pk).update(pace=pace)


def of_mailbox(subscription: Subscription) -> QuerySet[Subscription]:
    """Return all that the mailbox of a subscription has confirmed, oldest first."""
    same = Subscription.objects.filter(email=subscription.email, confirmed_at__isnull=False)
    return same.select_related("campaign", "contribution", "text").order_by("created_at", "pk")


def stop(subscription: Subscription) -> None:
    """Forget a subscription: nothing of it is kept."""
    subscription.delete()


def stop_all(subscription: Subscription) -> None:
    """Forget everything that its mailbox follows, confirmed or not."""
    Subscription.objects.filter(email=subscription.email).delete()


def unconfirmed(*, now: datetime) -> QuerySet[Subscription]:
    """Return those whose link nobody used in time."""
    before = now - timedelta(hours=conf.get("CONFIRMATION_HOURS"))
    return Subscription.objects.filter(confirmed_at=None, created_at__lt=before)


def forget(*, now: datetime) -> int:
    """Erase them; returns how many."""
    count: int = unconfirmed(now=now).delete()[0]
    return count
