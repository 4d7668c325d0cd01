"""Sending what is due, in order and at least once.

One sender at a time holds a webhook (``leased_until``), numbers what was committed, and sends the
lowest number first. Each attempt is claimed by one UPDATE that moves the next one ahead: a sender
that dies leaves both to another after a minute or few. What fails waits its own, growing, time and
the others go on; where nothing gets through, the webhook is left alone for a while.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from time import monotonic

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from civic_pages.webhooks import outcomes, posting, signing
from civic_pages.webhooks.models import Webhook, WebhookDelivery


State = WebhookDelivery.State
# Longer than an attempt can last, so that no living sender loses them.
LEASE, CLAIM = timedelta(seconds=60), timedelta(minutes=3)
NUMBERED_AT_ONCE = 500
AGENT = "wagtail-civic-webhooks"


@dataclass
class Sent:
    """What became of a round of sending."""

    delivered: int = 0
    failed: int = 0

    @property
    def attempts(self) -> int:
        return self.delivered + self.failed


class Clock:
    """Goes on from a moment: a round of sending may last minutes."""

    def __init__(self, now: datetime) -> None:
        self._from, self._began = now, monotonic()

    def now(self) -> datetime:
        return self._from + timedelta(seconds=monotonic() - self._began)


def waiting(now: datetime) -> QuerySet[WebhookDelivery]:
    """Return the deliveries whose next attempt is due."""
    return WebhookDelivery.objects.filter(state=State.WAITING, due_at__lte=now)


def send_due(*, now: datetime, most: int = 1000) -> Sent:
    """Send what is due to every webhook; safe to run several times at once.

    Args:
        most: how many attempts at the most, to each webhook.
    """
    total, clock = Sent(), Clock(now)
    for pk in list(_ready(now).order_by("pk").values_list("pk", flat=True)):
        done = drain(pk, now=clock.now(), most=most)
        total.delivered += done.delivered
        total.failed += done.failed
    return total


def _ready(now: datetime) -> QuerySet[Webhook]:
    """Return the webhooks that have something due, and that nobody is sending to."""
    rested = Q(paused_until=None) | Q(paused_until__lte=now)
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    due = waiting(now).filter(webhook=OuterRef("pk")).order_by()
    return Webhook.objects.filter(rested, free, Exists(due), enabled=True)


def drain(webhook_id: int, *, now: datetime, most: int = 1000) -> Sent:
    """Send what is due to one webhook, unless somebody else is just doing so."""
    done, clock = Sent(), Clock(now)
    # Looked at again after the release: what was committed meanwhile found it still held.
    while done.attempts < most and _ready(clock.now()).filter(pk=webhook_id).exists():
        lease = _lease(webhook_id, clock.now())
        if lease is None:
            break
        before = done.attempts
        lease = _send_while_held(webhook_id, lease, clock, done, most)
        Webhook.objects.filter(pk=webhook_id, leased_until=lease).update(leased_until=None)
        if done.attempts == before:
            break
    return done


def _lease(webhook_id: int, now: datetime) -> datetime | None:
    until = now + LEASE
    taken = _ready(now).filter(pk=webhook_id).update(leased_until=until)
    return until if taken else None


def _send_while_held(
    webhook_id: int, lease: datetime, clock: Clock, done: Sent, most: int
) -> datetime:
    """Send one after the other, as long as the lease is ours; returns how long it is held."""
    for _number in count():
        now = clock.now()
        held = Webhook.objects.filter(pk=webhook_id, leased_until=lease, enabled=True)
        rested = held.filter(Q(paused_until=None) | Q(paused_until__lte=now))
        if done.attempts >= most or not rested.update(leased_until=now + LEASE):
            break
        lease = now + LEASE
        number(webhook_id)
        row = _next_claimed(webhook_id, now)
        if row is None:
            break
        if attempt(row, clock=clock):
            done.delivered += 1
        else:
            done.failed += 1
    return lease


@transaction.atomic
def number(webhook_id: int) -> None:
    """Number what was committed since, in the order it was written.

    After the commit, so that an act never waits for another one's number, and nothing gets a number
    before everything it builds on has one.
    """
    unnumbered = WebhookDelivery.objects.filter(webhook_id=webhook_id, sequence=None)
    if not unnumbered.exists():
        return
    # Not a full lock: acts that write a delivery at the same time refer to this row.
    hook = Webhook.objects.select_for_update(no_key=True).get(pk=webhook_id)
    rows = list(unnumbered.order_by("pk").only("pk")[:NUMBERED_AT_ONCE])
    for row in rows:
        hook.last_sequence += 1
        row.sequence = hook.last_sequence
    WebhookDelivery.objects.bulk_update(rows, ["sequence"])
    hook.save(update_fields=["last_sequence"])


def _next_claimed(webhook_id: int, now: datetime) -> WebhookDelivery | None:
    due = waiting(now).filter(webhook_id=webhook_id, sequence__isnull=False)
    row = due.order_by("sequence").select_related("webhook").first()
    return row if row is not None and claim(row, now=now) else None


def claim(row: WebhookDelivery, *, now: datetime) -> bool:
    """Move the next attempt ahead, if nobody else has: one statement, one winner."""
    same = WebhookDelivery.objects.filter(pk=row.pk, state=State.WAITING, attempts=row.attempts)
    if not same.update(attempts=F("attempts") + 1, due_at=now + CLAIM):
        return False
    row.attempts += 1
    return True


def attempt(row: WebhookDelivery, *, clock: Clock) -> bool:
    """Try to deliver a claimed event once and note what became of it; tells whether it arrived."""
    now = clock.now()
    body = body_of(row)
    signed = signing.headers(row.webhook, str(row.event_id), body, now=now)
    headers = {"content-type": "application/json", "user-agent": AGENT, **signed}
    answer = posting.post(row.webhook.url, body, headers)
    outcomes.note(row, answer, began=now, now=clock.now())
    return not answer.error


def body_of(row: WebhookDelivery) -> bytes:
    """Return what is sent: the same bytes at every attempt."""
    told = {
        "type": row.event,
        "id": str(row.event_id),
        "sequence": row.sequence,
        "timestamp": row.happened_at.astimezone(timezone.get_default_timezone()).isoformat(),
        "data": row.data,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
