"""What the log tells of contributions, to those who keep webhooks and those who moderate."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civic_pages.participation import actions
from civic_pages.testing import CampaignFactory, ContributionFactory
from civic_pages.webhooks import delivering
from tests.participation.desk import client_of, user_of
from tests.webhooks.receiver import Receiver


pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(db: None) -> Client:
    """Return a client of somebody who may see webhooks, and moderates nothing."""
    user = user_of("editor")
    user.user_permissions.add(Permission.objects.get(codename="view_webhook"))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def told(hook: Any, event: str) -> str:
    row = hook.deliveries.get(event=event)
    return reverse("civic_webhook_delivery", args=[row.pk])


def published(campaign: Any, by: Any) -> Any:
    row = ContributionFactory(campaign=campaign, status="pending")
    return actions.publish(row, by=by, now=timezone.now())


def test_who_does_not_moderate_reads_no_reference_of_what_is_not_public(
    listen: Any, receiver: Receiver, boss: Any, keeper: Client
) -> None:
    receiver.behave = lambda _n, handler: handler.answer(200, handler.receiver.got[-1].body)
    hook = listen(team=True)
    row = ContributionFactory(campaign=CampaignFactory(open=True), status="pending")
    actions.reject(row, by=boss, now=timezone.now(), reason="Hors sujet")
    delivering.send_due(now=timezone.now())
    path = told(hook, "contribution.rejected")
    words = keeper.get(path).content.decode()
    assert row.reference not in words
    assert "contribution.rejected" in words
    assert "Only those who may moderate" in words
    assert row.reference in client_of("admin").get(path).content.decode()


def test_a_reference_is_read_as_long_as_its_contribution_is_public(
    listen: Any, receiver: Receiver, boss: Any, keeper: Client
) -> None:
    hook = listen()
    row = published(CampaignFactory(open=True), boss)
    path = told(hook, "contribution.published")
    assert row.reference in keeper.get(path).content.decode()
    actions.restore(row, by=boss, now=timezone.now())
    assert row.reference not in keeper.get(path).content.decode()
