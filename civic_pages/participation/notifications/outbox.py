"""The outbox: a message is written with what it tells, and leaves once that is committed.

Nothing that is rolled back is mailed, nothing that is committed is forgotten: where the mail server
fails, ``manage.py civic_send`` tries again, later each time. A sender claims a message by moving its
next attempt ahead, so that several at once send it once and no lock is held while the server answers.
"""

import email.policy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import django
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django_tasks import task

from civic_pages import conf
from civic_pages.participation.models import Contribution, MailRecord, OutboxMessage
from civic_pages.participation.notifications import channels
from civic_pages.participation.notifications.sending import Message


State = OutboxMessage.State
# How long after each failed attempt the next one comes; after the last it is given up.
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
# A sender that dies while it sends leaves the message to another after this long.
LEAST_CLAIM = timedelta(minutes=10)
ALWAYS = {"Auto-Submitted": "auto-generated"}


@dataclass
class Sent:
    """What became of a round of sending."""

    sent: int = 0
    failed: int = 0


def put(  # noqa: PLR0913 - what a message has
    key: str,
    message: Message,
    to: str,
    *,
    now: datetime,
    campaign: Any = None,
    contribution: Contribution | None = None,
    event: str = "",
    headers: dict[str, str] | None = None,
    reply_to: str = "",
    due: datetime | None = None,
    channel: str = "",
) -> None:
    """Write a message in the caller's transaction; a second one of the same key does nothing.

    Args:
        campaign: the page it is about, where it is about one.
        contribution: the one whose contributor it is for, with its ``event``: moderators see what
            becomes of it.
        due: when to send it; where it is not given, as soon as the transaction is committed.
        channel: slug of what sends it in place of e-mail: then ``to`` is an address of its own, and
            the message a line and an address of the site.
    """
    row = OutboxMessage(
        key=key,
        campaign_id=getattr(campaign, "pk", None),
        contribution=contribution,
        event=event,
        recipient=to,
        subject=message.subject[:250],
        body=message.body,
        channel=channel,
        headers={} if channel else {**ALWAYS, **(headers or {})},
        reply_to=reply_to,
        created_at=now,
        due_at=due or now,
    )
    OutboxMessage.objects.bulk_create([row], ignore_conflicts=True)
    if due is None:
        transaction.on_commit(lambda: send_new.enqueue(key))


def key_every(seconds: int, stem: str, *, now: datetime) -> str:
    """Return the key of a message that goes once in so many seconds, however often it is put.

    It is that of the last one while that is younger, else a new one; whoever asks at the same time
    gets the same.
    """
    number = int(now.timestamp()) // seconds
    keys = [f"{stem}:{number}", f"{stem}:{number - 1}"]
    since = now - timedelta(seconds=seconds)
    young = OutboxMessage.objects.filter(key__in=keys, created_at__gt=since)
    return young.values_list("key", flat=True).first() or keys[0]


@task()
def send_new(key: str) -> None:
    """Make the first attempt to send a message; later ones are ``civic_send``'s."""
    now = timezone.now()
    row = OutboxMessage.objects.filter(key=key, state=State.WAITING, attempts=0).first()
    if row is not None and _claim(row, now=now):
        _attempt(row, now=now)


def send_due(*, now: datetime, most: int = 1000) -> Sent:
    """Send what is due, the longest due first; safe to run several times at once.

    Args:
        most: how many attempts at the most.
    """
    done = Sent()
    for _number in range(most):
        row = _next_claimed(now)
        if row is None:
            break
        _attempt(row, now=now)
        if row.state == State.SENT:
            done.sent += 1
        else:
            done.failed += 1
    return done


def waiting(*, now: datetime) -> QuerySet[OutboxMessage]:
    """Return the messages whose next attempt is due."""
    return OutboxMessage.objects.filter(state=State.WAITING, due_at__lte=now)


@transaction.atomic
def _next_claimed(now: datetime) -> OutboxMessage | None:
    """Claim the message that is longest due; one that another sender is just claiming is left."""
    due = waiting(now=now).select_for_update(skip_locked=True).order_by("due_at", "pk")
    row = due.first()
    # Where the database locks no rows, the claim itself tells who was first; the loser stops.
    return row if row is not None and _claim(row, now=now) else None


def _claim(row: OutboxMessage, *, now: datetime) -> bool:
    """Move the next attempt ahead, if nobody else has: one statement, one winner."""
    same = OutboxMessage.objects.filter(pk=row.pk, state=State.WAITING, attempts=row.attempts)
    until = now + max(LEAST_CLAIM, BACKOFF[min(row.attempts, len(BACKOFF) - 1)])
    if not same.update(attempts=F("attempts") + 1, due_at=until):
        return False
    row.attempts += 1
    row.due_at = until
    return True


def _attempt(row: OutboxMessage, *, now: datetime) -> None:
    """Try to send a claimed message once, and note what became of it."""
    try:
        _deliver(row)
    except Exception as error:  # noqa: BLE001 - whatever a mail backend raises
        _failed(row, error, now=now)
    else:
        row.state, row.error, row.sent_at = State.SENT, "", now
    with transaction.atomic():
        if row.contribution_id is not None:
            # In the order of whoever withdraws or erases: the contribution, then its messages.
            # A record of it needs its row; taken last, the two would wait for each other.
            held = Contribution.objects.select_for_update(no_key=True, of=("self",))
            held.filter(pk=row.contribution_id).order_by().values_list("pk").first()
        if not OutboxMessage.objects.select_for_update().filter(pk=row.pk).exists():
            # Erased with what it was about, while the server answered.
            return
        _record(row, now=now)
        row.save(update_fields=["state", "error", "sent_at", "due_at", "record"])


class _Mail(EmailMessage):
    """A mail whose long headers stay on one line.

    From Django 6.0 on Python folds them, and encodes what has no space to fold at: no mail program
    decodes ``List-Unsubscribe`` (RFC 8058). 998 characters is the longest line of RFC 5322.
    """

    def message(self, **options: Any) -> Any:
        if django.VERSION >= (6, 0):
            asked = options.get("policy", email.policy.default)
            options["policy"] = asked.clone(max_line_length=998)
        return super().message(**options)


def _deliver(row: OutboxMessage) -> None:
    if row.channel:
        notice = channels.Notice(row.key, row.event, row.recipient, row.subject, row.body)
        channels.deliver(row.channel, notice)
        return
    _Mail(
        row.subject,
        row.body,
        to=[row.recipient],
        reply_to=[row.reply_to] if row.reply_to else None,
        headers=row.headers,
    ).send()


def _failed(row: OutboxMessage, error: Exception, *, now: datetime) -> None:
    """Note why it failed (the kind only: a server's words may hold the address), and go on later."""
    row.error = type(error).__name__
    if row.attempts > len(BACKOFF):
        row.state = State.GIVEN_UP
    else:
        row.due_at = now + BACKOFF[row.attempts - 1]


def _record(row: OutboxMessage, *, now: datetime) -> None:
    """Keep what moderators see true: one line for a message, with its latest attempt."""
    if row.contribution_id is None or not row.event or row.channel:
        return
    record = row.record or MailRecord(
        contribution_id=row.contribution_id, event=row.event, address=row.recipient
    )
    is_sent = row.state == State.SENT
    record.state = MailRecord.State.SENT if is_sent else MailRecord.State.FAILED
    record.error, record.at = row.error, now
    record.save()
    row.record = record


def try_again(rows: QuerySet[OutboxMessage], *, now: datetime) -> int:
    """Have given-up messages, or those that wait for their next attempt, tried at once.

    Returns how many; what has been erased since cannot be sent any more.
    """
    unsent = rows.exclude(state=State.SENT).exclude(recipient="")
    return unsent.update(state=State.WAITING, attempts=0, due_at=now)


def finished(*, now: datetime) -> QuerySet[OutboxMessage]:
    """Return the messages whose text and address have been kept long enough."""
    before = now - timedelta(days=conf.get("OUTBOX_DAYS"))
    done = OutboxMessage.objects.exclude(state=State.WAITING).exclude(recipient="")
    return done.filter(due_at__lt=before)


def erase_finished(*, now: datetime) -> int:
    """Erase all but the keys of messages that were sent, or given up, some days ago."""
    return finished(now=now).update(recipient="", subject="", body="", headers={}, reply_to="")
