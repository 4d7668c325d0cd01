"""What a vote asks of a ballot and how it is counted. Pure: no ORM, no request, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Method(TextChoices):
    """What a ballot holds."""

    SINGLE = "single", _("One choice")
    MULTIPLE = "multiple", _("Several choices")
    POINTS = "points", _("Points to share out")
    RANKING = "ranking", _("A ranking")
    BUDGET = "budget", _("A budget to spend")


class TieRule(TextChoices):
    """Who wins where two options have equal results; stated before the vote opens."""

    CHEAPEST = "cheapest", _("The cheaper one, then by lot")
    LOT = "lot", _("By lot, drawn from a number published beforehand")
    ALL = "all", _("All that are equal")


# What a ballot names: keys, in order of preference where it ranks, or points by key.
Choices = list[str] | dict[str, int]


@dataclass(frozen=True)
class Option:
    """What can be chosen; ``cost`` in whole euros."""

    key: str
    title: str
    cost: int | None = None
    scope: str = ""


@dataclass(frozen=True)
class Rules:
    """The rules of one vote; ``options`` in the order of the page.

    ``winners`` is how many win; ``None`` is one, or as many as ``envelope`` pays for.
    """

    method: str
    options: tuple[Option, ...]
    min_choices: int = 1
    max_choices: int | None = None
    points: int = 10
    budget: int | None = None
    max_per_scope: int | None = None
    winners: int | None = None
    envelope: int | None = None
    tie_rule: str = TieRule.LOT
    lot_number: str = ""

    @property
    def by_key(self) -> Mapping[str, Option]:
        return {option.key: option for option in self.options}

    @property
    def most(self) -> int:
        """How many options a ballot may name at most."""
        if self.method == Method.SINGLE:
            return 1
        return min(self.max_choices or len(self.options), len(self.options))

    @property
    def least(self) -> int:
        """How many options a ballot must name at least, unless it is blank."""
        return 1 if self.method == Method.SINGLE else min(self.min_choices, self.most)

    def as_dict(self) -> dict[str, Any]:
        """Return the rules as the API tells them."""
        return {
            "method": self.method,
            "min_choices": self.least,
            "max_choices": self.most,
            "points": self.points if self.method == Method.POINTS else None,
            "budget": self.budget if self.method == Method.BUDGET else None,
            "max_per_scope": self.max_per_scope,
            "winners": self.winners,
            "envelope": self.envelope,
            "tie_rule": self.tie_rule,
            "lot_number": self.lot_number,
        }
