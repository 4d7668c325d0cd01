"""Query parameters of features: what the standard says of ``bbox``, ``datetime`` and ``limit``."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NoReturn

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from rest_framework.request import Request

from civic_api.exceptions import Problem
from civic_pages.participation.geo.cells import BoundingBox


DEFAULT_LIMIT, MOST_LIMIT = 100, 1000
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CRS84_WITH_HEIGHT = "http://www.opengis.net/def/crs/OGC/0/CRS84h"
SPACE_TIME = ("bbox", "bbox-crs", "datetime", "limit")
OPEN = ("", "..")
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Interval:
    """Start and end, both included; ``None``: open."""

    start: datetime | None
    end: datetime | None


@dataclass(frozen=True)
class Query:
    """What is asked of a collection, filters apart."""

    box: BoundingBox | None
    interval: Interval | None
    limit: int


def query_of(request: Request) -> Query:
    """Read the parameters that all collections share.

    Raises:
        Problem: 400 with what is wrong (``/req/core/query-param-invalid``).
    """
    return Query(_box(request), _interval(request), _limit(request))


def refuse(name: str, detail: str) -> NoReturn:
    """Raise a problem 400 of one parameter."""
    errors = {name: [{"message": detail, "code": name}]}
    raise Problem(400, "bad-parameter", detail, errors=errors)


def _limit(request: Request) -> int:
    """Return how many features are wanted; more than the most is the most, and no error."""
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    digits = text.lstrip("0")
    if not re.fullmatch(r"[0-9]+", text) or not digits:
        refuse("limit", _("limit must be a whole number from 1."))
    # However many digits: Python refuses to read thousands of them.
    return min(int(digits[:18]), MOST_LIMIT)


def _box(request: Request) -> BoundingBox | None:
    text = request.query_params.get("bbox")
    crs = request.query_params.get("bbox-crs", CRS84)
    parts = text.split(",") if text is not None else []
    if crs != CRS84 and not (crs == CRS84_WITH_HEIGHT and len(parts) == 6):
        refuse("bbox-crs", _("Boxes are in CRS84 only: longitude, latitude."))
    if text is None:
        return None
    if len(parts) == 6:
        # Heights select nothing: no feature has one.
        heights, parts = (parts[2], parts[5]), [*parts[:2], *parts[3:5]]
        if not all(re.fullmatch(r"[-+]?[0-9]+(\.[0-9]*)?", height.strip()) for height in heights):
            refuse("bbox", _("bbox must be four numbers, or six."))
    try:
        return BoundingBox.parse(",".join(parts))
    except ValueError as error:
        refuse("bbox", str(error))


def _interval(request: Request) -> Interval | None:
    text = request.query_params.get("datetime")
    if text is None:
        return None
    ends = text.split("/")
    if len(ends) > 2 or all(end in OPEN for end in ends):
        refuse("datetime", _("datetime must be a date and time, or two with / between them."))
    start = None if ends[0] in OPEN else _times(ends[0])[0]
    end = None if ends[-1] in OPEN else _times(ends[-1])[1]
    if start is not None and end is not None and start > end:
        refuse("datetime", _("datetime must not end before it starts."))
    return Interval(start, end)


def _is_kept(day: date) -> bool:
    """Tell whether a day is one in every time zone: not at either end of what a calendar has."""
    return 1 < day.year < 9999


def _times(text: str) -> tuple[datetime, datetime]:
    """Return the first and last moment of a time of RFC 3339; a date is its whole day in UTC."""
    try:
        moment = parse_datetime(text.replace(" ", "+")) if "T" in text.upper() else None
        day = parse_date(text)
    except ValueError:
        moment = day = None
    if moment is not None and moment.tzinfo is not None and _is_kept(moment):
        # What is written to the second means the whole second.
        whole = timedelta(0) if "." in text else timedelta(seconds=1) - _TICK
        return moment, moment + whole
    if day is None or not _is_kept(day):
        refuse("datetime", _("Times must be written as 2026-01-31T12:00:00Z."))
    start = datetime.combine(day, time(), tzinfo=UTC)
    return start, start + timedelta(days=1) - _TICK
