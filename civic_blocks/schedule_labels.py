"""Ranges of dates in words.

Each phrase has one message per kind of date, for French: "du 3 au 12 mars", but "mars – juin";
"jusqu'au 12 mars", but "jusqu'en mars".
"""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from civic_blocks.schedule import PartialDate, Precision, Step, day_label


FROM: dict[Precision, Promise] = {
    Precision.DAY: pgettext_lazy("day", "from %(date)s"),
    Precision.MONTH: pgettext_lazy("month or year", "from %(date)s"),
    Precision.SEASON: pgettext_lazy("season", "from %(date)s"),
    Precision.YEAR: pgettext_lazy("month or year", "from %(date)s"),
}
SINCE: dict[Precision, Promise] = {
    Precision.DAY: pgettext_lazy("day", "since %(date)s"),
    Precision.MONTH: pgettext_lazy("month or year", "since %(date)s"),
    Precision.SEASON: pgettext_lazy("season", "since %(date)s"),
    Precision.YEAR: pgettext_lazy("month or year", "since %(date)s"),
}
UNTIL: dict[Precision, Promise] = {
    Precision.DAY: pgettext_lazy("day", "until %(date)s"),
    Precision.MONTH: pgettext_lazy("month or year", "until %(date)s"),
    Precision.SEASON: pgettext_lazy("season", "until %(date)s"),
    Precision.YEAR: pgettext_lazy("month or year", "until %(date)s"),
}
DAYS = pgettext_lazy("two days", "%(start)s to %(end)s")
PERIODS = pgettext_lazy("two months, seasons or years", "%(start)s – %(end)s")


def from_label(start: PartialDate) -> str:
    """Return "from 12 March 2026"."""
    return str(FROM[start.precision]) % {"date": start.label}


def since_label(start: PartialDate) -> str:
    """Return "since 12 March 2026"."""
    return str(SINCE[start.precision]) % {"date": start.label}


def until_label(end: PartialDate) -> str:
    """Return "until 12 March 2026": the last day included."""
    return str(UNTIL[end.precision]) % {"date": end.label}


def last_day(closes: datetime) -> PartialDate:
    """Return the last day of an interval that ``closes`` (aware, exclusive) ends."""
    last_instant = closes.astimezone(UTC) - timedelta(microseconds=1)
    return PartialDate(timezone.localdate(last_instant, timezone.get_default_timezone()))


def _two_days(start: date, end: date) -> str:
    same_year = start.year == end.year
    same_month = same_year and start.month == end.month
    first = day_label(start, month=not same_month, year=not same_year)
    return str(DAYS) % {"start": first, "end": day_label(end)}


def _two_dates(start: PartialDate, end: PartialDate) -> str:
    if start.label == end.label:
        return start.label
    if start.precision is end.precision is Precision.DAY:
        return _two_days(start.value, end.value)
    first, same_year = start.label, start.machine[:4] == end.machine[:4]
    if same_year and start.precision is end.precision is Precision.MONTH:
        first = first.removesuffix(f" {start.value.year}")
    return str(PERIODS) % {"start": first, "end": end.label}


def dates_label(step: Step, now: datetime) -> str:
    """Return when ``step`` takes place, in words, as it is said at ``now``."""
    if step.start and step.end:
        return _two_dates(step.start, step.end)
    if step.end:
        return until_label(step.end)
    if step.start is None:
        return _("date to be confirmed")
    if step.closes is not None:
        return step.start.label
    return since_label(step.start) if step.start.starts <= now else from_label(step.start)
