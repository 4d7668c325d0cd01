"""A contribution corrected by its author: the same form, filled with what they had answered."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from civic_blocks.definitions import FormDefinition
from civic_pages.campaigns.serving import private
from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.participation import actions, prefill, providers, rate
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.models import Contribution
from civic_pages.participation.uploads import taking


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
        taken = _with_files(page, request, definition)
        form = providers.form_for(definition, page, taken.data)
        taking.bind(
            form, campaign_id=page.pk, contribution_id=contribution.pk, refused=taken.refused
        )
        return _receive(page, request, contribution, form)
    if request.method not in {"GET", "HEAD"}:
        return private.not_allowed("GET, HEAD, POST")
    form = providers.form_for(definition, page)
    taking.bind(form, campaign_id=page.pk, contribution_id=contribution.pk)
    prefill.fill(form, contribution)
    return _show(page, request, contribution, form)


def _with_files(page: Any, request: HttpRequest, definition: FormDefinition) -> taking.Taken:
    if not request.FILES:
        return taking.Taken(request.POST)
    rate.check(page.pk, rate.client_network(request.META), setting="UPLOAD_RATE_LIMIT")
    return taking.take(
        definition,
        request.POST,
        request.FILES,
        campaign_id=page.pk,
        key="",
        now=now_of(request),
    )


def _receive(
    page: Any, request: HttpRequest, contribution: Contribution, form: ContributionForm
) -> HttpResponse:
    unprocessable = HTTPStatus.UNPROCESSABLE_ENTITY
    if not form.is_valid():
        return _show(page, request, contribution, form, unprocessable)
    rate.check(page.pk, rate.client_network(request.META))
    try:
        actions.correct(contribution, form.submission(), campaign=page, now=now_of(request))
    except actions.ParticipationClosed as error:
        form.add_error(None, str(error))
        return _show(page, request, contribution, form, HTTPStatus.FORBIDDEN)
    except ValidationError as error:
        form.add_error(None, error)
        return _show(page, request, contribution, form, unprocessable)
    return private.see_other(private.follow_url(page, request, contribution))


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
