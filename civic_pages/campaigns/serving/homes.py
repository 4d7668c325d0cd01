"""A second answer of one home: its author is asked what it means, by their private link only."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse

from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.campaigns.serving.private import (
    follow_url,
    guarded,
    not_allowed,
    own_contribution,
    render_private,
    see_other,
)
from civic_pages.participation import actions, households


CHOICE_PARAMETER = "choice"


@guarded
def household(page: Any, request: HttpRequest, token: str) -> HttpResponse:
    """Ask (GET), then note what was chosen (POST) and go back to the private page."""
    contribution = own_contribution(page, request, token)
    private = follow_url(page, request, contribution)
    if request.method not in {"GET", "HEAD", "POST"}:
        return not_allowed("GET, HEAD, POST")
    error = ""
    if request.method == "POST":
        choice = request.POST.get(CHOICE_PARAMETER, "")
        try:
            actions.choose_household(contribution, choice, now=now_of(request))
        except (actions.NothingToChoose, PermissionDenied, actions.IllegalTransition):
            # Chosen already, or no question for this person: their page says where they stand.
            return see_other(private)
        except ValidationError as problem:
            error = problem.messages[0]
        else:
            return see_other(private)
    asked = households.choice_context(contribution)
    if not asked["asks"]:
        return see_other(private)
    context = {
        "contribution": contribution,
        "private_url": private,
        "household": asked,
        "household_error": error,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render_private(page, request, "household", context, status)
