"""Contributions that nobody ever confirmed: erased whole, some time after they came."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from civic_pages.participation.models import Contribution, Status


KEPT = timedelta(days=30)


def overdue(*, now: datetime) -> list[int]:
    """Return the primary keys of what was sent too long ago and never confirmed."""
    return list(
        Contribution.objects.filter(
            status=Status.UNCONFIRMED, confirmed_at=None, created_at__lte=now - KEPT
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def erase(keys: list[int]) -> int:
    """Erase contributions by primary key, but for those confirmed meanwhile; returns how many."""
    return sum(_erase_one(key) for key in keys)


@transaction.atomic
def _erase_one(key: int) -> int:
    waiting = Contribution.objects.select_for_update(of=("self",)).filter(
        pk=key, status=Status.UNCONFIRMED, confirmed_at=None
    )
    contribution = waiting.first()
    if contribution is None:
        return 0
    for upload in contribution.uploads.all():
        transaction.on_commit(partial(upload.file.delete, save=False))
    contribution.delete()
    return 1
