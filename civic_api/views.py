"""What answers where no route does, and the page of the documentation."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from drf_spectacular.views import SpectacularSwaggerView

from civic_api.exceptions import PROBLEM_JSON, problem
from civic_api.languages import answer_here


def not_found(request: HttpRequest, rest: str) -> JsonResponse:
    """Answer 404 as a problem, not as a page."""
    answer_here(request)
    body = problem(404, "not-found", _("Nothing is found at this address."))
    return JsonResponse(body, status=404, content_type=PROBLEM_JSON)


class DocsView(SpectacularSwaggerView):
    """The documentation with its own files, whatever ``SPECTACULAR_SETTINGS`` says: no CDN."""

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
