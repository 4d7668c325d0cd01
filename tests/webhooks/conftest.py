"""A receiver, and webhooks that lead to it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from civic_pages.webhooks import actions, events
from civic_pages.webhooks.models import Webhook
from tests.webhooks.receiver import Receiver, running


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """Run a receiver on this machine, which the settings allow."""
    settings.CIVIC_PAGES = {
        **settings.CIVIC_PAGES,
        "WEBHOOK_ALLOW_PRIVATE": ["127.0.0.1"],
        "WEBHOOK_SCHEMES": ("http", "https"),
        "WEBHOOK_PORTS": None,
    }
    with running() as found:
        yield found


@pytest.fixture
def boss(db: None) -> Any:
    return get_user_model().objects.create_superuser("boss", "boss@example.org", "x" * 20)


@pytest.fixture
def listen(receiver: Receiver, boss: Any) -> Callable[..., Webhook]:
    """Return a function that makes a webhook which tells the receiver of everything."""

    def make(*names: str, campaigns: Any = (), **values: Any) -> Webhook:
        values = {"name": "CRM", "url": receiver.url, "team": False, **values}
        hook = Webhook(events=list(names) or list(events.EVENTS), **values)
        return actions.save(hook, campaigns=campaigns, by=boss, now=timezone.now())

    return make
