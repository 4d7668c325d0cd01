"""What one can do now: a list at the head of a timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civic_blocks import ports, schedule_labels
from civic_blocks.schedule import Step, StepStatus


@dataclass(frozen=True)
class OpenAction:
    """Something to do now; ``until`` is "until 12 March 2026", or "" where it has no end."""

    label: str
    url: str
    until: str


def open_actions(page: object, steps: Iterable[Step], now: datetime) -> Sequence[OpenAction]:
    """Return what one can do now: what the page offers, then what the editor's steps do."""
    offered: list[Any] = (
        list(page.civic_actions(now)) if isinstance(page, ports.HasSchedule) else []
    )
    offered += [
        action
        for step in steps
        if step.override != StepStatus.CANCELLED
        for action in step.extra.get("actions", ())
        if action.is_open(now)
    ]
    return [
        OpenAction(
            label=action.label,
            url=action.url,
            until=schedule_labels.until_label(schedule_labels.last_day(action.closes_at))
            if action.closes_at
            else "",
        )
        for action in offered
    ]
