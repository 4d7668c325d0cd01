"""Which collections a campaign has: what its precision lets be published, and nothing else."""

from typing import Any

from rest_framework.request import Request

from civic_api.ogc.base import Collection
from civic_api.ogc.contributions import Contributions
from civic_api.ogc.known import Areas, Perimeter, PointsOfInterest, Sectors
from civic_pages.campaigns.serving import now_of
from civic_pages.participation.models import Precision


def collections_of(campaign: Any, request: Request) -> dict[str, Collection]:
    """Return the collections of a public campaign by key; those the editor left empty are none."""
    now = now_of(request)
    found: list[Collection] = []
    if campaign.public_precision == Precision.EXACT:
        found.append(Contributions(campaign, request, now))
    elif campaign.public_precision == Precision.AREAS:
        found.append(Areas(campaign, now))
    found += [Sectors(campaign, now), PointsOfInterest(campaign), Perimeter(campaign)]
    return {collection.key: collection for collection in found if collection.exists}
