"""What answers where no route does."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from civic_api.base import Problems
from civic_api.exceptions import PROBLEM_JSON, detail_of, kind_of, problem


def as_problem(status: int) -> HttpResponse:
    """Return a problem that has no more to say than its status."""
    body = problem(status, kind_of(status), detail_of(status))
    response = JsonResponse(body, status=status, content_type=PROBLEM_JSON)
    response["Cache-Control"] = "no-store"
    return response


# Nothing is changed here, so nothing can be forged: a POST is told that nothing is here.
@csrf_exempt
def not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer 404 as a problem, not as a page."""
    response = as_problem(404)
    response["Content-Language"] = get_language() or ""
    patch_vary_headers(response, ["Accept-Language"])
    return response


class SchemaView(Problems, SpectacularAPIView):
    """The OpenAPI document."""


class DocsView(Problems, SpectacularSwaggerView):
    """The OpenAPI document as a page."""
