"""Forms as the editor builds them, and their verdict on JSON answers."""

from functools import cache
from typing import Any

import jsonschema

from civic_blocks.blocks.contribution_form import ContributionFormBlock
from civic_blocks.definitions import FormDefinition
from civic_blocks.schemas import answers_schema
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.providers import query_dict
from civic_pages.participation.submission import form_input
from civic_pages.testing import form_block, question


SAMPLES: dict[str, dict[str, Any]] = {
    "short_text": {"max_length": 20, "is_title": False},
    "long_text": {"max_length": 50, "min_length": 3},
    "number": {"minimum": 0, "maximum": 10, "integer": False},
    "date": {"minimum": "2026-01-01", "maximum": "2026-12-31"},
    "email": {},
    "phone": {},
    "single_choice": {"choices": ["Rouge", "Vert"], "allow_other": True, "is_category": False},
    "multiple_choice": {"choices": ["a", "b", "c"], "min_choices": 2, "max_choices": 3, "allow_other": True},
    "yes_no": {},
    "rating": {"maximum": 5, "low": "Pas du tout", "high": "Beaucoup"},
    "ranking": {"choices": ["Bancs", "Arbres", "Jeux"]},
    "matrix": {"rows": ["Lundi", "Mardi"], "columns": ["Matin", "Soir"]},
    "address": {},
    "point": {},
    "consent": {},
}  # fmt: skip


def condition(key: str, operator: str = "is", *values: str) -> dict[str, Any]:
    return {"key": key, "operator": operator, "values": "\n".join(values)}


def one(type_slug: str, **value: Any) -> dict[str, Any]:
    """Return the sample question of a type, named after it."""
    return question(
        type_slug, f"q_{type_slug}", f"Question {type_slug}", **{**SAMPLES[type_slug], **value}
    )


@cache
def _block() -> ContributionFormBlock:
    return ContributionFormBlock()


def built(*questions: dict[str, Any]) -> FormDefinition:
    """Return the definition of a form that the editor's block has accepted."""
    block = _block()
    stored = form_block(*questions)["value"]
    value = block.clean(block.to_python({**stored, "allow_collective": False}))
    return value.definition("form")


def filled(definition: FormDefinition, answers: dict[str, Any]) -> ContributionForm:
    return ContributionForm(
        query_dict(form_input(definition, {"answers": answers})), definition=definition
    )


def validator(definition: FormDefinition) -> Any:
    schema = answers_schema(definition)
    kind = jsonschema.Draft202012Validator
    kind.check_schema(schema)
    return kind(schema, format_checker=jsonschema.FormatChecker(["date"]))
