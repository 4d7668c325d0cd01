"""Errors that no view of ours has answered, as problems too."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from civic_api.exceptions import PROBLEM_JSON
from civic_api.prefix import prefix
from civic_api.views import as_problem


# What an error says beside its body.
KEPT = ("Allow", "Retry-After", "WWW-Authenticate", "Vary")


class ProblemMiddleware:
    """Gives errors beneath the API's prefix their body: hosts, limits, handlers of 404 and 500.

    Stands close to the outside, below ``CorsMiddleware``: whatever answers further in is seen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(prefix()):
            return self.get_response(request)
        try:
            request.get_host()
        except DisallowedHost:
            # A site's own page for it may well ask for the site's settings, and so for the host.
            return self._told(request, HttpResponse(status=400))
        response = self.get_response(request)
        if response.status_code < 400:
            return response
        if response.get("Content-Type", "").startswith(PROBLEM_JSON):
            return response
        if settings.DEBUG and response.status_code == 500:
            # Django's page for whoever develops.
            return response
        return self._told(request, response)

    def _told(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
        language = translation.get_language_from_request(request)
        with translation.override(language):
            made = as_problem(response.status_code)
        made["Content-Language"] = language
        for name in KEPT:
            if response.has_header(name):
                made[name] = response[name]
        return made
