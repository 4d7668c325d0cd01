"""A result as people read it."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civic_pages.voting import projects
from civic_pages.voting.models import VoteResult
from civic_pages.voting.rules import Method
from civic_pages.voting.wording import euros


@dataclass(frozen=True)
class ResultRow:
    """One option of a published result.

    Attributes:
        width: of its bar, in hundredths of the best.
        url: where its project is shown; empty where it has none that is public.
    """

    key: str
    title: str
    rank: int
    score: int
    score_text: str
    width: int
    wins: bool
    cost: str
    scope: str
    tie: str
    lot: str
    option: Any
    url: str


def rows_of(vote: Any, result: VoteResult) -> list[ResultRow]:
    """Return the rows by rank, under the titles of today."""
    best = max((row["score"] for row in result.rows), default=0) or 1
    options = {str(option.key): option for option in vote.shown_options}
    urls = projects.addresses(list(options.values()))
    return [
        ResultRow(
            key=row["key"],
            title=options[row["key"]].title if row["key"] in options else row["title"],
            rank=row["rank"],
            score=row["score"],
            score_text=score_text(vote.method, row["score"]),
            width=round(100 * row["score"] / best),
            wins=row["wins"],
            cost=euros(row["cost"]) if row["cost"] is not None else "",
            scope=row["scope"],
            tie=row["tie"],
            lot=row["lot"],
            option=options.get(row["key"]),
            url=urls.get(row["key"], ""),
        )
        for row in result.rows
    ]


def score_text(method: str, score: int) -> str:
    """Return a score with its unit."""
    if method in {Method.POINTS, Method.RANKING}:
        return ngettext("%(score)d point", "%(score)d points", score) % {"score": score}
    return ngettext("%(score)d vote", "%(score)d votes", score) % {"score": score}


def ties(rows: list[ResultRow]) -> list[str]:
    """Return a sentence for each group of equal scores: what decided between them."""
    said = []
    for _score, group in groupby(rows, key=lambda row: row.score):
        equal = list(group)
        how = {row.tie for row in equal} - {""}
        if how:
            said.append(_sentence(how) % {"titles": ", ".join(row.title for row in equal)})
    return said


def _sentence(how: set[str]) -> str:
    if how == {"all"}:
        return _("Equal: %(titles)s. The rules keep all of them on the same rank.")
    if how == {"cheapest"}:
        return _("Equal: %(titles)s. The cheaper one goes first.")
    if "cheapest" in how:
        return _("Equal: %(titles)s. The cheaper one goes first; between equal costs, the lot.")
    return _("Equal: %(titles)s. The lot decided their order.")


def spent(result: VoteResult) -> int:
    """Return what the winners cost, in euros."""
    return sum(row["cost"] or 0 for row in result.rows if row["wins"])
