"""On the moderator's page of a contribution: what is close to it, by which words, and its themes."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from civic_pages.participation.models import Contribution, SimilarityVerdict, Theme
from civic_pages.participation.similar import terms
from civic_pages.participation.similar.closeness import close_to
from civic_pages.participation.similar.index import is_indexed


MOST, MOST_WORDS = 5, 6
# What a cosine means to people.
SAME, MUCH = 0.7, 0.45


@dataclass(frozen=True)
class Neighbour:
    """A contribution that is close to another: how close in words, and by which words."""

    contribution: Contribution
    score: float
    words: tuple[str, ...]

    @property
    def closeness(self) -> str:
        if self.score >= SAME:
            return _("Almost the same words")
        return _("Much in common") if self.score >= MUCH else _("Something in common")


def neighbours(contribution: Contribution) -> list[Neighbour]:
    """Return what is closest to a contribution, but what the team said is not."""
    if not is_indexed(contribution):
        return []
    text, language = terms.text_of(contribution), contribution.language
    refused = SimilarityVerdict.objects.filter(Q(first=contribution) | Q(second=contribution))
    skip = {pk for pair in refused.values_list("first_id", "second_id") for pk in pair}
    closest = close_to(
        terms.weights(text, language=language),
        contribution.campaign_id,
        public=False,
        skip={*skip, contribution.pk},
        limit=MOST,
    )
    known = Contribution.objects.in_bulk([close.pk for close in closest]) if closest else {}
    spelled = terms.spellings(text, language=language) if closest else {}
    return [
        Neighbour(
            known[close.pk],
            close.score,
            tuple(spelled[stem] for stem in close.stems[:MOST_WORDS] if stem in spelled),
        )
        for close in closest
        if close.pk in known and is_indexed(known[close.pk])
    ]


def panel_context(contribution: Contribution) -> dict[str, Any]:
    """Return what the moderator's page shows of it; nothing for what is not sorted."""
    if not is_indexed(contribution):
        return {}
    return {
        "neighbours": neighbours(contribution),
        "can_sort": True,
        "themes": list(contribution.themes.all()),
        "all_themes": Theme.objects.filter(campaign_id=contribution.campaign_id),
    }
