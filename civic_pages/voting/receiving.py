"""A posted ballot: taken, or shown again with what is wrong beside its field."""

import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.campaigns.serving.private import see_other
from civic_pages.participation import providers, rate
from civic_pages.participation.abuse import gate, showing
from civic_pages.participation.actions import key_digest
from civic_pages.participation.participants import identity
from civic_pages.voting import actions
from civic_pages.voting.ballot_form import BallotForm


THANKS_COOKIE, THANKS_SALT, THANKS_SECONDS = "civic_ballot", "civic_pages.thanks", 600
Again = Callable[[Any, HttpRequest, BallotForm, int], HttpResponse]


def key_for(request: HttpRequest) -> str:
    """Return the idempotency key of a form: what was posted, or a new one."""
    posted = request.POST.get(providers.KEY_PARAMETER, "")
    return posted if providers.is_key(posted) else secrets.token_hex(16)


def receive(page: Any, request: HttpRequest, form: BallotForm, again: Again) -> HttpResponse:
    """Take a posted ballot: 303 to its receipt, or the page again with what is wrong."""
    now = now_of(request)
    key = request.POST.get(providers.KEY_PARAMETER, "")
    try:
        actions.require_open(page, now)
        actions.require_identity(page)
        if not providers.is_key(key):
            form.add(ValidationError(_("Please send your ballot once more."), code="key"))
        if not form.is_valid():
            return again(page, request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        sender = gate.Sender.of_form(request.POST, request.META)
        gate.admit(page.campaign.pk, key=key_digest(key), sender=sender, now=now)
        known = identity.take(page.campaign, request, email=form.email, now=now)
        cast = actions.cast(
            form.choices(), vote=page, voter=known, key=key_digest(key), now=now,
            attest=form.attest, age_ok=form.age_ok,
        )  # fmt: skip
    except (gate.ChallengeNeeded, rate.TooMany, ValidationError, PermissionDenied) as error:
        return _refused(page, request, form, again, error)
    response = _thanks(page, request, cast, form.email if form.asks_email else "")
    if known.is_proven:
        identity.remember(response, known.participant, request)
    return response


def _refused(
    page: Any, request: HttpRequest, form: BallotForm, again: Again, error: Exception
) -> HttpResponse:
    """Say on the page why a ballot was not taken."""
    if isinstance(error, ValidationError):
        form.add(error)
        return again(page, request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(error, rate.TooMany):
        text = _("Too many ballots come from your network. Try again later.")
        form.add(ValidationError(text, code="key"))
        response = again(page, request, form, HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(error.seconds)
        return response
    form.add(ValidationError(str(error), code="key"))
    if isinstance(error, gate.ChallengeNeeded):
        showing.refuse(request, error)
        return again(page, request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return again(page, request, form, HTTPStatus.FORBIDDEN)


def cookie_path(page: Any, request: HttpRequest) -> str:
    return urlsplit(page.get_url(request) or "/").path


def _thanks(page: Any, request: HttpRequest, cast: actions.Cast, email: str) -> HttpResponse:
    """Lead to the receipt; its code goes with the browser for a moment, and into no address."""
    response = see_other(f"{page.get_url(request)}merci/")
    told = {"vote": page.pk, "code": cast.code, "counts": cast.counts, "email": email}
    response.set_cookie(
        THANKS_COOKIE,
        signing.dumps(told, salt=THANKS_SALT),
        max_age=THANKS_SECONDS,
        path=cookie_path(page, request),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response
