"""What answers where no route does."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from civic_api.exceptions import PROBLEM_JSON, problem


def not_found(request: HttpRequest, rest: str) -> JsonResponse:
    """Answer 404 as a problem, not as a page."""
    body = problem(404, "not-found", _("Nothing is found at this address."))
    return JsonResponse(body, status=404, content_type=PROBLEM_JSON)
