"""The resources of OGC API - Features: what each answers is said by the standard's section 7."""

from datetime import UTC
from typing import Any

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import (
    CivicView,
    OrjsonRenderer,
    check_parameters,
    public_campaign,
    public_campaigns,
)
from civic_api.exceptions import Problem
from civic_api.ogc import openapi
from civic_api.ogc.base import Asked, Collection, FeaturePage
from civic_api.ogc.collections import collections_of
from civic_api.ogc.contributions import OWN_FILTERS
from civic_api.ogc.links import Service, link
from civic_api.ogc.negotiation import (
    JSON,
    OPENAPI,
    FeaturesRenderer,
    HtmlRenderer,
    Negotiation,
    OpenApiRenderer,
)
from civic_api.ogc.parameters import CRS84, SPACE_TIME, query_of
from civic_api.ogc.validators import validate_without
from civic_pages.campaigns.serving import now_of


SPECIFICATION = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CONFORMS_TO = [f"{SPECIFICATION}/{name}" for name in ("core", "oas30", "geojson")]


class OgcView(CivicView):
    """Base of the resources; they describe themselves, so our own schema leaves them out."""

    schema = None
    content_negotiation_class = Negotiation
    renderer_classes: Any = (OrjsonRenderer, HtmlRenderer)
    parameters: Any = ("f",)
    campaign: Any = None

    def service(self, request: Request, pk: int) -> Service:
        """Return the service of a public campaign.

        Raises:
            Problem: 404 where there is none that everybody may see.
        """
        self.campaign = public_campaign(pk)
        return Service(request, self.campaign)

    def collection(self, request: Request, key: str) -> Collection:
        """Return a collection of the campaign.

        Raises:
            Problem: 404 where it has none of this name.
        """
        found = collections_of(self.campaign, request).get(key)
        if found is None:
            raise Problem(404, "not-found", _("This campaign has no such collection."))
        return found


class ServicesView(OgcView):
    """The services there are: one for each public campaign."""

    def get(self, request: Request) -> Response:
        services = [
            link(
                request.build_absolute_uri(reverse("civic_api:ogc-landing", args=[page.pk])),
                "service",
                JSON,
                page.title,
            )
            for page in public_campaigns()
        ]
        here = request.build_absolute_uri(request.path)
        title = _("Campaigns for GIS (OGC API – Features)")
        description = _("Each campaign is a service of its own: give its address to QGIS or GDAL.")
        links = [link(here, "self", JSON, title), *services]
        return Response({"title": title, "description": description, "links": links})


class LandingView(OgcView):
    def get(self, request: Request, pk: int) -> Response:
        service = self.service(request, pk)
        introduction = strip_tags(self.campaign.introduction).strip()
        title = self.campaign.title
        return Response({"title": title, "description": introduction, "links": service.landing()})


class ConformanceView(OgcView):
    def get(self, request: Request, pk: int) -> Response:
        service = self.service(request, pk)
        return Response({"conformsTo": CONFORMS_TO, "links": service.collections()})


class ApiView(OgcView):
    """The definition of the service, as OpenAPI 3.0."""

    renderer_classes = (OpenApiRenderer, OrjsonRenderer, HtmlRenderer)

    def get(self, request: Request, pk: int) -> Response:
        service = self.service(request, pk)
        found = collections_of(self.campaign, request).values()
        is_definition = isinstance(request.accepted_renderer, OpenApiRenderer)
        document = openapi.document(service, list(found))
        return Response(document, content_type=OPENAPI if is_definition else None)


class CollectionsView(OgcView):
    def get(self, request: Request, pk: int) -> Response:
        service = self.service(request, pk)
        found = collections_of(self.campaign, request).values()
        return Response(
            {
                "links": service.collections(),
                "collections": [_described(service, each, is_own=False) for each in found],
            }
        )


class CollectionView(OgcView):
    def get(self, request: Request, pk: int, key: str) -> Response:
        service = self.service(request, pk)
        return Response(_described(service, self.collection(request, key), is_own=True))


def _described(service: Service, collection: Collection, *, is_own: bool) -> dict[str, Any]:
    box = collection.extent()
    sides = [box.west, box.south, box.east, box.north] if box is not None else None
    extent = {"extent": {"spatial": {"bbox": [sides], "crs": CRS84}}} if sides else {}
    return {
        "id": collection.key,
        "title": collection.title,
        "description": collection.description,
        "itemType": "feature",
        "crs": [CRS84],
        **extent,
        "links": service.collection(collection, is_own=is_own),
    }


class ItemsView(OgcView):
    """A page of features."""

    renderer_classes = (FeaturesRenderer, OrjsonRenderer, HtmlRenderer)
    # Of any collection; which are this one's is checked when it is known.
    parameters = ("f", *SPACE_TIME, "offset", "after", "before", *OWN_FILTERS)

    def get(self, request: Request, pk: int, key: str) -> Response:
        service = self.service(request, pk)
        collection = self.collection(request, key)
        check_parameters(request, {"f", "format", *collection.parameters})
        page = collection.page(Asked(query_of(request), request.query_params))
        stamp = now_of(request).astimezone(UTC).isoformat(timespec="microseconds")
        response = Response(_features(service, collection, page, stamp))
        response.add_post_render_callback(validate_without(stamp))
        return response


def _features(
    service: Service, collection: Collection, page: FeaturePage, stamp: str
) -> dict[str, Any]:
    matched = {} if page.matched is None else {"numberMatched": page.matched}
    return {
        "type": "FeatureCollection",
        "timeStamp": stamp,
        **matched,
        "numberReturned": len(page.features),
        "links": service.items(collection, page),
        "features": page.features,
    }


class ItemView(OgcView):
    """One feature."""

    renderer_classes = (FeaturesRenderer, OrjsonRenderer, HtmlRenderer)

    def get(self, request: Request, pk: int, key: str, feature: str) -> Response:
        service = self.service(request, pk)
        collection = self.collection(request, key)
        found = collection.feature(feature)
        if found is None:
            raise Problem(404, "not-found", _("This collection has no such feature."))
        return Response({**found, "links": service.item(collection, found)})
