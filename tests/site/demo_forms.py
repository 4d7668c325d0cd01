"""Answers to a form, right and wrong, made from the API's description of it alone."""

import itertools
import random
from collections.abc import Iterator
from typing import Any

import jsonschema


ANYTHING: list[Any] = [
    "", "Une phrase", "x" * 10_000, "Inconnu au bataillon", True, False, None, 0, 3, -1.5, 10**16,
    [], ["Une phrase"], ["Une phrase", "Une phrase"], {}, {"latitude": 48.9}, {"rue": "x"},
]  # fmt: skip


def good_answer(question: dict[str, Any], form: dict[str, Any], place: tuple[float, float]) -> Any:
    """Return an answer that the description asks for."""
    key, kind = question["key"], question["type"]
    schema = form["schema"]
    shape = schema["properties"][key]
    if "type" not in shape and "enum" not in shape and "const" not in shape:
        shape = schema.get("$defs", {}).get(key, shape)
    known = {
        "email": "habitante@example.org",
        "phone": "01 47 29 47 47",
        "consent": True,
        "yes_no": True,
        "point": {"latitude": place[0], "longitude": place[1]},
        "home": {"address": "12 rue Henri-Barbusse, 92000 Nanterre"},
        "date": "2026-03-12",
        "file": [],
    }
    if kind in known:
        return known[kind]
    if choices := shape.get("enum"):
        return choices[0]
    if "array" in (types := shape.get("type", [])):
        return shape["items"].get("enum", ["Une phrase"])[:1]
    return "Une phrase qui dit assez" if "string" in types else 3


def choices_of(shape: dict[str, Any]) -> list[Any]:
    return [
        *shape.get("enum", []),
        *([shape["items"]["enum"]] if "enum" in shape.get("items", {}) else []),
    ]


def sets_of_answers(form: dict[str, Any], place: tuple[float, float]) -> Iterator[dict[str, Any]]:
    """Yield answers: all right, each question left out, each answered by anything, and pairs."""
    questions = [q for q in form["order"] if q["key"] in form["schema"]["properties"]]
    right = {q["key"]: good_answer(q, form, place) for q in questions}
    yield right
    yield {}
    for question in questions:
        key = question["key"]
        yield {name: value for name, value in right.items() if name != key}
        texts = question["type"] in {"email", "phone", "file", "date"}
        shape = form["schema"]["properties"][key]
        for value in [*ANYTHING, *choices_of(shape)]:
            # Whether a text is an address or a file is more than JSON Schema has words for.
            if not (texts and value and isinstance(value, str | list)):
                yield {**right, key: value}
    dice = random.Random(4)
    for first, second in itertools.combinations([q["key"] for q in questions], 2):
        changed = {key: dice.choice(ANYTHING[:2] + ANYTHING[4:7]) for key in (first, second)}
        kinds = {q["key"]: q["type"] for q in questions}
        if not any(
            kinds[k] in {"email", "phone", "file", "date"} and v for k, v in changed.items()
        ):
            yield {**right, **changed}


def validator_of(form: dict[str, Any]) -> Any:
    jsonschema.Draft202012Validator.check_schema(form["schema"])
    checker = jsonschema.FormatChecker(["date"])
    return jsonschema.Draft202012Validator(form["schema"], format_checker=checker)
