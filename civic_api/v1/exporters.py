"""Open data in the formats of other apps: an address and an operation for each exporter."""

from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from rest_framework.request import Request

from civic_api.base import OrjsonRenderer
from civic_api.exceptions import Problem
from civic_api.v1.exports import CsvRenderer, ExportView, documented
from civic_pages.campaigns.serving import now_of
from civic_pages.participation.exports.base import Table
from civic_pages.participation.exports.exporters import EXPORTERS, Exporter
from civic_pages.participation.models import PublicAreas


def _media_type(exporter: Exporter) -> str:
    return exporter.media_type.partition(";")[0]


class ExporterView(ExportView):
    """The file of one exporter, streamed."""

    exporter: Exporter

    def homes(self, request: Request, page: Any, areas: PublicAreas) -> HttpResponseBase:
        detail = _("Homes are published by areas, not in this format.")
        raise Problem(404, "not-available", detail)

    def contributions(self, request: Request, table: Table) -> HttpResponseBase:
        body = self.exporter.write(table, now=now_of(request))
        return StreamingHttpResponse(body, content_type=self.exporter.media_type)


def view_of(exporter: Exporter) -> type[ExporterView]:
    """Return the view of an exporter, documented as those of our own formats are."""
    media_type = _media_type(exporter)

    class Renderer(CsvRenderer):
        format = exporter.ending

    Renderer.media_type = media_type

    @documented(exporter.slug, media_type, description=str(exporter.label))
    class View(ExporterView):
        renderer_classes = (Renderer, OrjsonRenderer)
        extension = exporter.ending

    View.exporter = exporter
    View.__name__ = f"{type(exporter).__name__}View"
    return View


def urls() -> list[URLPattern]:
    """Return the address, beneath a campaign's, of each exporter whose files are open data.

    Read once, when the addresses of the API are loaded: hooks do not change after that. What is no
    exporter has none: a system check says so.
    """
    return [
        path(
            f"export.{exporter.ending}",
            view_of(exporter).as_view(),
            name=f"export-{exporter.slug}",
        )
        for exporter in EXPORTERS.sound().values()
        if exporter.is_open
    ]
