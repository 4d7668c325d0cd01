"""Ranges of dates in words, as plain text and as HTML with ``<time>``.

Each phrase has one message per kind of date, for French: "du 3 au 12 mars", but "mars – juin";
"jusqu'au 12 mars", but "jusqu'en mars". Placeholders are braces, which ``format_html`` fills too.
"""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from civic_blocks.schedule import PartialDate, Precision, Step, day_label


FROM: dict[Precision, Promise] = {
    Precision.DAY: pgettext_lazy("day", "from {date}"),
    Precision.MONTH: pgettext_lazy("month or year", "from {date}"),
    Precision.SEASON: pgettext_lazy("season", "from {date}"),
    Precision.YEAR: pgettext_lazy("month or year", "from {date}"),
}
SINCE: dict[Precision, Promise] = {
    Precision.DAY: pgettext_lazy("day", "since {date}"),
    Precision.MONTH: pgettext_lazy("month or year", "since {date}"),
    Precision.SEASON: pgettext_lazy("season", "since {date}"),
    Precision.YEAR: pgettext_lazy("month or year", "since {date}"),
}
UNTIL: dict[Precision, Promise] = {
    Precision.DAY: pgettext_lazy("day", "until {date}"),
    Precision.MONTH: pgettext_lazy("month or year", "until {date}"),
    Precision.SEASON: pgettext_lazy("season", "until {date}"),
    Precision.YEAR: pgettext_lazy("month or year", "until {date}"),
}
DAYS = pgettext_lazy("two days", "{start} to {end}")
PERIODS = pgettext_lazy("two months, seasons or years", "{start} – {end}")

# What fills one placeholder: the date, and the text that stands for it.
Filling = tuple[PartialDate, str]


def from_label(start: PartialDate) -> str:
    """Return "from 12 March 2026"."""
    return str(FROM[start.precision]).format(date=start.label)


def until_label(end: PartialDate) -> str:
    """Return "until 12 March 2026": the last day included."""
    return str(UNTIL[end.precision]).format(date=end.label)


def last_day(closes: datetime) -> PartialDate:
    """Return the last day of an interval that ``closes`` (aware, exclusive) ends."""
    last_instant = closes.astimezone(UTC) - timedelta(microseconds=1)
    return PartialDate(timezone.localdate(last_instant, timezone.get_default_timezone()))


def _shortened(start: date, end: date) -> str:
    """Return ``start`` without what it shares with ``end``."""
    same_year = start.year == end.year
    same_month = same_year and start.month == end.month
    return day_label(start, month=not same_month, year=not same_year)


def _two_dates(start: PartialDate, end: PartialDate) -> tuple[str, dict[str, Filling]]:
    if start.label == end.label:
        return "{date}", {"date": (start, start.label)}
    if start.precision is end.precision is Precision.DAY:
        first, phrase = _shortened(start.value, end.value), DAYS
    else:
        first, phrase = start.label, PERIODS
        months = start.precision is end.precision is Precision.MONTH
        if months and start.value.year == end.value.year:
            first = first.removesuffix(f" {start.value.year}")
    return str(phrase), {"start": (start, first), "end": (end, end.label)}


def _phrase(step: Step, now: datetime) -> tuple[str, dict[str, Filling]]:
    if step.start and step.end:
        return _two_dates(step.start, step.end)
    if step.end:
        return str(UNTIL[step.end.precision]), {"date": (step.end, step.end.label)}
    if step.start is None:
        return _("date to be confirmed"), {}
    filling = {"date": (step.start, step.start.label)}
    if step.closes is not None:
        return "{date}", filling
    phrases = SINCE if step.start.starts <= now else FROM
    return str(phrases[step.start.precision]), filling


def dates_label(step: Step, now: datetime) -> str:
    """Return when ``step`` takes place, in words, as it is said at ``now``."""
    phrase, fillings = _phrase(step, now)
    return phrase.format(**{name: text for name, (_date, text) in fillings.items()})


def dates_html(step: Step, now: datetime) -> SafeString:
    """Return the same words with each date in a ``<time>``."""
    phrase, fillings = _phrase(step, now)
    times = {
        name: format_html('<time datetime="{}">{}</time>', when.machine, text)
        for name, (when, text) in fillings.items()
    }
    return format_html(phrase, **times) if times else conditional_escape(phrase)
