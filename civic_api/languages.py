"""The API has no language in its addresses, also where a site's pages have one."""

from typing import Any

from django.http import HttpRequest


def answer_here(request: Any) -> None:
    """Have what is not found said here, as a problem.

    Where a site uses ``i18n_patterns``, ``LocaleMiddleware`` sends whoever asks for something that
    is not found to the same address beneath ``/fr/``: Wagtail takes every path, so that a 404 of
    ours would become a redirection to a page. It looks for such patterns in the request's URLconf.
    """
    inner: HttpRequest = getattr(request, "_request", request)
    inner.urlconf = "civic_api.urls"
