"""Dates of TimelineJS: a year, and what is known below it; texts or numbers."""

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date, time
from typing import Any

from civic_blocks.partial_dates import PartialDate, Precision


PARTS = ("year", "month", "day", "hour", "minute")
FINER = ("second", "millisecond")


class NoDate(ValueError):
    """No date of our calendar: before the common era, past the year 9999, or not a date at all."""


def _number(value: Any) -> int | None:
    text = str(value).strip() if value is not None else ""
    try:
        return int(text) if text else None
    except ValueError as error:
        raise NoDate(text) from error


def read_date(data: Mapping[str, Any]) -> PartialDate:
    """Return the date of ``{"year": "1968", "month": "12", "day": "9", …}``.

    Raises:
        NoDate: it is none that a calendar of the common era has.
    """
    year, month, day, hour, minute = (_number(data.get(part)) for part in PARTS)
    if year is None or not MINYEAR <= year <= MAXYEAR:
        raise NoDate(str(data.get("year")))
    try:
        value = date(year, month or 1, day or 1 if month else 1)
        at = time(hour, minute or 0) if hour is not None and month and day else None
    except ValueError as error:
        raise NoDate(str(dict(data))) from error
    if not month:
        return PartialDate(value, Precision.YEAR)
    return PartialDate(value, at=at) if day else PartialDate(value, Precision.MONTH)


def unread_parts(data: Mapping[str, Any]) -> list[str]:
    """Return the names of what is said of a date and not read: seconds, a format, hours of a month."""
    unread = [part for part in (*FINER, "format") if str(data.get(part) or "").strip("0 ")]
    if data.get("hour") not in {None, ""} and not (data.get("month") and data.get("day")):
        unread.append("hour")
    return unread


def write_date(when: PartialDate) -> dict[str, Any]:
    """Return a date as TimelineJS reads it; in its own words where it is no plain date."""
    first = when.value if when.precision is Precision.DAY else when.starts.date()
    written: dict[str, Any] = {"year": first.year}
    if when.precision is not Precision.YEAR:
        written["month"] = first.month
    if when.precision is Precision.DAY:
        written["day"] = first.day
    if when.hour:
        written |= {"hour": when.hour.hour, "minute": when.hour.minute}
    if when.qualifier or when.precision in {Precision.QUARTER, Precision.SEASON}:
        written["display_date"] = when.label
    return written
