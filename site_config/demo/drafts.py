"""What citizens said in a campaign, as plain data: texts, places, people and dates."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from civic_blocks.definitions import FormDefinition
from civic_pages.participation.models import Kind, Status
from site_config.demo.geography import Ground, Quarter, Spot, near
from site_config.demo.people import Groups, email, facts, sizes
from site_config.demo.source import ideas, read, typeset
from site_config.demo.texts import Writer


REASONS = (
    "Cette contribution met en cause une personne nommée.",
    "Ce texte est une publicité pour une entreprise.",
    "Cette contribution vise nommément un agent de la ville.",
    typeset("Le texte contient des propos insultants ; vous pouvez en proposer une autre version."),
    typeset("Cette proposition a été envoyée deux fois ; l'autre est publiée."),
    typeset(
        "Le sujet ne concerne pas cette campagne ; nous l'avons transmis au service de l'état civil."
    ),
)
WITH_EMAIL = 0.35


@dataclass(frozen=True)
class Draft:
    """One contribution before the form has read it.

    ``payload`` is what :func:`civic_pages.participation.submission.form_input` takes. ``place``
    (latitude, longitude) is where a geocoder would find its address.
    """

    payload: dict[str, Any]
    source: str
    created_at: datetime
    status: str = Status.PUBLISHED
    reason: str = ""
    place: tuple[float, float] | None = None


@dataclass
class Calendar:
    """Random moments of a collection, more of them at its beginning and its end.

    Args:
        days: first and last day, counted from today.
    """

    days: tuple[int, int]
    now: datetime
    rng: random.Random
    recent: timedelta = field(default=timedelta(hours=60))

    def moment(self) -> datetime:
        first, last = self.days
        ends = self.rng.random()
        part = self.rng.triangular(0, 1, 0.08 if ends < 0.45 else 0.95 if ends < 0.8 else 0.5)
        day = timezone.localdate(self.now) + timedelta(days=round(first + (last - first) * part))
        hour = min(22, max(7, round(self.rng.gauss(16, 4))))
        at = time(hour, self.rng.randrange(60), self.rng.randrange(60))
        return timezone.make_aware(datetime.combine(day, at))

    def just_now(self) -> datetime:
        """Return a moment of the last days: what still waits for a moderator."""
        return self.now - self.rng.uniform(0.03, 1) * self.recent


def statuses(content: dict[str, Any]) -> list[str]:
    """Return one status for each contribution of a campaign, the published ones first."""
    return [
        *[Status.PUBLISHED] * content["published"],
        *[Status.REJECTED] * content.get("rejected", 0),
        *[Status.PENDING] * content.get("pending", 0),
    ]


class Drafter:
    """Writes the contributions of one campaign."""

    def __init__(
        self, name: str, definition: FormDefinition, ground: Ground, now: datetime
    ) -> None:
        self.content = read(name)
        self.definition = definition
        self.rng = random.Random(self.content["seed"])
        self.calendar = Calendar(tuple(self.content["collect"]), now, self.rng)
        self.writer = Writer(ideas(name), self.rng)
        self.groups = Groups(self.rng)
        self.spots = ground.spots()
        self.quarters: dict[str, Quarter] = {quarter.name: quarter for quarter in ground.quarters}
        self.themes = read(f"{name}-ideas").get("themes", {})

    def _sizes(self) -> list[int]:
        """Return for each published contribution how many people it brings; 0: somebody alone."""
        published, collective = self.content["published"], self.content["collective"]
        alone = published - collective
        people = [0] * alone + sizes(collective, self.content["people"] - alone, self.rng)
        self.rng.shuffle(people)
        return people

    def drafts(self) -> Iterator[Draft]:
        found = statuses(self.content)
        people = self._sizes() + [0] * (len(found) - self.content["published"])
        published = self.writer.themes(self.content["published"], self.themes)
        themes = published + self.writer.themes(len(found) - len(published), {})
        for index, (status, count, theme) in enumerate(zip(found, people, themes, strict=True)):
            text, spot = self.writer.write(theme, self.spots, people=count)
            texts = {"title": text.title, "category": theme, "body": text.body}
            pending = status == Status.PENDING
            yield Draft(
                payload=self._group(count, spot) | {"answers": self._answers(texts, spot, index)},
                source="web" if pending else self.rng.choice(self.content["sources"]),
                created_at=self.calendar.just_now() if pending else self.calendar.moment(),
                status=status,
                reason=REASONS[index % len(REASONS)] if status == Status.REJECTED else "",
            )

    def _group(self, count: int, spot: Spot) -> dict[str, Any]:
        if not count:
            return {}
        name = self.groups.name(self.quarters[spot.quarter], count)
        group_type, held = facts(name)
        return {
            "kind": Kind.COLLECTIVE,
            "group_name": name,
            "group_type": group_type,
            "held": held,
            "represented": count,
        }

    def _answers(self, texts: dict[str, str], spot: Spot, index: int) -> dict[str, Any]:
        """Return answers to every question, by its role or its type."""
        answers: dict[str, Any] = {}
        for spec in self.definition:
            if spec.options.get("role") in {"title", "category"}:
                answers[spec.key] = texts[spec.options["role"]]
            elif spec.type == "long_text":
                answers[spec.key] = texts["body"]
            else:
                answers[spec.key] = self._answer(spec, spot, index)
        return {key: value for key, value in answers.items() if value is not None}

    def _answer(self, spec: Any, spot: Spot, index: int) -> Any:
        if spec.type == "point" and self.rng.random() < self.content["mapped"]:
            latitude, longitude = near(spot, self.quarters[spot.quarter].area, self.rng)
            return {"latitude": latitude, "longitude": longitude, "address": ""}
        if spec.type == "single_choice":
            return self.rng.choice(spec.options["choices"])
        if spec.type == "yes_no":
            return self.rng.random() < 0.8
        if spec.type == "email" and self.rng.random() < WITH_EMAIL:
            return email(index, self.rng)
        return True if spec.type == "consent" else None
