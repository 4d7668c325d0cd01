"""Dates as a city knows them: a day, maybe with its hour, or a month, quarter, season or year.

A city announces "March 2026", "spring 2026" or "before 2030" long before it knows the day. Such a
date is a value, a precision and a qualifier; it stands for a half-open interval of the site's own
time zone (``TIME_ZONE``, not that of whoever looks: a phase must close at the same instant for
everybody).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.dateformat import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"


class Qualifier(StrEnum):
    """How sure a date is; the empty one says it as it is."""

    NONE = ""
    ABOUT = "about"
    BEFORE = "before"


PRECISION_CHOICES: list[tuple[str, Promise]] = [
    (Precision.DAY.value, gettext_lazy("Day")),
    (Precision.MONTH.value, gettext_lazy("Month")),
    (Precision.QUARTER.value, gettext_lazy("Quarter")),
    (Precision.SEASON.value, gettext_lazy("Season")),
    (Precision.YEAR.value, gettext_lazy("Year")),
]
QUALIFIER_CHOICES: list[tuple[str, Promise]] = [
    (Qualifier.NONE.value, gettext_lazy("As it is")),
    (Qualifier.ABOUT.value, gettext_lazy("About then")),
    (Qualifier.BEFORE.value, gettext_lazy("Before then")),
]
SEASON_LABELS: tuple[Promise, ...] = (
    gettext_lazy("winter %(year)s"),
    gettext_lazy("spring %(year)s"),
    gettext_lazy("summer %(year)s"),
    gettext_lazy("autumn %(year)s"),
)
QUARTER_LABELS = (
    gettext_lazy("Q1 %(year)s"),
    gettext_lazy("Q2 %(year)s"),
    gettext_lazy("Q3 %(year)s"),
    gettext_lazy("Q4 %(year)s"),
)
ABOUT: dict[Precision, Promise] = {
    Precision.DAY: pgettext_lazy("day", "about {date}"),
    Precision.MONTH: pgettext_lazy("month or year", "about {date}"),
    Precision.QUARTER: pgettext_lazy("quarter", "about {date}"),
    Precision.SEASON: pgettext_lazy("season", "about {date}"),
    Precision.YEAR: pgettext_lazy("month or year", "about {date}"),
}
BEFORE: dict[Precision, Promise] = {
    Precision.DAY: pgettext_lazy("day", "before {date}"),
    Precision.MONTH: pgettext_lazy("month or year", "before {date}"),
    Precision.QUARTER: pgettext_lazy("quarter", "before {date}"),
    Precision.SEASON: pgettext_lazy("season", "before {date}"),
    Precision.YEAR: pgettext_lazy("month or year", "before {date}"),
}


def _months_later(year: int, month: int, count: int) -> date:
    """Return the first day, ``count`` months on; the calendar's last day past the year 9999."""
    years, index = divmod(month - 1 + count, 12)
    return date(year + years, index + 1, 1) if year + years <= 9999 else date.max


def _instant(day: date, at: time = time.min) -> datetime:
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())


def day_label(value: date, *, month: bool = True, year: bool = True) -> str:
    """Return "12 March 2026", "12 March" or "12" in the active language."""
    # Translators: the first day of a month, as written in a date. French: "1er".
    first = pgettext("day of the month", "1")
    parts = [first if value.day == 1 else str(value.day)]
    if month:
        parts.append(format_date(value, "F"))
    if year:
        parts.append(str(value.year))
    return " ".join(parts)


def time_label(at: time) -> str:
    """Return a time of day as the active language writes it: "6:30 p.m.", "18 h 30", "20 h"."""
    if not at.minute:
        # Translators: a pattern of Django's "time" filter. French: "G \\h", with a no-break space.
        return time_format(at, pgettext("pattern of a full hour", "g a"))
    # Translators: a pattern of Django's "time" filter. French: "G \\h i", with no-break spaces.
    return time_format(at, pgettext("pattern of a time of day", "g:i a"))


def day_of(value: date) -> date:
    """Return the day of a day, or of an aware moment in the current time zone."""
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def moment_label(value: datetime) -> str:
    """Return "12 March 2026 at 6:30 p.m." in the active language and the current time zone."""
    local = timezone.localtime(value)
    return _("%(day)s at %(time)s") % {
        "day": day_label(local.date()),
        "time": time_label(local.time()),
    }


@dataclass(frozen=True)
class PartialDate:
    """A day, or the month, quarter, season or year it stands for.

    Attributes:
        qualifier: "before" means the time that ends where the period begins.
        at: hour of a day; of no meaning for a wider period.
    """

    value: date
    precision: Precision = Precision.DAY
    qualifier: Qualifier = Qualifier.NONE
    at: time | None = None

    def _bounds(self) -> tuple[date, date]:
        """Return the first day of the period, and the first day after."""
        year, month = self.value.year, self.value.month
        match self.precision:
            case Precision.MONTH:
                return date(year, month, 1), _months_later(year, month, 1)
            case Precision.QUARTER:
                first = date(year, month - (month - 1) % 3, 1)
                return first, _months_later(first.year, first.month, 3)
            case Precision.SEASON:
                first = self._season_start()
                return first, _months_later(first.year, first.month, 3)
            case Precision.YEAR:
                return date(year, 1, 1), _months_later(year, 1, 12)
        is_last = self.value == date.max
        return self.value, self.value if is_last else self.value + timedelta(days=1)

    def _season_start(self) -> date:
        """Return the first day of the meteorological season; winter begins in December."""
        year, month = self.value.year, self.value.month
        if month < 3:
            return date(year - 1, 12, 1) if year > 1 else date.min
        return date(year, month - month % 3, 1)

    @property
    def hour(self) -> time | None:
        """The hour, where it has a meaning."""
        return self.at if self.precision is Precision.DAY else None

    @property
    def is_day(self) -> bool:
        """Whether it is a day, said as it is."""
        return self.precision is Precision.DAY and not self.qualifier

    @property
    def is_before(self) -> bool:
        return self.qualifier is Qualifier.BEFORE

    @property
    def starts(self) -> datetime:
        """First instant of the period, aware."""
        return _instant(self._bounds()[0], self.hour or time.min)

    @property
    def ends(self) -> datetime:
        """First instant after, aware: the interval is half-open. "Before" ends where it begins."""
        return self.starts if self.is_before else _instant(self._bounds()[1])

    @property
    def closes(self) -> datetime:
        """When something ends that is said to end then: at the hour, where one is given."""
        return self.starts if self.hour and not self.is_before else self.ends

    @property
    def period(self) -> str:
        """The period in words, in the active language, without qualifier and hour."""
        match self.precision:
            case Precision.MONTH:
                return f"{format_date(self.value, 'F')} {self.value.year}"
            case Precision.QUARTER:
                label = QUARTER_LABELS[(self.value.month - 1) // 3]
                return str(label) % {"year": self.value.year}
            case Precision.SEASON:
                first = self._season_start()
                winter = f"{first.year}\u2013{first.year + 1}"
                year = winter if first.month == 12 else str(first.year)
                return str(SEASON_LABELS[first.month % 12 // 3]) % {"year": year}
            case Precision.YEAR:
                return str(self.value.year)
        return day_label(self.value)

    @property
    def label(self) -> str:
        """The date in words, in the active language, no more precise than it is."""
        if self.qualifier:
            phrases = BEFORE if self.is_before else ABOUT
            return str(phrases[self.precision]).format(date=self.period)
        if self.hour:
            return _("%(day)s at %(time)s") % {"day": self.period, "time": time_label(self.hour)}
        return self.period

    @property
    def machine(self) -> str:
        """What ``<time datetime>`` may say: only the part that is known."""
        match self.precision:
            case Precision.DAY:
                hour = f"T{self.hour:%H:%M}" if self.hour else ""
                return f"{self.value.isoformat()}{hour}"
            case Precision.MONTH:
                return self.value.isoformat()[:7]
        return f"{self._bounds()[0].year:04}"

    @property
    def edtf(self) -> str:
        """The date as Extended Date/Time Format (ISO 8601-2), levels 0 to 2.

        Spring 2026 is "2026-21", its second quarter "2026-34", "about 2030" is "2030~" and
        "before 2030" the interval "../2029-12-31".
        """
        first = self._bounds()[0]
        if self.is_before:
            last = first - timedelta(days=1) if first > date.min else first
            return f"../{last.isoformat()}"
        value = self.machine
        if self.precision is Precision.SEASON:
            value = f"{value}-{21 + (first.month // 3 - 1) % 4}"
        elif self.precision is Precision.QUARTER:
            value = f"{value}-{33 + first.month // 3}"
        return f"{value}~" if self.qualifier is Qualifier.ABOUT else value

    def as_dict(self) -> dict[str, str]:
        """Return what the API says: an EDTF value, its precision and the same in words."""
        return {"value": self.edtf, "precision": self.precision.value, "label": self.label}
