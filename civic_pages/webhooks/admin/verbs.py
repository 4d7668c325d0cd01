"""What buttons of the admin do with webhooks; all by POST."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from civic_pages.participation import policy
from civic_pages.webhooks import actions
from civic_pages.webhooks.admin.forms import ReplayForm
from civic_pages.webhooks.admin.viewset import SHOWN_ONCE
from civic_pages.webhooks.models import Webhook, WebhookDelivery


@require_POST
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Test, rotate the secret of, or send again to one webhook; leads back to its page."""
    policy.require(request.user, actions.CHANGE)
    if verb not in VERBS:
        raise Http404(verb)
    hook = get_object_or_404(Webhook, pk=pk)
    VERBS[verb](request, hook)
    return _see_other("civic_webhooks:inspect", hook.pk)


def _ping(request: HttpRequest, hook: Webhook) -> None:
    sent = actions.ping(hook, by=request.user, now=timezone.now())
    if sent.state == WebhookDelivery.State.DELIVERED:
        told = _("The receiver took the test: %(status)s, %(milliseconds)d ms.")
        values = {"status": sent.status, "milliseconds": sent.milliseconds}
        messages.success(request, told % values)
        return
    reason = sent.get_error_display()
    if sent.status:
        reason = f"{reason} ({sent.status})"
    messages.error(request, _("The test failed: %(reason)s.") % {"reason": reason})


def _rotate(request: HttpRequest, hook: Webhook) -> None:
    actions.rotate(hook, by=request.user, now=timezone.now())
    request.session[SHOWN_ONCE] = hook.pk


def _replay(request: HttpRequest, hook: Webhook) -> None:
    form = ReplayForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["since"])))
        return
    since = form.cleaned_data["since"]
    count = actions.replay_since(hook, since, by=request.user, now=timezone.now())
    if not count:
        messages.warning(request, _("Nothing has happened since that can be sent again."))
        return
    told = ngettext("%(n)d event is sent again.", "%(n)d events are sent again.", count)
    messages.success(request, told % {"n": count})


VERBS: dict[str, Any] = {"ping": _ping, "rotate": _rotate, "replay": _replay}


@require_POST
def replay_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one event again; leads back to its page."""
    policy.require(request.user, actions.CHANGE)
    row = get_object_or_404(WebhookDelivery.objects.select_related("webhook"), pk=pk)
    try:
        actions.replay(row, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The event is sent again, within a minute or so."))
    return _see_other("civic_webhook_delivery", row.pk)


def _see_other(name: str, pk: int) -> HttpResponse:
    response = redirect(name, pk)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
