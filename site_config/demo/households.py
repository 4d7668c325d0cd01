"""Answers of homes to the survey on fibre: an address each, uneven from quarter to quarter."""

import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import shapely
from shapely.geometry import box

from civic_pages.participation.models import Status
from site_config.demo.drafts import Calendar, Draft, statuses
from site_config.demo.geography import MARGIN, Ground, Position, Quarter, around, points_in
from site_config.demo.people import email
from site_config.demo.source import read, typed, typeset


# Of a hundred homes, by type: how many houses a quarter has decides how slow its lines are.
PAVILIONS = frozenset(
    {"Plateau – Mont-Valérien", "Vieux-Pont", typeset("Chemin de l'Île"), "Parc Sud"}
)
COMMENTED, WITH_EMAIL = 0.13, 0.45
# Degrees east: nobody lives on the city's western tip, between the river and the railway.
HOMES_BEGIN = 2.1757


class Street:
    """Homes along a line of some 200 m in a quarter, each number given once."""

    def __init__(self, name: str, quarter: Quarter) -> None:
        # Seeded by the name: other quarters may change without moving this street.
        self._rng = random.Random(typed(f"{quarter.name}/{name}/homes"))
        self.name = name
        west, south, east, north = quarter.area.bounds
        lived_in = quarter.area.intersection(box(max(west, HOMES_BEGIN), south, east, north))
        self._inner = lived_in.buffer(-MARGIN)
        shapely.prepare(self._inner)
        places = points_in(lived_in, self._rng)
        self._ends = [next(places) for _ in range(3)]
        self._numbers = list(range(1, 400))
        self._rng.shuffle(self._numbers)

    def home(self) -> tuple[str, Position]:
        """Return the address and the place (latitude, longitude) of a home not given before."""
        number = self._numbers.pop()
        while True:
            start, end = self._rng.sample(self._ends, 2)
            part = self._rng.random()
            along = [a + (b - a) * part * 0.5 for a, b in zip(start, end, strict=True)]
            latitude, longitude = around(along[0], along[1], 45, self._rng)
            if shapely.contains_xy(self._inner, longitude, latitude):
                return f"{number} {self.name}, 92000 Nanterre", (latitude, longitude)


def _weighted(rng: random.Random, choices: list[str], weights: tuple[int, ...]) -> str:
    return rng.choices(choices, weights[: len(choices)])[0]


def _answers(quarter: Quarter, choices: dict[str, list[str]], rng: random.Random) -> dict[str, Any]:
    pavilions = quarter.name in PAVILIONS
    kind = _weighted(rng, choices["type"], (70, 22, 8) if pavilions else (18, 40, 42))
    slow = kind != choices["type"][-1]
    speed = _weighted(rng, choices["debit"], (24, 44, 18, 4, 10) if slow else (8, 26, 36, 18, 12))
    usages = [use for use in choices["usages"] if rng.random() < 0.45]
    satisfied = _weighted(
        rng, choices["satisfaction"], (2, 14, 46, 38) if slow else (8, 40, 36, 16)
    )
    answers: dict[str, Any] = {
        "type": kind,
        "debit": speed,
        "satisfaction": satisfied,
        "souhait": rng.random() < (0.95 if slow else 0.82),
        "accord": True,
    }
    return answers | ({"usages": usages} if usages else {})


def drafts(definition: Any, ground: Ground, now: datetime) -> Iterator[Draft]:
    """Yield the answers, quarter after quarter; those of the last days wait for a moderator."""
    content = read("fibre")
    rng = random.Random(content["seed"])
    calendar = Calendar(tuple(content["collect"]), now, rng)
    choices = {spec.key: list(spec.options.get("choices", ())) for spec in definition}
    comments = read("fibre-comments")["comments"]
    homes = list(_homes(ground, content["households"], content.get("pending", 0), rng))
    for index, (status, (quarter, street)) in enumerate(zip(statuses(content), homes, strict=True)):
        address, place = street.home()
        answers = _answers(quarter, choices, rng)
        answers["logement"] = {"address": address}
        if answers["type"] != "Maison":
            answers["logement"]["flat"] = f"appartement {1 + index % 12}"
        if rng.random() < COMMENTED:
            comment = rng.choice(comments)
            answers["situation"] = comment.format(rue=street.name, ans=rng.randint(2, 9))
        if rng.random() < WITH_EMAIL:
            answers["courriel"] = email(index, rng)
        pending = status == Status.PENDING
        yield Draft(
            payload={"answers": answers},
            source=rng.choice(content["sources"]),
            created_at=calendar.just_now() if pending else calendar.moment(),
            status=status,
            place=place,
        )


def _homes(
    ground: Ground, counts: dict[str, int], more: int, rng: random.Random
) -> Iterator[tuple[Quarter, Street]]:
    """Yield a quarter and one of its streets for each home, ``more`` than the counts say."""
    for quarter in ground.quarters:
        streets = [Street(name, quarter) for name in quarter.streets]
        for _ in range(counts[quarter.name]):
            yield quarter, rng.choice(streets)
    last = ground.quarters[0]
    late = Street("sentier des Coteaux", last)
    for _ in range(more):
        yield last, late
