"""The campaign itself: shown, posted to, or its receipt."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from civic_pages.campaigns.serving import receipts, receiving
from civic_pages.campaigns.serving.contexts import CACHE_SECONDS, now_of
from civic_pages.campaigns.serving.rendering import render


def campaign(page: Any, request: HttpRequest) -> HttpResponse:
    """Answer a request to the campaign itself."""
    is_preview = getattr(request, "is_preview", False)
    if request.method == "POST" and not is_preview:
        return receiving.receive(page, request)
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponse(
            status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD, POST"}
        )
    if token := request.GET.get(receipts.RECEIPT_PARAMETER):
        return receipts.receipt(page, request, token)
    return _cacheable(page, request, render(page, request))


def _cacheable(page: Any, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the answer be cached until the next date that changes it; never a form's token."""
    now = now_of(request)
    if page.allows("contribute", now=now) or getattr(request, "is_preview", False):
        patch_cache_control(response, private=True, no_cache=True)
        return response
    boundary = page.next_change(now)
    seconds = CACHE_SECONDS
    if boundary is not None:
        seconds = max(0, min(seconds, int((boundary - now).total_seconds())))
    patch_cache_control(response, max_age=seconds)
    return response
