"""Addresses of a service, and the links between its resources."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from civic_api.ogc.base import Collection, FeaturePage
from civic_api.ogc.negotiation import GEOJSON, HTML, JSON, OPENAPI
from civic_pages.participation.exports.licences import terms_of


Link = dict[str, str]


def link(href: str, rel: str, media_type: str, title: str) -> Link:
    return {"href": href, "rel": rel, "type": media_type, "title": title}


class Service:
    """The service of one campaign; every address is absolute, as clients store them."""

    def __init__(self, request: Request, campaign: Any) -> None:
        self.request, self.campaign = request, campaign
        path = reverse("civic_api:ogc-landing", args=[campaign.pk])
        self.root: str = request.build_absolute_uri(path)

    def own(self, media_type: str = JSON) -> list[Link]:
        """Return the links of a resource to itself and to its other representation."""
        here = self._with()
        is_html = self.request.accepted_renderer.format == "html"
        rels = ("alternate", "self") if is_html else ("self", "alternate")
        return [
            link(self._with(f="json") if is_html else here, rels[0], media_type, _("As JSON")),
            link(here if is_html else self._with(f="html"), rels[1], HTML, _("As a web page")),
        ]

    def _with(self, *, without: tuple[str, ...] = (), **changes: str) -> str:
        query = {k: v for k, v in self.request.query_params.items() if k not in without}
        text = urlencode({**query, **changes})
        address = self.request.build_absolute_uri(self.request.path)
        return f"{address}?{text}" if text else address

    def landing(self) -> list[Link]:
        """Return the links of the landing page (``/req/core/root-success``)."""
        terms = terms_of(self.campaign)
        tiles = reverse("civic_api:tilejson", args=[self.campaign.pk])
        return [
            *self.own(),
            link(f"{self.root}api", "service-desc", OPENAPI, _("Definition of the API")),
            link(f"{self.root}api?f=html", "service-doc", HTML, _("Description of the API")),
            link(f"{self.root}conformance", "conformance", JSON, _("What the API conforms to")),
            link(f"{self.root}collections", "data", JSON, _("Collections")),
            link(self.campaign.full_url or "", "related", HTML, self.campaign.title),
            link(
                self.request.build_absolute_uri(tiles),
                "related",
                JSON,
                _("Vector tiles (TileJSON)"),
            ),
            link(terms.url, "license", HTML, terms.title),
        ]

    def collections(self) -> list[Link]:
        return [*self.own(), self._landing()]

    def _landing(self) -> Link:
        return link(self.root, "up", JSON, self.campaign.title)

    def collection(self, collection: Collection, *, is_own: bool) -> list[Link]:
        """Return the links of a collection; ``is_own``: of its own resource, not within the list."""
        here = f"{self.root}collections/{collection.key}"
        own = self.own() if is_own else [link(here, "self", JSON, collection.title)]
        terms = terms_of(self.campaign)
        return [
            *own,
            link(f"{here}/items", "items", GEOJSON, collection.title),
            link(f"{here}/items?f=html", "items", HTML, collection.title),
            link(terms.url, "license", HTML, terms.title),
        ]

    def items(self, collection: Collection, page: FeaturePage) -> list[Link]:
        found = [*self.own(GEOJSON), self._collection(collection)]
        media_type = HTML if found[0]["rel"] == "alternate" else GEOJSON
        for rel, title, change in (
            ("next", _("Next page"), page.next),
            ("prev", _("Previous page"), page.previous),
        ):
            if change is not None:
                href = self._with(without=collection.paging, **change)
                found.append(link(href, rel, media_type, title))
        return found

    def _collection(self, collection: Collection) -> Link:
        href = f"{self.root}collections/{collection.key}"
        return link(href, "collection", JSON, collection.title)

    def item(self, collection: Collection, feature: dict[str, Any]) -> list[Link]:
        found = [*self.own(GEOJSON), self._collection(collection)]
        if page := feature["properties"].get("url"):
            found.append(link(page, "related", HTML, _("Its page")))
        return found
