"""What all views share: who is asked for, which parameters exist, how answers are written."""

from collections.abc import Iterable
from hashlib import md5
from typing import Any

import orjson
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from rest_framework.parsers import JSONParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView
from wagtail.models import Page

from civic_api import conf
from civic_api.exceptions import Problem, handle
from civic_api.languages import answer_here
from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.participation.rate import client_network


class OrjsonRenderer(BaseRenderer):
    """JSON by orjson: ten times the speed of serializers where it counts."""

    media_type, format, charset = "application/json", "json", None

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=str)


class GeoJSONRenderer(OrjsonRenderer):
    """The same under GeoJSON's media type (RFC 7946)."""

    media_type, format = "application/geo+json", "geojson"


class NetworkThrottle(SimpleRateThrottle):
    """Limits what one network asks for; the rate is the view's ``throttle_scope``."""

    scope = "read"

    def __init__(self) -> None:
        """Leave the rate to ``allow_request``, which knows the view."""

    def allow_request(self, request: Request, view: Any) -> bool:
        self.scope = getattr(view, "throttle_scope", "read")
        self.rate = conf.get("THROTTLE_RATES").get(self.scope)
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return bool(super().allow_request(request, view))

    def get_cache_key(self, request: Request, view: Any) -> str:
        return f"civic:throttle:{self.scope}:{client_network(request.META)}"


class CivicView(APIView):
    """Base of our views: open to all, no cookies, problems instead of pages.

    Attributes:
        parameters: the query parameters of GET; any other is an error, so that a misspelt filter
            does not answer with everything.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (JSONParser,)
    renderer_classes: Any = (OrjsonRenderer,)
    throttle_classes = (NetworkThrottle,)
    throttle_scope = "read"
    parameters: Iterable[str] = ()

    def get_exception_handler(self) -> Any:
        return handle

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"}:
            check_parameters(request, {*self.parameters, "format"})

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        if response.status_code == 404:
            answer_here(request)
        if getattr(response, "exception", False):
            # A problem is JSON, whatever the route answers otherwise.
            request.accepted_renderer = OrjsonRenderer()
            request.accepted_media_type = OrjsonRenderer.media_type
        final: Response = super().finalize_response(request, response, *args, **kwargs)
        if request.method in {"GET", "HEAD"} and final.status_code == 200:
            if not final.has_header("Cache-Control"):
                patch_cache_control(final, public=True, max_age=conf.get("CACHE_SECONDS"))
            if hasattr(final, "add_post_render_callback"):
                final.add_post_render_callback(add_etag)
        return final


def add_etag(response: Any) -> None:
    """Give a rendered answer its validator; Django's ConditionalGetMiddleware answers 304 by it."""
    if not response.streaming and not response.has_header("ETag"):
        response["ETag"] = f'"{md5(response.content, usedforsecurity=False).hexdigest()}"'


def check_parameters(request: Request, known: set[str]) -> None:
    """Raise a problem 400 that names the parameters a route does not have."""
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        detail = _("Unknown parameters: %(unknown)s. Known: %(known)s.") % {
            "unknown": ", ".join(unknown),
            "known": ", ".join(sorted(known - {"format"})),
        }
        raise Problem(400, "unknown-parameter", detail)


def integer(request: Request, name: str, default: int, lowest: int, highest: int) -> int:
    """Return a whole number of the query string.

    Raises:
        Problem: 400 where it is none, or out of range.
    """
    text = request.query_params.get(name, str(default))
    if not text.isdecimal() or not lowest <= int(text) <= highest:
        detail = _("%(name)s must be a whole number from %(lowest)d to %(highest)d.")
        values = {"name": name, "lowest": lowest, "highest": highest}
        raise Problem(400, "bad-parameter", detail % values)
    return int(text)


def public_campaigns() -> list[Any]:
    """Return all campaigns that are live and open to everybody, newest first."""
    pages = Page.objects.live().public().order_by("-first_published_at", "-pk").specific()
    return [page for page in pages if isinstance(page, CampaignMixin)]


def public_campaign(pk: Any) -> Any:
    """Return one campaign.

    Raises:
        Problem: 404 where there is none that everybody may see.
    """
    page = Page.objects.live().public().filter(pk=pk).specific().first()
    if not isinstance(page, CampaignMixin):
        raise Problem(404, "not-found", _("No such campaign."))
    return page
