"""Races, on PostgreSQL with real concurrent connections."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from civic_pages.participation import actions, tallies
from civic_pages.participation.models import Contribution, Status
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.test_submission import answers


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


def at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Run jobs in threads that start together, each with a connection of its own."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return job()
        except Exception as error:  # noqa: BLE001 - the test asserts which
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def post(url: str, data: dict[str, Any]) -> int:
    return Client(raise_request_exception=False).post(url, data).status_code


@pytest.fixture
def campaign(transactional_db: None, settings: Any) -> Any:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (10_000, 60)}
    return CampaignFactory(open=True)


def test_eight_identical_posts_store_one_contribution(campaign: Any) -> None:
    data = answers()
    codes = at_once([lambda: post(campaign.url, data)] * 8)
    assert codes == [303] * 8
    assert Contribution.objects.count() == 1


def test_two_hundred_posts_from_eight_clients_store_two_hundred(campaign: Any) -> None:
    def client_of(number: int) -> Callable[[], list[int]]:
        return lambda: [
            post(campaign.url, answers(titre=f"Idée {number}-{turn}", civic_key=uuid.uuid4().hex))
            for turn in range(25)
        ]

    codes = at_once([client_of(number) for number in range(8)])
    assert [code for codes_of_one in codes for code in codes_of_one] == [303] * 200
    assert Contribution.objects.count() == 200
    assert Contribution.objects.values("reference").distinct().count() == 200
    assert Contribution.objects.values("title").distinct().count() == 200


def test_two_moderators_cannot_both_decide(campaign: Any, admin_user: Any) -> None:
    contribution = ContributionFactory(campaign=campaign)
    now = timezone.now()

    def publish() -> Any:
        return actions.publish(contribution, by=admin_user, now=now)

    results = at_once([publish] * 4)
    refused = [result for result in results if isinstance(result, actions.IllegalTransition)]
    assert len(refused) == 3
    assert tallies.totals(campaign.pk)["all"] == 1
    assert tallies.differences(campaign.pk) == []


def test_publishing_from_eight_desks_keeps_the_tally_right(campaign: Any, admin_user: Any) -> None:
    contributions = ContributionFactory.create_batch(40, campaign=campaign)
    now = timezone.now()

    def desk(number: int) -> Callable[[], None]:
        def work() -> None:
            for contribution in contributions[number::8]:
                actions.publish(contribution, by=admin_user, now=now)
                if contribution.pk % 2:
                    actions.reject(contribution, by=admin_user, now=now, reason="Doublon")

        return work

    assert at_once([desk(number) for number in range(8)]) == [None] * 8
    published = Contribution.objects.filter(status=Status.PUBLISHED).count()
    assert tallies.totals(campaign.pk)["all"] == published
    assert tallies.differences(campaign.pk) == []
