"""A vote in each state, and who votes in it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.voting import votes


@pytest.fixture
def open_vote(db: None) -> Any:
    return votes.make()


@pytest.fixture
def close() -> Callable[[Any], Any]:
    """Return a function that ends the vote's phase and gives the vote back, read anew."""

    def end(vote: Any) -> Any:
        today = timezone.localdate()
        vote.campaign.phases.filter(kind="vote").update(end_date=today - timedelta(days=1))
        return votes.again(vote)

    return end
