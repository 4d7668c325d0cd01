"""Campaigns: where they stand, their forms, sectors, and address search."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import (
    CivicView,
    GeoJSONRenderer,
    OrjsonRenderer,
    public_campaign,
    public_campaigns,
)
from civic_api.exceptions import Problem
from civic_api.v1 import campaign_expansions
from civic_api.v1.docs import NOT_FOUND, FeatureCollection
from civic_api.v1.faces import campaign as faces
from civic_api.v1.faces import docs, previewing
from civic_blocks.schemas import answers_schema
from civic_pages.campaigns.serving import now_of
from civic_pages.campaigns.teasers import prefetch_campaigns
from civic_pages.participation import providers, tallies
from civic_pages.participation.figures import figures_of
from civic_pages.participation.geo import publication
from civic_pages.participation.models import Precision


class CampaignsView(CivicView):
    """All public campaigns."""

    shape = docs.Campaigns
    expansions = campaign_expansions.OF_LIST

    @extend_schema(operation_id="campaigns", responses=docs.Campaigns)
    def get(self, request: Request) -> Response:
        now = now_of(request)
        pages = public_campaigns()
        prefetch_campaigns(pages)
        known, languages = figures_of(pages, now=now), faces.locales()
        self.pages = {page.pk: page for page in pages}
        return Response({"results": [faces.summary(p, now, known[p.pk], languages) for p in pages]})


class CampaignView(CivicView):
    """One campaign, whole: phases, forms and blocks, enough for another front end."""

    parameters = (previewing.PARAMETER,)
    shape = docs.CampaignDetail

    @extend_schema(
        operation_id="campaign",
        parameters=[docs.PREVIEW],
        responses={200: docs.CampaignDetail, **docs.REFUSED, **NOT_FOUND},
    )
    def get(self, request: Request, pk: int) -> Response:
        page = previewing.campaign_asked_for(request, pk)
        return previewing.sealed(request, Response(faces.whole(page, request, now_of(request))))


class FormView(CivicView):
    """A form: JSON Schema of the answers, and how to ask them."""

    @extend_schema(operation_id="form", responses={200: docs.Form, **NOT_FOUND})
    def get(self, request: Request, pk: int, form_id: str) -> Response:
        page = public_campaign(pk)
        definition = next((d for d in page.form_definitions() if d.form_id == form_id), None)
        if definition is None:
            raise Problem(404, "not-found", _("This campaign has no such form."))
        identifying = providers.identifying(definition, page)
        needed = [identifying.key] if identifying else []
        return Response(
            {
                "id": definition.form_id,
                "version": definition.digest[:12],
                "title": definition.title,
                "open": page.allows("contribute", now=now_of(request)),
                "allow_collective": definition.allow_collective,
                "identity": page.identity,
                "schema": answers_schema(definition, needed=needed),
                "order": [
                    {
                        "key": spec.key,
                        "type": spec.type,
                        "label": spec.label,
                        "help": spec.help_text,
                        "required": spec.required or spec.key in needed,
                        "published": spec.public,
                    }
                    for spec in definition
                ],
            }
        )


class SectorsView(CivicView):
    """Sectors with their counts; ``null`` where homes are too few, or totals are not told yet."""

    renderer_classes = (GeoJSONRenderer, OrjsonRenderer)

    @extend_schema(operation_id="sectors", responses={200: FeatureCollection, **NOT_FOUND})
    def get(self, request: Request, pk: int) -> Response:
        features = sector_features(public_campaign(pk), now_of(request))
        return Response({"type": "FeatureCollection", "features": features})


def sector_features(page: Any, now: datetime) -> list[dict[str, Any]]:
    """Return the sectors of a campaign as GeoJSON features, with what is told of their counts."""
    told = _sector_counts(page, now)
    return [
        {**f, "properties": {**f["properties"], **told(f["properties"]["key"])}}
        for f in (page.sectors or {}).get("features", [])
    ]


def _sector_counts(page: Any, now: datetime) -> Callable[[str], dict[str, Any]]:
    """Return what tells the count of a sector.

    Of homes, sectors that are told together have no count of their own: ``together`` names them.
    """
    if not page.shows_totals(now):
        return lambda _key: {"count": None}
    if page.public_precision != Precision.AREAS:
        counts = tallies.by_sector(page.pk)
        return lambda key: {"count": counts.get(key, 0)}
    told: dict[str, dict[str, Any]] = {}
    for keys, count in publication.sectors_of(publication.current(page.pk, now=now)):
        joined = {"count": None, "together": {"sectors": list(keys), "count": count}}
        told.update({key: {"count": count} if len(keys) == 1 else joined for key in keys})
    return lambda key: told.get(key, {"count": None})
