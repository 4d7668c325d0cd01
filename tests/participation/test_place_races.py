"""Places that are stored or change while an editor publishes other rules for them."""

from collections.abc import Callable
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from civic_pages.participation import actions, tallies
from civic_pages.participation.models import Contribution
from civic_pages.participation.submission import Submission
from civic_pages.testing import CampaignFactory, ContributionFactory, definition_of


pytestmark = pytest.mark.django_db(transaction=True)
HERE, ELSEWHERE = (48.892, 2.206), (48.899, 2.201)


@pytest.fixture
def campaign(transactional_db: None) -> Any:
    campaign = CampaignFactory(open=True)
    campaign.save_revision().publish()
    return campaign


def publish(campaign: Any, **rules: Any) -> None:
    """Publish other rules, as somebody does who has opened the page on their own."""
    page = type(campaign).objects.get(pk=campaign.pk)
    for name, value in rules.items():
        setattr(page, name, value)
    page.save_revision().publish()


def submit(campaign: Any) -> None:
    submission = Submission(
        definition_of(campaign), {"titre": "Un banc"}, title="Un banc",
        latitude=HERE[0], longitude=HERE[1], provenance="placed",
    )  # fmt: skip
    actions.submit(submission, campaign=campaign, key=uuid4().hex, now=timezone.now())


def relocate(campaign: Any, boss: Any) -> None:
    actions.relocate(
        Contribution.objects.get(), campaign=campaign, latitude=ELSEWHERE[0],
        longitude=ELSEWHERE[1], reason="Erreur", by=boss, now=timezone.now(),
    )  # fmt: skip


def while_under_way(change: Callable[[], None], campaign: Any, **rules: Any) -> None:
    """Publish other rules when a change is made and not yet committed; commit it then."""

    def other() -> None:
        publish(campaign, **rules)
        connection.close()

    publishing = Thread(target=other)
    with transaction.atomic():
        change()
        publishing.start()
        # By then it has come to what is held, and waits for it.
        publishing.join(3)
    publishing.join()
    assert tallies.differences() == []


@pytest.mark.postgresql
def test_a_place_put_right_while_other_sectors_are_published_stays_right(
    campaign: Any, admin_user: Any
) -> None:
    ContributionFactory(campaign=campaign, published=True, pinned=True)
    while_under_way(lambda: relocate(campaign, admin_user), campaign, sectors=None)
    found = Contribution.objects.get()
    assert (found.latitude, found.longitude) == ELSEWHERE
    assert found.sector == ""


@pytest.mark.postgresql
def test_what_is_being_stored_while_points_cease_to_be_public_gets_none(campaign: Any) -> None:
    # One before, so that it is not the first whose number nobody could wait for.
    submit(campaign)
    while_under_way(lambda: submit(campaign), campaign, public_precision="sector")
    assert Contribution.objects.count() == 2
    assert not Contribution.objects.mapped().exists()


def test_what_was_opened_before_points_ceased_to_be_public_is_stored_without(campaign: Any) -> None:
    publish(campaign, public_precision="sector")
    assert campaign.public_precision == "exact"
    submit(campaign)
    assert not Contribution.objects.mapped().exists()


def test_what_is_put_right_by_somebody_who_opened_it_before_is_not_public_again(
    campaign: Any, admin_user: Any
) -> None:
    ContributionFactory(campaign=campaign, published=True, pinned=True)
    publish(campaign, public_precision="sector")
    relocate(campaign, admin_user)
    assert not Contribution.objects.mapped().exists()
