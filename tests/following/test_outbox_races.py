"""Eight senders at once: each message leaves once. On PostgreSQL with real connections."""

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from civic_pages.following import actions, targets, telling
from civic_pages.following.models import Subscription
from civic_pages.following.news import tell
from civic_pages.participation.models import OutboxMessage
from civic_pages.participation.notifications import outbox
from civic_pages.participation.notifications.sending import Message
from civic_pages.testing import CampaignFactory
from tests.participation.test_concurrency import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


def test_eight_senders_send_two_hundred_messages_once_each() -> None:
    now = timezone.now()
    for number in range(200):
        outbox.put(f"race:{number}", Message(f"N {number}", "Oui\n"), "a@example.org", now=now, due=now)  # fmt: skip
    done = at_once([lambda: outbox.send_due(now=now)] * 8)
    assert sum(one.sent for one in done) == 200
    assert sorted(message.subject for message in mail.outbox) == sorted(
        f"N {number}" for number in range(200)
    )
    assert not OutboxMessage.objects.exclude(state="sent").exists()


def test_eight_puts_of_one_key_make_one_message() -> None:
    now = timezone.now()
    put = lambda: outbox.put("one", Message("Un", "Oui\n"), "a@example.org", now=now)  # noqa: E731
    assert at_once([put] * 8) == [None] * 8
    assert len(mail.outbox) == 1


def test_eight_digests_at_once_tell_each_follower_once() -> None:
    campaign: Any = CampaignFactory(open=True)
    begun = timezone.now()
    target = targets.of_campaign(campaign)
    for number in range(10):
        actions.follow(target, email=f"a{number}@example.org", pace="daily", now=begun)
    for row in Subscription.objects.all():
        actions.confirm(row, pace="daily", now=begun)
    mail.outbox.clear()
    now = timezone.now()
    tell("page", campaign=campaign, target=target.key, key="p", title="Du neuf", url="/", at=now)
    later = timezone.now()
    told = at_once([lambda: telling.tell_followers("daily", now=later)] * 8)
    assert sum(told) == 10
    assert sorted(message.to[0] for message in mail.outbox) == [
        f"a{number}@example.org" for number in range(10)
    ]


def test_two_people_who_ask_for_one_address_at_once_make_one_subscription() -> None:
    campaign = CampaignFactory(open=True)
    target = targets.of_campaign(campaign)
    now = timezone.now()
    ask = lambda: actions.follow(target, email="a@example.org", pace="daily", now=now)  # noqa: E731
    assert at_once([ask] * 8) == [None] * 8
    assert Subscription.objects.count() == 1
    assert len(mail.outbox) == 1
