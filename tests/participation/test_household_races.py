"""One home, fifty people at once: PostgreSQL, real connections."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution, ExactLocation, Household, Status
from tests.participation.homes import GEOCODER, geocoding, home_answers, homes_campaign
from tests.participation.test_concurrency import at_once
from tests.participation.test_households import without_tokens


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def campaign(transactional_db: None, settings: Any) -> Iterator[Any]:
    with geocoding() as service:
        settings.CIVIC_PAGES = {
            **settings.CIVIC_PAGES,
            "GEOCODER": GEOCODER,
            "GEOCODER_URL": service.url,
            "RATE_LIMIT": (10_000, 60),
        }
        yield homes_campaign()


def test_fifty_people_of_one_home_make_one_home_and_fifty_equal_receipts(campaign: Any) -> None:
    def sent(number: int) -> tuple[int, int, str]:
        client = Client(raise_request_exception=False)
        key = uuid.uuid4().hex
        posted = client.post(
            campaign.url, home_answers(courriel=f"p{number}@example.org", civic_key=key)
        )
        receipt = client.get(posted["Location"])
        return posted.status_code, receipt.status_code, without_tokens(receipt.content.decode())

    results = at_once([lambda number=number: sent(number) for number in range(50)])
    assert [result[:2] for result in results] == [(303, 200)] * 50
    assert len({result[2] for result in results}) == 1
    assert Contribution.objects.count() == ExactLocation.objects.count() == 50
    assert Household.objects.count() == 1


def test_two_people_who_replace_each_other_leave_one_answer(campaign: Any) -> None:
    for number in range(3):
        Client().post(campaign.url, home_answers(courriel=f"p{number}@example.org"))
    now = timezone.now()
    contributions = [
        actions.confirm(contribution, now=now)
        for contribution in Contribution.objects.order_by("pk")
    ]

    def choose(contribution: Contribution) -> Any:
        return actions.choose_household(contribution, "update", now=now)

    at_once([lambda c=c: choose(c) for c in contributions[1:]])
    left = Contribution.objects.exclude(status=Status.MERGED)
    assert [c.pk for c in left] == [contributions[2].pk]


def test_two_merges_the_other_way_round_leave_one(campaign: Any, admin_user: Any) -> None:
    for number in range(2):
        Client().post(campaign.url, home_answers(courriel=f"p{number}@example.org"))
    now = timezone.now()
    one, other = [actions.confirm(c, now=now) for c in Contribution.objects.order_by("pk")]
    results = at_once(
        [
            lambda: actions.merge(one, into=other, by=admin_user, now=now),
            lambda: actions.merge(other, into=one, by=admin_user, now=now),
        ]
    )
    assert sum(isinstance(result, actions.IllegalTransition) for result in results) == 1
    assert Contribution.objects.filter(status=Status.MERGED).count() == 1
