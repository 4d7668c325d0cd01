"""Races of confirmations and corrections, on PostgreSQL with real concurrent connections."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from civic_pages.participation import links, tallies, unconfirmed
from civic_pages.participation.models import Contribution, Edition, Status
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.identity import private_path
from tests.participation.test_concurrency import at_once, post
from tests.participation.test_submission import answers


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def campaign(transactional_db: None) -> Any:
    return CampaignFactory(open=True, identity="email", published_at_once=True)


def test_a_link_used_eight_times_at_once_confirms_and_counts_once(campaign: Any) -> None:
    contribution = ContributionFactory(
        campaign=campaign, status=Status.UNCONFIRMED, with_email=True
    )
    path = f"{campaign.url}confirmer/{links.confirm_token(contribution)}/"
    assert at_once([lambda: post(path, {})] * 8) == [303] * 8
    assert tallies.totals(campaign.pk)["all"] == 1
    assert tallies.differences() == []


def test_confirmed_and_withdrawn_at_once_it_is_withdrawn_and_not_counted(campaign: Any) -> None:
    for _turn in range(5):
        contribution = ContributionFactory(
            campaign=campaign, status=Status.UNCONFIRMED, with_email=True
        )
        token = links.follow_token(contribution)
        confirm = f"{campaign.url}confirmer/{links.confirm_token(contribution)}/"
        withdraw = f"{campaign.url}suivi/{token}/retirer/"
        at_once([lambda path=confirm: post(path, {}), lambda path=withdraw: post(path, {})])
        contribution.refresh_from_db()
        assert contribution.status == Status.WITHDRAWN
    assert tallies.totals(campaign.pk)["all"] == 0
    assert tallies.differences() == []


def test_what_is_confirmed_while_the_purge_runs_is_kept_whole_or_erased_whole(
    campaign: Any,
) -> None:
    now = timezone.now()
    for _turn in range(5):
        contribution = ContributionFactory(
            campaign=campaign,
            status=Status.UNCONFIRMED,
            with_email=True,
            created_at=now - timedelta(days=31),
        )
        path = f"{campaign.url}confirmer/{links.confirm_token(contribution)}/"
        code, erased = at_once(
            [lambda path=path: post(path, {}), lambda: unconfirmed.erase(now=now)]
        )
        left = Contribution.objects.filter(pk=contribution.pk).first()
        if erased:
            assert (left, code) == (None, 404)
        else:
            assert (left.status, code) == (Status.PUBLISHED, 303)
            assert left.contact.email
    assert tallies.differences() == []


def test_two_corrections_at_once_come_one_after_the_other(transactional_db: None) -> None:
    campaign = CampaignFactory(open=True, published_at_once=True)
    contribution = ContributionFactory(campaign=campaign, published=True, pinned=True)
    path = f"{private_path(campaign)}corriger/"
    changes = [answers(titre=f"Titre {number}") for number in range(4)]
    codes = at_once([lambda data=data: post(path, data) for data in changes])
    assert codes == [303] * 4
    contribution.refresh_from_db()
    titles = [contribution.title, *(e.data["title"] for e in Edition.objects.all())]
    assert len(set(titles)) == 5
    assert tallies.totals(campaign.pk)["all"] == 1
    assert tallies.differences() == []
