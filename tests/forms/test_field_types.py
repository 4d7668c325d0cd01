"""Each type of question: what it takes, refuses, shows, exports and reads back."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management.base import SystemCheckError
from django.utils import translation
from wagtail import hooks

from civic_blocks.field_types import FieldType, all_types, collect_types, type_of
from civic_blocks.field_types.base import Printed
from tests.forms.building import SAMPLES, built, filled, one, validator


pytestmark = pytest.mark.django_db
TAKEN: list[tuple[str, Any]] = [
    ("short_text", "Un banc"),
    ("long_text", "Deux lignes\nde texte | avec une barre"),
    ("number", 2.5),
    ("number", 7),
    ("date", "2026-03-31"),
    ("email", "habitante@example.org"),
    ("phone", "+33147294747"),
    ("phone", "+442071838750"),
    ("single_choice", "Vert"),
    ("single_choice", "Bleu nuit"),
    ("multiple_choice", ["a", "c"]),
    ("multiple_choice", ["b", "autre | chose, ou \\ pas"]),
    ("yes_no", True),
    ("yes_no", False),
    ("rating", 4),
    ("ranking", ["Jeux", "Bancs"]),
    ("ranking", ["Jeux", "Bancs", "Arbres"]),
    ("matrix", {"Mardi": "Soir"}),
    ("matrix", {"Lundi": "Matin", "Mardi": "Soir"}),
    ("address", "12 rue Henri-Barbusse"),
    ("point", {"latitude": 48.892, "longitude": 2.206, "address": "12 rue Henri-Barbusse"}),
    ("consent", True),
    ("consent", False),
]
REFUSED: list[tuple[str, Any]] = [
    ("short_text", "x" * 21),
    ("short_text", 12),
    ("short_text", ["Un banc"]),
    ("short_text", "\ud800"),
    ("long_text", "ab"),
    ("number", 11),
    ("number", "5"),
    ("number", True),
    ("number", 10**400),
    ("date", "31/03/2026"),
    ("date", "2026-02-30"),
    ("date", "2025-12-31"),
    ("date", "2027-01-01"),
    ("date", 20260331),
    ("email", "habitante"),
    ("phone", "12"),
    ("phone", "01 23"),
    ("phone", "x" * 31),
    ("phone", 147294747),
    ("single_choice", "x" * 151),
    ("single_choice", ["Vert"]),
    ("single_choice", "\ud800"),
    ("multiple_choice", ["a"]),
    ("multiple_choice", ["a", "a"]),
    ("multiple_choice", ["a", "b", "c", "d"]),
    ("multiple_choice", ["x", "y"]),
    ("multiple_choice", ["a", ""]),
    ("multiple_choice", "a"),
    ("multiple_choice", [1, 2]),
    ("yes_no", "yes"),
    ("yes_no", 1),
    ("rating", 0),
    ("rating", 6),
    ("rating", 2.5),
    ("rating", "3"),
    ("ranking", ["Jeux", "Jeux"]),
    ("ranking", ["Vélos"]),
    ("ranking", "Jeux"),
    ("ranking", [["Jeux"]]),
    ("matrix", {"Mercredi": "Soir"}),
    ("matrix", {"Mardi": "Midi"}),
    ("matrix", {"Mardi": None}),
    ("matrix", ["Soir"]),
    ("matrix", []),
    ("ranking", {}),
    ("single_choice", []),
    ("address", 12),
    ("address", "x" * 301),
    ("point", 12),
    ("point", {"latitude": 48.9}),
    ("point", {"latitude": "48.9", "longitude": "2.2"}),
    ("point", {"latitude": 148.9, "longitude": 2.2}),
    ("point", {"somewhere": 1}),
    ("consent", "on"),
]


def cleaned(slug: str, answer: Any, **settings: Any) -> Any:
    """Return the stored answer to a question of a type, or raise the form's errors of it."""
    definition = built(one(slug, **settings))
    form = filled(definition, {f"q_{slug}": answer})
    if not form.is_valid():
        raise ValidationError(form.errors[f"q_{slug}"].as_data())
    return type_of(definition.fields[0]).to_answer(form.cleaned_data[f"q_{slug}"])


@pytest.mark.parametrize(("slug", "answer"), TAKEN)
def test_what_an_answer_is_is_stored_as_it_came(slug: str, answer: Any) -> None:
    assert cleaned(slug, answer) == answer


@pytest.mark.parametrize(("slug", "answer"), TAKEN)
def test_the_schema_takes_what_the_form_takes(slug: str, answer: Any) -> None:
    validator(built(one(slug))).validate({f"q_{slug}": answer})


@pytest.mark.parametrize(("slug", "answer"), REFUSED)
def test_what_is_no_answer_is_refused_in_words(slug: str, answer: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        cleaned(slug, answer)
    assert all(message.strip() for message in caught.value.messages)


# JSON Schema has no words for these: days in order, numbers that can be called, half characters.
UNSAID = {"2025-12-31", "2027-01-01", "habitante", "12", "01 23", "\ud800"}


@pytest.mark.parametrize(
    ("slug", "answer"), [(s, a) for s, a in REFUSED if not isinstance(a, str) or a not in UNSAID]
)
def test_the_schema_refuses_what_the_form_refuses(slug: str, answer: Any) -> None:
    assert not validator(built(one(slug))).is_valid({f"q_{slug}": answer})


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("slug", "answer"), TAKEN)
def test_what_a_table_holds_is_read_back_exactly(slug: str, answer: Any, language: str) -> None:
    spec = built(one(slug)).fields[0]
    field_type = type_of(spec)
    with translation.override(language):
        headers = [key for key, _header in field_type.export_columns(spec)]
        file = io.StringIO()
        csv.writer(file).writerows([headers, field_type.export_values(spec, answer)])
        file.seek(0)
        (cells,) = csv.DictReader(file)
        assert field_type.from_cells(spec, cells) == answer


@pytest.mark.parametrize("slug", SAMPLES)
def test_no_answer_is_an_empty_cell_and_back(slug: str) -> None:
    spec = built(one(slug)).fields[0]
    field_type = type_of(spec)
    assert all(value in (None, "") for value in field_type.export_values(spec, None))
    assert field_type.from_cells(spec, {}) is None


@pytest.mark.parametrize(
    ("slug", "cell", "answer"),
    [
        ("number", "2,5", 2.5),
        ("number", "2.5", 2.5),
        ("number", "1 234", 1234),
        ("number", "1,234.5", 1234.5),
        ("number", "1.234,5", 1234.5),
        ("date", "31/03/2026", "2026-03-31"),
        ("date", "2026-03-31 00:00:00", "2026-03-31"),
        ("yes_no", "OUI", True),
        ("yes_no", "No", False),
        ("consent", "vrai", True),
        ("multiple_choice", "a | b", ["a", "b"]),
        ("phone", "01 47 29 47 47", "+33147294747"),
    ],
)
def test_cells_are_read_as_people_write_them(slug: str, cell: str, answer: Any) -> None:
    spec = built(one(slug)).fields[0]
    assert type_of(spec).from_cells(spec, {spec.key: f" {cell} "}) == answer


def test_choices_of_another_program_are_told_apart_by_its_own_marks() -> None:
    spec = built(one("multiple_choice", choices=["Arbres, fleurs", "Bancs"], allow_other=False)).fields[0]  # fmt: skip
    kind = type_of(spec)
    assert kind.from_cells(spec, {spec.key: "Arbres, fleurs;Bancs"}) == ["Arbres, fleurs", "Bancs"]
    assert kind.from_cells(spec, {spec.key: "Arbres, fleurs"}) == ["Arbres, fleurs"]


@pytest.mark.parametrize(
    ("slug", "cell"),
    [("number", "beaucoup"), ("number", "nan"), ("date", "31/02/2026"), ("yes_no", "peut-être"),
     ("consent", "?"), ("phone", "12"), ("rating", "bien"), ("rating", "2,5")],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_says_so(slug: str, cell: str) -> None:
    spec = built(one(slug)).fields[0]
    with pytest.raises(ValidationError):
        type_of(spec).from_cells(spec, {spec.key: cell})


@pytest.mark.parametrize("slug", SAMPLES)
def test_every_type_says_how_it_is_asked_on_paper_and_what_it_is(slug: str) -> None:
    spec = built(one(slug)).fields[0]
    field_type = type_of(spec)
    assert isinstance(field_type.printed(spec), Printed)
    assert isinstance(field_type.limits(spec), str)
    if field_type.is_kept_apart and slug != "point":
        assert field_type.is_personal
    assert not (field_type.always_private and field_type.in_geojson)
    assert not (field_type.always_private and spec.public)


def test_answers_are_shown_in_words() -> None:
    shown = {}
    for slug, answer in [
        ("phone", "+33147294747"),
        ("phone", "+442071838750"),
        ("rating", 4),
        ("ranking", ["Jeux", "Bancs"]),
        ("matrix", {"Mardi": "Soir"}),
        ("number", 2.5),
    ]:
        spec = built(one(slug)).fields[0]
        shown.setdefault(slug, []).append(type_of(spec).display(spec, answer))
    assert shown["phone"] == ["01 47 29 47 47", "+44 20 7183 8750"]
    assert shown["ranking"] == ["1. Jeux, 2. Bancs"]
    assert shown["number"] == ["2,5"]
    assert "4" in shown["rating"][0]
    assert "5" in shown["rating"][0]
    assert "Mardi" in shown["matrix"][0]
    assert "Soir" in shown["matrix"][0]


def test_a_telephone_number_is_one_of_the_citys_country(settings: Any) -> None:
    settings.CIVIC_BLOCKS = {**settings.CIVIC_BLOCKS, "PHONE_REGION": "GB"}
    assert cleaned("phone", "020 7183 8750") == "+442071838750"


@pytest.mark.parametrize(
    ("slug", "answer", "missing"),
    [
        ("ranking", ["Jeux", "Bancs", "Arbres"], ["Jeux"]),
        ("matrix", {"Lundi": "Soir", "Mardi": "Soir"}, {"Mardi": "Soir"}),
        ("single_choice", "Bleu", ""),
        ("multiple_choice", ["a", "b"], []),
        ("short_text", "a", "  "),
    ],
)
def test_what_is_required_is_given_whole(slug: str, answer: Any, missing: Any) -> None:
    assert cleaned(slug, answer, required=True) == answer
    for wrong in (missing, None):
        with pytest.raises(ValidationError):
            cleaned(slug, wrong, required=True)


def test_line_breaks_of_browsers_count_once() -> None:
    from civic_pages.participation.forms import ContributionForm
    from civic_pages.participation.providers import query_dict

    definition = built(one("long_text", max_length=11))
    form = ContributionForm(query_dict({"q_long_text": ["a\r\nb\r\nc\r\nd\r\n\r\nef"]}), definition=definition)  # fmt: skip
    assert form.is_valid(), form.errors
    assert form.cleaned_data["q_long_text"] == "a\nb\nc\nd\n\nef"


def page_form(slug: str, data: dict[str, list[str]], **settings: Any) -> Any:
    from civic_pages.participation.forms import ContributionForm
    from civic_pages.participation.providers import query_dict

    form = ContributionForm(query_dict(data), definition=built(one(slug, **settings)))
    return (
        form.cleaned_data[f"q_{slug}"] if form.is_valid() else form.errors[f"q_{slug}"].data[0].code
    )


def test_the_inputs_of_a_page_make_the_same_answers() -> None:
    ranks = {"q_ranking-0": ["2"], "q_ranking-1": [""], "q_ranking-2": ["1"]}
    assert page_form("ranking", ranks) == ["Jeux", "Bancs"]
    assert page_form("ranking", {**ranks, "q_ranking-1": ["2"]}) == "twice"
    assert page_form("ranking", {**ranks, "q_ranking-1": ["9"]}) == "invalid_choice"
    assert page_form("matrix", {"q_matrix-1": ["Soir"]}) == {"Mardi": "Soir"}
    assert page_form("matrix", {"q_matrix-1": ["Midi"]}) == "invalid_choice"
    assert page_form("rating", {"q_rating": ["4"]}) == 4
    other = {"q_single_choice": ["__other__"], "q_single_choice-other": ["Bleu"]}
    assert page_form("single_choice", other) == "Bleu"
    assert page_form("single_choice", {"q_single_choice": ["__other__"]}) == "other"
    assert page_form("single_choice", {"q_single_choice": ["Vert"], "q_single_choice-other": ["x"]}) == "Vert"  # fmt: skip
    assert page_form("single_choice", {"q_single_choice": ["Faux"]}) == "invalid_choice"
    several = {"q_multiple_choice": ["a", "__other__"], "q_multiple_choice-other": ["Bleu"]}
    assert page_form("multiple_choice", several) == ["a", "Bleu"]
    assert page_form("multiple_choice", {"q_multiple_choice": ["a", "faux"]}) == "invalid_choice"
    assert page_form("multiple_choice", {"q_multiple_choice-given": ["{"]}) is None


class Postcode(FieldType):
    slug, label, icon = "postcode", "Code postal", "site"

    def form_field(self, spec: Any) -> Any:
        from django import forms

        return forms.RegexField(r"^\d{5}$")


def test_another_app_adds_a_type() -> None:
    with hooks.register_temporarily("register_civic_field_types", Postcode):
        assert list(collect_types())[-1] == "postcode"
        assert isinstance(collect_types()["postcode"], Postcode)
    assert "postcode" not in all_types()


class Nameless(FieldType):
    slug, label = "nameless", ""


class Unasked(FieldType):
    slug, label = "unasked", "Sans champ"


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (lambda: [Postcode(), Postcode()], "Two field types"),
        (lambda: Postcode, "not a field type instance"),
        (lambda: "postcode", "not a field type instance"),
        (lambda: None, "not a field type instance"),
        (Nameless, "no label"),
        (Unasked, "no form_field"),
        (FieldType, "not a name of a field type"),
    ],
)
def test_what_is_no_type_stops_the_start_up(returned: Any, words: str) -> None:
    from django.core.management import call_command

    with (
        hooks.register_temporarily("register_civic_field_types", returned),
        pytest.raises(SystemCheckError, match=words),
    ):
        call_command("check", "--tag", "civic_blocks")


def test_days_are_read_by_spreadsheets_too() -> None:
    from civic_blocks.cells import read_day

    assert read_day("31.03.2026") == date(2026, 3, 31)
