"""A contribution needs a proof of work, or a sum in words; each serves one contribution."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from civic_pages.participation.abuse import challenges
from civic_pages.participation.abuse.question import Sum, number_of
from civic_pages.participation.models import Contribution, Origin
from civic_pages.testing import CampaignFactory, form_block, question
from tests.abuse.gates import hidden, question_on, right_answer, shown, solved, turn_on, work_on
from tests.api.conftest import ROOT, body, is_problem
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(settings: Any, db: None) -> Any:
    turn_on(settings)
    return CampaignFactory(open=True)


def proof_for(client: Any, campaign: Any) -> str:
    return solved(work_on(client.get(campaign.url)))


def post_to_api(client: Any, data: dict[str, Any], key: str = "0123456789abcdef-first") -> Any:
    return client.post(
        f"{ROOT}/contributions/", json.dumps(data), content_type="application/json",
        headers={"Idempotency-Key": key},
    )  # fmt: skip


def test_a_proof_of_work_lets_a_contribution_in(client: Any, campaign: Any) -> None:
    response = client.post(campaign.url, answers(civic_proof=proof_for(client, campaign)))
    assert response.status_code == 303
    assert Contribution.objects.count() == 1


def test_without_a_proof_the_page_comes_back_with_a_question_and_all_that_was_typed(
    client: Any, campaign: Any
) -> None:
    response = client.post(campaign.url, answers(titre="Gardez-moi"))
    assert response.status_code == 422
    page = shown(response)
    assert page.select_one("[name=titre]")["value"] == "Gardez-moi"
    assert not page.select_one("noscript [name=civic_answer]")
    field = page.select_one("[name=civic_answer]")
    assert field["aria-invalid"] == "true"
    assert page.select_one(f"#{field['aria-describedby'].split()[0]}").get_text(strip=True)
    link = page.select_one("[data-error-summary] noscript a")
    assert link["href"] == f"#{field['id']}", "the question is a screen or two below its error"
    assert not Contribution.objects.exists()


def test_the_question_is_for_who_has_no_scripts(client: Any, campaign: Any) -> None:
    page = shown(client.get(campaign.url))
    assert len(page.select("[name=civic_answer]")) == 1
    assert page.select_one("noscript [name=civic_answer]")


def test_a_right_answer_lets_a_contribution_in(client: Any, campaign: Any) -> None:
    page = client.get(campaign.url)
    given = {
        "civic_question": hidden(page, "civic_question"),
        "civic_answer": right_answer(question_on(page)),
    }
    assert client.post(campaign.url, answers(**given)).status_code == 303


def test_a_wrong_answer_keeps_everything_and_asks_anew(client: Any, campaign: Any) -> None:
    page = client.get(campaign.url)
    token = hidden(page, "civic_question")
    wrong = {"civic_question": token, "civic_answer": "99"}
    response = client.post(campaign.url, answers(titre="Toujours là", **wrong))
    assert response.status_code == 422
    assert shown(response).select_one("[name=titre]")["value"] == "Toujours là"
    assert hidden(response, "civic_question") != token
    # The question that was answered wrong has served.
    right = {"civic_question": token, "civic_answer": right_answer(question_on(page))}
    assert client.post(campaign.url, answers(**right)).status_code == 422
    again = {
        "civic_question": hidden(response, "civic_question"),
        "civic_answer": right_answer(question_on(response)),
    }
    assert client.post(campaign.url, answers(**again)).status_code == 303


def test_a_right_answer_is_kept_while_something_else_is_wrong(client: Any, campaign: Any) -> None:
    page = client.get(campaign.url)
    given = {
        "civic_question": hidden(page, "civic_question"),
        "civic_answer": right_answer(question_on(page)),
    }
    response = client.post(campaign.url, answers(titre="", **given))
    assert response.status_code == 422
    assert not shown(response).select("[data-question]")
    kept = {name: hidden(response, name) for name in given}
    assert kept == given
    assert client.post(campaign.url, answers(**kept)).status_code == 303


def test_one_proof_serves_one_contribution_and_its_retries(client: Any, campaign: Any) -> None:
    proof = proof_for(client, campaign)
    first = answers(civic_proof=proof)
    assert client.post(campaign.url, first).status_code == 303
    assert client.post(campaign.url, first).status_code == 303
    assert Contribution.objects.count() == 1
    assert client.post(campaign.url, answers(civic_proof=proof)).status_code == 422
    assert Contribution.objects.count() == 1


def test_a_proof_of_another_campaign_does_not_do(client: Any, campaign: Any) -> None:
    other = CampaignFactory(open=True)
    response = client.post(campaign.url, answers(civic_proof=proof_for(client, other)))
    assert response.status_code == 422


def test_a_proof_expires(client: Any, campaign: Any) -> None:
    made = challenges.issue(campaign.pk, now=timezone.now() - timedelta(hours=3))
    proof = solved({**made.proof})
    response = client.post(campaign.url, answers(civic_proof=proof, titre="Longue réflexion"))
    assert response.status_code == 422
    assert shown(response).select_one("[name=titre]")["value"] == "Longue réflexion"
    fresh = solved(work_on(response))
    assert client.post(campaign.url, answers(civic_proof=fresh)).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        {"number": 10**9},
        {"salt": "00?campaign=1&expires=99999999999&"},
        {"signature": "0" * 64},
        {"algorithm": "MD5"},
        {"salt": None},
        {"number": []},
    ],
)
def test_a_forged_proof_does_not_do(client: Any, campaign: Any, change: dict[str, Any]) -> None:
    forged = solved(work_on(client.get(campaign.url)), **change)
    assert client.post(campaign.url, answers(civic_proof=forged)).status_code == 422


@pytest.mark.parametrize("proof", ["x", "e30=", "W10=", "bnVsbA==", "\x00", "é" * 10, "A" * 5000])
def test_nonsense_does_not_do(client: Any, campaign: Any, proof: str) -> None:
    assert client.post(campaign.url, answers(civic_proof=proof)).status_code == 422
    assert client.post(campaign.url, answers(civic_question=proof, civic_answer=proof)).status_code == 422  # fmt: skip


def test_the_expiry_cannot_be_moved_out_of_the_salt(client: Any, campaign: Any) -> None:
    made = challenges.issue(campaign.pk, now=timezone.now() - timedelta(hours=3))
    payload = json.loads(__import__("base64").b64decode(solved({**made.proof})))
    head, tail = payload["salt"].split("expires=", 1)
    moved = {**payload, "salt": f"{head}&", "number": f"expires={tail}{payload['number']}"}
    proof = __import__("base64").b64encode(json.dumps(moved).encode()).decode()
    assert client.post(campaign.url, answers(civic_proof=proof)).status_code == 422


def test_the_api_asks_the_same_and_brings_a_fresh_challenge(client: Any, campaign: Any) -> None:
    problem = is_problem(post_to_api(client, body(campaign)), 428)
    assert problem["type"].endswith("challenge-required")
    assert problem["code"] == "missing"
    proof = solved(problem["challenge"]["proof"])
    assert post_to_api(client, body(campaign, proof=proof)).status_code == 201
    used = post_to_api(client, body(campaign, proof=proof), key="0123456789abcdef-other")
    assert is_problem(used, 428)["code"] == "used"


def test_the_api_gives_a_challenge_that_no_cache_keeps(client: Any, campaign: Any) -> None:
    response = client.get(f"{ROOT}/campaigns/{campaign.pk}/challenge/", headers={"accept-language": "en"})  # fmt: skip
    assert response["Cache-Control"] == "no-store"
    given = response.json()
    assert given["required"] is True
    with translation.override("en"):
        answer = right_answer(given["question"]["text"])
    sent = body(campaign, question=given["question"]["token"], answer=answer)
    assert post_to_api(client, sent).status_code == 201


def test_the_api_wants_texts(client: Any, campaign: Any) -> None:
    problem = is_problem(post_to_api(client, body(campaign, proof={"number": 1})), 422)
    assert list(problem["errors"]) == ["proof"]


def test_no_challenge_is_asked_where_the_city_asks_none(client: Any, settings: Any) -> None:
    turn_on(settings, CHALLENGE="never")
    campaign = CampaignFactory(open=True)
    assert not shown(client.get(campaign.url)).select("civic-proof")
    assert client.post(campaign.url, answers()).status_code == 303


def test_a_closed_campaign_says_so_before_any_work(client: Any, settings: Any) -> None:
    turn_on(settings)
    campaign = CampaignFactory(closed=True)
    assert client.post(campaign.url, answers()).status_code == 403


def test_the_question_never_tells_its_answer(client: Any, campaign: Any) -> None:
    token = hidden(client.get(campaign.url), "civic_question")
    padded = token.split(":")[0].lstrip(".")
    assert len(padded) > 20
    from django.core import signing

    data = signing.loads(token, salt=challenges.QUESTION_SALT)
    assert set(data) == {"c", "n", "e", "h"}
    assert len(data["h"]) >= 40


@pytest.mark.parametrize(("text", "number"), [
    ("sept", 7), ("7", 7), (" Sept. ", 7), ("zéro", 0), ("zero", 0), ("dix-huit", 18), ("vingt", None),
    ("", None), ("-1", None),
])  # fmt: skip
def test_numbers_are_read_in_digits_and_in_words(text: str, number: int | None) -> None:
    with translation.override("fr"):
        assert number_of(text) == number


def test_sums_are_put_in_words() -> None:
    with translation.override("en"):
        assert Sum(3, 4).text == "How much is three plus four?"
        assert Sum(9, 4, minus=True).text == "How much is nine minus four?"


def test_a_form_of_several_pages_asks_on_the_last_one_only(client: Any, settings: Any) -> None:
    turn_on(settings)
    fields = [
        question("step", "s1", "Un"), question("short_text", "titre", "Titre", is_title=True, max_length=80),
        question("step", "s2", "Deux"), question("long_text", "idee", "Idée", max_length=500),
    ]  # fmt: skip
    campaign = CampaignFactory(open=True, body=[form_block(*fields)])
    assert not shown(client.get(campaign.url)).select("civic-proof")


@pytest.fixture(params=["page", "api"])
def send(request: Any, client: Any) -> Callable[..., bool]:
    """Return a function that sends by page or API, and tells whether it was taken."""

    def by_page(campaign: Any, **given: str) -> bool:
        data = {f"civic_{name}": text for name, text in given.items()}
        return client.post(campaign.url, answers(**data)).status_code == 303

    def by_api(campaign: Any, **given: str) -> bool:
        key = f"{Contribution.objects.count()}-{id(object())}-0123456789abcdef"
        return post_to_api(client, body(campaign, **given), key=key).status_code == 201

    return by_page if request.param == "page" else by_api


def test_page_and_api_give_the_same_verdicts(send: Callable[..., bool], campaign: Any) -> None:
    now = timezone.now()
    fresh = challenges.issue(campaign.pk, now=now)
    old = challenges.issue(campaign.pk, now=now - timedelta(hours=3))
    foreign = challenges.issue(campaign.pk + 1, now=now)
    asked = challenges.issue(campaign.pk, now=now)
    wrong = challenges.issue(campaign.pk, now=now)
    given: list[tuple[dict[str, str], bool]] = [
        ({}, False),
        ({"proof": solved(fresh.proof)}, True),
        ({"proof": solved(fresh.proof)}, False),
        ({"proof": solved(old.proof)}, False),
        ({"proof": solved(foreign.proof)}, False),
        ({"question": asked.token, "answer": right_answer(asked.question)}, True),
        ({"question": asked.token, "answer": right_answer(asked.question)}, False),
        ({"question": wrong.token, "answer": "77"}, False),
        ({"proof": "x", "question": wrong.token, "answer": ""}, False),
    ]
    assert [send(campaign, **data) for data, _verdict in given] == [v for _data, v in given]
    assert Origin.objects.count() == 2


def test_a_strange_client_needs_no_cookie(campaign: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    proof = solved(strict.get(f"{ROOT}/campaigns/{campaign.pk}/challenge/").json()["proof"])
    assert post_to_api(strict, body(campaign, proof=proof)).status_code == 201
