"""The files of a posted form: kept before the form is read, so that none is lost by an error."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from civic_blocks.definitions import FormDefinition
from civic_pages.participation import actions, login, providers, rate
from civic_pages.participation.forms import HONEYPOT, ContributionForm
from civic_pages.participation.uploads import taking


def form_of(
    page: Any, request: HttpRequest, definition: FormDefinition, *, now: datetime
) -> ContributionForm:
    """Return the posted form; its files are kept, or refused beside their question."""
    posted = request.POST.get(providers.KEY_PARAMETER, "")
    key = actions.key_digest(posted) if providers.is_key(posted) else ""
    if not _may_send_files(page, request, now):
        return providers.form_for(definition, page, request.POST, key=key)
    taken = _taken(page, request, definition, key=key, now=now)
    form = providers.form_for(definition, page, taken.data, key=key)
    taking.bind(form, campaign_id=page.pk, key=key, refused=taken.refused)
    return form


def _may_send_files(page: Any, request: HttpRequest, now: datetime) -> bool:
    """Tell whether there are files, from somebody who may contribute and is no bot."""
    is_bot = bool(request.POST.get(HONEYPOT))
    stranger = login.is_missing(page, getattr(request, "user", None))
    welcome = not is_bot and not stranger and page.allows("contribute", now=now)
    return bool(request.FILES) and welcome


def _taken(
    page: Any, request: HttpRequest, definition: FormDefinition, *, key: str, now: datetime
) -> taking.Taken:
    try:
        rate.check(page.pk, rate.client_network(request.META), setting="UPLOAD_RATE_LIMIT")
    except rate.TooMany:
        message = _("Too many files come from your network. Try again later.")
        questions = taking.file_questions(definition)
        refused = {spec.key: [ValidationError(message, code="rate")] for spec in questions}
        return taking.Taken(request.POST, refused)
    return taking.take(
        definition, request.POST, request.FILES, campaign_id=page.pk, key=key, now=now
    )
