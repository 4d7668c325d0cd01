"""The link in the mail that confirms a contribution; from any device, with nothing but the link."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from civic_pages.campaigns.serving import private
from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.participation import actions, links
from civic_pages.participation.models import Contribution, Status


@private.guarded
def confirm(page: Any, request: HttpRequest, token: str) -> HttpResponse:
    """Show a button (GET: mail scanners follow links), confirm by POST: 303 to the private page."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return private.not_allowed("GET, HEAD, POST")
    now = now_of(request)
    try:
        contribution = private.known(links.confirmed(token, now=now), page, request)
    except links.LinkExpired as error:
        return _expired(page, request, private.known(error.contribution, page, request))
    follow = private.follow_url(page, request, contribution)
    if request.method == "POST":
        try:
            actions.confirm(contribution, now=now)
        except Contribution.DoesNotExist as error:
            raise Http404("It was erased this very moment.") from error
        return private.see_other(follow)
    context = {
        "contribution": contribution,
        "waits": contribution.status == Status.UNCONFIRMED,
        "private_url": follow,
    }
    return private.render_private(page, request, "confirm", context)


def _expired(page: Any, request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Say that the link is too old, and offer another; trying it on and on is not listened to."""
    follow = private.follow_url(page, request, contribution)
    if contribution.status != Status.UNCONFIRMED:
        return private.see_other(follow)
    listened = actions.count_attempt(contribution)
    context = {"again_url": f"{follow}{private.AGAIN_ROUTE}" if listened else ""}
    status = HTTPStatus.GONE if listened else HTTPStatus.TOO_MANY_REQUESTS
    return private.render_private(page, request, "expired", context, status)
