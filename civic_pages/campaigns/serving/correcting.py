"""A contribution corrected by its author: the same form, filled with what they had answered."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from civic_blocks.definitions import FormDefinition
from civic_pages.campaigns.serving import private
from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.participation import actions, prefill, providers, rate
from civic_pages.participation.abuse import rules
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.models import Contribution
from civic_pages.participation.uploads import taking


Refusal = rate.TooMany | actions.ParticipationClosed | ValidationError


@private.guarded
def correct(page: Any, request: HttpRequest, token: str) -> HttpResponse:
    """Show the form filled in (GET), or take what was corrected: 303 to the private page."""
    contribution = private.own_contribution(page, request, token)
    definition = private.form_of(page, contribution)
    if definition is None or not actions.may_correct(
        contribution, campaign=page, now=now_of(request)
    ):
        return private.see_other(private.follow_url(page, request, contribution))
    if request.method == "POST":
        return _receive(page, request, contribution, definition)
    if request.method not in {"GET", "HEAD"}:
        return private.not_allowed("GET, HEAD, POST")
    form = providers.form_for(definition, page)
    taking.bind(form, campaign_id=page.pk, contribution_id=contribution.pk)
    prefill.fill(form, contribution)
    return _show(page, request, contribution, form)


def _receive(
    page: Any, request: HttpRequest, contribution: Contribution, definition: FormDefinition
) -> HttpResponse:
    refused: Refusal | None
    form, refused = _posted(page, request, contribution, definition)
    if refused is None and form.is_valid():
        refused = _taken(page, request, contribution, form)
        if refused is None:
            return private.see_other(private.follow_url(page, request, contribution))
    status, seconds = HTTPStatus.UNPROCESSABLE_ENTITY, ""
    if isinstance(refused, actions.ParticipationClosed):
        status = HTTPStatus.FORBIDDEN
        form.add_error(None, str(refused))
    elif isinstance(refused, rate.TooMany):
        status, seconds = HTTPStatus.TOO_MANY_REQUESTS, str(refused.seconds)
        form.add_error(None, _("Too many requests come from your network. Try again later."))
    elif refused is not None:
        form.add_error(None, refused)
    response = _show(page, request, contribution, form, status)
    if seconds:
        response["Retry-After"] = seconds
    return response


def _posted(
    page: Any, request: HttpRequest, contribution: Contribution, definition: FormDefinition
) -> tuple[ContributionForm, rate.TooMany | None]:
    """Return the posted form, its new files kept, and what speaks against taking any."""
    taken, refused = taking.Taken(request.POST), None
    try:
        _count(page, request, "RATE_LIMIT")
        if request.FILES:
            _count(page, request, "UPLOAD_RATE_LIMIT")
            taken = taking.take(
                definition,
                request.POST,
                request.FILES,
                campaign_id=page.pk,
                key="",
                now=now_of(request),
            )
    except rate.TooMany as error:
        refused = error
    form = providers.form_for(definition, page, taken.data)
    prefill.keep_accepted(form, contribution)
    taking.bind(form, campaign_id=page.pk, contribution_id=contribution.pk, refused=taken.refused)
    return form, refused


def _count(page: Any, request: HttpRequest, setting: str) -> None:
    """Count a correction apart from new contributions.

    Raises:
        rate.TooMany: the network has sent more than it may.
    """
    rate.check(page.pk, rate.client_network(request.META), setting=setting)


def _taken(
    page: Any, request: HttpRequest, contribution: Contribution, form: ContributionForm
) -> Refusal | None:
    """Correct the contribution, or return why not."""
    submission = form.submission()
    # Of course its text has come before.
    flags = [name for name in rules.broken(submission, page) if name != "repeated"]
    try:
        actions.correct(contribution, submission, campaign=page, now=now_of(request), flags=flags)
    except (actions.ParticipationClosed, ValidationError) as error:
        return error
    return None


def _show(
    page: Any,
    request: HttpRequest,
    contribution: Contribution,
    form: ContributionForm,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "contribution": contribution,
        "form": form,
        "private_url": private.follow_url(page, request, contribution),
    }
    return private.render_private(page, request, "correct", context, status)
