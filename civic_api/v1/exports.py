"""Open data of a campaign: published rows, public points, the same filters as the list."""

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import CivicView, GeoJSONRenderer, OrjsonRenderer, public_campaign
from civic_api.exceptions import Problem
from civic_api.v1 import docs
from civic_api.v1.filtering import FILTERS, filtered
from civic_pages.campaigns.serving import now_of
from civic_pages.participation.exports import (
    csv,
    dictionary,
    geojson,
    geopackage,
    geopackage_layers,
    homes,
    xlsx,
)
from civic_pages.participation.exports.base import Table
from civic_pages.participation.exports.names import file_name
from civic_pages.participation.exports.tables import open_table, told_filters
from civic_pages.participation.figures import counted
from civic_pages.participation.geo import publication
from civic_pages.participation.models import Contribution, Precision, PublicAreas


class CsvRenderer(BaseRenderer):
    """Names the media type; the view streams the table itself."""

    media_type, format = "text/csv", "csv"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> Any:
        return data


class XlsxRenderer(CsvRenderer):
    media_type, format = xlsx.MEDIA_TYPE, "xlsx"


class GeoPackageRenderer(CsvRenderer):
    media_type, format = geopackage.MEDIA_TYPE, "gpkg"


def documented(
    name: str,
    media_type: str,
    answer: Any = OpenApiTypes.BINARY,
    parameters: Any = docs.FILTERS,
    description: str | None = None,
) -> Any:
    """Return the decorator of a format's view that documents its operation."""
    operation = extend_schema(
        operation_id=f"export_{name}",
        description=description,
        parameters=parameters,
        responses={(200, media_type): answer, 404: OpenApiResponse(docs.Problem)},
    )
    return extend_schema_view(get=operation)


class ExportView(CivicView, ABC):
    """Shared by all formats; a campaign of homes gives its batch of counts, without filters."""

    throttle_scope = "export"
    parameters: Any = FILTERS
    extension = ""

    def get(self, request: Request, pk: int) -> HttpResponseBase:
        page, now = public_campaign(pk), now_of(request)
        if page.public_precision == Precision.AREAS:
            if set(request.query_params) & set(FILTERS):
                detail = _("Homes are published by areas, without filters.")
                raise Problem(400, "filter-not-available", detail)
            response = self.homes(request, page, publication.current(page.pk, now=now))
        else:
            queryset = filtered(request, page).queryset
            told = told_filters(request.query_params, page)
            response = self.contributions(
                request, open_table(page, queryset, now=now, filters=told)
            )
        name = file_name(page, self.extension, now=now)
        response["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=name
        )
        return response

    @abstractmethod
    def homes(self, request: Request, page: Any, areas: PublicAreas) -> HttpResponseBase:
        """Return the file of a campaign of homes: its published areas."""

    @abstractmethod
    def contributions(self, request: Request, table: Table) -> HttpResponseBase:
        """Return the file of contributions that are told one by one."""


def dialect_of(request: Request) -> csv.Dialect:
    """Return how a table is to be written.

    Raises:
        Problem: 400 for a value that is none of its parameter's.
    """
    offered = {"delimiter": (",", ";"), "bom": ("1", "0"), "headers": ("labels", "keys")}
    chosen = {name: request.query_params.get(name, values[0]) for name, values in offered.items()}
    for name, values in offered.items():
        if chosen[name] not in values:
            detail = _("%(name)s must be one of: %(values)s.")
            raise Problem(400, "bad-parameter", detail % {"name": name, "values": " ".join(values)})
    return csv.Dialect(chosen["delimiter"], chosen["bom"] == "1", chosen["headers"])


@documented("csv", "text/csv", OpenApiTypes.STR, [*docs.FILTERS, *docs.CSV])
class CsvExportView(ExportView):
    """Rows as a table, harmless in a spreadsheet."""

    renderer_classes = (CsvRenderer, OrjsonRenderer)
    parameters = (*FILTERS, "bom", "delimiter", "headers")
    extension = "csv"

    def _streamed(self, lines: Iterator[str]) -> HttpResponseBase:
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")

    def homes(self, request: Request, page: Any, areas: PublicAreas) -> HttpResponseBase:
        table = homes.counts(page, areas, now=now_of(request))
        return self._streamed(csv.counts(homes.header(page), table, dialect_of(request)))

    def contributions(self, request: Request, table: Table) -> HttpResponseBase:
        return self._streamed(csv.contributions(table, dialect_of(request)))


@documented("xlsx", xlsx.MEDIA_TYPE)
class XlsxExportView(ExportView):
    """Rows as a workbook with its dictionary and its licence."""

    throttle_scope = "workbook"
    renderer_classes = (XlsxRenderer, OrjsonRenderer)
    extension = "xlsx"

    def homes(self, request: Request, page: Any, areas: PublicAreas) -> HttpResponseBase:
        now = now_of(request)
        file = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
        table = homes.counts(page, areas, now=now)
        xlsx.counts(file.name, homes.header(page), table, homes.about(page, areas, now=now))
        return FileResponse(file, content_type=xlsx.MEDIA_TYPE)

    def contributions(self, request: Request, table: Table) -> HttpResponseBase:
        file = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
        xlsx.write(table, file.name, now=now_of(request))
        return FileResponse(file, content_type=xlsx.MEDIA_TYPE)


@documented("geojson", "application/geo+json", docs.FeatureCollection)
class GeoJSONExportView(ExportView):
    """Rows as a map layer."""

    renderer_classes = (GeoJSONRenderer, OrjsonRenderer)
    extension = "geojson"

    def _streamed(self, body: Iterator[bytes]) -> HttpResponseBase:
        return StreamingHttpResponse(body, content_type="application/geo+json")

    def homes(self, request: Request, page: Any, areas: PublicAreas) -> HttpResponseBase:
        return self._streamed(geojson.collection(areas.features))

    def contributions(self, request: Request, table: Table) -> HttpResponseBase:
        return self._streamed(geojson.contributions(table))


@documented("gpkg", geopackage.MEDIA_TYPE)
class GeoPackageExportView(ExportView):
    """Rows and sectors as layers of a GIS, with a table that says what the file is."""

    throttle_scope = "workbook"
    renderer_classes = (GeoPackageRenderer, OrjsonRenderer)
    extension = "gpkg"

    def _made(self, layers: Iterable[geopackage.Layer], now: datetime) -> HttpResponseBase:
        file = tempfile.NamedTemporaryFile(suffix=".gpkg")  # noqa: SIM115 - the response closes it
        geopackage.write(file.name, layers, now=now)
        return FileResponse(file, content_type=geopackage.MEDIA_TYPE)

    def homes(self, request: Request, page: Any, areas: PublicAreas) -> HttpResponseBase:
        now = now_of(request)
        return self._made(geopackage_layers.home_layers(page, areas, now=now), now)

    def contributions(self, request: Request, table: Table) -> HttpResponseBase:
        now = now_of(request)
        return self._made(geopackage_layers.open_layers(table, now=now), now)


class DataPackageView(CivicView):
    """What the files hold, column by column, and under which licence (Data Package)."""

    @extend_schema(
        operation_id="datapackage",
        responses={200: OpenApiResponse(OpenApiTypes.OBJECT), 404: OpenApiResponse(docs.Problem)},
    )
    def get(self, request: Request, pk: int) -> Response:
        page, now = public_campaign(pk), now_of(request)
        if page.public_precision == Precision.AREAS:
            areas = publication.current(page.pk, now=now)
            resources = dictionary.resources_of_homes(counted(page), homes.rule(areas))
        else:
            table = open_table(page, Contribution.objects.public().of(page), now=now)
            resources = dictionary.resources_of(table)
        return Response(dictionary.package(page, resources=resources))
