"""A campaign as the timeline block sees it, without any page model."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from civic_blocks.blocks.timeline import TimelineBlock, TimelineValue
from civic_blocks.partial_dates import PartialDate, Precision
from civic_blocks.ports import Action
from civic_blocks.schedule import Step


PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 5, 10, tzinfo=PARIS)


def day(month: int, number: int = 1, year: int = 2026) -> PartialDate:
    return PartialDate(date(year, month, number))


def phase(key: str, title: str, start: Any, end: Any = None, **kwargs: Any) -> Step:
    return Step(key=key, title=title, start=start, end=end, kind="phase", **kwargs)


PHASES = (
    phase(
        "phase-1",
        "S'informer",
        day(1, 12),
        day(2, 27),
        summary="Expositions dans les dix quartiers.\n\nLe dossier est en ligne.",
    ),
    phase(
        "phase-2",
        "Proposer et débattre",
        day(3, 1),
        day(6, 12),
        summary="Chacun propose, seul ou au nom d'un groupe.",
        verbs=frozenset({"contribute", "read"}),
    ),
    phase(
        "phase-3",
        "Étude par les services",
        day(6, 13),
        PartialDate(date(2026, 9, 1), Precision.MONTH),
    ),
)


@dataclass
class FakeCampaign:
    """Implements ports.HasSchedule."""

    steps: Sequence[Step] = PHASES
    actions: Sequence[Action] = ()
    asked_at: list[datetime] = field(default_factory=list)

    def civic_steps(self) -> Sequence[Step]:
        return self.steps

    def civic_actions(self, now: datetime) -> Sequence[Action]:
        self.asked_at.append(now)
        return self.actions


OPEN_ACTION = Action("Contribuer", "#contribution-form-1", datetime(2026, 6, 13, tzinfo=PARIS))


def milestone(key: str, title: str, **values: Any) -> dict[str, Any]:
    """Return a stored list item."""
    return {"type": "item", "id": key, "value": {"title": title, **values}}


MILESTONES = [
    milestone(
        "aaaaaaaa-1",
        "Réunion publique d'ouverture",
        kind="meeting",
        date="2026-01-20",
        text="<p>Salle des congrès, <b>240 participants</b>.</p>",
        link_url="https://example.org/video",
        link_text="Revoir la réunion",
    ),
    milestone(
        "bbbbbbbb-2",
        "Atelier du quartier Université",
        kind="meeting",
        date="2026-04-01",
        status="postponed",
        reason="La salle est en travaux ; nouvelle date en juin.",
    ),
    milestone("cccccccc-3", "Balade urbaine aux Groues", kind="meeting", date="2026-05-23"),
    milestone(
        "dddddddd-4",
        "Vote du conseil municipal",
        kind="decision",
        date="2026-10-01",
        date_precision="season",
        text="<p>La délibération et ses motifs seront publiés ici.</p>",
    ),
    milestone("eeeeeeee-5", "Pose de la première pierre"),
]


# A step with all that it can say, and eras behind all of them.
RICH = milestone(
    "ffffffff-6",
    "Conseil municipal",
    kind="decision",
    date="2026-03-12",
    time="18:30:00",
    moved_from="2026-02-20",
    reason="Salle indisponible.",
    place="Hôtel de ville",
    responsible="Conseil municipal",
    group="Conseil",
    text="<p>La délibération est à l'ordre du jour.</p>",
    result="<p>Adopté à l'unanimité, pour <b>protéger les arbres</b>.</p>",
    quote="Nous avons été entendus.",
    quote_author="Samira",
    media_url="https://youtu.be/fSrO91XO1Ck",
    caption="<p>La séance en vidéo</p>",
    credit='<p><a href="https://example.org">Ville</a></p>',
)
ERAS = [
    {
        "type": "item",
        "id": "era-1",
        "value": {
            "title": "Mandat 2020–2026",
            "start": "2020-06-01",
            "end": "2026-03-01",
            "end_precision": "month",
        },
    },
    {
        "type": "item",
        "id": "era-2",
        "value": {"title": "Travaux", "start": "2026-06-01", "start_precision": "month"},
    },
]


def timeline(milestones: Sequence[dict[str, Any]] = (), **values: Any) -> TimelineValue:
    """Return the value stored as given; a title and phases unless told otherwise."""
    block = TimelineBlock()
    data = {"title": "Les étapes", "show_phases": True, "milestones": list(milestones), **values}
    return block.to_python(data)


def render(value: TimelineValue, **context: Any) -> str:
    return str(TimelineBlock().render(value, {"now": NOW, "id": "block-1", **context}))
