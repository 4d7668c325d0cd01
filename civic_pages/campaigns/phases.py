"""What a campaign's phases allow at a given time. Pure: no ORM, no request, no clock.

The same phases are shown by the timeline and open and close the form: there is no second place to
change a date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic_blocks.partial_dates import PartialDate, Precision
from civic_blocks.schedule import Step, StepStatus, next_boundary, status_of
from civic_blocks.schedule_labels import from_label, last_day, until_label


class PhaseKind(TextChoices):
    INFORM = "inform", gettext_lazy("Information")
    COLLECT = "collect", gettext_lazy("Contributions")
    DELIBERATE = "deliberate", gettext_lazy("Discussion")
    VOTE = "vote", gettext_lazy("Vote")
    STUDY = "study", gettext_lazy("Study by the city's services")
    REPORT = "report", gettext_lazy("Results and decision")


CONTRIBUTE, READ, COMMENT, VOTE = "contribute", "read", "comment", "vote"
SUPPORT = "support"
ALLOWS: dict[str, frozenset[str]] = {
    PhaseKind.INFORM.value: frozenset({READ}),
    PhaseKind.COLLECT.value: frozenset({READ, CONTRIBUTE, SUPPORT}),
    PhaseKind.DELIBERATE.value: frozenset({READ, COMMENT, SUPPORT}),
    PhaseKind.VOTE.value: frozenset({READ, VOTE}),
    PhaseKind.STUDY.value: frozenset({READ}),
    PhaseKind.REPORT.value: frozenset({READ}),
}
CampaignStatus = Literal["upcoming", "open", "running", "closed"]


class PhaseRow(Protocol):
    """The columns of a stored phase; precisions are those of :class:`Precision`, "" is "day".

    ``may_contribute`` and ``may_comment`` overrule the kind; ``None`` follows it.
    """

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def start_date(self) -> date | None: ...

    @property
    def start_precision(self) -> str: ...

    @property
    def end_date(self) -> date | None: ...

    @property
    def end_precision(self) -> str: ...

    @property
    def moved_from_date(self) -> date | None: ...

    @property
    def moved_from_precision(self) -> str: ...

    @property
    def override(self) -> str: ...

    @property
    def reason(self) -> str: ...

    @property
    def may_contribute(self) -> bool | None: ...

    @property
    def may_comment(self) -> bool | None: ...

    @property
    def moderation(self) -> str: ...


def _partial(value: date | None, precision: str) -> PartialDate | None:
    return PartialDate(value, Precision(precision or Precision.DAY)) if value else None


def _verbs(kind: str, *, overruled: dict[str, bool | None]) -> frozenset[str]:
    verbs = ALLOWS[kind]
    for verb, allowed in overruled.items():
        if allowed is not None:
            verbs = verbs | {verb} if allowed else verbs - {verb}
    return verbs


@dataclass(frozen=True)
class Phase:
    """A stretch of a campaign; ``description`` is plain text, ``allows`` the verbs of citizens.

    Without an end it goes on until an editor ends it. ``moderation`` is "before", "after", or ""
    where the campaign's own rule holds.
    """

    key: str
    kind: str
    name: str
    start: PartialDate | None = None
    end: PartialDate | None = None
    description: str = ""
    allows: frozenset[str] = frozenset()
    override: str = ""
    reason: str = ""
    moved_from: PartialDate | None = None
    moderation: str = ""

    @classmethod
    def from_row(cls, row: PhaseRow, key: str) -> "Phase":
        """Return the phase stored as ``row``; ``key`` is its stable name in the campaign."""
        return cls(
            key=key,
            kind=row.kind,
            name=row.name,
            start=_partial(row.start_date, row.start_precision),
            end=_partial(row.end_date, row.end_precision),
            description=row.description,
            allows=_verbs(
                row.kind, overruled={CONTRIBUTE: row.may_contribute, COMMENT: row.may_comment}
            ),
            override=row.override,
            reason=row.reason,
            moved_from=_partial(row.moved_from_date, row.moved_from_precision),
            moderation=row.moderation,
        )

    def as_step(self) -> Step:
        """Return what the timeline shows of it."""
        return Step(
            key=self.key,
            title=self.name,
            start=self.start,
            end=self.end,
            moved_from=self.moved_from,
            kind="phase",
            summary=self.description,
            override=self.override,
            reason=self.reason,
            verbs=self.allows,
            extra={"phase_kind": self.kind, "kind_label": PhaseKind(self.kind).label},
        )


@dataclass(frozen=True)
class CampaignState:
    """Where a campaign stands.

    Attributes:
        status: "open" where contributions are accepted; "running" where something else goes on.
        headline: one sentence for citizens, in the language active when it was made.
        current: the steps under way.
        boundary: when any of this may next change; ``None`` where only an edit changes it.
    """

    status: CampaignStatus
    headline: str
    current: tuple[Step, ...] = ()
    boundary: datetime | None = None


def current(phases: Iterable[Phase], now: datetime) -> tuple[Phase, ...]:
    """Return the phases under way at ``now``; there may be several."""
    return tuple(phase for phase in phases if status_of(phase.as_step(), now) is StepStatus.CURRENT)


def allows(phases: Iterable[Phase], verb: str, now: datetime) -> bool:
    """Return whether citizens may ``verb`` at ``now``; what is public is always read."""
    return verb == READ or any(verb in phase.allows for phase in current(phases, now))


def moderation(
    phases: Iterable[Phase], now: datetime, *, default: str, verb: str = CONTRIBUTE
) -> str:
    """Return when contributions of ``now`` are moderated: a phase's own rule, else the campaign's.

    With the verb "comment": when comments are.

    Where several phases are under way, the one that reads before it publishes wins.
    """
    own = {phase.moderation for phase in current(phases, now) if verb in phase.allows} - {""}
    return min(own, key=["before", "after"].index) if own else default


def _edges(phases: Iterable[Phase], now: datetime) -> list[datetime]:
    """Return the instants after ``now`` at which a phase opens or closes, in order."""
    steps = [phase.as_step() for phase in phases]
    edges = {edge for step in steps for edge in (step.opens, step.closes) if edge is not None}
    return sorted(edge for edge in edges if edge > now.astimezone(UTC))


def opening(phases: Sequence[Phase], verb: str, now: datetime) -> datetime | None:
    """Return when ``verb`` opens; ``None`` where it is open already, or will not be."""
    if allows(phases, verb, now):
        return None
    return next((edge for edge in _edges(phases, now) if allows(phases, verb, edge)), None)


def closing(phases: Sequence[Phase], verb: str, now: datetime) -> datetime | None:
    """Return when ``verb`` closes; ``None`` where it is not open, or has no end."""
    if not allows(phases, verb, now):
        return None
    return next((edge for edge in _edges(phases, now) if not allows(phases, verb, edge)), None)


def _status(phases: Sequence[Phase], now: datetime) -> CampaignStatus:
    if not phases:
        return "running"
    if allows(phases, CONTRIBUTE, now):
        return "open"
    found = {status_of(phase.as_step(), now) for phase in phases}
    if found <= {StepStatus.DONE, StepStatus.CANCELLED}:
        return "closed"
    has_begun = found & {StepStatus.DONE, StepStatus.CURRENT}
    return "running" if has_begun else "upcoming"


def _headline_open(phases: Sequence[Phase], now: datetime) -> str:
    closes = closing(phases, CONTRIBUTE, now)
    if closes is None:
        return _("Open to contributions")
    ends = (phase.end for phase in current(phases, now) if phase.end and phase.end.ends == closes)
    return _("Open to contributions %(until)s") % {
        "until": until_label(next(ends, last_day(closes)))
    }


def _headline_next(phases: Sequence[Phase], now: datetime) -> str:
    """Say what comes next, contributions first."""
    opens = opening(phases, CONTRIBUTE, now)
    waiting = sorted(
        (phase for phase in phases if status_of(phase.as_step(), now) is StepStatus.UPCOMING),
        key=lambda phase: phase.as_step().sort_key,
    )
    for phase in waiting:
        if phase.start and phase.start.starts == opens and CONTRIBUTE in phase.allows:
            return _("Contributions open %(from)s") % {"from": from_label(phase.start)}
    dated = next((phase for phase in waiting if phase.start), None)
    if dated is None or dated.start is None:
        return _("Dates to be confirmed")
    return _("Next step: %(phase)s, %(from)s") % {
        "phase": dated.name,
        "from": from_label(dated.start),
    }


def _headline(status: CampaignStatus, phases: Sequence[Phase], now: datetime) -> str:
    if not phases:
        return _("Contributions are closed")
    if status == "open":
        return _headline_open(phases, now)
    if status == "closed":
        return _("This campaign is over")
    under_way = current(phases, now)
    if under_way and opening(phases, CONTRIBUTE, now) is None:
        return _("Under way: %(phase)s") % {"phase": under_way[-1].name}
    return _headline_next(phases, now)


def state(phases: Sequence[Phase], now: datetime) -> CampaignState:
    """Return where a campaign with these phases stands at ``now`` (aware)."""
    steps = [phase.as_step() for phase in phases]
    status = _status(phases, now)
    return CampaignState(
        status=status,
        headline=_headline(status, phases, now),
        current=tuple(step for step in steps if status_of(step, now) is StepStatus.CURRENT),
        boundary=next_boundary(steps, now),
    )
