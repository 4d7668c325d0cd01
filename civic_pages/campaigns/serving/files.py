"""The files of a campaign's public contributions."""

import uuid
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from civic_pages.campaigns.serving.contexts import CACHE_SECONDS
from civic_pages.participation.models import Contribution
from civic_pages.participation.uploads import sending, showing


def contribution_file(
    page: Any, request: HttpRequest, reference: str, identifier: uuid.UUID
) -> HttpResponseBase:
    """Send a file of a public contribution that answers a public question; else: not found."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    contribution = (
        Contribution.objects.public()
        .of(page)
        .filter(reference=reference)
        .select_related("form_version")
        .first()
    )
    upload = contribution and showing.find(contribution, identifier, public_only=True)
    if not upload:
        raise Http404("No such file.")
    response: FileResponse = sending.respond(upload)
    patch_cache_control(response, max_age=CACHE_SECONDS)
    return response
