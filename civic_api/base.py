"""What all views share: who is asked for, which parameters exist, how answers are written."""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

import orjson
from django.apps import apps
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView
from wagtail.models import Page

from civic_api import caching, conf, shaping, surrogates
from civic_api.authentication import KeyCheck
from civic_api.exceptions import Problem, handle, plain
from civic_api.languages import answer_here
from civic_api.parsers import StrictJSONParser
from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.participation.open_pages import open_pages
from civic_pages.participation.rate import client_network


# More digits than any number of ours has.
MOST_DIGITS = 18


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


class Problems(APIView):
    """Answers errors as problems, whatever a route answers otherwise."""

    def get_exception_handler(self) -> Any:
        return handle

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in self.allowed_methods:
            # Before its parameters are judged: 405, whatever they are.
            self.http_method_not_allowed(request)
        # PostgreSQL has no such text, and fails where it is asked for it.
        if any(isinstance(value, str) and "\x00" in value for value in kwargs.values()):
            raise plain(404)
        if request.query_params.get("format") == "":
            raise Problem(400, "bad-parameter", _("format must be one of those there are."))
        for name, values in request.query_params.lists():
            if any("\x00" in text for text in (name, *values)):
                raise plain(400)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """Answer which methods there are (``Allow``), and nothing else."""
        return HttpResponse(status=204)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        if response.status_code == 404:
            answer_here(request)
        if getattr(response, "exception", False):
            request.accepted_renderer = OrjsonRenderer()
            request.accepted_media_type = OrjsonRenderer.media_type
        final: Response = super().finalize_response(request, response, *args, **kwargs)
        if not final.has_header("Content-Language"):
            final["Content-Language"] = get_language() or ""
        caching.mark(request, final)
        if request.method in caching.SAFE and final.status_code == 200:
            asked = request._request  # noqa: SLF001 - REST framework has no other name for it
            if hasattr(final, "add_post_render_callback"):
                final.add_post_render_callback(partial(caching.validated, asked))
            else:
                final = caching.validated(asked, final)
        return final


class CivicView(Problems):
    """Base of our views: open to all, no cookies, problems instead of pages.

    Attributes:
        parameters: the query parameters of GET; any other is an error, so that a misspelt filter
            does not answer with everything.
        shape: serializer class of what GET answers: with it, ``fields`` chooses from it.
        expansions: what ``expand`` adds to each row, by name; see :mod:`civic_api.shaping`.
    """

    # A key opens nothing here, but a wrong one is told so: its program would not learn it elsewhere.
    authentication_classes: Any = (KeyCheck,)
    permission_classes = (AllowAny,)
    parser_classes = (StrictJSONParser,)
    renderer_classes: Any = (OrjsonRenderer,)
    throttle_classes = (NetworkThrottle,)
    throttle_scope = "read"
    parameters: Iterable[str] = ()
    shape: Any = None
    expansions: ClassVar[dict[str, shaping.Expansion]] = {}
    wanted: shaping.Wanted | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        surrogates.begin()
        super().initial(request, *args, **kwargs)
        if request.method in caching.SAFE:
            check_parameters(request, {*self.parameters, *shaping.parameters_of(self), "format"})
            self.wanted = shaping.wanted_of(self, request)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        if self.wanted is not None and getattr(response, "status_code", 0) == 200:
            try:
                response.data = shaping.shaped(self, self.wanted, response.data)
            except Exception as error:  # noqa: BLE001 - a problem, beyond where they are caught
                response = self.handle_exception(error)
        return super().finalize_response(request, response, *args, **kwargs)


def check_parameters(request: Request, known: set[str]) -> None:
    """Raise a problem 400 that names the parameters a route does not have."""
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        detail = _("Unknown parameters: %(unknown)s. Known: %(known)s.") % {
            "unknown": ", ".join(unknown),
            "known": ", ".join(sorted(known - {"format"})) or _("none"),
        }
        raise Problem(400, "unknown-parameter", detail)


def integer(request: Request, name: str, default: int, lowest: int, highest: int) -> int:
    """Return a whole number of the query string.

    Raises:
        Problem: 400 where it is none, or out of range.
    """
    text = request.query_params.get(name, str(default))
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS + 1
    if not is_number or not lowest <= int(text) <= highest:
        detail = _("%(name)s must be a whole number from %(lowest)d to %(highest)d.")
        values = {"name": name, "lowest": lowest, "highest": highest}
        raise Problem(400, "bad-parameter", detail % values)
    return int(text)


def _classes() -> list[type[Page]]:
    """Return every class of campaign of the site, the host's own included."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, CampaignMixin) and issubclass(model, Page) and not model._meta.proxy  # noqa: SLF001
    ]


def public_campaigns() -> list[Any]:
    """Return all campaigns that are live and open to everybody, newest first."""
    surrogates.note_campaigns()
    pages = open_pages().exact_type(*_classes()).order_by("-first_published_at", "-pk")
    return list(pages.specific())


def public_campaign(pk: Any) -> Any:
    """Return one campaign.

    Raises:
        Problem: 404 where there is none that everybody may see.
    """
    # Hardly any site has more than one class of them: asked for by its class, a page is read whole.
    for model in _classes():
        with suppress(model.DoesNotExist):
            page = open_pages(model).get(id=pk)
            if page.specific_class is model:
                surrogates.note_campaign(page)
                return page
    raise Problem(404, "not-found", _("No such campaign."))
