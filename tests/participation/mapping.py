"""Many points on a map, and counting them by hand."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from civic_pages.participation.geo import clusters
from civic_pages.participation.geo.cells import WORLD, BoundingBox, level_for, shift_for, windows
from civic_pages.participation.geo.filtered import ContributionSet, FacetedSet, FilteredSet
from civic_pages.participation.models import CellCount, CellDelta, CellFacet, Contribution, Tally
from civic_pages.testing import ContributionFactory
from tests.participation.test_cells import column_and_row


Place = tuple[float, float]


def empty() -> None:
    """Forget every contribution and every count."""
    for model in (CellCount, CellFacet, CellDelta, Tally, Contribution):
        model.objects.all().delete()


def scatter(campaign: Any, places: Iterable[Place], **columns: Any) -> list[Contribution]:
    """Store a published contribution at each place, rounded as places are."""
    columns = {"published": True, **columns}
    return [
        ContributionFactory(campaign=campaign, pinned=True, at=place, **columns) for place in places
    ]


def seen(
    campaign: Any,
    *,
    kept: bool,
    zoom: int,
    box: BoundingBox | None = None,
    remember: bool = True,
    **where: Any,
) -> clusters.View:
    """Return a view of a campaign (``None``: of all), from the kept counts or counted now.

    Args:
        remember: or counted a little before.
        where: facets, by which it is kept too.
    """
    queryset = Contribution.objects.public().filter(**where)
    if campaign is not None:
        queryset = queryset.of(campaign)
    within: ContributionSet | None = None
    if not kept:
        within = FilteredSet(campaign, queryset, remember=remember)
    elif where:
        within = FacetedSet(campaign, queryset, where)
    return clusters.view(
        campaign,
        queryset,
        box=box,
        zoom=zoom,
        url_of=lambda _campaign, ref: f"/{ref}/",
        within=within,
    )


def by_hand(campaign: Any, *, zoom: int, box: BoundingBox | None = None, **where: Any) -> Counter[int]:  # fmt: skip
    """Return what each cell of a view holds, counted one by one."""
    level = level_for(zoom)
    covered = windows(box or WORLD, level)
    found: Counter[int] = Counter()
    rows = Contribution.objects.filter(status="published", **where)
    for row in rows:
        if row.cell_key is None or (campaign is not None and row.campaign_id != campaign.pk):
            continue
        x, y = column_and_row(row.cell_key >> shift_for(level), level)
        if any(w.left <= x <= w.right and w.top <= y <= w.bottom for w in covered):
            found[row.cell_key >> shift_for(level)] += 1
    return found


def counts(view: clusters.View) -> list[int]:
    """Return the counts of a view's features, in its order."""
    return [feature["properties"]["count"] for feature in view.features]
