"""Drafts of campaigns for whoever holds a preview token; nothing else of the API takes one."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.base import public_campaign
from civic_api.exceptions import Problem
from civic_pages.campaigns import previews


PARAMETER = "preview"


def campaign_asked_for(request: Request, pk: int) -> Any:
    """Return a campaign as it is published or, where a token is shown, its draft.

    Raises:
        Problem: 403 for a token that opens nothing; 404 where there is no such public campaign.
    """
    token = request.query_params.get(PARAMETER)
    if token is None:
        return public_campaign(pk)
    # Blocks then hold what only a draft has, and no address tells yet.
    request.is_preview = True  # type: ignore[attr-defined]
    try:
        return previews.draft_for(token, pk)
    except previews.PreviewRefused as error:
        raise Problem(403, "preview-refused", str(error)) from error


def sealed(request: Request, response: Response) -> Response:
    """Keep a draft out of caches, search engines, and the Referer header of what it leads to."""
    if PARAMETER in request.query_params:
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
    return response
