"""Eight senders and eight acts at once, on PostgreSQL with real connections."""

from typing import Any

import pytest
from django.utils import timezone

from civic_pages.participation import actions as acts
from civic_pages.testing import CampaignFactory, ContributionFactory
from civic_pages.webhooks import delivering
from civic_pages.webhooks.emitting import emit
from civic_pages.webhooks.models import WebhookAttempt, WebhookDelivery
from tests.participation.test_concurrency import at_once
from tests.webhooks.receiver import Receiver


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


def test_eight_senders_send_each_event_once_and_in_order(receiver: Receiver, listen: Any) -> None:
    campaign = CampaignFactory(open=True)
    hooks = [listen(name=f"N {number}") for number in range(3)]
    for _turn in range(60):
        emit(
            "contribution.published",
            campaign_id=campaign.pk,
            data=lambda page: {"campaign": {"id": page.pk}},
            at=timezone.now(),
        )
    now = timezone.now()
    done = at_once([lambda: delivering.send_due(now=now)] * 8)
    assert sum(one.delivered for one in done) == 180
    assert not WebhookDelivery.objects.exclude(state="delivered").exists()
    assert WebhookAttempt.objects.count() == len(receiver.got) == 180
    for hook in hooks:
        arrived = hook.deliveries.order_by("delivered_at").values_list("sequence", flat=True)
        assert list(arrived) == list(range(1, 61))


def test_each_attempt_is_claimed_by_one(receiver: Receiver, listen: Any) -> None:
    hook = listen()
    campaign = CampaignFactory(open=True)
    emit("vote.opened", campaign_id=campaign.pk, data=lambda page: {"a": 1}, at=timezone.now())
    delivering.number(hook.pk)
    now = timezone.now()
    claimed = at_once([lambda: delivering._next_claimed(hook.pk, now)] * 8)
    assert len([row for row in claimed if row is not None]) == 1


def test_acts_do_not_wait_for_each_other_and_every_event_has_its_own_number(
    receiver: Receiver, listen: Any, boss: Any
) -> None:
    hook = listen("contribution.published")
    rows = ContributionFactory.create_batch(8, campaign=CampaignFactory(open=True))

    def publish(row: Any) -> Any:
        return lambda: acts.publish(row, by=boss, now=timezone.now())

    jobs = [publish(row) for row in rows]
    jobs += [lambda: delivering.send_due(now=timezone.now())] * 4
    assert [one for one in at_once(jobs) if isinstance(one, Exception)] == []
    delivering.send_due(now=timezone.now())
    numbers = hook.deliveries.order_by("sequence").values_list("sequence", flat=True)
    assert list(numbers) == list(range(1, 9))
    assert len(receiver.got) == 8
