"""What may be done with webhooks: the admin's views call nothing else."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages import conf
from civic_pages.participation import policy
from civic_pages.webhooks import delivering, events, outcomes, retention, waking
from civic_pages.webhooks.models import Webhook, WebhookDelivery, new_key


ADD = "civic_pages.add_webhook"
CHANGE = "civic_pages.change_webhook"
VIEW = "civic_pages.view_webhook"
State = WebhookDelivery.State
CHANGED = ("name", "url", "events", "team", "enabled", "stopped", "owner", "enabled_at")


@transaction.atomic
def save(hook: Webhook, *, campaigns: Iterable[Any], by: Any, now: datetime) -> Webhook:
    """Store a webhook, new or changed; whoever saves it last is its owner.

    Another address, or switched on again: it begins afresh, what waits is tried at once.

    Raises:
        PermissionDenied: ``by`` may not; of what is not public, or was until now, moderators alone
            decide.
    """
    policy.require(by, CHANGE if hook.pk else ADD)
    before = Webhook.objects.filter(pk=hook.pk).first() if hook.pk else None
    told_team = before is not None and before.team
    if hook.team or told_team:
        policy.require(by, policy.MODERATE)
    if told_team and not hook.team:
        # Whoever keeps it from now on could have it sent anywhere.
        retention.forget_payloads(hook)
    hook.owner = by
    switched_on = hook.enabled and (before is None or not before.enabled)
    if switched_on:
        hook.enabled_at, hook.stopped = now, ""
    if before is None:
        hook.created_at = now
        hook.save()
        hook.campaigns.set(campaigns)
        return hook
    names = list(CHANGED)
    if switched_on or before.url != hook.url:
        outcomes.forget_failures(hook)
        names += outcomes.FAILURES
    # What senders write at the same time is not ours to write back.
    hook.save(update_fields=names)
    hook.campaigns.set(campaigns)
    return hook


@transaction.atomic
def rotate(hook: Webhook, *, by: Any, now: datetime) -> Webhook:
    """Give a webhook a new secret; for some hours the one before signs too.

    Raises:
        PermissionDenied: ``by`` may not change webhooks.
    """
    policy.require(by, CHANGE)
    row = Webhook.objects.select_for_update(no_key=True).get(pk=hook.pk)
    row.previous_key, row.key = row.key, new_key()
    row.previous_until = now + timedelta(hours=conf.get("WEBHOOK_OVERLAP_HOURS"))
    row.save(update_fields=["key", "previous_key", "previous_until"])
    log(instance=row, action="civic.webhook.rotate", user=by)
    return row


def ping(hook: Webhook, *, by: Any, now: datetime) -> WebhookDelivery:
    """Send a test event at once, whatever waits, and return what became of it.

    The one event that is sent within a request, that of whoever asks: ten seconds at the most.

    Raises:
        PermissionDenied: ``by`` may not change webhooks.
    """
    policy.require(by, CHANGE)
    event_id = uuid.uuid4()
    row = WebhookDelivery.objects.create(
        webhook=hook,
        event_id=event_id,
        key=str(event_id),
        event=events.PING,
        happened_at=now,
        due_at=now + delivering.CLAIM,
        attempts=1,
    )
    log(instance=hook, action="civic.webhook.ping", user=by)
    while row.sequence is None:
        delivering.number(hook.pk)
        row.refresh_from_db()
    delivering.attempt(row, clock=delivering.Clock(now))
    row.refresh_from_db()
    return row


def replayable(hook: Webhook) -> QuerySet[WebhookDelivery]:
    """Return what can be sent again: all but tests, as long as what it told is kept."""
    kept = WebhookDelivery.objects.filter(webhook=hook).exclude(data={})
    return kept.exclude(event=events.PING)


@transaction.atomic
def replay(row: WebhookDelivery, *, by: Any, now: datetime) -> None:
    """Send one event again, under its own id and number.

    Raises:
        PermissionDenied: ``by`` may not change webhooks.
        ValidationError: what it told is erased.
    """
    policy.require(by, CHANGE)
    if not _again(replayable(row.webhook).filter(pk=row.pk), now):
        raise ValidationError(_("What it told is erased: it cannot be sent again."), code="erased")
    data = {"event": row.event, "sequence": row.sequence}
    log(instance=row.webhook, action="civic.webhook.replay", user=by, data=data)
    transaction.on_commit(waking.waker(row.webhook_id))


@transaction.atomic
def replay_since(hook: Webhook, since: datetime, *, by: Any, now: datetime) -> int:
    """Send all again that happened since, in its order; returns how many events.

    Raises:
        PermissionDenied: ``by`` may not change webhooks.
    """
    if not policy.may(by, CHANGE):
        raise PermissionDenied(CHANGE)
    count = _again(replayable(hook).filter(happened_at__gte=since), now)
    data = {"since": since.isoformat(), "count": count}
    log(instance=hook, action="civic.webhook.replay", user=by, data=data)
    transaction.on_commit(waking.waker(hook.pk))
    return count


def _again(rows: QuerySet[WebhookDelivery], now: datetime) -> int:
    return rows.update(state=State.WAITING, attempts=0, due_at=now, error="", delivered_at=None)
