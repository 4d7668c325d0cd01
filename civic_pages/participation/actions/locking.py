"""Who of the team has a contribution open: others may read it, not decide about it.

The lock spares two people the same work; what keeps them from both deciding is the row lock of
``transition``.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages import conf
from civic_pages.participation import policy
from civic_pages.participation.models import Contribution, ModerationLock


class HeldByAnother(ValidationError):
    """Somebody else of the team has the contribution open."""

    def __init__(self, lock: ModerationLock, reference: str) -> None:
        self.lock = lock
        super().__init__(
            _("%(reference)s: %(held)s") % {"reference": reference, "held": told_of(lock)},
            code="held",
        )


def told_of(lock: ModerationLock) -> str:
    """Return who has a contribution open, and since when, in a sentence."""
    since = time_format(timezone.localtime(lock.since), "TIME_FORMAT")
    return _("%(name)s has had it open since %(time)s.") % {
        "name": policy.name_of(lock.user),
        "time": since,
    }


def lock_of(contribution: Contribution, *, now: datetime) -> ModerationLock | None:
    """Return the live lock of a contribution, or ``None``."""
    locks = ModerationLock.objects.select_related("user")
    return locks.filter(contribution_id=contribution.pk, expires_at__gt=now).first()


@transaction.atomic
def hold(contribution: Contribution, *, by: Any, now: datetime) -> ModerationLock:
    """Take or renew the lock of a contribution, and return it; a live one of another stays theirs.

    Raises:
        PermissionDenied: ``by`` may not moderate.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    until = now + timedelta(minutes=conf.get("LOCK_MINUTES"))
    locks = ModerationLock.objects.select_for_update(of=("self",))
    lock, created = locks.get_or_create(
        contribution_id=contribution.pk,
        defaults={"user": by, "since": now, "expires_at": until},
    )
    is_live = lock.expires_at > now
    if created or (is_live and lock.user_id != by.pk):
        return lock
    lock.since = lock.since if is_live else now
    lock.user, lock.expires_at = by, until
    lock.save(update_fields=["user", "since", "expires_at"])
    return lock


@transaction.atomic
def take_over(contribution: Contribution, *, by: Any, now: datetime) -> ModerationLock:
    """Make the lock of a contribution one's own, whoever has it; taken from another, it is logged.

    Raises:
        PermissionDenied: ``by`` may not moderate.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    earlier = lock_of(contribution, now=now)
    if earlier is not None and earlier.user_id != by.pk:
        log(
            instance=contribution,
            action="civic.contribution.take_over",
            user=by,
            data={"from": policy.name_of(earlier.user)},
        )
        ModerationLock.objects.filter(contribution_id=contribution.pk).delete()
    return hold(contribution, by=by, now=now)


def release(contribution: Contribution, *, by: Any, expires_at: datetime | None = None) -> bool:
    """Give one's lock back, and tell whether there was one.

    Args:
        expires_at: the lock's end as the page that is left knew it; one renewed since stays, so
            that reloading a page does not free it.
    """
    locks = ModerationLock.objects.filter(contribution_id=contribution.pk, user=by)
    if expires_at is not None:
        locks = locks.filter(expires_at=expires_at)
    return bool(locks.delete()[0])


def settle_lock(contribution: Contribution, *, by: Any, now: datetime) -> None:
    """Free a contribution for a decision of ``by``; call it in the decision's transaction.

    The contribution's own row is to be locked before: in another order two decisions of one
    person would wait for each other.

    Raises:
        HeldByAnother: somebody else has it open.
    """
    lock = lock_of(contribution, now=now)
    if lock is not None and lock.user_id != by.pk:
        raise HeldByAnother(lock, contribution.reference)
    ModerationLock.objects.filter(contribution_id=contribution.pk).delete()
