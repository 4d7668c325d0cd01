"""Two of one author at once, and an author against a moderator, on PostgreSQL with real connections."""

import json
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from civic_pages.deliberation import actions as discussing
from civic_pages.deliberation import counts
from civic_pages.deliberation.models import Comment
from civic_pages.participation import actions, links, tallies
from civic_pages.participation.models import Contribution, Edition, ModerationLock, Status
from civic_pages.participation.participants import identity
from civic_pages.testing import CampaignFactory
from tests.deliberation.discussion import commented, discussed, discussed_campaign, somebody
from tests.journey.traveller import ROOT, idea
from tests.participation.test_concurrency import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


def ask(method: str, path: str, body: Any, **headers: str) -> Any:
    client = Client(raise_request_exception=False)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    text = json.dumps(body)
    return client.generic(
        method, f"{ROOT}/{path}", text, content_type="application/json", headers=sent
    )


@pytest.fixture
def campaign(transactional_db: None, settings: Any) -> Any:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (10_000, 60)}
    return CampaignFactory(open=True, published_at_once=True)


@pytest.fixture
def token(campaign: Any) -> str:
    made = ask("POST", "contributions/", idea(campaign), Idempotency_Key=uuid.uuid4().hex)
    assert made.status_code == 201, made.content
    return str(made.json()["token"])


@pytest.fixture
def moderator(transactional_db: None) -> Any:
    return User.objects.create_superuser("chef", "chef@example.org", "x")


def test_of_eight_corrections_of_one_version_one_is_taken(campaign: Any, token: str) -> None:
    etag = ask("GET", "own/contribution/", None, X_Civic_Token=token)["ETag"]

    def correct(number: int) -> int:
        body = {"answers": idea(campaign, answers={"titre": f"Titre {number}"})["answers"]}
        sent = {"X_Civic_Token": token, "If_Match": etag}
        return int(ask("PUT", "own/contribution/", body, **sent).status_code)

    codes = at_once([lambda n=number: correct(n) for number in range(8)])
    assert sorted(codes) == [200] + [412] * 7
    assert Edition.objects.count() == 1
    assert tallies.totals(campaign.pk)["all"] == 1


def test_eight_identical_corrections_are_one(campaign: Any, token: str) -> None:
    etag = ask("GET", "own/contribution/", None, X_Civic_Token=token)["ETag"]
    body = {"answers": idea(campaign, answers={"titre": "Deux bancs"})["answers"]}

    def correct() -> int:
        sent = {"X_Civic_Token": token, "If_Match": etag}
        return int(ask("PUT", "own/contribution/", body, **sent).status_code)

    assert at_once([correct] * 8) == [200] * 8
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("round_number", range(5))
def test_withdrawn_and_moderated_at_once_it_ends_withdrawn_and_counted_once(
    campaign: Any, token: str, moderator: Any, round_number: int
) -> None:
    contribution = Contribution.objects.get()
    ModerationLock.objects.all().delete()

    def reject() -> str:
        row = actions.reject(contribution, by=moderator, now=timezone.now(), reason="Hors sujet.")
        return str(row.status)

    def withdraw() -> int:
        path = "own/contribution/"
        return int(ask("DELETE", path, None, X_Civic_Token=token).status_code)

    decided, *withdrawn = at_once([reject, withdraw, withdraw, withdraw])
    assert withdrawn == [204] * 3
    assert decided == "rejected" or isinstance(decided, actions.IllegalTransition)
    assert Contribution.objects.get().status == Status.WITHDRAWN
    assert tallies.totals(campaign.pk)["all"] == 0


def test_corrected_and_withdrawn_at_once_it_ends_withdrawn(campaign: Any, token: str) -> None:
    body = {"answers": idea(campaign, answers={"titre": "Deux bancs"})["answers"]}

    def correct() -> int:
        sent = {"X_Civic_Token": token, "If_Match": "*"}
        return int(ask("PUT", "own/contribution/", body, **sent).status_code)

    def withdraw() -> int:
        return int(ask("DELETE", "own/contribution/", None, X_Civic_Token=token).status_code)

    codes = at_once([correct, withdraw] * 4)
    assert set(codes[1::2]) == {204}
    assert set(codes[::2]) <= {200, 409}
    assert Contribution.objects.get().status == Status.WITHDRAWN
    assert tallies.totals(campaign.pk)["all"] == 0


def test_a_link_confirmed_eight_times_at_once_counts_once(
    transactional_db: None, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (10_000, 60)}
    campaign = CampaignFactory(open=True, identity="email", published_at_once=True)
    ask("POST", "contributions/", idea(campaign), Idempotency_Key=uuid.uuid4().hex)
    token = links.confirm_token(Contribution.objects.select_related("contact").get())

    def confirm() -> int:
        return int(ask("POST", "confirmations/", None, X_Civic_Token=token).status_code)

    assert at_once([confirm] * 8) == [200] * 8
    assert Contribution.objects.get().status == Status.PUBLISHED
    assert tallies.totals(campaign.pk)["all"] == 1


def test_a_comment_withdrawn_by_its_author_and_rejected_at_once_is_counted_out_once(
    transactional_db: None, moderator: Any
) -> None:
    contribution = discussed(discussed_campaign())
    known = somebody(contribution.campaign)
    top = commented(contribution, participant=known.participant)
    answered = commented(contribution, "Répondu.", participant=known.participant)
    commented(contribution, "Je réponds.", parent=answered)
    token = identity.token_of(known.participant)

    def withdraw(pk: int) -> int:
        return int(ask("DELETE", f"own/comments/{pk}/", None, X_Civic_Token=token).status_code)

    def reject(row: Comment) -> Any:
        return discussing.reject(row, by=moderator, now=timezone.now(), reason="Hors sujet.")

    jobs = [lambda: withdraw(top.pk)] * 3 + [lambda: withdraw(answered.pk)] * 3
    results = at_once([*jobs, lambda: reject(top), lambda: reject(answered)])
    assert results[:6] == [204] * 6
    assert counts.differences() == []
