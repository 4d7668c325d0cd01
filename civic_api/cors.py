"""Cross-origin reading and contributing, for the origins a city names; nobody by default."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from civic_api import conf
from civic_pages.embedding import calling


PREFIX = "/api/civic/"
HEADERS = "Content-Type, Idempotency-Key, If-Match, If-None-Match, Accept-Language, X-Civic-Token"


class CorsMiddleware:
    """Answers preflights and marks answers; no cookie ever crosses origins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        allowed = is_allowed(request, origin)
        preflight = (
            request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        )
        response = HttpResponse(status=204) if preflight else self.get_response(request)
        patch_vary_headers(response, ["Origin"])
        if allowed:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = (
                "ETag, Retry-After, Idempotent-Replayed, Link, Content-Disposition"
            )
            if preflight:
                response["Access-Control-Allow-Methods"] = (
                    "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
                )
                response["Access-Control-Allow-Headers"] = HEADERS
                response["Access-Control-Max-Age"] = "600"
        return response


def is_allowed(request: HttpRequest, origin: str) -> bool:
    """Tell whether an origin is named in ``CORS_ALLOWED_ORIGINS``, or by the editors of the site."""
    return origin in conf.get("CORS_ALLOWED_ORIGINS") or origin in calling.origins(request)
