"""Tokens guessed, stolen from another purpose, expired; and what front-end links may be."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from civic_pages.participation import front_end, links
from civic_pages.participation.models import Confirmation, Contribution, Status
from civic_pages.testing import CampaignFactory
from tests.deliberation.discussion import discussed
from tests.journey.traveller import FRONT, LINKS, Traveller, idea, mailed, problem


pytestmark = pytest.mark.django_db
PRIVATE = [
    ("GET", "own/contribution/"),
    ("PUT", "own/contribution/"),
    ("DELETE", "own/contribution/"),
    ("PUT", "own/contribution/household/"),
    ("POST", "own/contribution/confirmation-mails/"),
    ("GET", "own/participation/"),
    ("DELETE", "own/comments/1/"),
    ("GET", "own/subscriptions/"),
    ("DELETE", "own/subscriptions/"),
    ("PATCH", "own/subscriptions/6f1f0f52-5c1a-4a3b-9b0e-7f6f4f1d2c11/"),
    ("DELETE", "own/subscriptions/6f1f0f52-5c1a-4a3b-9b0e-7f6f4f1d2c11/"),
    ("DELETE", "own/subscription/"),
    ("GET", "confirmations/"),
    ("POST", "confirmations/"),
]


@pytest.mark.parametrize(("method", "path"), PRIVATE)
def test_without_a_token_nothing_is_told_and_with_a_wrong_one_neither(
    traveller: Traveller, method: str, path: str
) -> None:
    bare = traveller.ask(method, path, {})
    problem(bare, 401, "token-required")
    assert bare["WWW-Authenticate"] == "Civic-Token"
    for guess in ("x", "a" * 2000, "0" * 32 + "x" * 43, "é~:::", "../../"):
        found = problem(traveller.ask(method, path, {}, token=guess), 404, "not-found")
        assert "errors" not in found


@pytest.mark.parametrize(("method", "path"), PRIVATE)
def test_guessing_is_slowed_down_and_true_tokens_are_not(
    traveller: Traveller, settings: Any, token: str, method: str, path: str
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "LINK_LIMIT": (2, 600)}
    answers = [traveller.ask(method, path, {}, token=f"guess{n}") for n in range(3)]
    assert [a.status_code for a in answers] == [404, 404, 429]
    assert answers[-1]["Retry-After"] == "600"
    traveller.own(token)


def test_a_token_serves_one_purpose_and_one_contribution(traveller: Traveller) -> None:
    campaign = CampaignFactory(open=True, identity="email")
    tokens = [
        traveller.post(
            "contributions/", idea(campaign, answers={"titre": title, "courriel": address})
        ).json()["token"]
        for title, address in (("Un", "un@example.org"), ("Deux", "deux@example.org"))
    ]
    first, second = tokens
    assert [traveller.own(token).json()["title"] for token in tokens] == ["Un", "Deux"]
    # Half of one, half of the other.
    for forged in (first[:32] + second[32:], second[:32] + first[32:], first.upper(), first[:-1]):
        problem(traveller.get("own/contribution/", token=forged), 404)
    confirming = mailed("confirm")
    for path in ("own/contribution/", "own/participation/", "own/subscriptions/"):
        problem(traveller.get(path, token=confirming), 404)
    problem(traveller.post("confirmations/", token=first), 404)
    assert not Contribution.objects.exclude(status=Status.UNCONFIRMED).exists()


def test_a_token_in_an_address_is_not_listened_to(traveller: Traveller, token: str) -> None:
    problem(traveller.get(f"own/contribution/?token={token}"), 400, "unknown-parameter")
    problem(traveller.ask("DELETE", f"own/contribution/?token={token}"), 401)
    assert Contribution.objects.get().status == Status.PENDING


def test_a_private_campaign_tells_nothing(traveller: Traveller, token: str, campaign: Any) -> None:
    campaign.unpublish()
    problem(traveller.get("own/contribution/", token=token), 404)


def test_an_expired_link_brings_the_way_to_another(traveller: Traveller) -> None:
    campaign = CampaignFactory(open=True, identity="email")
    token = traveller.post("contributions/", idea(campaign)).json()["token"]
    old = timezone.now() - timedelta(days=30)
    Confirmation.objects.update(expires_at=old, last_sent_at=old)
    for method in ("GET", "POST"):
        found = problem(traveller.ask(method, "confirmations/", token=mailed("confirm")), 410)
        assert found["token"] == token
    assert traveller.post("own/contribution/confirmation-mails/", token=token).status_code == 202
    assert len(mail.outbox) == 2
    assert traveller.post("confirmations/", token=mailed("confirm")).status_code == 200


def test_an_expired_link_is_not_listened_to_for_ever(traveller: Traveller) -> None:
    campaign = CampaignFactory(open=True, identity="email")
    traveller.post("contributions/", idea(campaign))
    Confirmation.objects.update(expires_at=timezone.now(), attempts=20)
    response = traveller.post("confirmations/", token=mailed("confirm"))
    assert "token" not in problem(response, 429)
    assert response["Retry-After"]


def test_an_account_is_asked_for_with_the_address_where_one_logs_in(traveller: Traveller) -> None:
    campaign = CampaignFactory(open=True, identity="account")
    found = problem(traveller.post("contributions/", idea(campaign)), 403, "account-required")
    assert found["url"] == campaign.full_url
    from io import BytesIO

    uploaded = traveller.upload(campaign.pk, "photo", BytesIO(b"x"))
    assert problem(uploaded, 403, "account-required")["url"] == campaign.full_url


def test_without_the_setting_mails_lead_to_our_own_pages(
    traveller: Traveller, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "FRONT_END_LINKS": {}}
    campaign = CampaignFactory(open=True, identity="email")
    made = traveller.post("contributions/", idea(campaign)).json()
    contribution = Contribution.objects.get()
    assert made["follow"] == f"{campaign.full_url}suivi/{made['token']}/"
    confirm = f"{campaign.full_url}confirmer/{links.confirm_token(contribution)}/"
    assert confirm in mail.outbox[0].body
    assert FRONT not in mail.outbox[0].body


def test_each_site_may_have_a_front_end_of_its_own(settings: Any) -> None:
    contribution = discussed()
    campaign = contribution.campaign.specific
    ours = "https://ville.example/c/{campaign}#t={token}"
    settings.CIVIC_PAGES = {
        **settings.CIVIC_PAGES,
        "FRONT_END_LINKS": {"localhost": {"follow": ours}, "*": LINKS},
    }
    token = links.follow_token(contribution)
    address = links.follow_url(contribution, campaign)
    assert address == f"https://ville.example/c/{campaign.pk}#t={token}"
    assert links.confirm_url(contribution, campaign).startswith(f"{FRONT}/confirm#")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "dict of dicts"),
        ({"*": "https://x.example/#{token}"}, "dict of dicts"),
        ({"*": {"confirme": "https://x.example/#{token}"}}, "no purpose"),
        ({"*": {"confirm": "/confirmer#{token}"}}, "no whole address"),
        ({"*": {"confirm": "javascript:x#{token}"}}, "no whole address"),
        ({"*": {"confirm": "https://x.example/?t={token}"}}, "behind the #"),
        ({"*": {"confirm": "https://x.example/{token}#{token}"}}, "behind the #"),
        ({"*": {"confirm": "https://x.example/"}}, "behind the #"),
    ],
)
def test_a_wrong_setting_is_said_at_start_up(settings: Any, value: Any, words: str) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "FRONT_END_LINKS": value}
    (error,) = front_end.check_front_end_links()
    assert words in error.msg
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "FRONT_END_LINKS": {"*": LINKS}}
    assert front_end.check_front_end_links() == []
