"""A citizen reports a comment: a short form, then a neutral thank-you."""

import uuid
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.deliberation import actions, targets
from civic_pages.deliberation.models import Comment
from civic_pages.participation import providers, rate
from civic_pages.participation.abuse import gate, showing
from civic_pages.participation.abuse.report_form import ReportForm
from civic_pages.participation.actions import key_digest


# In the address of what is reported.
NAME = "commentaires"
THANKS = "merci"


def report(page: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form, or take a report: 303 to the thank-you, 422 with what is wrong."""
    if THANKS in request.GET and request.method != "POST":
        # Whatever has become of the comment: it may wait for a moderator by now.
        return _render(page, request, {"is_sent": True})
    found = Comment.objects.public().filter(campaign_id=page.pk, pk=pk, is_official=False)
    comment = found.first()
    if comment is None:
        raise Http404("No such comment.")
    if request.method != "POST":
        return _form(page, request, comment, ReportForm())
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _form(page, request, comment, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _take(page, request, comment, form)


def _take(page: Any, request: HttpRequest, comment: Comment, form: ReportForm) -> HttpResponse:
    now = now_of(request)
    sender = gate.Sender.of_form(request.POST, request.META)
    key = key_digest(request.POST.get(providers.KEY_PARAMETER, ""))
    try:
        gate.admit(page.pk, key=key, sender=sender, now=now)
        actions.report(comment, form.notice(network=sender.network), now=now)
    except gate.ChallengeNeeded as error:
        showing.refuse(request, error)
        form.add_error(None, str(error))
    except rate.TooMany as error:
        form.add_error(None, _("Too many reports come from your network. Try again later."))
        response = _form(page, request, comment, form, HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(error.seconds)
        return response
    except ValidationError as error:
        form.add_error(None, error)
    else:
        response = HttpResponseRedirect(f"{request.path}?{THANKS}=1")
        response.status_code = HTTPStatus.SEE_OTHER
        return response
    return _form(page, request, comment, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _form(
    page: Any,
    request: HttpRequest,
    comment: Comment,
    form: ReportForm,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    challenge = showing.challenge_for(
        page, request, now=now_of(request), input_id="id_report_civic_answer"
    )
    context = {
        "comment": comment,
        "comment_url": targets.permalink(comment, targets.beneath(comment).url),
        "form": form,
        "key_name": providers.KEY_PARAMETER,
        "key": uuid.uuid4().hex,
        "challenge": challenge,
    }
    return _render(page, request, context, status)


def _render(
    page: Any, request: HttpRequest, context: dict[str, Any], status: int = HTTPStatus.OK
) -> HttpResponse:
    response = TemplateResponse(
        request,
        "civic_pages/deliberation/report.html",
        {**page.get_context(request), **context},
        status=status,
    )
    patch_cache_control(response, no_store=True, private=True)
    response["Referrer-Policy"] = "same-origin"
    return response
