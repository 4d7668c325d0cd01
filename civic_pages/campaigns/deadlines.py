"""When a retention period ends."""

from calendar import monthrange
from datetime import datetime

from django.utils import timezone


def months_after(moment: datetime, months: int) -> datetime:
    """Return the same day of the city some months later; the month's last day where there is none.

    In ``TIME_ZONE``, whoever looks: where it is still yesterday, the month may be another.
    """
    zone = timezone.get_default_timezone()
    local = timezone.localtime(moment, zone)
    year, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + year, month + 1
    day = min(local.day, monthrange(year, month)[1])
    naive = local.replace(tzinfo=None, year=year, month=month, day=day)
    return timezone.make_aware(naive, zone)
