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

from civic_blocks.partial_dates import PartialDate, Precision, day_label, time_label
from civic_blocks.schedule import Era, Step


FROM: dict[Precision, Promise] = {
    Precision.DAY: pgettext_lazy("day", "from {date}"),
    Precision.MONTH: pgettext_lazy("month or year", "from {date}"),
    Precision.QUARTER: pgettext_lazy("quarter", "from {date}"),
    Precision.SEASON: pgettext_lazy("season", "from {date}"),
    Precision.YEAR: pgettext_lazy("month or year", "from {date}"),
}
SINCE: dict[Precision, Promise] = {
    Precision.DAY: pgettext_lazy("day", "since {date}"),
    Precision.MONTH: pgettext_lazy("month or year", "since {date}"),
    Precision.QUARTER: pgettext_lazy("quarter", "since {date}"),
    Precision.SEASON: pgettext_lazy("season", "since {date}"),
    Precision.YEAR: pgettext_lazy("month or year", "since {date}"),
}
UNTIL: dict[Precision, Promise] = {
    Precision.DAY: pgettext_lazy("day", "until {date}"),
    Precision.MONTH: pgettext_lazy("month or year", "until {date}"),
    Precision.QUARTER: pgettext_lazy("quarter", "until {date}"),
    Precision.SEASON: pgettext_lazy("season", "until {date}"),
    Precision.YEAR: pgettext_lazy("month or year", "until {date}"),
}
DAYS = pgettext_lazy("two days", "{start} to {end}")
PERIODS = pgettext_lazy("two months, seasons or years", "{start} – {end}")
HOURS = pgettext_lazy("hours of one day", "{start} to {end}")
MOVED_DAYS = pgettext_lazy("two days", "Moved from {before} to {after}")
MOVED = pgettext_lazy("two dates of any kind", "Moved: {before} → {after}")
MOVED_FROM = pgettext_lazy("the new date is not known", "First announced: {before}")

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
    if start.value == end.value and start.hour and end.hour:
        return str(HOURS), {"start": (start, start.label), "end": (end, time_label(end.hour))}
    if start.qualifier or start.hour or end.hour:
        return str(PERIODS), {"start": (start, start.label), "end": (end, end.label)}
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
    if step.closes is not None or step.start.qualifier:
        return "{date}", filling
    phrases = SINCE if step.start.starts <= now else FROM
    return str(phrases[step.start.precision]), filling


def era_label(era: Era) -> str:
    """Return when an era is: "2020 – 2026", "since 2020" where its end is not known."""
    if era.end is None:
        return str(SINCE[era.start.precision]).format(date=era.start.label)
    phrase, fillings = _two_dates(era.start, era.end)
    return phrase.format(**{name: text for name, (_date, text) in fillings.items()})


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


def moved_html(step: Step) -> SafeString | str:
    """Return "Moved from 3 March to 12 May 2026", the earlier date struck through; else "".

    Where the new date is not known, only the earlier one is told.
    """
    if step.moved_from is None:
        return ""
    before = format_html(
        '<s><time datetime="{}">{}</time></s>', step.moved_from.machine, step.moved_from.label
    )
    if step.start is None:
        return format_html(str(MOVED_FROM), before=before)
    after = format_html('<time datetime="{}">{}</time>', step.start.machine, step.start.label)
    both_days = step.moved_from.precision is Precision.DAY and step.start.is_day
    phrase = MOVED_DAYS if both_days else MOVED
    return format_html(str(phrase), before=before, after=after)
