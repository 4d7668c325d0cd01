"""Dates as a city knows them, and what they say of a step at a given time.

Placeholder signatures until the timeline lands; see tests/blocks/test_schedule.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


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


@dataclass(frozen=True)
class PartialDate:
    value: date
    precision: Precision = Precision.DAY


@dataclass(frozen=True)
class Step:
    key: str
    title: str
    start: PartialDate | None = None
    end: PartialDate | None = None
    kind: str = "milestone"
    summary: str = ""
    override: str = ""
    reason: str = ""
    verbs: frozenset[str] = frozenset()
    extra: dict[str, Any] = field(default_factory=dict)


def status_of(step: Step, now: datetime) -> StepStatus:
    raise NotImplementedError


def next_boundary(steps: Iterable[Step], now: datetime) -> datetime | None:
    raise NotImplementedError
