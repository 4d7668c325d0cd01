"""Any form an editor can build judges any answers as the JSON Schema it publishes does.

Left out, because JSON Schema has no words for it: whether an e-mail address or a telephone number
exists, the bounds of dates, half characters and NUL, outlines that cross themselves. Files and homes are judged by what is stored and
by a geocoder, not by their text. Texts come trimmed and with line feeds, as the form stores them.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic_blocks.blocks.condition import OPERATORS
from civic_blocks.field_types import all_types, type_of
from civic_pages.testing import question
from tests.forms.building import built, condition, filled, one, validator


pytestmark = pytest.mark.django_db
ELSEWHERE = {"file", "home"}
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"])
TEXTS = st.text(CHARACTERS, max_size=14).map(str.strip)
CHOICES = st.lists(
    st.text("abcxyz |,;\\", min_size=1, max_size=6).map(str.strip).filter(bool),
    min_size=2, max_size=9, unique=True,
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=4,
)  # fmt: skip
STEPS = st.integers(1, 200)
PLACES = st.tuples(st.floats(-199, 199), st.floats(-99, 99)).map(list)
# Areas that are sound, or wrong in a way the schema can tell: a triangle never crosses itself.
SHAPES = st.none() | st.one_of(
    st.lists(PLACES, max_size=4, unique_by=lambda p: (round(p[0], 5), round(p[1], 5))).map(
        lambda positions: {"type": "LineString", "coordinates": positions}
    ),
    st.tuples(STEPS, STEPS).map(
        lambda s: {"type": "Polygon", "coordinates": [[[0, 0], [s[0], 0], [0, s[1] / 2], [0, 0]]]}
    ),
)
DAYS = st.dates().map(lambda day: day.isoformat())


@st.composite
def settings_of(draw: Any, slug: str) -> dict[str, Any]:  # noqa: PLR0911 - one for each type
    """Draw what the editor may set of a question of a type."""
    flag, count = st.booleans(), st.integers(1, 9)
    if slug in {"short_text", "long_text"}:
        least = draw(st.none() | st.integers(1, 8))
        return {
            "is_title": False,
            "min_length": least,
            "max_length": draw(st.integers(least or 1, 12)),
        }
    if slug == "number":
        bounds = sorted(draw(st.tuples(*[st.floats(-50, 50)] * 2)))
        low, high = (draw(st.sampled_from([bound, None])) for bound in bounds)
        return {"minimum": low, "maximum": high, "integer": draw(flag)}
    if slug == "single_choice":
        return {"choices": draw(CHOICES), "allow_other": draw(flag), "is_category": False}
    if slug == "multiple_choice":
        choices = draw(CHOICES)
        least = draw(st.none() | st.integers(1, len(choices)))
        most = draw(st.none() | st.integers(least or 1, 9))
        return {
            "choices": choices,
            "allow_other": draw(flag),
            "min_choices": least,
            "max_choices": most,
        }
    if slug == "rating":
        return {"maximum": draw(count.map(lambda n: n + 1)), "low": draw(TEXTS), "high": ""}
    if slug == "ranking":
        return {"choices": draw(CHOICES)}
    if slug == "point":
        return {"shapes": draw(st.sampled_from([[], ["line"], ["area"], ["line", "area"]]))}
    return (
        {"rows": draw(CHOICES), "columns": draw(CHOICES.map(lambda all_: all_[:7]))}
        if slug == "matrix"
        else {}
    )


@st.composite
def conditions(draw: Any, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    """Draw when a question is asked, of those before it: mostly always."""
    asked = [q for q in earlier if all_types()[q["type"]].is_question]
    if not asked or draw(st.integers(0, 2)) == 0:
        return condition("")
    other = draw(st.sampled_from(asked))
    kind = all_types()[other["type"]]
    operator = draw(st.sampled_from([slug for slug, _label in OPERATORS if slug in kind.operators]))
    value = other["value"]
    known = {
        "yes_no": ["oui", "non"], "consent": ["yes", "no"], "number": ["1", "2,5", "0"],
        "rating": ["1", "2"],
    }.get(other["type"], value.get("choices", [""]))  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(known), min_size=1, max_size=3))
    return condition(value["key"], operator, *chosen)


@st.composite
def forms(draw: Any) -> list[dict[str, Any]]:
    """Draw the questions of a form, as the editor's page stores them."""
    slugs = [slug for slug in all_types() if slug not in ELSEWHERE]
    questions: list[dict[str, Any]] = []
    for slug in draw(st.lists(st.sampled_from(slugs), min_size=1, max_size=6)):
        number = len(questions)
        single = all_types()[slug].max_num is not None
        if single and any(q["type"] == slug for q in questions):
            continue
        value: dict[str, Any] = {}
        if all_types()[slug].is_question:
            value = {**draw(settings_of(slug)), "condition": draw(conditions(questions))}
            value["required"] = draw(st.booleans())
        key = f"k{number}" if all_types()[slug].is_question else ""
        questions.append(question(slug, key, f"Question {number}", **value))
    return questions


def likely(spec: Any) -> st.SearchStrategy[Any]:
    """Return answers a person might give to a question, some of them just beyond its bounds."""
    options = spec.options
    choices = st.sampled_from(options.get("choices", ["a"])) | TEXTS
    return {
        "number": st.integers(-60, 60) | st.floats(-60, 60) | st.sampled_from([1, 2.5, 10**15, 10**16]),
        "date": DAYS,
        "email": st.just("habitante@example.org"),
        "phone": st.just("01 47 29 47 47"),
        "single_choice": choices,
        "multiple_choice": st.lists(choices, max_size=5),
        "yes_no": st.booleans(),
        "consent": st.booleans(),
        "rating": st.integers(0, 11) | st.floats(0, 5),
        "ranking": st.permutations(options.get("choices", ["a"])) | st.lists(choices, max_size=4),
        "matrix": st.dictionaries(
            st.sampled_from(options.get("rows", ["a"])), st.sampled_from(options.get("columns", ["a"]))
        ) | st.just({row: options.get("columns", ["a"])[0] for row in options.get("rows", ["a"])}),
        "point": st.fixed_dictionaries(
            {},
            optional={
                "latitude": st.floats(-99, 99) | st.none(),
                "longitude": st.floats(-199, 199) | st.none(),
                "address": TEXTS | st.none(),
                "shape": SHAPES,
            },
        ),
    }.get(spec.type, TEXTS)  # fmt: skip


def junk(spec: Any) -> st.SearchStrategy[Any]:
    """Return any JSON, but no text where only the form can tell whether it is one of its kind."""
    if spec.type in {"email", "phone"}:
        return JSON.filter(lambda value: not isinstance(value, str) or value == "")
    return JSON


@settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_form_and_schema_give_one_verdict(data: Any) -> None:
    definition = built(*data.draw(forms(), label="questions"))
    answers: dict[str, Any] = {}
    for spec in definition:
        if type_of(spec).is_question and data.draw(st.integers(0, 5)) > 0:
            source = junk(spec) if data.draw(st.integers(0, 7)) == 0 else likely(spec)
            answers[spec.key] = data.draw(source, label=spec.key)
    form = filled(definition, answers)
    schema = validator(definition)
    assert form.is_valid() == schema.is_valid(answers), (
        form.errors.as_json(),
        [error.message for error in schema.iter_errors(answers)],
    )


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_what_a_form_takes_comes_back_from_a_table_and_from_json(data: Any) -> None:
    (spec,) = built(*data.draw(forms().filter(lambda all_: all_[0]["type"] not in {"section", "step"}))[:1])  # fmt: skip
    kind = type_of(spec)
    form = filled(built_of(spec), {spec.key: data.draw(likely(spec), label="answer")})
    if not form.is_valid():
        return
    answer = kind.to_answer(form.cleaned_data[spec.key])
    if answer in (None, "", []):
        return
    cells = dict(zip([key for key, _header in kind.export_columns(spec)], kind.export_values(spec, answer), strict=True))  # fmt: skip
    read = kind.from_cells(spec, {key: "" if value is None else str(value) for key, value in cells.items()})  # fmt: skip
    assert read == answer
    again = filled(built_of(spec), {spec.key: answer})
    assert again.is_valid(), again.errors
    assert kind.to_answer(again.cleaned_data[spec.key]) == answer
    assert kind.display(spec, answer)


def built_of(spec: Any) -> Any:
    from civic_blocks.definitions import FormDefinition

    return FormDefinition("form", (spec,))


def test_the_samples_of_all_types_are_complete() -> None:
    from tests.forms.building import SAMPLES

    asked = {slug for slug, kind in all_types().items() if kind.is_question}
    assert asked - ELSEWHERE == set(SAMPLES)
    assert built(*(one(slug) for slug in SAMPLES))
