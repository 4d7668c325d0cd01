"""Moments that are there whatever the hour, and the day, at which the tests run."""

from datetime import UTC, datetime, time, timedelta

from django.utils import timezone


def noon(days: int = 0) -> datetime:
    """Return noon so many days from today, in UTC: an hour that every day of the city has once."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(12))).astimezone(UTC)
