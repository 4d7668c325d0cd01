"""A receiver that fails, hangs, answers late or cuts off gets each event, in order, at least once."""

import json
import os
import signal
from datetime import timedelta
from threading import Event, Thread
from time import monotonic
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from civic_pages.participation import actions as acts
from civic_pages.participation.notifications import outbox
from civic_pages.testing import CampaignFactory, ContributionFactory
from civic_pages.webhooks import actions, delivering, posting
from civic_pages.webhooks.emitting import emit
from civic_pages.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from tests.participation.test_submission import answers
from tests.webhooks.receiver import Receiver


pytestmark = pytest.mark.django_db
# Seconds: less than an attempt may last, more than a busy machine is late with.
IN_TIME = 9
PUBLISHED = "contribution.published"


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True)


def happen(campaign: Any, times: int = 1, at: Any = None) -> None:
    for number in range(times):
        subject = f"contribution:TST-{number}"
        emit(
            PUBLISHED,
            campaign_id=campaign.pk,
            data=lambda page: {"campaign": {"id": page.pk}},
            at=at or timezone.now(),
            subject=subject,
        )


def send(after: timedelta = timedelta(0)) -> delivering.Sent:
    return delivering.send_due(now=timezone.now() + after)


def states() -> list[str]:
    return list(WebhookDelivery.objects.order_by("sequence").values_list("state", flat=True))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an attempt last a second at the most."""
    monkeypatch.setattr(posting, "TOTAL", 1.0)


def test_it_arrives_once_signed_and_numbered(
    campaign: Any, receiver: Receiver, listen: Any
) -> None:
    listen()
    happen(campaign, 3)
    assert send().delivered == 3
    assert send().attempts == 0
    assert [one.json["sequence"] for one in receiver.got] == [1, 2, 3]
    got = receiver.got[0]
    assert got.json["id"] == got.id
    assert got.json["type"] == PUBLISHED
    assert got.json["data"] == {"campaign": {"id": campaign.pk}}
    assert got.headers["content-type"] == "application/json"
    assert got.headers["webhook-signature"].startswith("v1,")
    assert states() == ["delivered"] * 3


def test_nothing_of_the_site_goes_along(campaign: Any, receiver: Receiver, listen: Any) -> None:
    listen()
    happen(campaign)
    send()
    assert set(receiver.got[0].headers) == {
        "host", "accept-encoding", "content-length", "content-type", "user-agent", "connection",
        "webhook-id", "webhook-timestamp", "webhook-signature",
    }  # fmt: skip


def test_one_that_fails_gets_the_same_event_again_until_it_takes_it(
    campaign: Any, receiver: Receiver, listen: Any
) -> None:
    listen()
    receiver.behave = lambda number, handler: handler.answer(500 if number < 3 else 200)
    happen(campaign)
    assert send().failed == 1
    assert send(timedelta(seconds=30)).attempts == 0
    assert send(timedelta(minutes=2)).failed == 1
    assert send(timedelta(minutes=10)).delivered == 1
    assert len(set(receiver.ids)) == 1
    assert len({one.body for one in receiver.got}) == 1
    log = list(WebhookAttempt.objects.order_by("pk").values_list("status", "error"))
    assert log == [(500, "status"), (500, "status"), (200, "")]


def test_an_event_that_fails_does_not_hold_up_the_others(
    campaign: Any, receiver: Receiver, listen: Any
) -> None:
    listen()
    receiver.behave = lambda _n, handler: handler.answer(
        422 if receiver.got[-1].json["sequence"] == 1 else 200
    )
    happen(campaign, 3)
    done = send()
    assert (done.delivered, done.failed) == (2, 1)
    assert states() == ["waiting", "delivered", "delivered"]


def test_one_that_hangs_is_given_up_in_time_and_left_alone_for_a_while(
    campaign: Any, receiver: Receiver, listen: Any, quick: None
) -> None:
    listen()
    receiver.behave = lambda number, handler: handler.hang() if number == 1 else handler.answer(200)
    happen(campaign, 5)
    began = monotonic()
    done = send()
    assert monotonic() - began < IN_TIME
    assert (done.delivered, done.failed) == (0, 1)
    assert WebhookAttempt.objects.get().error == "timeout"
    assert send().attempts == 0
    assert send(timedelta(seconds=20)).delivered == 4
    assert send(timedelta(minutes=2)).delivered == 1
    assert sorted({one.json["sequence"] for one in receiver.got}) == [1, 2, 3, 4, 5]


def test_one_that_drips_its_answer_byte_by_byte_wins_no_time(
    campaign: Any, receiver: Receiver, listen: Any, quick: None
) -> None:
    listen()
    receiver.behave = lambda _number, handler: handler.drip(30)
    happen(campaign)
    began = monotonic()
    assert send().failed == 1
    assert monotonic() - began < IN_TIME
    assert WebhookAttempt.objects.get().error == "timeout"


def test_one_that_takes_it_but_answers_too_late_gets_it_twice_under_one_id(
    campaign: Any, receiver: Receiver, listen: Any, quick: None
) -> None:
    listen()

    def late(number: int, handler: Any) -> None:
        if number == 1:
            handler.hang(1.5)
        handler.answer(200)

    receiver.behave = late
    happen(campaign)
    assert send().failed == 1
    assert send(timedelta(minutes=2)).delivered == 1
    assert len(receiver.got) == 2
    assert len(set(receiver.ids)) == 1


def test_one_that_cuts_the_connection_gets_it_again(
    campaign: Any, receiver: Receiver, listen: Any
) -> None:
    listen()
    receiver.behave = lambda n, handler: handler.cut() if n == 1 else handler.answer(204, b"")
    happen(campaign)
    assert send().failed == 1
    assert WebhookAttempt.objects.get().error == "broken"
    assert send(timedelta(minutes=2)).delivered == 1


def test_a_receiver_can_do_everything_once_and_in_order_by_ids_and_numbers(
    campaign: Any, receiver: Receiver, listen: Any, quick: None
) -> None:
    """The receiver of the issue: it fails, hangs, answers late and twice."""
    listen()
    done: dict[str, int] = {}

    def moody(number: int, handler: Any) -> None:
        body = receiver.got[-1].json
        if number % 5 == 1:
            return handler.answer(503)
        done.setdefault(body["id"], body["sequence"])
        if number % 5 == 2:
            return handler.cut()
        if number % 7 == 3:
            handler.hang(1.3)
        return handler.answer(200)

    receiver.behave = moody
    happen(campaign, 12)
    for turn in range(40):
        send(timedelta(minutes=turn * 8))
    assert states() == ["delivered"] * 12
    assert sorted(done.values()) == list(range(1, 13))
    assert len(receiver.got) > 12


def test_waits_grow_to_a_day_in_all_then_it_is_given_up_and_its_owner_is_written_to(
    campaign: Any, receiver: Receiver, listen: Any
) -> None:
    listen()
    receiver.behave = lambda _number, handler: handler.answer(500)
    begun = timezone.now()
    happen(campaign, at=begun)
    now, waits = begun, []
    while WebhookDelivery.objects.get().state == "waiting":
        Webhook.objects.update(paused_until=None)
        assert delivering.send_due(now=now).failed == 1
        row = WebhookDelivery.objects.get()
        waits.append(round((row.due_at - now).total_seconds() / 60))
        now = row.due_at + timedelta(seconds=1)
    assert waits[:-1] == [1, 5, 15, 30, 60, 120, 240, 360, 360, 360]
    assert WebhookDelivery.objects.get().state == "given_up"
    assert outbox.send_due(now=now).sent == 1
    message = mail.outbox[0]
    assert message.to == ["boss@example.org"]
    assert "CRM" in message.subject
    assert "/admin/" in message.body


def test_after_days_of_failures_it_switches_itself_off_and_what_waits_is_kept(
    campaign: Any, receiver: Receiver, listen: Any, boss: Any
) -> None:
    hook = listen()
    receiver.behave = lambda _number, handler: handler.answer(500)
    now = timezone.now()
    happen(campaign)
    send()
    Webhook.objects.update(failing_since=now - timedelta(days=5))
    send(timedelta(minutes=2))
    hook.refresh_from_db()
    assert (hook.enabled, hook.stopped) == (False, "failing")
    assert send(timedelta(hours=1)).attempts == 0
    assert outbox.send_due(now=now + timedelta(hours=1)).sent == 1
    hook.enabled = True
    receiver.behave = lambda _number, handler: handler.answer(200)
    actions.save(hook, campaigns=(), by=boss, now=timezone.now())
    assert send(timedelta(hours=1)).delivered == 1


def test_one_that_says_it_is_gone_is_switched_off_at_once(
    campaign: Any, receiver: Receiver, listen: Any
) -> None:
    hook = listen()
    receiver.behave = lambda _number, handler: handler.answer(410)
    happen(campaign, 3)
    assert send().failed == 1
    hook.refresh_from_db()
    assert (hook.enabled, hook.stopped) == (False, "gone")


def test_one_that_asks_for_time_is_given_it(campaign: Any, receiver: Receiver, listen: Any) -> None:
    listen()
    receiver.behave = lambda _n, handler: handler.answer(429, Retry_After="600")
    now = timezone.now()
    happen(campaign)
    send()
    assert WebhookDelivery.objects.get().due_at >= now + timedelta(minutes=10)


def test_it_is_followed_nowhere(campaign: Any, receiver: Receiver, listen: Any) -> None:
    listen()
    receiver.behave = lambda _n, handler: handler.answer(307, Location=receiver.url)
    happen(campaign)
    assert send().failed == 1
    assert len(receiver.got) == 1
    assert WebhookAttempt.objects.get().error == "redirect"


def test_of_a_long_answer_only_the_beginning_is_read(
    campaign: Any, receiver: Receiver, listen: Any
) -> None:
    listen()
    receiver.behave = lambda _n, handler: handler.answer(200, b"x" * 50_000_000)
    happen(campaign)
    began = monotonic()
    assert send().delivered == 1
    assert monotonic() - began < IN_TIME
    assert WebhookAttempt.objects.get().answer == "x" * 500


def test_a_sender_that_died_between_claim_and_sending_leaves_it_to_another(
    campaign: Any, receiver: Receiver, listen: Any
) -> None:
    hook = listen()
    happen(campaign, 2)
    now = timezone.now()
    assert delivering._lease(hook.pk, now)
    delivering.number(hook.pk)
    assert delivering._next_claimed(hook.pk, now) is not None  # and here it dies
    assert send(timedelta(seconds=50)).attempts == 0
    assert send(timedelta(seconds=70)).delivered == 1
    assert send(timedelta(minutes=4)).delivered == 1
    assert sorted(one.json["sequence"] for one in receiver.got) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_no_visitor_waits_for_a_receiver_that_hangs(
    client: Any, receiver: Receiver, listen: Any
) -> None:
    campaign = CampaignFactory(open=True, published_at_once=True)
    hook = listen(PUBLISHED)
    receiver.behave = lambda _n, handler: handler.hang()
    client.get(campaign.url)
    began = monotonic()
    assert client.post(campaign.url, answers()).status_code == 303
    assert monotonic() - began < IN_TIME
    assert receiver.got == []
    assert hook.deliveries.get().state == "waiting"


def test_workers_send_it_soon_where_the_site_has_them(
    campaign: Any,
    receiver: Receiver,
    listen: Any,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    from django_tasks import task_backends

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    listen()
    row = ContributionFactory(campaign=campaign)
    with django_capture_on_commit_callbacks(execute=True):
        acts.publish(row, by=Webhook.objects.get().owner, now=timezone.now())
    found = [one for one in task_backends["default"].results if "send_soon" in one.task.name]
    assert len(found) == 1
    found[0].task.func(*found[0].args)
    assert receiver.types == [PUBLISHED]


def test_replaying_sends_the_same_event_under_the_same_id_and_number(
    campaign: Any, receiver: Receiver, listen: Any, boss: Any
) -> None:
    hook = listen()
    happen(campaign, 3)
    send()
    now = timezone.now()
    actions.replay(hook.deliveries.get(sequence=2), by=boss, now=now)
    assert send().delivered == 1
    assert receiver.got[1].body == receiver.got[3].body
    assert actions.replay_since(hook, now - timedelta(days=1), by=boss, now=now) == 3
    assert send().delivered == 3
    assert [one.json["sequence"] for one in receiver.got] == [1, 2, 3, 2, 1, 2, 3]


def test_payloads_are_erased_after_days_and_lines_of_the_log_after_weeks(
    campaign: Any, receiver: Receiver, listen: Any, boss: Any
) -> None:
    hook = listen()
    happen(campaign)
    send()
    now = timezone.now()
    with time_machine.travel(now + timedelta(days=8)):
        call_command("civic_purge")
        row = hook.deliveries.get()
        assert (row.data, row.subject, row.log.get().answer) == ({}, "", "")
        assert actions.replay_since(hook, now - timedelta(days=9), by=boss, now=now) == 0
    with time_machine.travel(now + timedelta(days=31)):
        call_command("civic_purge")
    assert not hook.deliveries.exists()


def test_the_command_says_what_it_did(
    campaign: Any, receiver: Receiver, listen: Any, capsys: Any
) -> None:
    listen(PUBLISHED)
    happen(campaign, 2)
    call_command("civic_webhooks")
    assert capsys.readouterr().out == "0 events noted, 2 delivered, 0 failed.\n"
    assert json.loads(receiver.got[0].body)["sequence"] == 1


@pytest.mark.django_db(transaction=True)
def test_as_a_service_it_goes_on_until_it_is_told_to_stop(
    campaign: Any, receiver: Receiver, listen: Any, capsys: Any
) -> None:
    listen(PUBLISHED)
    happen(campaign)
    receiver.behave = lambda number, handler: handler.answer(500 if number == 1 else 200)
    over = Event()
    # Ours takes over what is sent too early or too late for the command's own.
    usual = signal.signal(signal.SIGTERM, lambda *_: None)

    def stop() -> None:
        while not over.wait(0.4):
            os.kill(os.getpid(), signal.SIGTERM)

    thread = Thread(target=stop)
    thread.start()
    try:
        call_command("civic_webhooks", every=0.1)
    finally:
        over.set()
        thread.join()
        signal.signal(signal.SIGTERM, usual)
    assert capsys.readouterr().out == "0 events noted, 0 delivered, 1 failed.\n"
    assert len(receiver.got) == 1
