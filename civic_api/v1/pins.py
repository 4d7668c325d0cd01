"""Pins: what a map shows of the filtered set, in a fixed number of queries."""

import math
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import CivicView, GeoJSONRenderer, OrjsonRenderer, integer, public_campaigns
from civic_api.exceptions import Problem
from civic_api.v1 import areas, docs
from civic_api.v1.filtering import FILTERS, campaign_of, filtered, tells_totals
from civic_pages.campaigns.serving import now_of
from civic_pages.participation import tallies
from civic_pages.participation.geo import clusters
from civic_pages.participation.geo.cells import CLOSEST_ZOOM, BoundingBox
from civic_pages.participation.models import Precision


_FIGURES = ("total", "mapped", "unmapped", "in_view")


class PinsView(CivicView):
    """Pins, clusters and stacks of a map view; areas for a campaign of homes.

    The answer covers ``bbox``: the box asked for, grown to whole cells, so that what it counts is
    exact, and the same for all who look at about the same place.
    """

    renderer_classes = (GeoJSONRenderer, OrjsonRenderer)
    parameters = ("campaign", "zoom", *FILTERS)

    @extend_schema(
        operation_id="pins",
        parameters=[docs.CAMPAIGN, *docs.FILTERS, docs.ZOOM],
        responses=docs.FeatureCollection,
    )
    def get(self, request: Request) -> Response:
        campaign = campaign_of(request)
        box = _box(request)
        if campaign is not None and campaign.public_precision == Precision.AREAS:
            return Response(areas.collection(request, campaign))
        wanted = filtered(request, campaign, anywhere=True)
        zoom = integer(request, "zoom", _zoom_of(box), 0, 22)
        within = wanted.on_map()
        view = clusters.view(
            campaign, wanted.queryset, box=box, zoom=zoom, url_of=_Urls(campaign), within=within
        )
        meta: dict[str, Any] = dict.fromkeys(_FIGURES)
        if tells_totals(campaign, now_of(request)):
            total, mapped = within.totals() if within else _kept_totals(campaign)
            meta = dict(zip(_FIGURES, (total, mapped, total - mapped, view.in_view), strict=True))
        precision = campaign.public_precision if campaign is not None else Precision.EXACT
        meta |= {"truncated": view.truncated, "precision": precision}
        covered = [view.box.west, view.box.south, view.box.east, view.box.north]
        return Response(
            {"type": "FeatureCollection", "bbox": covered, "features": view.features, "meta": meta}
        )


class _Urls:
    """Addresses of contributions; the campaigns' own are looked up once, for the first of them."""

    def __init__(self, campaign: Any) -> None:
        self.campaign = campaign
        self.known: dict[int, str] | None = None

    def __call__(self, campaign_id: int, reference: str) -> str:
        if self.known is None:
            pages = public_campaigns() if self.campaign is None else [self.campaign]
            self.known = {page.pk: page.contributions_url for page in pages}
        return f"{self.known.get(campaign_id, '')}{reference}/"


def _box(request: Request) -> BoundingBox | None:
    text = request.query_params.get("bbox")
    try:
        return BoundingBox.parse(text) if text else None
    except ValueError as error:
        errors = {"bbox": [{"message": str(error), "code": "bbox"}]}
        raise Problem(400, "bad-parameter", str(error), errors=errors) from error


def _zoom_of(box: BoundingBox | None) -> int:
    """Return the zoom at which a box fills a map of about 1,000 px."""
    if box is None:
        return 12
    width = max((box.east - box.west) % 360 if box.crosses else box.east - box.west, 1e-4)
    return max(0, min(CLOSEST_ZOOM, round(math.log2(360 / width)) + 1))


def _kept_totals(campaign: Any) -> tuple[int, int]:
    """Return how many there are and how many have a public point, from the tallies."""
    campaigns = [campaign.pk] if campaign is not None else _shown_one_by_one()
    tallied = tallies.totals_of(campaigns).values()
    total, mapped = (sum(tally[name] for tally in tallied) for name in ("all", "mapped"))
    return total, mapped


def _shown_one_by_one() -> list[int]:
    return [page.pk for page in public_campaigns() if page.public_precision != Precision.AREAS]
