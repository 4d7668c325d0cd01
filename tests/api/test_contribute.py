"""Contributing through the API: the page's form, once per key, errors as problems."""

import json
from typing import Any

import jsonschema
import pytest

from civic_pages.participation.models import Contribution, ExactLocation
from civic_pages.testing import FORM_ID, OUTSIDE, CampaignFactory
from tests.api.conftest import KEY, ROOT, body, is_problem


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


def test_a_contribution_is_stored_as_from_the_page(post: Any, campaign: Any) -> None:
    response = post(body(campaign, kind="collective", group_name="Amicale", represented=30))
    assert response.status_code == 201
    stored = Contribution.objects.get()
    answer = response.json()
    assert answer["reference"] == stored.reference
    assert answer["status"] == "pending"
    assert (stored.kind, stored.represented) == ("collective", 30)
    assert stored.answers["accord"] is True
    assert ExactLocation.objects.get().address == "12 rue Henri-Barbusse"
    assert response["Cache-Control"] == "no-store"


def test_a_retry_gets_the_first_answer_and_stores_nothing(post: Any, campaign: Any) -> None:
    first, second = post(body(campaign)), post(body(campaign))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert Contribution.objects.count() == 1


def test_a_key_used_for_something_else_is_refused(post: Any, campaign: Any) -> None:
    post(body(campaign))
    found = is_problem(post(body(campaign, answers={"titre": "Autre chose"})), 422)
    assert found["type"].endswith("key-reused")
    assert Contribution.objects.count() == 1


def test_a_request_with_a_key_under_way_is_told_to_wait(post: Any, campaign: Any) -> None:
    from civic_api.idempotency import in_flight
    from civic_pages.participation.actions import key_digest

    with in_flight(campaign.pk, key_digest(KEY)):
        response = post(body(campaign))
    is_problem(response, 409)
    assert response["Retry-After"]
    assert post(body(campaign)).status_code == 201


def test_a_request_that_outlasts_its_lock_leaves_that_of_the_next(post: Any, campaign: Any) -> None:
    from django.core.cache import cache

    from civic_api.idempotency import in_flight
    from civic_pages.participation.actions import key_digest

    slow = in_flight(campaign.pk, key_digest(KEY))
    slow.__enter__()
    cache.clear()  # As the seconds of its lock have run out.
    with in_flight(campaign.pk, key_digest(KEY)):
        slow.__exit__(None, None, None)
        is_problem(post(body(campaign)), 409)
    assert post(body(campaign)).status_code == 201


@pytest.mark.parametrize("key", [None, "", "short", "é" * 20, "x" * 256])
def test_a_key_is_required(post: Any, campaign: Any, key: str | None) -> None:
    is_problem(post(body(campaign), key=key), 400)
    assert not Contribution.objects.exists()


def test_a_place_outside_is_refused_by_name(post: Any, campaign: Any) -> None:
    latitude, longitude = OUTSIDE
    place = {"latitude": latitude, "longitude": longitude}
    found = is_problem(post(body(campaign, answers={"lieu": place})), 422)
    assert found["errors"]["answers.lieu"][0]["code"] == "outside"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answers": {"titre": ""}}, "answers.titre"),
        ({"answers": {"titre": "x" * 500}}, "answers.titre"),
        ({"answers": {"theme": "Inconnu"}}, "answers.theme"),
        ({"answers": {"accord": False}}, "answers.accord"),
        ({"answers": {"inconnue": 1}}, "answers.inconnue"),
        ({"answers": {"lieu": 12}}, "answers.lieu"),
        ({"answers": {"lieu": {"latitude": "x", "longitude": None}}}, "answers.lieu"),
        ({"kind": "collective"}, "group_name"),
        ({"kind": "nonsense"}, "kind"),
        ({"surprise": 1}, "surprise"),
        ({"campaign": "one"}, "campaign"),
        ({"form": 5}, "form"),
    ],
)
def test_what_is_wrong_is_named_field_by_field(
    post: Any, campaign: Any, changes: dict[str, Any], field: str
) -> None:
    found = is_problem(post(body(campaign, **changes)), 422)
    assert found["errors"][field][0]["message"]
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("text", ["{", "[]", '"text"', "null", "12"])
def test_a_body_that_is_no_contribution_is_refused(post: Any, campaign: Any, text: str) -> None:
    assert post(text).status_code in {400, 422}


def test_other_media_types_and_methods_are_refused_as_problems(
    post: Any, client: Any, campaign: Any
) -> None:
    is_problem(post("a=1", content_type="application/x-www-form-urlencoded"), 415)
    is_problem(client.delete(f"{ROOT}/contributions/"), 405)
    is_problem(client.get(f"{ROOT}/nowhere/"), 404)
    is_problem(client.get(f"{ROOT}/campaigns/", headers={"Accept": "image/png"}), 406)


@pytest.mark.parametrize("trait", ["closed", "upcoming"])
def test_nobody_contributes_outside_the_phase(post: Any, trait: str) -> None:
    campaign = CampaignFactory(**{trait: True})
    assert is_problem(post(body(campaign)), 403)["type"].endswith("closed")


def test_unknown_campaigns_and_forms_are_not_found(post: Any, campaign: Any) -> None:
    is_problem(post(body(campaign, campaign=999_999)), 404)
    is_problem(post(body(campaign, form="another")), 404)


def test_page_and_api_share_one_rate(post: Any, campaign: Any, settings: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (1, 60)}
    assert post(body(campaign)).status_code == 201
    response = post(body(campaign, answers={"titre": "Encore"}), key="0123456789abcdef-second")
    is_problem(response, 429)
    assert response["Retry-After"]


def test_no_cookie_is_needed_and_none_is_set(campaign: Any) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    response = strict.post(
        f"{ROOT}/contributions/", json.dumps(body(campaign)), content_type="application/json",
        headers={"Idempotency-Key": KEY},
    )  # fmt: skip
    assert response.status_code == 201
    assert not response.cookies


def test_the_schema_of_the_form_accepts_what_the_api_accepts(
    get: Any, post: Any, campaign: Any
) -> None:
    form = get(f"campaigns/{campaign.pk}/forms/{FORM_ID}/").json()
    assert [item["key"] for item in form["order"]] == [
        "titre",
        "idee",
        "theme",
        "courriel",
        "lieu",
        "accord",
    ]
    validator = jsonschema.Draft202012Validator(form["schema"])
    validator.check_schema(form["schema"])
    valid = body(campaign)["answers"]
    validator.validate(valid)
    for wrong in ({"titre": "x" * 500}, {"theme": "Inconnu"}, {"accord": False}, {"inconnue": 1}):
        assert not validator.is_valid({**valid, **wrong})
        assert post(body(campaign, answers=wrong)).status_code == 422


def test_named_origins_may_contribute_from_elsewhere(
    client: Any, post: Any, campaign: Any, settings: Any
) -> None:
    settings.CIVIC_API = {"CORS_ALLOWED_ORIGINS": ["https://app.example.org"]}
    asked = {"Origin": "https://app.example.org", "Access-Control-Request-Method": "POST"}
    preflight = client.options(f"{ROOT}/contributions/", headers=asked)
    assert preflight["Access-Control-Allow-Origin"] == "https://app.example.org"
    assert "Idempotency-Key" in preflight["Access-Control-Allow-Headers"]
    stranger = client.get(f"{ROOT}/campaigns/", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in stranger
    assert "Origin" in stranger["Vary"]
