"""How many are for, against, or abstain: figures, shares and the parts of a bar."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civic_pages.campaigns import phases
from civic_pages.deliberation import counts
from civic_pages.deliberation.choices import Position


# A bar is this wide; its parts are whole numbers, which read the same in every language.
WIDTH = 1000


@dataclass(frozen=True)
class Part:
    """One position: how many took it, its share in percent, and where it lies in the bar."""

    position: str
    label: str
    count: int
    percent: int
    x: int
    width: int


@dataclass(frozen=True)
class Tally:
    """The positions on one clause, or on the whole text."""

    parts: tuple[Part, ...]
    total: int

    @classmethod
    def of(cls, counted: Mapping[str, int]) -> "Tally":
        """Return the tally of counts by position."""
        numbers = [counted.get(position, 0) for position in Position.values]
        total = sum(numbers)
        edges = [_edge(sum(numbers[:n]), total) for n in range(len(numbers) + 1)]
        shares = _shares(numbers, total)
        parts = tuple(
            Part(
                position=position.value,
                label=str(position.label),
                count=numbers[n],
                percent=shares[n],
                x=edges[n],
                width=edges[n + 1] - edges[n],
            )
            for n, position in enumerate(Position)
        )
        return cls(parts, total)


def _edge(below: int, total: int) -> int:
    return round(WIDTH * below / total) if total else 0


def _shares(numbers: list[int], total: int) -> list[int]:
    """Return whole percents that add up to 100: the largest remainders are rounded up."""
    if not total:
        return [0] * len(numbers)
    exact = [100 * number / total for number in numbers]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(numbers)), key=lambda n: shares[n] - exact[n])
    for n in by_remainder[: 100 - sum(shares)]:
        shares[n] += 1
    return shares


def may_tell(page: Any, now: datetime) -> bool:
    """Tell whether the public sees positions counted: once closed; before, if the campaign says so.

    A live counter invites to push it. ``Campaign.shows_totals`` asks for contributions, which are
    closed while a text is discussed: here it is the discussion that counts.
    """
    return bool(page.campaign.live_totals or not page.campaign.allows(phases.COMMENT, now=now))


def target_name(page: Any, clause_id: str = "") -> str:
    """Return what counts are kept under; see ``targets``."""
    return f"text:{page.pk}:{clause_id}"


def counted(page: Any, clause_ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return all counts of a text by clause id, "" for the whole, in one query."""
    names = {clause_id: target_name(page, clause_id) for clause_id in ["", *clause_ids]}
    found = counts.of(names.values()) if page.pk else {}
    return {clause_id: found.get(name, {}) for clause_id, name in names.items()}
