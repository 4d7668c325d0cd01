"""Dates as a city knows them, and what they say of a step at a given time.

A city announces "March 2026" or "spring 2026" long before it knows the day. Such a date is a value
and a precision; it stands for a half-open interval of the site's own time zone (``TIME_ZONE``, not
that of whoever looks: a phase must close at the same instant for everybody).

Everything here is a pure function of its arguments; nothing reads the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


class StepStatus(StrEnum):
    DONE = "done"
    CURRENT = "current"
    UPCOMING = "upcoming"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


PRECISION_CHOICES: list[tuple[str, Promise]] = [
    (Precision.DAY.value, _("Day")),
    (Precision.MONTH.value, _("Month")),
    (Precision.SEASON.value, _("Season")),
    (Precision.YEAR.value, _("Year")),
]
STATUS_LABELS: dict[StepStatus, Promise] = {
    StepStatus.DONE: pgettext_lazy("status of a step", "Done"),
    StepStatus.CURRENT: pgettext_lazy("status of a step", "Under way"),
    StepStatus.UPCOMING: pgettext_lazy("status of a step", "Upcoming"),
    StepStatus.POSTPONED: pgettext_lazy("status of a step", "Postponed"),
    StepStatus.CANCELLED: pgettext_lazy("status of a step", "Cancelled"),
    StepStatus.UNKNOWN: pgettext_lazy("status of a step", "To be scheduled"),
}
# What an editor may say against the dates; the empty choice follows them.
OVERRIDE_CHOICES: list[tuple[str, Promise]] = [
    (status.value, label)
    for status, label in STATUS_LABELS.items()
    if status is not StepStatus.UNKNOWN
]
SEASON_LABELS: tuple[Promise, ...] = (
    _("winter %(year)s"),
    _("spring %(year)s"),
    _("summer %(year)s"),
    _("autumn %(year)s"),
)
# A step of these kinds lasts as long as its date is wide; a phase without an end goes on.
MOMENTARY_KINDS = frozenset({"milestone", "meeting", "decision"})


def _months_later(year: int, month: int, count: int) -> date:
    """Return the first day, ``count`` months on; the calendar's last day past the year 9999."""
    years, index = divmod(month - 1 + count, 12)
    return date(year + years, index + 1, 1) if year + years <= 9999 else date.max


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


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


@dataclass(frozen=True)
class PartialDate:
    """A day, or the month, season or year it stands for."""

    value: date
    precision: Precision = Precision.DAY

    def _bounds(self) -> tuple[date, date]:
        """Return the first day, and the first day after."""
        year, month = self.value.year, self.value.month
        match self.precision:
            case Precision.MONTH:
                return date(year, month, 1), _months_later(year, month, 1)
            case Precision.SEASON:
                first = self._season_start()
                return first, _months_later(first.year, first.month, 3)
            case Precision.YEAR:
                return date(year, 1, 1), _months_later(year, 1, 12)
        is_last = self.value == date.max
        return self.value, self.value if is_last else date.fromordinal(self.value.toordinal() + 1)

    def _season_start(self) -> date:
        """Return the first day of the meteorological season; winter begins in December."""
        year, month = self.value.year, self.value.month
        if month < 3:
            return date(year - 1, 12, 1) if year > 1 else date.min
        return date(year, month - month % 3, 1)

    @property
    def starts(self) -> datetime:
        """First instant, aware."""
        return _midnight(self._bounds()[0])

    @property
    def ends(self) -> datetime:
        """First instant after, aware: the interval is half-open."""
        return _midnight(self._bounds()[1])

    @property
    def label(self) -> str:
        """The date in words, in the active language, no more precise than it is."""
        match self.precision:
            case Precision.MONTH:
                return f"{format_date(self.value, 'F')} {self.value.year}"
            case Precision.SEASON:
                first = self._season_start()
                winter = f"{first.year}\u2013{first.year + 1}"
                year = winter if first.month == 12 else str(first.year)
                return str(SEASON_LABELS[first.month % 12 // 3]) % {"year": year}
            case Precision.YEAR:
                return str(self.value.year)
        return day_label(self.value)

    @property
    def machine(self) -> str:
        """What ``<time datetime>`` may say: only the part that is known."""
        match self.precision:
            case Precision.DAY:
                return self.value.isoformat()
            case Precision.MONTH:
                return self.value.isoformat()[:7]
        return f"{self._bounds()[0].year:04}"

    def as_dict(self) -> dict[str, str]:
        """Return what the API says: an EDTF value ("2026-03", spring: "2026-21"), in words too."""
        value = self.machine
        if self.precision is Precision.SEASON:
            value = f"{value}-{21 + (self._season_start().month // 3 - 1) % 4}"
        return {"value": value, "precision": self.precision.value, "label": self.label}


@dataclass(frozen=True)
class Step:
    """One step of a decision process.

    Attributes:
        key: stable name, unique in its process.
        kind: "phase", "milestone", "meeting" or "decision".
        summary: plain text.
        override: what the editor says against the dates: a status, or "".
        reason: why, shown with it.
        verbs: what citizens may do while it is current.
        url: address of a page about it.
        extra: what a template shows besides (rich text, image, document, link).
    """

    key: str
    title: str
    start: PartialDate | None = None
    end: PartialDate | None = None
    kind: str = "milestone"
    summary: str = ""
    override: str = ""
    reason: str = ""
    verbs: frozenset[str] = frozenset()
    url: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """The id of its heading in a page."""
        return f"step-{slugify(self.key)}"

    @property
    def opens(self) -> datetime | None:
        """First instant; ``None`` where unknown."""
        return self.start.starts if self.start else None

    @property
    def closes(self) -> datetime | None:
        """First instant after; ``None`` where unknown, or where it goes on until further notice."""
        if self.end:
            return self.end.ends
        return self.start.ends if self.start and self.kind in MOMENTARY_KINDS else None

    @property
    def sort_key(self) -> tuple[bool, datetime]:
        """Earliest first; what has no date comes last."""
        instant = self.opens or self.closes
        return instant is None, instant or datetime.min.replace(tzinfo=UTC)


def status_of(step: Step, now: datetime) -> StepStatus:
    """Return the status of ``step`` at ``now`` (aware)."""
    if step.override:
        return StepStatus(step.override)
    opens, closes = step.opens, step.closes
    if opens is None and closes is None:
        return StepStatus.UNKNOWN
    # In UTC: within one zone Python compares wall clocks, which go back once a year.
    instant = now.astimezone(UTC)
    if closes is not None and instant >= closes:
        return StepStatus.DONE
    return StepStatus.UPCOMING if opens is not None and instant < opens else StepStatus.CURRENT


def next_boundary(steps: Iterable[Step], now: datetime) -> datetime | None:
    """Return the first instant after ``now`` at which a status changes, ``None`` if none will."""
    instant = now.astimezone(UTC)
    changes = (
        edge
        for step in steps
        for edge in (step.opens, step.closes)
        if edge is not None and edge > instant and status_of(step, edge) != status_of(step, now)
    )
    return min(changes, default=None)
