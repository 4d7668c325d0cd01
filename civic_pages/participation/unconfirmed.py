"""Contributions that nobody ever confirmed: erased whole, some time after they came."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from civic_pages.participation.models import Contribution, Status


KEPT = timedelta(days=30)


def overdue(*, now: datetime) -> QuerySet[Contribution]:
    """Return what was sent too long ago and never confirmed."""
    found: QuerySet[Contribution] = Contribution.objects.filter(
        status=Status.UNCONFIRMED, confirmed_at=None, created_at__lte=now - KEPT
    )
    return found


def erase(*, now: datetime) -> int:
    """Erase what nobody confirmed in time, files too; returns how many contributions went."""
    keys = list(overdue(now=now).order_by("pk").values_list("pk", flat=True))
    return sum(_erase_one(key) for key in keys)


@transaction.atomic
def _erase_one(key: int) -> int:
    """Erase one, unless it has been confirmed or erased since it was looked up."""
    waiting = Contribution.objects.select_for_update(of=("self",)).filter(
        pk=key, status=Status.UNCONFIRMED, confirmed_at=None
    )
    contribution = waiting.first()
    if contribution is None:
        return 0
    contribution.delete()
    return 1
