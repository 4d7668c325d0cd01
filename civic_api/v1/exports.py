"""Open data of a campaign: published rows, public points, the same filters as the list."""

from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from civic_api.base import CivicView, GeoJSONRenderer, OrjsonRenderer, public_campaign
from civic_api.exceptions import Problem
from civic_api.v1 import docs
from civic_api.v1.filtering import FILTERS, filtered
from civic_pages.campaigns.serving import now_of
from civic_pages.participation.exports import csv, geojson
from civic_pages.participation.geo import publication
from civic_pages.participation.models import Precision, PublicAreas


class CsvRenderer(BaseRenderer):
    """Names the media type; the view streams the table itself."""

    media_type, format = "text/csv", "csv"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> Any:
        return data


class ExportView(CivicView):
    """Shared by both formats; a campaign of homes gives its batch of counts, without filters."""

    throttle_scope = "export"
    parameters = FILTERS
    content_type = ""
    extension = ""

    def export(self, request: Request, pk: int) -> StreamingHttpResponse:
        """Return the streamed file."""
        page = public_campaign(pk)
        if page.public_precision == Precision.AREAS:
            if set(request.query_params) & set(FILTERS):
                detail = _("Homes are published by areas, without filters.")
                raise Problem(400, "filter-not-available", detail)
            body = self.homes(page, publication.current(page.pk, now=now_of(request)))
        else:
            body = self.contributions(filtered(request, page), page)
        response = StreamingHttpResponse(body, content_type=self.content_type)
        name = f"{page.slug}.{self.extension}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def homes(self, page: Any, areas: PublicAreas) -> Iterator[Any]:
        raise NotImplementedError

    def contributions(self, queryset: Any, page: Any) -> Iterator[Any]:
        raise NotImplementedError


class CsvExportView(ExportView):
    """Rows as a table, harmless in a spreadsheet."""

    renderer_classes = (CsvRenderer, OrjsonRenderer)
    content_type, extension = "text/csv; charset=utf-8", "csv"

    @extend_schema(
        operation_id="export_csv",
        parameters=docs.FILTERS,
        responses={(200, "text/csv"): OpenApiTypes.STR, 404: OpenApiResponse(docs.Problem)},
    )
    def get(self, request: Request, pk: int) -> StreamingHttpResponse:
        return self.export(request, pk)

    def homes(self, page: Any, areas: PublicAreas) -> Iterator[str]:
        table = [
            (name, areas.sector_counts.get(key)) for key, name, _shape in page.territory.sectors
        ]
        return csv.counts([_("Sector"), _("Answers")], table)

    def contributions(self, queryset: Any, page: Any) -> Iterator[str]:
        return csv.contributions(queryset, page)


class GeoJSONExportView(ExportView):
    """Rows as a map layer."""

    renderer_classes = (GeoJSONRenderer, OrjsonRenderer)
    content_type, extension = "application/geo+json", "geojson"

    @extend_schema(
        operation_id="export_geojson",
        parameters=docs.FILTERS,
        responses={
            (200, "application/geo+json"): docs.FeatureCollection,
            404: OpenApiResponse(docs.Problem),
        },
    )
    def get(self, request: Request, pk: int) -> StreamingHttpResponse:
        return self.export(request, pk)

    def homes(self, page: Any, areas: PublicAreas) -> Iterator[bytes]:
        return geojson.collection(areas.features)

    def contributions(self, queryset: Any, page: Any) -> Iterator[bytes]:
        return geojson.contributions(queryset, page)
