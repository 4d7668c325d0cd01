"""How long an answer may be kept, by whom, and how one that did not change is told (RFC 9110, 9111)."""

from hashlib import md5
from typing import Any

from django.http import HttpRequest
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
)
from rest_framework.request import Request

from civic_api import conf, surrogates
from civic_pages.campaigns.serving import now_of
from civic_pages.participation import official


SAFE = {"GET", "HEAD"}
# Whoever sends one of these is somebody, and what they are told is theirs.
CREDENTIALS = ("Authorization", "X-Civic-Token")
# The encoding too, though what compresses names it: not on a 304, which caches learn this from anew.
VARY = ("Accept", "Accept-Encoding", "Accept-Language", "Origin")


def mark(request: Request, response: Any) -> None:
    """Write what caches need to know into an answer."""
    patch_vary_headers(response, VARY)
    if any(name in request.headers for name in CREDENTIALS):
        response["Cache-Control"] = "private, no-store"
        return
    if request.method not in SAFE:
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return
    if response.status_code == 200 and not response.has_header("Cache-Control"):
        patch_cache_control(response, **lifetime(request))
        surrogates.mark(response)


def lifetime(request: Request) -> dict[str, Any]:
    """Return the directives of a public answer.

    Shared caches keep it longer than browsers only where its next change by the clock is known:
    of one campaign its steps and the city's scheduled answers, of all of them nothing.
    """
    seconds, stale = conf.get("CACHE_SECONDS"), conf.get("STALE_SECONDS")
    told: dict[str, Any] = {"public": True, "max_age": seconds}
    shared = conf.get("SHARED_CACHE_SECONDS")
    if shared is not None:
        told["s_maxage"] = _until_change(request, shared, seconds)
    if stale:
        told["stale_while_revalidate"] = stale
    return told


def _until_change(request: Request, wanted: int, least: int) -> int:
    about, now = surrogates.current(), now_of(request)
    if wanted <= least or about.is_list or not about.campaigns:
        return min(wanted, least)
    changes = [
        change
        for page in {page.pk: page for page in about.campaigns}.values()
        for change in (page.next_change(now), official.next_change(page, now=now))
        if change is not None
    ]
    left = min(((change - now).total_seconds() for change in changes), default=wanted)
    return max(0, min(wanted, int(left)))


def validated(request: HttpRequest, response: Any) -> Any:
    """Give an answer its validator; 304 where whoever asks has it already, 412 for ``If-Match``.

    Files that are streamed have none: it would take making them twice.
    """
    if response.streaming or "no-store" in response.get("Cache-Control", ""):
        return response
    if not response.has_header("ETag"):
        response["ETag"] = f'"{md5(response.content, usedforsecurity=False).hexdigest()}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)
