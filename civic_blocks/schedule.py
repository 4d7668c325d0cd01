"""Steps of a decision, and what their dates say of them at a given time.

Everything here is a pure function of its arguments; nothing reads the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import pgettext_lazy

from civic_blocks.partial_dates import PartialDate


class StepStatus(StrEnum):
    DONE = "done"
    CURRENT = "current"
    UPCOMING = "upcoming"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


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
# A step of these kinds lasts as long as its date is wide; a phase without an end goes on.
MOMENTARY_KINDS = frozenset({"milestone", "meeting", "document", "decision", "budget"})


@dataclass(frozen=True)
class StepAction:
    """Something one can do in a step, from ``opens_at`` (included) to ``closes_at`` (excluded)."""

    label: str
    url: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Tell whether it can be done at ``now``."""
        opened = self.opens_at is None or self.opens_at <= now
        return opened and (self.closes_at is None or now < self.closes_at)


@dataclass(frozen=True)
class Era:
    """A stretch of time with a name, behind the steps."""

    title: str
    start: PartialDate
    end: PartialDate | None = None

    @property
    def opens(self) -> datetime:
        return self.start.starts

    @property
    def closes(self) -> datetime | None:
        """First instant after; ``None`` where it goes on until further notice."""
        return self.end.ends if self.end else None


@dataclass(frozen=True)
class Step:
    """One step of a decision process.

    Attributes:
        key: stable name, unique in its process.
        moved_from: when it was to take place before it was moved.
        kind: "phase", "milestone", "meeting", "document", "decision" or "budget".
        summary: plain text.
        override: what the editor says against the dates: a status, or "".
        reason: why, shown with it.
        verbs: what citizens may do while it is current.
        url: address of a page about it.
        extra: what a template shows besides (rich text, result, image, documents, actions, …).
    """

    key: str
    title: str
    start: PartialDate | None = None
    end: PartialDate | None = None
    moved_from: PartialDate | None = None
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
        return self.start.starts if self.start and not self.start.is_before else None

    @property
    def closes(self) -> datetime | None:
        """First instant after; ``None`` where unknown, or where it goes on until further notice."""
        if self.end:
            return self.end.closes
        if self.start and (self.kind in MOMENTARY_KINDS or self.start.is_before):
            # An hour says when it begins; how long it takes is not known, but it is that day.
            return replace(self.start, at=None).ends
        return None

    @property
    def sort_key(self) -> tuple[bool, datetime, bool]:
        """Earliest first; what comes before a date goes before it; what has no date comes last."""
        instant = self.opens or self.closes
        is_before = self.start is not None and self.start.is_before
        return instant is None, instant or datetime.min.replace(tzinfo=UTC), not is_before


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
    is_to_come = step.start is not None and step.start.is_before
    if is_to_come or (opens is not None and instant < opens):
        return StepStatus.UPCOMING
    return StepStatus.CURRENT


def next_boundary(steps: Iterable[Step], now: datetime) -> datetime | None:
    """Return the first instant after ``now`` at which a step or an action changes, else ``None``."""
    instant = now.astimezone(UTC)
    known = list(steps)
    changes = [
        edge
        for step in known
        for edge in (step.opens, step.closes)
        if edge is not None and edge > instant and status_of(step, edge) != status_of(step, now)
    ]
    for step in known:
        for action in step.extra.get("actions", ()):
            edges = (action.opens_at, action.closes_at)
            changes += [edge for edge in edges if edge is not None and edge > instant]
    return min(changes, default=None)
