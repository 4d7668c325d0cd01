"""Answers of every type and of no type at all, sent to the API: taken or refused, never a crash."""

import json
from typing import Any

import pytest

from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, form_block
from tests.api.conftest import is_problem, post  # noqa: F401 - a fixture
from tests.forms.building import SAMPLES, one
from tests.forms.test_field_types import REFUSED


pytestmark = pytest.mark.django_db
JUNK = [
    12,
    True,
    "x" * 6000,
    "\ud800",
    [],
    [None],
    {"a": 1},
    [[["a"]]],
    {"": {"": []}},
    10**400,
    1e300,
]


@pytest.fixture
def campaign(db: None) -> Any:
    questions = [one(slug) for slug in SAMPLES]
    return CampaignFactory(open=True, perimeter=None, body=[form_block(*questions)])


def is_json(answer: Any) -> bool:
    """Tell whether a body can hold an answer; test_problems says what becomes of the others."""
    if isinstance(answer, int) and abs(answer) >= 2**63:
        return False
    try:
        return "\\u" not in json.dumps(answer, allow_nan=False)
    except ValueError:
        return False


def payload(campaign: Any, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"campaign": campaign.pk, "form": campaign.form_definitions()[0].form_id, "answers": answers, **more}  # fmt: skip


def test_a_wrong_answer_is_named_with_what_is_wrong(post: Any, campaign: Any) -> None:  # noqa: F811
    for slug in dict(REFUSED):
        wrong = [answer for each, answer in REFUSED if each == slug and is_json(answer)]
        found = is_problem(post(payload(campaign, {f"q_{slug}": wrong[-1]})), 422)
        assert found["errors"][f"answers.q_{slug}"][0]["message"]
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("number", range(len(JUNK)))
def test_any_json_is_answered_without_a_crash(post: Any, campaign: Any, number: int) -> None:  # noqa: F811
    response = post(payload(campaign, {f"q_{slug}": JUNK[number] for slug in SAMPLES}))
    assert response.status_code in {400, 422}
    assert not Contribution.objects.exists()


def test_half_a_character_in_a_groups_name_is_refused(post: Any, campaign: Any) -> None:  # noqa: F811
    group = {"kind": "collective", "group_name": "\ud800", "represented": 12}
    assert post(payload(campaign, {"q_yes_no": True}, **group)).status_code in {400, 422}
