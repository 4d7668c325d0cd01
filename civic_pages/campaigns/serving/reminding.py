"""Private links that were lost: asked for by address, and mailed to it; nothing is told here."""

import uuid
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from civic_pages.campaigns.serving import private
from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.participation import actions, links, providers, rate
from civic_pages.participation.abuse import gate, showing
from civic_pages.participation.reminder_form import ReminderForm


SENT = "envoye"


def remind(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the form (GET), or have the links mailed: 303 to one answer for everybody."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return private.not_allowed("GET, HEAD, POST")
    if request.method != "POST":
        if SENT in request.GET:
            return private.render_private(page, request, "reminded", {})
        return _show(page, request, ReminderForm())
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _show(page, request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _take(page, request, form)


def _take(page: Any, request: HttpRequest, form: ReminderForm) -> HttpResponse:
    sender = gate.Sender.of_form(request.POST, request.META)
    key = actions.key_digest(request.POST.get(providers.KEY_PARAMETER, ""))
    try:
        gate.admit(page.pk, key=key, sender=sender, now=now_of(request))
    except gate.ChallengeNeeded as error:
        showing.refuse(request, error)
        form.add_error(None, str(error))
        return _show(page, request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    except rate.TooMany as error:
        form.add_error(None, _("Too many requests come from your network. Try again later."))
        response = _show(page, request, form, HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(error.seconds)
        return response
    actions.remind(page, email=form.cleaned_data["email"])
    return private.see_other(f"{page.get_url(request)}{links.FOLLOW_ROUTE}?{SENT}=1")


def _show(
    page: Any, request: HttpRequest, form: ReminderForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    challenge = showing.challenge_for(
        page, request, now=now_of(request), input_id="id_links_civic_answer"
    )
    context = {
        "form": form,
        "key_name": providers.KEY_PARAMETER,
        "key": uuid.uuid4().hex,
        "challenge": challenge,
    }
    return private.render_private(page, request, "remind", context, status)
