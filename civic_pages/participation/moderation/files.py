"""The files of contributions, for moderators: what is not published too."""

import uuid

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from civic_pages.participation import policy, reach
from civic_pages.participation.models import Contribution
from civic_pages.participation.uploads import sending, showing


@require_safe
def contribution_file(request: HttpRequest, pk: int, identifier: uuid.UUID) -> HttpResponseBase:
    """Send a file of a contribution to whoever may moderate it."""
    policy.require_somewhere(request.user, policy.MODERATE)
    known = Contribution.objects.select_related("form_version")
    mine = reach.within(known, request.user, policy.MODERATE)
    upload = showing.find(get_object_or_404(mine, pk=pk), identifier, public_only=False)
    if upload is None:
        raise Http404("No such file.")
    response = sending.respond(upload)
    patch_cache_control(response, no_store=True, private=True)
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
