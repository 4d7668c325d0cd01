"""Address search, and the address at a point, through our server: no third party sees who asks."""

import math
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import CivicView, public_campaign
from civic_api.exceptions import Problem
from civic_api.v1 import docs
from civic_api.v1.docs import NOT_FOUND
from civic_pages.participation.geo.geocoders import (
    FoundPlace,
    GeocoderUnavailable,
    address_at,
    geocoder,
)


class PlacesView(CivicView):
    """Places by what is typed (``q``), or the address at ``lat`` and ``lon``; nothing is logged.

    An address at a point is looked up only inside the box around the campaign's perimeter.
    """

    throttle_scope = "places"
    parameters = ("q", "lat", "lon")

    @extend_schema(
        operation_id="places",
        parameters=[
            OpenApiParameter("q", str, description="An address, of three characters at least."),
            OpenApiParameter("lat", float, description="Latitude, in place of q; with lon."),
            OpenApiParameter("lon", float, description="Longitude, in place of q; with lat."),
        ],
        responses={
            200: docs.Results,
            400: OpenApiResponse(docs.Problem),
            503: OpenApiResponse(docs.Problem),
            **NOT_FOUND,
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        page = public_campaign(pk)
        query = request.query_params
        try:
            places = _at(page, query) if "lat" in query or "lon" in query else _search(page, query)
        except GeocoderUnavailable as error:
            detail = _("The address search does not answer.")
            raise Problem(503, "geocoder", detail, retry_after=30) from error
        rows = [
            {
                "label": p.label,
                "street": p.street,
                "latitude": p.latitude,
                "longitude": p.longitude,
                "kind": p.kind,
            }
            for p in places
        ]
        response = Response({"results": rows})
        response["Cache-Control"] = "private, max-age=600"
        return response


def _search(page: Any, parameters: Any) -> list[FoundPlace]:
    query = parameters.get("q", "").strip()
    if len(query) < 3:
        raise Problem(400, "bad-parameter", _("q needs three characters."))
    found = geocoder()
    if found is None:
        raise GeocoderUnavailable
    return found.search(query, near=_middle(page))


def _at(page: Any, parameters: Any) -> list[FoundPlace]:
    if "q" in parameters:
        raise Problem(400, "bad-parameter", _("Give either q, or lat and lon."))
    try:
        latitude, longitude = (float(parameters.get(name, "")) for name in ("lat", "lon"))
    except ValueError as error:
        raise Problem(400, "bad-parameter", _("lat and lon are numbers.")) from error
    if not (math.isfinite(latitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise Problem(400, "bad-parameter", _("lat and lon are degrees (WGS 84)."))
    found = address_at(latitude, longitude, territory=page.territory)
    return [found] if found else []


def _middle(page: Any) -> tuple[float, float] | None:
    """Return (latitude, longitude) of the middle of a campaign's perimeter."""
    border = page.territory.perimeter
    return (border.centroid.y, border.centroid.x) if border is not None else None
