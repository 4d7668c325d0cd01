"""Two moderators, two runs of a command: races on PostgreSQL with real concurrent connections."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civic_pages.participation import actions, tallies
from civic_pages.participation.models import (
    Contribution,
    Edition,
    ModerationLock,
    OfficialAnswer,
    Status,
)
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.test_concurrency import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def team(transactional_db: None) -> list[Any]:
    users = get_user_model().objects
    return [users.create_superuser(f"user{n}", f"user{n}@example.org", "x") for n in range(4)]


def client_for(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def posting(client: Client, path: str, data: dict[str, str] | None = None) -> Callable[[], int]:
    """Return a job that posts, and returns the status."""
    return lambda: client.post(path, data).status_code


def test_of_four_who_open_it_at_once_one_has_it(team: list[Any]) -> None:
    contribution = ContributionFactory()
    path = reverse("civic_contributions:hold", args=[contribution.pk])
    codes = at_once([posting(client_for(user), path) for user in team])
    assert sorted(codes) == [200, 409, 409, 409]
    assert ModerationLock.objects.count() == 1


def test_of_opposite_decisions_through_the_desk_one_is_taken(team: list[Any]) -> None:
    for _turn in range(5):
        campaign = CampaignFactory(open=True)
        contribution = ContributionFactory(campaign=campaign)
        publish = reverse("civic_contributions:publish", args=[contribution.pk])
        reject = reverse("civic_contributions:reject", args=[contribution.pk])
        clients = [client_for(user) for user in team]
        jobs = [posting(client, publish) for client in clients[:2]]
        assert at_once(jobs) == [302, 302]
        contribution.refresh_from_db()
        assert contribution.status == Status.PUBLISHED
        assert tallies.totals(campaign.pk)["all"] == 1
        assert tallies.differences(campaign.pk) == []
        held = at_once([posting(client, reject, {"reason": "Non."}) for client in clients])
        assert held == [302] * 4
        contribution.refresh_from_db()
        assert contribution.status == Status.REJECTED
        assert tallies.totals(campaign.pk)["all"] == 0


def test_who_holds_it_decides_whoever_else_tries_at_that_moment(team: list[Any]) -> None:
    contribution = ContributionFactory()
    now = timezone.now()
    actions.hold(contribution, by=team[0], now=now)
    jobs = [partial(actions.publish, contribution, by=user, now=now) for user in team]
    results = at_once(jobs)
    assert isinstance(results[0], Contribution)
    for refused in results[1:]:
        assert isinstance(refused, actions.HeldByAnother | actions.IllegalTransition)
    assert tallies.differences(contribution.campaign_id) == []


def test_four_runs_of_the_command_write_once(team: list[Any]) -> None:
    now = timezone.now()
    alike = ContributionFactory.create_batch(6, published=True, with_email=True)
    for contribution in alike:
        made = OfficialAnswer.objects.create(
            campaign_id=contribution.campaign_id,
            text="Oui.",
            publish_at=now - timedelta(minutes=1),
            created_at=now,
        )
        made.contributions.set([contribution])
    results = at_once([lambda: actions.notify_due(now=now)] * 4)
    assert sum(answers for answers, _told in results) == 6
    assert len(mail.outbox) == 6


def test_a_redaction_and_a_decision_at_once_lose_nothing(team: list[Any]) -> None:
    for _turn in range(5):
        contribution = ContributionFactory(title="Le 06 12 34 56 78")
        now = timezone.now()
        decide = partial(actions.publish, contribution, by=team[0], now=now)
        redact = partial(
            actions.redact, contribution, literals=["06 12 34 56 78"], by=team[0], now=now
        )
        results = at_once([decide, redact])
        assert not [result for result in results if isinstance(result, Exception)]
        contribution.refresh_from_db()
        assert contribution.status == Status.PUBLISHED
        assert "06 12" not in f"{contribution.title} {contribution.answers}"
        assert Edition.objects.filter(contribution=contribution).count() == 1


def test_one_persons_two_opposite_clicks_wait_for_each_other_and_both_are_answered(
    team: list[Any],
) -> None:
    now = timezone.now()
    for _turn in range(8):
        contribution = ContributionFactory()
        actions.hold(contribution, by=team[0], now=now)
        publish = partial(actions.publish, contribution, by=team[0], now=now)
        reject = partial(actions.reject, contribution, by=team[0], now=now, reason="Non.")
        results = at_once([publish, reject])
        # Both are legal one after the other: a decision can be taken back.
        assert all(isinstance(result, Contribution) for result in results), results
        assert tallies.differences(contribution.campaign_id) == []
