"""Many votes at once, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from wagtail.models import Page

from civic_pages.campaigns.teasers import prefetch_campaigns
from civic_pages.voting.models import VoteResult
from civic_pages.voting.state import VoteState, standing_in


@dataclass(frozen=True)
class VoteRow:
    """A vote, its published result or ``None``, and where it stands."""

    vote: Any
    state: VoteState
    result: VoteResult | None


def rows(votes: Iterable[Any], now: datetime) -> list[VoteRow]:
    """Return votes with where they stand; each knows its campaign then."""
    pages = list(votes)
    prefetch_related_objects(pages, "options")
    _give_campaigns(pages)
    found = VoteResult.objects.public().filter(vote_id__in=[page.pk for page in pages])
    results = {result.vote_id: result for result in found}
    return [
        VoteRow(
            page,
            standing_in(page.campaign, now, is_published=page.pk in results),
            results.get(page.pk),
        )
        for page in pages
    ]


def _give_campaigns(pages: list[Any]) -> None:
    """Read the campaigns above votes at once."""
    above = {page.path[: -page.steplen] for page in pages}
    campaigns: list[Any] = list(Page.objects.filter(path__in=above).specific())
    prefetch_campaigns(campaigns)
    by_path = {campaign.path: campaign for campaign in campaigns}
    for page in pages:
        page.campaign = by_path[page.path[: -page.steplen]]
