"""Programs that send the same thing at once: races on PostgreSQL with real connections."""

from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from civic_pages.participation.models import OfficialAnswer, Tally
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.access.keys import Program, key_for, staff
from tests.participation.test_concurrency import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]
TIMES = 6


def statuses(path: str, body: Any) -> list[int]:
    """Send the same several times at once, each with its own connection, and return the statuses."""
    key = key_for(staff("moderator"))
    programs = [Program(key) for _ in range(TIMES)]
    return list(at_once([lambda p=p: p.post(path, body).status_code for p in programs]))


def test_one_answer_sent_several_times_at_once_is_one() -> None:
    campaign = CampaignFactory(open=True)
    rows = ContributionFactory.create_batch(3, campaign=campaign, published=True)
    said = {"references": [row.reference for row in rows], "text": "Vu.", "when": "now"}
    assert sorted(statuses("answers/", said)) == [200] * (TIMES - 1) + [201]
    assert OfficialAnswer.objects.count() == 1


def test_one_publication_sent_several_times_at_once_counts_once() -> None:
    row = ContributionFactory()
    assert statuses(f"contributions/{row.reference}/publish/", {}) == [200] * TIMES
    assert sum(Tally.objects.values_list("count", flat=True)) == 1
    assert ModelLogEntry.objects.filter(action="civic.contribution.published").count() == 1
