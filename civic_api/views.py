"""What answers where no route does, and the page of the documentation."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from civic_api.base import Problems
from civic_api.exceptions import PROBLEM_JSON, detail_of, kind_of, problem
from civic_api.languages import answer_here


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
    answer_here(request)
    response = as_problem(404)
    response["Content-Language"] = get_language() or ""
    patch_vary_headers(response, ["Accept-Language"])
    return response


class SchemaView(Problems, SpectacularAPIView):
    """The OpenAPI document."""


class DocsView(Problems, SpectacularSwaggerView):
    """The OpenAPI document as a page, with our own files whatever ``SPECTACULAR_SETTINGS`` says."""

    @extend_schema(exclude=True)
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        ours = "drf_spectacular_sidecar/swagger-ui-dist/"
        answer.data.update(
            title="wagtail-civic",
            swagger_ui_css=static(f"{ours}swagger-ui.css"),
            swagger_ui_bundle=static(f"{ours}swagger-ui-bundle.js"),
            swagger_ui_standalone=static(f"{ours}swagger-ui-standalone-preset.js"),
            favicon_href=static(f"{ours}favicon-32x32.png"),
        )
        return answer
