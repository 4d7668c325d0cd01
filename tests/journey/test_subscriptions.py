"""Following by e-mail over the API: asked for, confirmed, changed, ended."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from civic_pages.following import actions, targets
from civic_pages.following.models import Subscription
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.abuse.gates import turn_on
from tests.deliberation import texts
from tests.journey.traveller import ME, Traveller, mailed, problem


pytestmark = pytest.mark.django_db


def ask(traveller: Traveller, page: Any, **more: Any) -> Any:
    body = {"campaign": page.pk, "email": ME, "pace": "weekly", **more}
    return traveller.post("subscriptions/", body)


def followed(traveller: Traveller, campaign: Any, **more: Any) -> str:
    """Follow, confirm, and return the token with which it is managed."""
    assert ask(traveller, campaign, **more).status_code == 202
    confirmed = traveller.post("confirmations/", token=mailed("subscribe"))
    assert confirmed.status_code == 200, confirmed.content
    return str(confirmed.json()["token"])


def own(traveller: Traveller, token: str) -> Any:
    response = traveller.get("own/subscriptions/", token=token)
    assert response.status_code == 200, response.content
    return response.json()


def test_a_campaign_is_followed_at_another_pace_and_no_more(
    traveller: Traveller, campaign: Any, settings: Any
) -> None:
    turn_on(settings)
    problem(ask(traveller, campaign), 428, "challenge-required")
    asked = ask(traveller, campaign, proof=traveller.proof(campaign.pk))
    assert asked.status_code == 202
    waiting = traveller.get("confirmations/", token=mailed("subscribe")).json()
    assert waiting == {
        "kind": "subscription", "campaign": campaign.pk, "label": campaign.title, "waits": True,
    }  # fmt: skip
    assert Subscription.objects.get().confirmed_at is None
    for _twice in range(2):
        confirmed = traveller.post("confirmations/", token=mailed("subscribe")).json()
    token = confirmed["token"]
    (row,) = own(traveller, token)["results"]
    assert (row["title"], row["pace"]) == (campaign.title, "weekly")
    path = f"own/subscriptions/{row['id']}/"
    problem(traveller.ask("PATCH", path, {"pace": "hourly"}, token=token), 422)
    changed = traveller.ask("PATCH", path, {"pace": "at_once"}, token=token).json()
    assert changed["results"][0]["pace"] == "at_once"
    left = traveller.ask("DELETE", path, token=token)
    assert left.json() == {"token": None, "results": []}
    problem(traveller.get("own/subscriptions/", token=token), 410, "gone")
    assert not Subscription.objects.exists()


def test_a_contribution_and_a_text_are_followed_and_ended_all_at_once(
    traveller: Traveller,
) -> None:
    campaign = texts.discussed_campaign()
    text = texts.text_beneath(campaign)
    contribution = ContributionFactory(campaign=campaign, published=True)
    first = followed(traveller, campaign, contribution=contribution.reference)
    token = followed(traveller, campaign, text=text.pk)
    listed = own(traveller, token)["results"]
    assert [row["title"] for row in listed] == [contribution.title, text.title]
    # What a token is of may end: the answer brings one to go on with.
    gone = traveller.ask("DELETE", f"own/subscriptions/{listed[1]['id']}/", token=token).json()
    assert gone["token"] == first
    for _twice in range(2):
        assert traveller.ask("DELETE", "own/subscriptions/", token=first).status_code == 204
    assert not Subscription.objects.exists()


def test_a_known_address_is_answered_like_an_unknown_one(
    traveller: Traveller, campaign: Any
) -> None:
    followed(traveller, campaign)
    answers = [ask(traveller, campaign), ask(traveller, campaign, email="inconnue@example.org")]
    assert {(a.status_code, a.content) for a in answers} == {(202, answers[0].content)}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"email": "niet"}, 422),
        ({"pace": "x"}, 422),
        ({"contribution": "NON-2026-1"}, 404),
        ({"contribution": "x\x00"}, 400),
        ({"text": 999_999}, 404),
        ({"text": True}, 422),
        ({"text": -1}, 422),
        ({"text": 3, "contribution": "A"}, 422),
        ({"campaign": 999_999}, 404),
        ({"surprise": 1}, 422),
    ],
)
def test_what_is_wrong_is_a_problem(
    traveller: Traveller, campaign: Any, more: dict[str, Any], status: int
) -> None:
    problem(ask(traveller, campaign, **more), status)
    assert not Subscription.objects.exists()
    problem(traveller.post("subscriptions/", {}, key="short"), 400)


def test_what_is_not_public_is_not_followed(traveller: Traveller, campaign: Any) -> None:
    pending = ContributionFactory(campaign=campaign)
    problem(ask(traveller, campaign, contribution=pending.reference), 404)
    elsewhere = ContributionFactory(campaign=CampaignFactory(open=True), published=True)
    problem(ask(traveller, campaign, contribution=elsewhere.reference), 404)


def test_the_link_of_a_mail_stops_and_a_mail_program_does_it_on_our_site(
    traveller: Traveller, campaign: Any
) -> None:
    from civic_pages.following import mails
    from civic_pages.following.models import News

    followed(traveller, campaign)
    subscription = Subscription.objects.get()
    news = News.objects.create(
        campaign=campaign, target=subscription.target, key="x", kind="x", title="Du neuf",
        at=timezone.now(),
    )  # fmt: skip
    with traveller.commit(execute=True):
        mails.write_news(subscription, targets.of_campaign(campaign), [news], now=timezone.now())
    message = mail.outbox[-1]
    assert "/suivi-par-courriel/arreter/" in message.extra_headers["List-Unsubscribe"]
    assert own(traveller, mailed("subscriptions"))["results"]
    problem(traveller.ask("DELETE", "own/subscription/", token=mailed("subscriptions")), 404)
    for _twice in range(2):
        stopped = traveller.ask("DELETE", "own/subscription/", token=mailed("unsubscribe"))
        assert stopped.status_code == 204
    assert not Subscription.objects.exists()


def test_an_old_link_confirms_nothing(traveller: Traveller, campaign: Any) -> None:
    ask(traveller, campaign)
    Subscription.objects.update(created_at=timezone.now() - timedelta(days=30))
    problem(traveller.post("confirmations/", token=mailed("subscribe")), 410, "gone")
    actions.forget(now=timezone.now())
    problem(traveller.get("confirmations/", token=mailed("subscribe")), 410, "gone")


def test_one_of_somebody_else_is_not_found(traveller: Traveller, campaign: Any) -> None:
    token = followed(traveller, campaign)
    followed(traveller, campaign, email="autre@example.org")
    theirs = Subscription.objects.get(email="autre@example.org").uuid
    for pk in (theirs, uuid.uuid4()):
        problem(traveller.ask("DELETE", f"own/subscriptions/{pk}/", token=token), 404)
    assert Subscription.objects.count() == 2


@pytest.mark.parametrize("rows", [1, 30])
def test_listing_costs_the_same(
    traveller: Traveller, campaign: Any, rows: int, django_assert_max_num_queries: Any
) -> None:
    token = followed(traveller, campaign)
    for _number in range(rows):
        contribution = ContributionFactory(campaign=campaign, published=True)
        Subscription.objects.create(
            campaign=campaign, contribution=contribution, email=ME, confirmed_at=timezone.now(),
            target=f"contribution:{contribution.reference}", created_at=timezone.now(),
        )  # fmt: skip
    with django_assert_max_num_queries(4):
        assert len(own(traveller, token)["results"]) == rows + 1


def test_a_headless_site_without_our_pages_follows_all_the_same(
    traveller: Traveller, campaign: Any, settings: Any
) -> None:
    with override_settings(ROOT_URLCONF="tests.journey.headless_urls"):
        token = followed(traveller, campaign)
        assert own(traveller, token)["results"]
        settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "FRONT_END_LINKS": {}}
        # Nobody could use the link that would be mailed.
        problem(ask(traveller, campaign), 404)
