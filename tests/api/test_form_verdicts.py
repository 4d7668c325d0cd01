"""The schema that the API publishes and the page that people post to give one verdict."""

import uuid
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from civic_pages.participation.submission import form_input
from civic_pages.testing import FORM_ID, CampaignFactory, definition_of, form_block, question
from tests.api.conftest import ROOT
from tests.forms.building import condition
from tests.site.demo_forms import validator_of


pytestmark = pytest.mark.django_db
# Each question is asked by the answer to one before; the last ones by one that may not be asked.
QUESTIONS = [
    question("yes_no", "velo", "Roulez-vous à vélo ?", required=True),
    question(
        "multiple_choice", "jours", "Quels jours ?", required=True,
        choices=["Lundi", "Mardi", "Samedi"], min_choices=1, max_choices=2,
        condition=condition("velo", "is", "oui"),
    ),
    question(
        "short_text", "marche", "Où allez-vous le samedi ?", required=True, max_length=30,
        condition=condition("jours", "is", "Samedi"),
    ),
    question(
        "single_choice", "frein", "Qu'est-ce qui vous en empêche ?", required=True,
        choices=["La pluie", "La peur"], allow_other=True, condition=condition("velo", "is_not", "oui"),
    ),
    question(
        "number", "metres", "À quelle distance ?", minimum=1, maximum=9, integer=True,
        condition=condition("frein", "answered"),
    ),
    question("consent", "accord", "J'accepte", required=True),
]  # fmt: skip
TEXTS = st.sampled_from(["Au marché", "", "x" * 31, "La pluie", "Lundi"])
ANSWERS = {
    "velo": st.booleans(),
    "jours": st.lists(st.sampled_from(["Lundi", "Mardi", "Samedi", "Dimanche"]), max_size=3),
    "marche": TEXTS,
    "frein": st.sampled_from(["La pluie", "La peur", "Le vent", ""]),
    "metres": st.sampled_from([1, 9, 0, 10, 2.5]),
    "accord": st.sampled_from([True, True, True, False]),
}
JUNK = st.sampled_from([None, 1, "oui", [], {}, True, ["Samedi"]])


@st.composite
def given_answers(draw: st.DrawFn) -> dict[str, Any]:
    """Draw answers to some questions, one in ten of them junk; each a value of its own."""
    return {
        key: deepcopy(draw(JUNK if draw(st.integers(0, 9)) == 0 else known, label=key))
        for key, known in ANSWERS.items()
        if draw(st.integers(0, 4)) > 0
    }


@pytest.fixture
def asked() -> tuple[Any, Any]:
    """Return a campaign and the validator of what its form takes, as the API tells it."""
    campaign = CampaignFactory(open=True, body=[form_block(*QUESTIONS, allow_collective=False)])
    form = Client().get(f"{ROOT}/campaigns/{campaign.pk}/forms/{FORM_ID}/").json()
    return campaign, validator_of(form)


def is_taken(campaign: Any, answers: dict[str, Any]) -> bool:
    """Post answers as the page's form does; nothing of it stays."""
    data = form_input(definition_of(campaign), {"answers": answers})
    sent = {**data, "civic_form": FORM_ID, "civic_key": uuid.uuid4().hex}
    with transaction.atomic():
        response = Client().post(campaign.url, sent)
        transaction.set_rollback(True)
    assert response.status_code in {303, 422}
    return bool(response.status_code == 303)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"velo": True, "jours": ["Lundi"]}, True),
        ({"velo": True, "jours": ["Samedi"]}, False),
        ({"velo": True, "jours": ["Samedi"], "marche": "Aux halles"}, True),
        ({"velo": True, "jours": ["Lundi"], "marche": "x" * 99}, True),
        ({"velo": False, "jours": ["Samedi"]}, False),
        ({"velo": False, "jours": ["Samedi"], "frein": "La pluie"}, True),
        ({"velo": False, "frein": "Le vent", "metres": 99}, False),
        ({"velo": True, "jours": ["Mardi"], "frein": "Le vent", "metres": 99}, True),
        ({"jours": ["Lundi"]}, False),
        ({}, False),
    ],
)
def test_what_is_not_asked_counts_for_nothing_on_the_page_and_in_the_schema(
    asked: Any, answers: dict[str, Any], verdict: bool
) -> None:
    campaign, schema = asked
    given_ = {"accord": True, **answers}
    assert (schema.is_valid(given_), is_taken(campaign, given_)) == (verdict, verdict)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(answers=given_answers())
def test_whatever_is_answered_page_and_schema_agree(asked: Any, answers: dict[str, Any]) -> None:
    campaign, schema = asked
    verdict = schema.is_valid(answers)
    event("taken" if verdict else "refused")
    assert is_taken(campaign, answers) == verdict, [e.message for e in schema.iter_errors(answers)]
