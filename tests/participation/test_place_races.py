"""Places that change while an editor publishes other rules for them, on PostgreSQL."""

from threading import Thread

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from civic_pages.participation import actions, tallies
from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, ContributionFactory


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]
ELSEWHERE = (48.899, 2.201)


def test_a_place_put_right_while_other_sectors_are_published_stays_right(
    transactional_db: None,
) -> None:
    campaign = CampaignFactory(open=True)
    campaign.save_revision().publish()
    row = ContributionFactory(campaign=campaign, published=True, pinned=True)
    boss = get_user_model().objects.create_superuser("boss", "boss@example.org", "x" * 20)

    def publish() -> None:
        page = type(campaign).objects.get(pk=campaign.pk)
        page.sectors = None
        page.save_revision().publish()
        connection.close()

    publishing = Thread(target=publish)
    with transaction.atomic():
        latitude, longitude = ELSEWHERE
        actions.relocate(
            row, campaign=campaign, latitude=latitude, longitude=longitude, reason="Erreur",
            by=boss, now=timezone.now(),
        )  # fmt: skip
        publishing.start()
        # By then it has come to the row and waits for it.
        publishing.join(3)
    publishing.join()
    found = Contribution.objects.get(pk=row.pk)
    assert (found.latitude, found.longitude) == ELSEWHERE
    assert found.sector == ""
    assert tallies.differences() == []
