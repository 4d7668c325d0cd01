"""The one filter of contributions, as the API takes it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from civic_api.base import public_campaign, public_campaigns
from civic_api.exceptions import Problem
from civic_pages.campaigns.serving import now_of
from civic_pages.campaigns.teasers import prefetch_campaigns
from civic_pages.participation import tallies
from civic_pages.participation.counts import FACETS
from civic_pages.participation.filters import ContributionFilter
from civic_pages.participation.geo.filtered import ContributionSet, FacetedSet, FilteredSet
from civic_pages.participation.models import Contribution, Precision
from civic_pages.participation.querysets import ContributionQuerySet


# Of the contributions alone: no clock and no answer of the city makes them find something else.
_LASTING = {*FACETS, "q"}
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


def filtered(
    request: Request, campaign: Any = None, *, anywhere: bool = False
) -> ContributionQuerySet:
    """Return the public contributions that match a query string.

    Args:
        anywhere: leave the box out, for whoever applies it apart.

    Raises:
        Problem: 400 with what is wrong by parameter.
    """
    queryset = Contribution.objects.public().recent_first()
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
        return found.qs.order_by("published_at", "pk")
    return found.qs.recent_first()


def is_unfiltered(request: Request, *, anywhere: bool = False) -> bool:
    """Tell whether no filter narrows the set; with ``anywhere``, whether none but a box does."""
    return not _narrowing(request) - ({"bbox"} if anywhere else set())


def _narrowing(request: Request) -> set[str]:
    named = set(FILTERS) - {"ordering", "status"}
    return {name for name in named if request.query_params.get(name)}


def filtered_set(
    request: Request, campaign: Any, queryset: ContributionQuerySet
) -> ContributionSet | None:
    """Return what a filter leaves, wherever it is; ``None`` where nothing but a box narrows."""
    narrowing = _narrowing(request) - {"bbox"}
    if not narrowing:
        return None
    if campaign is not None and (facets := _facets(request, narrowing)):
        return FacetedSet(campaign, queryset, facets)
    return FilteredSet(campaign, queryset, remember=narrowing <= _LASTING)


def _facets(request: Request, narrowing: set[str]) -> dict[str, str]:
    """Return what is counted in advance, by name; nothing where something else narrows too."""
    # Without the spaces around, as the filter takes them.
    told = {name: request.query_params[name].strip() for name in narrowing}
    return told if narrowing <= set(FACETS) and all(told.values()) else {}


def kept_count(request: Request, campaign: Any) -> int | None:
    """Return how many of a campaign match a query string; ``None`` where they have to be counted."""
    if campaign.public_precision == Precision.AREAS:
        return 0
    narrowing = _narrowing(request)
    if not narrowing:
        return tallies.totals(campaign.pk)["all"]
    facets = _facets(request, narrowing)
    return sum(row.total for row in tallies.of_facets(campaign.pk, facets)) if facets else None


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
