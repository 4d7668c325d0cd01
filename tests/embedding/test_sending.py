"""A contribution sent from a frame: without a cookie, once, and from its own page only."""

import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from civic_pages.models import Contribution
from civic_pages.testing import FORM_ID, CampaignFactory, form_block, question
from tests.conftest import StrictClient
from tests.embedding.conftest import PARTNER, policy


OWN = {"Origin": "http://testserver"}
PATH = "/fibre/embed/form/"


@pytest.fixture
def strict() -> Client:
    """Return a client that checks for forged requests, as browsers meet it."""
    return StrictClient(enforce_csrf_checks=True)


def filled(**changes: str) -> dict[str, str]:
    values = {
        "civic_form": FORM_ID,
        "civic_key": uuid.uuid4().hex,
        "titre": "Un banc",
        "idee": "Devant l'école",
        "theme": "Voirie",
        "contributor_kind": "individual",
        "accord": "on",
    }
    return {**values, **changes}


def test_a_form_is_sent_without_any_cookie_and_answered_in_the_frame(
    strict: Any, campaign: Any
) -> None:
    form = BeautifulSoup(strict.get(PATH).content, "html.parser").form
    assert form["action"].split("#")[0] == PATH
    response = strict.post(PATH, filled(), headers=OWN)
    assert response.status_code == 303
    assert response["Location"].startswith(f"{PATH}?merci=")
    assert not response.cookies
    receipt = strict.get(response["Location"])
    page = BeautifulSoup(receipt.content, "html.parser")
    contribution = Contribution.objects.get(title="Un banc")
    assert contribution.reference in page.get_text()
    private = page.select_one("#private-link")["value"]
    assert "/suivi/" in private
    assert page.body.has_attr("data-sent")
    assert not page.form
    assert receipt["Referrer-Policy"] == "same-origin"
    assert "no-store" in receipt["Cache-Control"]
    assert not receipt.cookies
    assert policy(receipt)["frame-ancestors"] == ["'self'"]
    assert strict.get(private).status_code == 200


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    strict: Any, campaign: Any
) -> None:
    response = strict.post(PATH, filled(titre=""), headers=OWN)
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("[name=idee]").get_text().strip() == "Devant l'école"
    assert page.select_one("[name=titre]")["aria-invalid"] == "true"
    assert page.form["action"].split("#")[0] == PATH
    assert not page.select(".civic-header")
    assert "no-store" in response["Cache-Control"]
    assert policy(response)["frame-ancestors"] == ["'self'"]


def test_a_retry_with_the_same_key_stores_one(strict: Any, campaign: Any) -> None:
    data = filled()
    first = strict.post(PATH, data, headers=OWN)
    second = strict.post(PATH, data, headers=OWN)
    assert (first.status_code, second.status_code) == (303, 303)
    assert Contribution.objects.filter(title="Un banc").count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": PARTNER},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_sent_by_another_page_is_shown_again_and_stored_nowhere(
    strict: Any, campaign: Any, headers: dict[str, str]
) -> None:
    before = Contribution.objects.count()
    response = strict.post(PATH, filled(), headers=headers)
    assert response.status_code == 403
    assert Contribution.objects.count() == before
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("[name=titre]")["value"] == "Un banc"
    assert page.select_one("[data-error-summary]")


@pytest.mark.parametrize("headers", [OWN, {"Sec-Fetch-Site": "same-origin"}, {}])
def test_its_own_page_and_programs_without_cookies_are_listened_to(
    strict: Any, campaign: Any, headers: dict[str, str]
) -> None:
    assert strict.post(PATH, filled(), headers=headers).status_code == 303


def test_the_challenge_is_asked_in_a_frame_too(strict: Any, campaign: Any, settings: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "CHALLENGE": "always"}
    assert b"civic_proof" in strict.get(PATH).content
    response = strict.post(PATH, filled(), headers=OWN)
    assert response.status_code == 422
    assert not Contribution.objects.filter(title="Un banc").exists()


def test_the_campaign_s_own_page_still_asks_for_its_token(strict: Any, campaign: Any) -> None:
    assert strict.post("/fibre/", filled(), headers=OWN).status_code == 403


def test_a_form_of_another_part_is_not_taken(strict: Any, campaign: Any) -> None:
    response = strict.post(PATH, filled(civic_form=str(uuid.uuid4())), headers=OWN)
    assert response.status_code == 404


def test_a_closed_campaign_takes_nothing_from_a_frame(strict: Any, db: None) -> None:
    CampaignFactory(closed=True, slug="close")
    response = strict.post("/close/embed/form/", filled(), headers=OWN)
    assert response.status_code == 403
    assert not Contribution.objects.exists()


def test_nobody_logged_in_sends_in_their_name(campaign: Any, admin_user: Any) -> None:
    campaign.identity = "account"
    campaign.save_revision().publish()
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    assert client.post(PATH, filled(), headers=OWN).status_code == 403
    assert not Contribution.objects.filter(title="Un banc").exists()


def test_a_form_of_several_pages_leads_from_page_to_page_within_the_frame(
    strict: Any, db: None
) -> None:
    body = [
        form_block(
            question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
            question("step", "suite", "Suite"),
            question("long_text", "idee", "Idée", max_length=2000),
        )
    ]
    CampaignFactory(open=True, slug="pages", body=body)
    path = "/pages/embed/form/"
    page = BeautifulSoup(strict.get(path).content, "html.parser")
    hidden = {
        i["name"]: i["value"] for i in page.form.select("input[type=hidden]") if i.get("value")
    }
    response = strict.post(path, {**hidden, "titre": "Un banc", "civic_go": "next"}, headers=OWN)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("[name=idee]")
    assert page.body.has_attr("data-moved")
    assert page.form["action"].split("#")[0] == path


def test_the_language_that_was_asked_for_is_kept(strict: Any, campaign: Any) -> None:
    response = strict.post(f"{PATH}?lang=en", filled(), headers=OWN)
    assert response["Location"].startswith(f"{PATH}?lang=en&merci=")
    page = BeautifulSoup(strict.get(response["Location"]).content, "html.parser")
    assert page.html["lang"] == "en"
    assert page.select_one("a[target=_self]")["href"] == f"{PATH}?lang=en"


def test_a_receipt_of_another_campaign_is_not_found(strict: Any, campaign: Any) -> None:
    CampaignFactory(open=True, slug="autre")
    token = strict.post(PATH, filled(), headers=OWN)["Location"].split("merci=")[1]
    assert strict.get(f"/autre/embed/form/?merci={token}").status_code == 404
    assert strict.get(f"{PATH}?merci=x").status_code == 404


def test_who_has_still_to_confirm_is_told_so_without_a_form_that_needs_a_cookie(
    strict: Any, campaign: Any
) -> None:
    campaign.identity = "email"
    campaign.save_revision().publish()
    data = filled(courriel="habitante@example.org")
    receipt = strict.get(strict.post(PATH, data, headers=OWN)["Location"])
    page = BeautifulSoup(receipt.content, "html.parser")
    assert "étape" in page.h1.get_text()
    assert not page.form
