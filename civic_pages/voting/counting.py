"""From ballots to a result: pure, and the same whoever counts again.

Scores: a voice for each option named; the points given; for rankings Borda's count: with n options
the first gets n, the second n - 1, …, those not ranked 0. Borda rather than Condorcet and Schulze:
it adds up, so that anybody can redo it with a pencil or a spreadsheet, and see what one ballot
changes.

Equal scores: the cheaper first, then by lot, or all on the same rank. The lot is no chance of the
moment: the option whose SHA-256 of ``<lot number>:<key>`` is the smallest goes first.

Winners: the first ``winners`` by rank, or by rank all that the envelope still pays for; what it does
not pay for is passed over and the next is looked at (the rule of CONSUL's participatory budgets,
``app/models/budget/result.rb``). Nothing without a voice wins.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from civic_pages.voting.rules import Choices, Method, Option, Rules, TieRule


@dataclass(frozen=True)
class Row:
    """What became of one option.

    Attributes:
        tie: "" where nobody has an equal score, else what decided: "cheapest", "lot" or "all".
        lot: the digest that was drawn for it; empty where no lot was needed.
    """

    key: str
    title: str
    score: int
    rank: int
    wins: bool
    cost: int | None
    scope: str
    tie: str = ""
    lot: str = ""


@dataclass(frozen=True)
class Result:
    """A count: how many ballots, how many of them blank, and the options by rank."""

    ballots: int
    blank: int
    rows: tuple[Row, ...]

    def as_rows(self) -> list[dict[str, Any]]:
        """Return the rows as they are stored."""
        return [asdict(row) for row in self.rows]


@dataclass(frozen=True)
class _Placed:
    option: Option
    score: int
    rank: int
    tie: str
    lot: str


def result(ballots: Iterable[Choices], rules: Rules) -> Result:
    """Count valid ballots."""
    scores = {option.key: 0 for option in rules.options}
    total = blank = 0
    for choices in ballots:
        total += 1
        blank += not choices
        for key, points in scored(choices, rules):
            scores[key] += points
    placed = _placed(scores, rules)
    winning = _winning(placed, rules)
    rows = (
        Row(
            p.option.key, p.option.title, p.score, p.rank, p.option.key in winning,
            p.option.cost, p.option.scope, p.tie, p.lot,
        )
        for p in placed
    )  # fmt: skip
    return Result(total, blank, tuple(rows))


def scored(choices: Choices, rules: Rules) -> Iterator[tuple[str, int]]:
    """Yield what a ballot adds to each option it names."""
    if isinstance(choices, dict):
        yield from choices.items()
    elif rules.method == Method.RANKING:
        for place, key in enumerate(choices):
            yield key, len(rules.options) - place
    else:
        for key in choices:
            yield key, 1


def lot(number: str, key: str) -> str:
    """Return what is drawn for an option: anybody can redo it; the smallest goes first."""
    return hashlib.sha256(f"{number}:{key}".encode()).hexdigest()


def _placed(scores: dict[str, int], rules: Rules) -> list[_Placed]:
    """Return all options by rank; equal ones in the order the tie rule gives."""
    by_score = sorted(rules.options, key=lambda option: -scores[option.key])
    placed: list[_Placed] = []
    for score, group in groupby(by_score, key=lambda option: scores[option.key]):
        equal, first = list(group), len(placed) + 1
        # Where nobody voted for any of them there is nothing to decide.
        if len(equal) == 1 or rules.tie_rule == TieRule.ALL or not score:
            tie = "all" if len(equal) > 1 and score else ""
            placed += [_Placed(option, score, first, tie, "") for option in equal]
        else:
            placed += _decided(equal, score, first, rules)
    return placed


def _decided(equal: list[Option], score: int, first: int, rules: Rules) -> Iterator[_Placed]:
    """Yield equal options in the order in which price or lot puts them."""

    def price(option: Option) -> float:
        by_cost = rules.tie_rule == TieRule.CHEAPEST and option.cost is not None
        return float(option.cost or 0) if by_cost else float("inf")

    ordered = sorted(equal, key=lambda option: (price(option), lot(rules.lot_number, option.key)))
    prices = [price(option) for option in equal]
    for place, option in enumerate(ordered):
        is_drawn = prices.count(price(option)) > 1
        drawn = lot(rules.lot_number, option.key) if is_drawn else ""
        yield _Placed(option, score, first + place, "lot" if is_drawn else "cheapest", drawn)


def _winning(placed: list[_Placed], rules: Rules) -> set[str]:
    """Return the keys of those that win."""
    most = rules.winners if rules.winners or rules.envelope is not None else 1
    left = rules.envelope
    winning: set[str] = set()
    for _rank, group in groupby((p for p in placed if p.score), key=lambda p: p.rank):
        # More than one only where all that are equal win together, or none of them does.
        together = list(group)
        if most is not None and len(winning) >= most:
            break
        cost = sum(p.option.cost or 0 for p in together)
        if left is not None and cost > left:
            continue
        left = left - cost if left is not None else None
        winning |= {p.option.key for p in together}
    return winning
