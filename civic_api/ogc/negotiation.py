"""Which representation is sent: ``f`` decides, else the header ``Accept``."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from civic_api.base import OrjsonRenderer
from civic_api.exceptions import Problem
from civic_api.ogc import showing


GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
HTML = "text/html"
JSON = "application/json"


class FeaturesRenderer(OrjsonRenderer):
    """Features under GeoJSON's media type."""

    media_type = GEOJSON


class OpenApiRenderer(OrjsonRenderer):
    """An OpenAPI document; whoever asks for it without a version, or for anything, gets it too."""

    media_type = OPENAPI.partition(";")[0]


class HtmlRenderer(BaseRenderer):
    """What the JSON holds, as a page for whoever pastes the address into a browser."""

    media_type, format, charset = HTML, "html", "utf-8"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> str:
        view, request = context["view"], context["request"]
        values = showing.context_of(data, campaign=view.campaign, request=request)
        # Not Django's own request: a page that all may cache knows nobody who is logged in.
        return render_to_string("civic_api/ogc.html", values, request=request)


class Negotiation(DefaultContentNegotiation):
    """Reads the parameter ``f`` (``json`` or ``html``); it counts more than the header."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        wanted = request.query_params.get("f")
        if wanted is None:
            chosen = super().select_renderer(request, renderers, format_suffix)[0]
        else:
            chosen = next((each for each in renderers if each.format == wanted), None)
        if chosen is None:
            raise Problem(400, "bad-parameter", _("f must be json or html."))
        return chosen, chosen.media_type
