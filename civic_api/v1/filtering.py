"""The one filter of contributions, as the API takes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from civic_api.base import public_campaign, public_campaigns
from civic_api.exceptions import Problem
from civic_pages.campaigns.serving import now_of
from civic_pages.campaigns.teasers import prefetch_campaigns
from civic_pages.participation import tallies
from civic_pages.participation.filters import NARROWING, ContributionFilter
from civic_pages.participation.geo.filtered import ContributionSet, FacetedSet, FilteredSet
from civic_pages.participation.models import Contribution, Precision
from civic_pages.participation.querysets import ContributionQuerySet


FILTERS = ("kind", "group_type", "category", "sector", "outcome", "status", "q", "bbox", "ordering")


def campaign_of(request: Request) -> Any:
    """Return the campaign of the parameter ``campaign``, or ``None`` where it is not given.

    Raises:
        Problem: 400 for no number, 404 for no campaign.
    """
    text = request.query_params.get("campaign")
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Problem(400, "bad-parameter", _("campaign must be the number of a campaign."))
    return public_campaign(text)


@dataclass(frozen=True)
class Filtered:
    """The public contributions that match a query string.

    Attributes:
        campaign: a public campaign, or ``None`` for all of them.
        queryset: the contributions.
        by: the filter that was applied.
    """

    campaign: Any
    queryset: ContributionQuerySet
    by: ContributionFilter

    def on_map(self) -> ContributionSet | None:
        """Return what the filter leaves, wherever it is; ``None`` where nothing but a box narrows."""
        if not self.by.narrowing.keys() - {"bbox"}:
            return None
        if self.campaign is not None and (facets := self.by.facets):
            return FacetedSet(self.campaign, self.queryset, facets)
        return FilteredSet(self.campaign, self.queryset, remember=self.by.lasts)

    def kept_count(self) -> int | None:
        """Return how many there are of the campaign; ``None`` where they have to be counted."""
        if self.campaign is None:
            return None
        if self.campaign.public_precision == Precision.AREAS:
            return 0
        facets = self.by.facets
        if facets is None:
            return None
        return sum(row.total for row in tallies.of_facets(self.campaign.pk, facets))


def filtered(request: Request, campaign: Any = None, *, anywhere: bool = False) -> Filtered:
    """Return the public contributions that match a query string.

    Args:
        anywhere: leave the box out, for whoever applies it apart.

    Raises:
        Problem: 400 with what is wrong by parameter.
    """
    queryset = Contribution.objects.public()
    if campaign is not None:
        queryset = queryset.of(campaign)
    query = request.query_params.copy()
    if anywhere:
        query.pop("bbox", None)
    found = ContributionFilter(query, queryset=queryset, now=now_of(request))
    if not found.is_valid():
        errors = {
            name: [{"message": e["message"], "code": e["code"]} for e in rows]
            for name, rows in found.errors.get_json_data().items()
        }
        raise Problem(400, "bad-parameter", _("Some parameters are not valid."), errors=errors)
    if request.query_params.get("bbox") and campaign is not None:
        refuse_places(campaign)
    if request.query_params.get("ordering") == "published":
        # Without ties, or pages would share rows that were published together.
        return Filtered(campaign, found.qs.order_by("published_at", "pk"), found)
    return Filtered(campaign, found.qs.recent_first(), found)


def is_unfiltered(request: Request, *, anywhere: bool = False) -> bool:
    """Tell whether no filter narrows the set; with ``anywhere``, whether none but a box does."""
    narrowing = {name for name in NARROWING if request.query_params.get(name)}
    return not narrowing - ({"bbox"} if anywhere else set())


def tells_totals(campaign: Any, now: datetime) -> bool:
    """Tell whether totals may be told: of one campaign, or of all of them together (``None``)."""
    if campaign is not None:
        return bool(campaign.shows_totals(now))
    pages = public_campaigns()
    prefetch_campaigns(pages)
    return all(page.shows_totals(now) for page in pages)


def refuse_places(campaign: Any) -> None:
    """Refuse to filter by place what is not published with one: boxes could be subtracted."""
    if campaign.public_precision != "exact":
        detail = _("This campaign does not publish points, so it cannot be filtered by place.")
        raise Problem(400, "filter-not-available", detail)
