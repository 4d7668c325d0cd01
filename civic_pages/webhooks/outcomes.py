"""What became of an attempt: when the next one comes, when an event or a whole webhook is given up."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.admin.utils import get_admin_base_url
from wagtail.log_actions import log

from civic_pages import conf
from civic_pages.participation.notifications import outbox
from civic_pages.participation.notifications.sending import Message
from civic_pages.webhooks import events
from civic_pages.webhooks.models import Failure, Webhook, WebhookAttempt, WebhookDelivery
from civic_pages.webhooks.posting import Answer


State = WebhookDelivery.State
# How long after each failed attempt the next one comes: a little more than a day in all. After the
# last an event is given up.
BACKOFF = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30)),
    *(timedelta(hours=hours) for hours in (1, 2, 4, 6, 6, 6)),
)
MOST_RETRY_AFTER = timedelta(hours=1)
# How long nothing at all is tried after so many failures in a row without an answer, or after
# SEVERAL of any kind; the last holds for all further ones.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (15, 30, 60, 120, 300, 600))
SEVERAL = 5
UNANSWERED = {
    Failure.RESOLVING, Failure.REFUSED, Failure.TLS, Failure.TIMEOUT, Failure.BROKEN,
    Failure.ADDRESS,
}  # fmt: skip


def note(row: WebhookDelivery, answer: Answer, *, began: datetime, now: datetime) -> None:
    """Write down what came of an attempt, of an event and of its webhook."""
    with transaction.atomic():
        found = WebhookDelivery.objects.select_for_update().filter(pk=row.pk).first()
        if found is None:
            return  # Erased, or its webhook deleted, while the receiver answered.
        _note_attempt(found, answer, began)
        # Claimed anew by another while this one hung: its result goes before ours, unless we arrived.
        if found.state != State.DELIVERED and (found.attempts == row.attempts or not answer.error):
            _note_delivery(found, answer, now)
        hook = Webhook.objects.select_for_update(no_key=True).get(pk=row.webhook_id)
        if answer.error:
            if found.event != events.PING:
                _note_failure(hook, found, answer, now)
        elif hook.failures or hook.failing_since or hook.paused_until:
            hook.failures, hook.failing_since, hook.paused_until = 0, None, None
            hook.save(update_fields=["failures", "failing_since", "paused_until"])


def _note_attempt(row: WebhookDelivery, answer: Answer, began: datetime) -> None:
    WebhookAttempt.objects.create(
        delivery=row,
        at=began,
        status=answer.status,
        milliseconds=answer.milliseconds,
        error=answer.error,
        answer=answer.text,
    )


def _note_delivery(row: WebhookDelivery, answer: Answer, now: datetime) -> None:
    row.status, row.milliseconds, row.error = answer.status, answer.milliseconds, answer.error
    if not answer.error:
        row.state, row.delivered_at = State.DELIVERED, now
    elif row.attempts > len(BACKOFF) or row.event == events.PING:
        row.state = State.GIVEN_UP
    else:
        asked = min(timedelta(seconds=answer.retry_after), MOST_RETRY_AFTER)
        row.due_at = now + max(BACKOFF[row.attempts - 1], asked)
    row.save(update_fields=["status", "milliseconds", "error", "state", "delivered_at", "due_at"])


def _note_failure(hook: Webhook, row: WebhookDelivery, answer: Answer, now: datetime) -> None:
    hook.failures += 1
    hook.failing_since = hook.failing_since or now
    if answer.error in UNANSWERED or hook.failures >= SEVERAL:
        hook.paused_until = now + PAUSES[min(hook.failures, len(PAUSES)) - 1]
    lasts = timedelta(days=conf.get("WEBHOOK_DISABLE_DAYS"))
    if answer.error == Failure.GONE:
        _stop(hook, Webhook.Stopped.GONE, now)
    elif now - hook.failing_since >= lasts:
        _stop(hook, Webhook.Stopped.FAILING, now)
    elif row.state == State.GIVEN_UP:
        _write(hook, "given_up", timezone.localdate(now).isoformat(), now)
    hook.save(update_fields=["failures", "failing_since", "paused_until", "enabled", "stopped"])


def _stop(hook: Webhook, why: str, now: datetime) -> None:
    if not hook.enabled:
        return
    hook.enabled, hook.stopped = False, why
    log(instance=hook, action="civic.webhook.stopped", data={"why": str(why)})
    _write(hook, "stopped", str(int(now.timestamp())), now)


def _write(hook: Webhook, what: str, name: str, now: datetime) -> None:
    """Write to its owner: once for each time it stops, and once a day of what was given up."""
    owner = hook.owner
    if owner is None or not owner.is_active or not owner.email:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = (
            gettext("Webhook “%(name)s” has switched itself off")
            if what == "stopped"
            else gettext("Webhook “%(name)s”: an event could not be delivered")
        ) % {"name": hook.name}
        path = reverse("civic_webhooks:inspect", args=[hook.pk])
        context = {"webhook": hook, "url": f"{get_admin_base_url() or ''}{path}"}
        body = render_to_string(f"civic_pages/emails/webhook_{what}.txt", context)
    outbox.put(
        f"webhook:{hook.pk}:{what}:{name}", Message(subject, body), owner.email, now=now, due=now
    )


FAILURES = ("failures", "failing_since", "paused_until")


def forget_failures(hook: Webhook) -> None:
    """Have the next attempt made at once, as if nothing had failed; saved by the caller."""
    hook.failures, hook.failing_since, hook.paused_until = 0, None, None
