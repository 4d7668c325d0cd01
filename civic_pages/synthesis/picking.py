"""Which contributions an editor picks from: the public list's own filters, and how they are cited."""

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from civic_pages.participation import official, providers
from civic_pages.participation.filters import CampaignContributionFilter
from civic_pages.participation.models import Contribution, Theme
from civic_pages.participation.querysets import ContributionQuerySet
from civic_pages.synthesis.coverage import standing_citations
from civic_pages.synthesis.records import Citation


NOWHERE, HERE, NOT_HERE = "nowhere", "here", "not_here"
CITED = [
    (NOWHERE, _("Cited nowhere yet")),
    (HERE, _("Cited by this statement")),
    (NOT_HERE, _("Not cited by this statement")),
]


class PileFilter(django_filters.ModelChoiceFilter):
    """The piles into which the team sorted the campaign's contributions."""

    def get_queryset(self, request: Any) -> Any:
        return Theme.objects.filter(campaign_id=self.parent.synthesis.campaign.pk)


class PickerFilter(CampaignContributionFilter):
    """The filters of the public list, the team's piles, and where a contribution is cited.

    Args:
        synthesis: as its editors see it.
        statement: id of the statement that is being filled; empty where none is.
    """

    cited = django_filters.ChoiceFilter(
        choices=CITED, label=_("Citations"), empty_label=_("All"), method="of_citations"
    )
    pile = PileFilter(field_name="themes", label=_("Theme of the sorting"), empty_label=_("All"))

    def __init__(self, *args: Any, synthesis: Any, statement: str = "", **kwargs: Any) -> None:
        self.synthesis, self.statement = synthesis, statement
        super().__init__(*args, **kwargs)

    def of_citations(
        self, queryset: ContributionQuerySet, _name: str, value: str
    ) -> ContributionQuerySet:
        if value == NOWHERE:
            return queryset.filter(~Exists(standing_citations(self.synthesis)))
        here = Exists(
            Citation.objects.of(self.synthesis, [self.statement]).filter(
                contribution=OuterRef("pk")
            )
        )
        return queryset.filter(here if value == HERE else ~here)


def picked(synthesis: Any, statement: str, data: Any, *, now: datetime) -> PickerFilter:
    """Return the filter of a campaign's public contributions at a query string (a ``QueryDict``)."""
    campaign = synthesis.campaign
    return PickerFilter(
        data,
        Contribution.objects.public().of(campaign),
        synthesis=synthesis,
        statement=statement,
        now=now,
        categories=providers.categories_of(campaign),
        sectors=[(key, name) for key, name, _shape in campaign.territory.sectors],
        outcomes=official.outcomes_in_use(campaign, now=now),
        places=False,
    )


def found(filtered: PickerFilter) -> ContributionQuerySet:
    """Return what a filter finds, newest first; nothing where it cannot be read."""
    if not filtered.is_valid():
        return Contribution.objects.none()
    queryset: ContributionQuerySet = filtered.qs
    return queryset if filtered.form.cleaned_data["ordering"] else queryset.recent_first()


def numbers_of(synthesis: Any, keys: list[int], numbers: dict[str, str]) -> dict[int, list[str]]:
    """Return the numbers of the statements that cite contributions, by primary key; one query."""
    rows = Citation.objects.of(synthesis, numbers).filter(contribution__in=keys)
    cited: dict[int, set[str]] = {}
    for pk, statement in rows.values_list("contribution_id", "statement"):
        cited.setdefault(pk, set()).add(statement)
    return {
        pk: [number for statement, number in numbers.items() if statement in theirs]
        for pk, theirs in cited.items()
    }
