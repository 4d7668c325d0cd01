"""A citizen reports a contribution: a short form, then a neutral thank-you."""

import uuid
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.campaigns.serving.reading import REPORT_ROUTE
from civic_pages.participation import actions, providers, rate
from civic_pages.participation.abuse import gate, showing
from civic_pages.participation.abuse.report_form import ReportForm
from civic_pages.participation.models import Contribution


THANKS = "merci"


def report(page: Any, request: HttpRequest, reference: str) -> HttpResponse:
    """Show the form, or take a report: 303 to the thank-you, 422 with what is wrong."""
    if THANKS in request.GET and request.method != "POST":
        # Whatever has become of the contribution: it may wait for a moderator by now.
        return _render(page, request, {"reference": reference, "is_sent": True})
    contribution = Contribution.objects.public().of(page).filter(reference=reference).first()
    if contribution is None:
        raise Http404("No such contribution.")
    if request.method != "POST":
        return _form(page, request, contribution, ReportForm())
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _form(page, request, contribution, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _take(page, request, contribution, form)


def _take(
    page: Any, request: HttpRequest, contribution: Contribution, form: ReportForm
) -> HttpResponse:
    now = now_of(request)
    sender = gate.Sender.of_form(request.POST, request.META)
    key = actions.key_digest(request.POST.get(providers.KEY_PARAMETER, ""))
    try:
        gate.admit(page.pk, key=key, sender=sender, now=now)
        actions.report(contribution, form.notice(network=sender.network), now=now)
    except gate.ChallengeNeeded as error:
        showing.refuse(request, error)
        form.add_error(None, str(error))
    except rate.TooMany as error:
        form.add_error(None, _("Too many reports come from your network. Try again later."))
        response = _form(page, request, contribution, form, HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(error.seconds)
        return response
    except ValidationError as error:
        form.add_error(None, error)
    else:
        return _thanks(page, request, contribution)
    return _form(page, request, contribution, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _thanks(page: Any, request: HttpRequest, contribution: Contribution) -> HttpResponse:
    address = f"{page.contributions_url}{contribution.reference}/{REPORT_ROUTE}?{THANKS}=1"
    response = HttpResponseRedirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _form(
    page: Any,
    request: HttpRequest,
    contribution: Contribution,
    form: ReportForm,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    challenge = showing.challenge_for(
        page, request, now=now_of(request), input_id="id_report_civic_answer"
    )
    context = {
        "reference": contribution.reference,
        "title": contribution.title,
        "excerpt": contribution.excerpt,
        "form": form,
        "key_name": providers.KEY_PARAMETER,
        "key": uuid.uuid4().hex,
        "challenge": challenge,
    }
    return _render(page, request, context, status)


def _render(
    page: Any, request: HttpRequest, context: dict[str, Any], status: int = HTTPStatus.OK
) -> HttpResponse:
    url = f"{page.contributions_url}{context['reference']}/"
    response = TemplateResponse(
        request,
        "civic_pages/report.html",
        {**page.get_context(request), **context, "contribution_url": url},
        status=status,
    )
    patch_cache_control(response, no_store=True, private=True)
    response["Referrer-Policy"] = "same-origin"
    return response
