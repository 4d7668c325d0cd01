"""Cross-origin reading and contributing, for the origins a city names; nobody by default."""

from collections.abc import Callable, Collection

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

from civic_api import conf
from civic_api.prefix import prefix


# Not Authorization: a key of the team is for programs on a server, no page may hold one.
METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
HEADERS = (
    "Accept, Accept-Language, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Civic-Token"
)
EXPOSED = (
    "Allow, Content-Disposition, Content-Language, ETag, Idempotent-Replayed, Link, Location, "
    "Retry-After, WWW-Authenticate"
)
# What pages without an origin send: files, sandboxed frames, redirects. Anybody can be that.
OPAQUE = "null"


def allowed_origins(request: HttpRequest) -> Collection[str]:
    """Return the origins that may call from a browser: those of the settings, and those that each
    of ``CORS_ORIGIN_SOURCES`` (dotted paths of functions of the request) names for this site.
    """
    named = set(conf.get("CORS_ALLOWED_ORIGINS"))
    for path in conf.get("CORS_ORIGIN_SOURCES"):
        named |= set(import_string(path)(request))
    return named - {OPAQUE, "", "*"}


class CorsMiddleware:
    """Answers preflights and marks answers; no cookie ever crosses origins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(prefix()):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        preflight = (
            request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        )
        response = HttpResponse(status=204) if preflight else self.get_response(request)
        patch_vary_headers(response, ["Origin"])
        if preflight:
            patch_vary_headers(
                response, ["Access-Control-Request-Method", "Access-Control-Request-Headers"]
            )
        if origin and origin in allowed_origins(request):
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = EXPOSED
            if preflight:
                response["Access-Control-Allow-Methods"] = METHODS
                response["Access-Control-Allow-Headers"] = HEADERS
                response["Access-Control-Max-Age"] = "600"
        return response
