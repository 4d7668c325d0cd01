"""A posted contribution: taken, or shown again with what is wrong beside its field."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from civic_blocks.definitions import FormDefinition
from civic_pages.campaigns.serving import receipts, stepping
from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.campaigns.serving.rendering import render
from civic_pages.campaigns.serving.uploading import form_of
from civic_pages.participation import actions, login, providers, rate
from civic_pages.participation.abuse import gate, showing
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.similar import suggesting


Refusal = (
    gate.ChallengeNeeded
    | rate.TooMany
    | ValidationError
    | actions.ParticipationClosed
    | actions.AccountRequired
)


def receive(page: Any, request: HttpRequest) -> HttpResponse:
    """Take a posted contribution: 303 to its receipt, or the page again with what is wrong."""
    form = form_of(page, request, definition_of(page, request), now=now_of(request))
    status = stepping.step(request, form)
    if status is not None:
        return again(page, request, form, status)
    key = request.POST.get(providers.KEY_PARAMETER, "")
    if not form.is_valid() or not providers.is_key(key):
        if form.is_valid():
            form.add_error(None, _("Please send the form once more."))
        return again(page, request, form)
    digest = actions.key_digest(key)
    if suggesting.interrupts(page, request, form, key=digest, now=now_of(request)):
        return again(page, request, form, HTTPStatus.OK)
    try:
        submitted = _submit(page, request, form, digest)
    except (
        gate.ChallengeNeeded,
        rate.TooMany,
        ValidationError,
        actions.ParticipationClosed,
        actions.AccountRequired,
    ) as error:
        return _refused(page, request, form, error)
    return receipts.redirect_to(page, request, submitted.contribution)


def definition_of(page: Any, request: HttpRequest) -> FormDefinition:
    """Return the form that was posted.

    Raises:
        Http404: the campaign has none of this id.
    """
    form_id = request.POST.get(providers.FORM_PARAMETER)
    for definition in page.form_definitions():
        if definition.form_id == form_id:
            return definition
    raise Http404("This campaign has no such form.")


def _submit(page: Any, request: HttpRequest, form: ContributionForm, key: str) -> actions.Submitted:
    """Hand a valid form in through the gate."""
    now, submission = now_of(request), form.submission()
    author = login.author_of(page, getattr(request, "user", None))
    sender = gate.Sender.of_form(request.POST, request.META, author=author)
    intake = gate.pass_through(submission, campaign=page, key=key, sender=sender, now=now)
    return actions.submit(submission, campaign=page, key=key, now=now, intake=intake)


def _refused(
    page: Any, request: HttpRequest, form: ContributionForm, error: Refusal
) -> HttpResponse:
    """Say on the page why a valid contribution was not taken."""
    if isinstance(error, rate.TooMany):
        form.add_error(None, _("Too many contributions come from your network. Try again later."))
        response = again(page, request, form, HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(error.seconds)
        return response
    if isinstance(error, actions.ParticipationClosed | actions.AccountRequired):
        form.add_error(None, str(error))
        return again(page, request, form, HTTPStatus.FORBIDDEN)
    if isinstance(error, gate.ChallengeNeeded):
        showing.refuse(request, error)
        form.add_error(None, str(error))
        return again(page, request, form)
    form.add_error(None, error)
    return again(page, request, form)


def again(
    page: Any,
    request: HttpRequest,
    form: ContributionForm,
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    """Show the page with the form as it was typed: its next page, or where something is wrong."""
    request.civic_form = form  # type: ignore[attr-defined]
    if not hasattr(request, "civic_steps"):
        stepping.show_summary(request, form)
    response = render(page, request, status)
    patch_cache_control(response, no_store=True, private=True)
    return response
