"""Questions asked only if: what the editor may say, and the one rule everywhere."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from wagtail.blocks.struct_block import StructBlockValidationError

from civic_blocks.blocks.contribution_form import ContributionFormBlock
from civic_blocks.definitions import Condition
from civic_pages.participation.models import Contribution
from civic_pages.testing import FORM_ID, CampaignFactory, form_block, question
from tests.api.conftest import ROOT
from tests.forms.building import built, condition, filled, one, validator


pytestmark = pytest.mark.django_db
YES_NO = question("yes_no", "velo", "Avez-vous un vélo ?")
WHY = question("short_text", "pourquoi", "Pourquoi ?", required=True, is_title=False, max_length=50, condition=condition("velo", "is", "Non"))  # fmt: skip


def wrong(*questions: dict[str, Any], draft: bool = False) -> Any:
    """Return what the editor is told, as (index of the question, setting, text)."""
    block = ContributionFormBlock()
    value = block.to_python(form_block(*questions)["value"])
    try:
        (block.clean_deferred if draft else block.clean)(value)
    except StructBlockValidationError as error:
        ((index, child),) = error.block_errors["fields"].block_errors.items()
        ((name, inner),) = child.block_errors.items()
        if name == "condition":
            ((name, inner),) = inner.block_errors.items()
        return index, name, "".join(inner.messages)
    return None


def test_a_condition_is_part_of_the_definition() -> None:
    definition = built(YES_NO, WHY)
    assert definition.fields[1].condition == Condition("velo", "is", ("no",))
    assert type(definition).from_dict(definition.as_dict()) == definition


def test_a_question_is_named_by_its_words_and_kept_by_its_technical_name() -> None:
    block = ContributionFormBlock()
    nameless = question("yes_no", "", "Avez-vous un vélo ?")
    why = {
        **WHY,
        "value": {**WHY["value"], "condition": condition("avez-vous UN vélo ?", "is", "oui")},
    }
    value = block.clean(block.to_python(form_block(nameless, why)["value"]))
    written = value["fields"][1].value["condition"]
    assert written["key"] == value["fields"][0].value["key"] != ""
    assert written["values"] == "yes"
    value["fields"][0].value["label"] = "Autrement dit ?"
    assert value.definition("f").fields[1].condition == Condition(written["key"], "is", ("yes",))


@pytest.mark.parametrize(
    ("earlier", "rule", "setting"),
    [
        ("yes_no", condition("unknown", "is", "Oui"), "key"),
        ("yes_no", condition("q_last", "is", "Oui"), "key"),
        ("yes_no", condition("q_later", "answered"), "key"),
        ("yes_no", condition("q_yes_no", "is", "peut-être"), "values"),
        ("yes_no", condition("q_yes_no", "is"), "values"),
        ("single_choice", condition("q_single_choice", "is", "Rouge", "Mauve"), "values"),
        ("rating", condition("q_rating", "is", "6"), "values"),
        ("short_text", condition("q_short_text", "is", "bonjour"), "operator"),
        ("consent", condition("q_consent", "answered"), "operator"),
    ],
)
def test_a_condition_that_cannot_be_is_refused_beside_it(
    earlier: str, rule: dict[str, Any], setting: str
) -> None:
    last = question("yes_no", "q_last", "Dernière", condition=rule)
    found = wrong(one(earlier), last, question("yes_no", "q_later", "Plus tard"))
    assert found[:2] == (1, setting)
    assert found[2]
    assert wrong(one(earlier), last, draft=True) is None


@pytest.mark.parametrize("key", ["group_name", "website", "civic_form"])
def test_a_question_cannot_take_the_name_of_the_forms_own_inputs(key: str) -> None:
    assert wrong(question("yes_no", key, "Qui ?"))[:2] == (0, "key")


@pytest.mark.parametrize(
    ("slug", "chosen", "setting"),
    [
        ("long_text", {"min_length": 60}, "min_length"),
        ("number", {"minimum": 5, "maximum": 4}, "maximum"),
        ("date", {"minimum": "2026-02-02", "maximum": "2026-02-01"}, "maximum"),
        ("multiple_choice", {"min_choices": 5, "max_choices": None}, "min_choices"),
        ("single_choice", {"is_category": True}, "allow_other"),
    ],
)
def test_bounds_that_nobody_could_keep_are_refused(
    slug: str, chosen: dict[str, Any], setting: str
) -> None:
    assert wrong(one(slug, **chosen))[:2] == (0, setting)
    assert wrong(one(slug, **chosen), draft=True) is None


CASES: list[tuple[str, dict[str, Any], list[Any], list[Any]]] = [
    ("yes_no", condition("q_yes_no", "is", "Non"), [False], [True, None]),
    ("yes_no", condition("q_yes_no", "is_not", "Non"), [True, None], [False]),
    ("single_choice", condition("q_single_choice", "is", "Vert", "Rouge"), ["Vert", "Rouge"], ["Mauve", None]),
    ("multiple_choice", condition("q_multiple_choice", "is", "a"), [["a", "b"]], [["b", "c"], [], None]),
    ("multiple_choice", condition("q_multiple_choice", "is_not", "a"), [["b", "c"], None], [["a", "b"]]),
    ("number", condition("q_number", "is", "2,5"), [2.5], [2, None]),
    ("number", condition("q_number", "is", "3"), [3, 3.0], [4]),
    ("rating", condition("q_rating", "is", "1", "2"), [1, 2], [3, None]),
    ("consent", condition("q_consent", "is", "oui"), [True], [False, None]),
    ("consent", condition("q_consent", "is_not", "oui"), [False, None], [True]),
    ("consent", condition("q_consent", "is", "non"), [False, None], [True]),
    ("short_text", condition("q_short_text", "answered"), ["Un banc"], ["", None]),
    ("date", condition("q_date", "answered"), ["2026-05-05"], [None]),
    ("ranking", condition("q_ranking", "answered"), [["Jeux"]], [[], None]),
    ("matrix", condition("q_matrix", "answered"), [{"Lundi": "Soir"}], [{}, None]),
    ("point", condition("q_point", "answered"), [{"address": "1 rue"}], [{}, None]),
    ("phone", condition("q_phone", "answered"), ["01 47 29 47 47"], [None]),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "rule", "asks", "spares"), CASES)
def test_form_and_schema_ask_alike(
    slug: str, rule: dict[str, Any], asks: list[Any], spares: list[Any]
) -> None:
    last = question("yes_no", "suite", "Et donc ?", required=True, condition=rule)
    definition = built(one(slug), last)
    for answer, asked in [*((a, True) for a in asks), *((a, False) for a in spares)]:
        for given in ({f"q_{slug}": answer}, {} if answer is None else {f"q_{slug}": answer}):
            assert filled(definition, given).is_valid() is not asked, given
            assert validator(definition).is_valid(given) is not asked, given
            both = {**given, "suite": True}
            form = filled(definition, both)
            assert form.is_valid()
            assert ("suite" in form.cleaned_data) is asked
            assert validator(definition).is_valid(both)


def test_what_is_not_asked_counts_for_nothing_further_on() -> None:
    second = question("yes_no", "b", "B", condition=condition("a", "is", "oui"))
    third = question("yes_no", "c", "C", required=True, condition=condition("b", "is", "oui"))
    definition = built(question("yes_no", "a", "A"), second, third)
    for answers, valid in [
        ({"a": True, "b": True}, False),
        ({"a": True, "b": True, "c": True}, True),
        ({"a": False, "b": True}, True),
        ({"a": False, "b": "anything", "c": 12}, True),
        ({"a": True, "b": "anything"}, False),
    ]:
        assert filled(definition, answers).is_valid() is valid, answers
        assert validator(definition).is_valid(answers) is valid, answers


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True, body=[form_block(YES_NO, WHY)])


def test_the_page_says_the_rule_in_words_and_to_the_script(client: Any, campaign: Any) -> None:
    page = BeautifulSoup(client.get(campaign.url).content, "html.parser")
    field = page.find(attrs={"data-field": "pourquoi"})
    assert '"values": ["no"]' in field["data-asked-if"]
    note = field.find(attrs={"data-asked-if-note": True}).get_text()
    assert "Non" in note
    assert "Avez-vous un vélo ?" in note
    assert not page.find(attrs={"data-field": "velo"}).has_attr("data-asked-if")


def test_an_answer_that_was_not_asked_for_is_not_kept(client: Any, campaign: Any) -> None:
    import uuid

    base = {"civic_form": FORM_ID, "civic_key": uuid.uuid4().hex}
    assert client.post(campaign.url, {**base, "velo": "no"}).status_code == 422
    sent = {**base, "velo": "yes", "pourquoi": "x"}
    assert client.post(campaign.url, sent).status_code == 303
    assert Contribution.objects.get().answers == {"velo": True}


def test_another_front_end_can_build_the_form(client: Any, campaign: Any) -> None:
    face = client.get(f"{ROOT}/campaigns/{campaign.pk}/forms/{FORM_ID}/").json()
    asked = face["schema"]["properties"]["pourquoi"]["x-civic"]
    assert asked["asked_if"] == {"key": "velo", "operator": "is", "values": ["no"]}
    assert asked["type"] == "short_text"
    assert face["schema"]["x-civic"]["pages"][0]["fields"] == [{"key": "velo"}, {"key": "pourquoi"}]
    assert "pourquoi" not in face["schema"]["required"]
