"""Pins: what a map shows of the filtered set, in a fixed number of queries."""

import math
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import CivicView, GeoJSONRenderer, OrjsonRenderer, integer, public_campaigns
from civic_api.exceptions import Problem
from civic_api.v1 import areas, docs
from civic_api.v1.filtering import FILTERS, campaign_of, filtered, is_unfiltered, tells_totals
from civic_pages.campaigns.serving import now_of
from civic_pages.participation import tallies
from civic_pages.participation.geo import clusters
from civic_pages.participation.geo.cells import BoundingBox
from civic_pages.participation.models import Precision


class PinsView(CivicView):
    """Pins, clusters and stacks of a map view; areas for a campaign of homes."""

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
        queryset = filtered(request, campaign, anywhere=True)
        zoom = integer(request, "zoom", _zoom_of(box), 0, 22)
        urls = _Urls(campaign)
        view = clusters.view(queryset, box=box, zoom=zoom, url_of=urls)
        meta: dict[str, Any] = {**_totals(request, campaign, queryset), "in_view": view.in_view}
        if not tells_totals(campaign, now_of(request)):
            meta = dict.fromkeys(meta)
        precision = campaign.public_precision if campaign is not None else Precision.EXACT
        meta |= {"truncated": view.truncated, "precision": precision}
        return Response({"type": "FeatureCollection", "features": view.features, "meta": meta})


class _Urls:
    """Addresses of contributions; the campaigns' own are looked up once."""

    def __init__(self, campaign: Any) -> None:
        self.known = {campaign.pk: campaign.contributions_url} if campaign is not None else None

    def __call__(self, campaign_id: int, reference: str) -> str:
        if self.known is None:
            self.known = {page.pk: page.contributions_url for page in public_campaigns()}
        return f"{self.known.get(campaign_id, '')}{reference}/"


def _box(request: Request) -> BoundingBox | None:
    try:
        return BoundingBox.parse(request.query_params["bbox"]) if request.query_params.get("bbox") else None  # fmt: skip
    except ValueError as error:
        errors = {"bbox": [{"message": str(error), "code": "bbox"}]}
        raise Problem(400, "bad-parameter", str(error), errors=errors) from error


def _zoom_of(box: BoundingBox | None) -> int:
    """Return the zoom at which a box fills a map of about 1,000 px."""
    if box is None:
        return 12
    width = max(box.east - box.west, 1e-4)
    return max(0, min(19, round(math.log2(360 / width)) + 1))


def _totals(request: Request, campaign: Any, queryset: Any) -> dict[str, int]:
    if campaign is not None and is_unfiltered(request, anywhere=True):
        kept = tallies.totals(campaign.pk)
        total, mapped = kept["all"], kept["mapped"]
    else:
        total, mapped = queryset.order_by().count(), queryset.order_by().mapped().count()
    return {"total": total, "mapped": mapped, "unmapped": total - mapped}
