"""Mails leave with what they tell, once, and are tried again where the server fails."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution, MailRecord, OutboxMessage, Status
from civic_pages.participation.notifications import outbox
from civic_pages.participation.notifications.sending import Message
from civic_pages.participation.participants.models import Participant
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.following.mailbox import fail
from tests.participation.desk import user_of
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db
HELLO = Message("Bonjour", "Voici.\n")
WAITING, SENT, GIVEN_UP = OutboxMessage.State.values


def put(key: str = "a:1", **values: Any) -> None:
    outbox.put(key, HELLO, "habitante@example.org", now=timezone.now(), **values)


def test_what_is_committed_is_sent_with_its_headers(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        put(reply_to="ville@example.org", headers={"X-Essai": "oui"})
    message = mail.outbox[0]
    assert message.to == ["habitante@example.org"]
    assert message.reply_to == ["ville@example.org"]
    assert message.extra_headers == {"Auto-Submitted": "auto-generated", "X-Essai": "oui"}
    assert OutboxMessage.objects.get().state == SENT


def test_what_is_rolled_back_is_not_sent(django_capture_on_commit_callbacks: Any) -> None:
    def fails() -> None:
        with transaction.atomic():
            put()
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        fails()
    call_command("civic_send")
    assert mail.outbox == []
    assert not OutboxMessage.objects.exists()


def test_a_second_message_of_one_key_does_nothing(django_capture_on_commit_callbacks: Any) -> None:
    for _turn in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            put()
    assert len(mail.outbox) == 1


def test_a_message_for_later_waits_until_then(django_capture_on_commit_callbacks: Any) -> None:
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        put(due=now + timedelta(hours=1))
    call_command("civic_send")
    assert mail.outbox == []
    with time_machine.travel(now + timedelta(hours=1, minutes=1)):
        call_command("civic_send")
    assert len(mail.outbox) == 1


def test_a_server_that_fails_is_tried_again_later_each_time_then_given_up(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    fail(settings, 100)
    begun = timezone.now()
    with time_machine.travel(begun, tick=False) as clock:
        with django_capture_on_commit_callbacks(execute=True):
            put()
        waits = []
        for number in range(1, 6):
            row = OutboxMessage.objects.get()
            assert (row.state, row.attempts) == (WAITING, number)
            assert row.error == "ConnectionRefusedError"
            waits.append(row.due_at - timezone.now())
            clock.move_to(row.due_at - timedelta(seconds=1))
            assert outbox.send_due(now=timezone.now()).failed == 0
            clock.move_to(row.due_at)
            assert outbox.send_due(now=timezone.now()).failed == 1
    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes == [1, 5, 30, 120, 720]
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts) == (GIVEN_UP, 6)
    assert mail.outbox == []


def test_a_server_that_works_again_gets_the_message_once(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    fail(settings, 1)
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        put()
    for minutes in (2, 3, 60):
        with time_machine.travel(now + timedelta(minutes=minutes)):
            call_command("civic_send")
    assert len(mail.outbox) == 1
    row = OutboxMessage.objects.get()
    assert (row.state, row.error, row.attempts) == (SENT, "", 2)


def test_a_sender_that_died_leaves_the_message_to_another() -> None:
    put(due=timezone.now())
    now = timezone.now()
    claimed = outbox._next_claimed(now)
    assert claimed is not None
    assert outbox.send_due(now=now + timedelta(minutes=9)).sent == 0
    assert outbox.send_due(now=now + timedelta(minutes=11)).sent == 1


def test_texts_and_addresses_are_erased_after_some_days_and_the_key_stays(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        put()
    with time_machine.travel(now + timedelta(days=6)):
        call_command("civic_purge")
    assert OutboxMessage.objects.get().body
    with time_machine.travel(now + timedelta(days=8)):
        call_command("civic_purge")
    row = OutboxMessage.objects.get()
    assert (row.key, row.recipient, row.subject, row.body) == ("a:1", "", "", "")
    with django_capture_on_commit_callbacks(execute=True):
        put()
    assert len(mail.outbox) == 1


def test_what_waits_is_not_erased() -> None:
    now = timezone.now()
    put(due=now)
    with time_machine.travel(now + timedelta(days=30)):
        call_command("civic_purge")
    assert OutboxMessage.objects.get().recipient


def test_a_contribution_that_is_not_stored_tells_nobody(
    client: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    campaign = CampaignFactory(open=True)
    contribution = ContributionFactory(campaign=campaign, with_email=True)

    def fails() -> None:
        with transaction.atomic():
            actions.publish(contribution, by=user_of("admin"), now=timezone.now())
            assert OutboxMessage.objects.filter(contribution=contribution).exists()
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        fails()
    assert not OutboxMessage.objects.exists()
    assert mail.outbox == []


def test_a_contribution_stays_where_its_receipt_cannot_be_mailed_and_moderators_see_it(
    client: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    fail(settings, 1)
    campaign = CampaignFactory(open=True)
    data = answers(courriel="habitante@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(campaign.url, data).status_code == 303
    contribution = Contribution.objects.get()
    assert contribution.status == Status.PENDING
    record = MailRecord.objects.get()
    assert (record.state, record.error) == ("failed", "ConnectionRefusedError")
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        call_command("civic_send")
    record = MailRecord.objects.get()
    assert (record.state, record.error) == ("sent", "")
    assert len(mail.outbox) == 1


def test_an_act_is_asked_to_be_confirmed_at_most_once_a_minute(
    django_capture_on_commit_callbacks: Any,
) -> None:
    from civic_pages.participation.participants import acts, messages

    act = acts.Act("essai", lambda pk, who: "Un essai", lambda pk, now: None, lambda pk: "/")
    acts.register(act)
    campaign = CampaignFactory(open=True)
    now = timezone.now()
    participant = Participant.objects.create(
        campaign=campaign, key="k", email="habitante@example.org", created_at=now
    )
    # Three clicks about the turn of a minute; then another once it is over.
    for seconds, sent in ((-1, 1), (0, 1), (1, 1), (58, 1), (60, 2)):
        at = now.replace(second=0, microsecond=0) + timedelta(seconds=seconds)
        with (
            time_machine.travel(at, tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            messages.send_confirmation.enqueue(participant.pk, "essai", 1)
        assert len(mail.outbox) == sent, seconds
    acts._registered.pop("essai")
