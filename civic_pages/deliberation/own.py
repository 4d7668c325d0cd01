"""What one participant said and thinks, each with what it is about; as many queries for any number."""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page

from civic_pages.deliberation import targets
from civic_pages.deliberation.models import Comment, Reaction
from civic_pages.deliberation.targets import Target
from civic_pages.participation.participants.models import Participant


def comments(
    who: Participant, campaign: Any, *, most: int = 100
) -> list[tuple[Comment, Target | None]]:
    """Return the latest comments of somebody in a campaign; ``None``: its page is not public any more."""
    rows = list(who.comments.select_related("contribution").order_by("-pk")[:most])
    subjects = _Subjects(campaign, rows)
    return [(row, subjects.of(row, row.clause)) for row in rows]


def reactions(
    who: Participant, campaign: Any, *, most: int = 100
) -> list[tuple[Reaction, Target | None]]:
    """Return the latest supports and positions of somebody that count."""
    counted = Reaction.objects.filter(participant=who, confirmed_at__isnull=False)
    rows = list(
        counted.select_related("contribution", "comment__contribution").order_by("-pk")[:most]
    )
    subjects = _Subjects(campaign, [row.comment or row for row in rows])
    return [(row, subjects.of(row.comment or row, _clause_of(row))) for row in rows]


def _clause_of(row: Reaction) -> str:
    """Return the clause that a reaction, or the comment it supports, is about; empty elsewhere."""
    return row.comment.clause if row.comment is not None else row.target.rpartition(":")[2]


class _Subjects:
    """Answers what comments or reactions of one campaign are about."""

    def __init__(self, campaign: Any, rows: Iterable[Any]) -> None:
        self.campaign = campaign
        keys = {row.text_id for row in rows} - {None}
        found = Page.objects.live().public().filter(pk__in=keys).specific() if keys else ()
        self.texts = {page.pk: page for page in found}
        for page in self.texts.values():
            # Read once for all of them.
            page.campaign = campaign

    def of(self, row: Any, clause: str) -> Target | None:
        if row.contribution is not None:
            return targets.of_contribution(row.contribution, self.campaign)
        text = self.texts.get(row.text_id)
        return targets.of_clause(text, clause) if text is not None else None
