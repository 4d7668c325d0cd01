"""Private tokens: who holds one is whom it was given to.

They come in the header ``X-Civic-Token`` and nowhere else: no address, and so no log, ever holds one.
Each kind is signed for one purpose. A wrong one is answered like one of something that is gone, and
counted: a network that tries many is told to wait (``CIVIC_PAGES["LINK_LIMIT"]``).
"""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import CivicView, public_campaign
from civic_api.exceptions import Problem
from civic_pages.participation import link_limit, links, rate
from civic_pages.participation.models import Contribution


HEADER = "X-Civic-Token"
# No token of ours is longer.
MOST_LETTERS = 400


def header(description: str) -> OpenApiParameter:
    """Return the header as OpenAPI documents it."""
    return OpenApiParameter(
        HEADER, str, OpenApiParameter.HEADER, required=True, description=description
    )


class TokenRequired(Problem):
    """No token was sent; RFC 9110 wants the scheme named."""

    auth_header = "Civic-Token"


class PrivateView(CivicView):
    """Base of views whose answers are for one person: nobody keeps them."""

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex"
        return super().finalize_response(request, response, *args, **kwargs)


def sent(request: Request) -> str:
    """Return the token of a request.

    Raises:
        Problem: 401 where there is none.
    """
    token = request.headers.get(HEADER, "").strip()
    if not token:
        raise TokenRequired(401, "token-required", _("Send the private token in X-Civic-Token."))
    return token[:MOST_LETTERS]


def wrong(request: Request) -> Problem:
    """Count a token that is none, and return its problem: 404, or 429 once there are too many."""
    try:
        link_limit.note_wrong(rate.client_network(request.META))
    except rate.TooMany as error:
        detail = _("Too many tokens that are none come from your network. Try again later.")
        return Problem(429, "too-many-requests", detail, retry_after=error.seconds)
    return Problem(404, "not-found", _("Nothing belongs to this token."))


def own_contribution(request: Request) -> tuple[Contribution, Any]:
    """Return the contribution of a private token, and its campaign.

    Raises:
        Problem: 401 without a token, 404 or 429 where it is none of ours.
    """
    found = links.followed(sent(request))
    if found is None:
        raise wrong(request)
    return found, public_campaign(found.campaign_id)
