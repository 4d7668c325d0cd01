"""The JSON Schema (2020-12) of a form's answers: the verdict of the form, told to other programs.

A validator of the schema and the form itself agree on any answers, except in what JSON Schema has
no words for, where the schema lets through what the form then refuses: whether an e-mail address,
a telephone number or an address exists, how early or late a date may be, where the consultation's
area ends, whether a drawn outline crosses itself, and whose file a token is.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from civic_blocks.definitions import Condition, FieldSpec, FormDefinition
from civic_blocks.field_types import type_of


Schema = dict[str, Any]


def answers_schema(definition: FormDefinition, *, needed: Collection[str] = ()) -> Schema:
    """Return the schema of ``answers``.

    What is not asked, because its condition does not hold, may be anything: the form drops it.
    ``x-civic`` holds what another front end needs to build the form: pages, types, conditions.

    Args:
        needed: keys of questions that are required whatever their editor said.
    """
    questions = [
        replace(spec, required=True) if spec.key in needed else spec
        for spec in definition
        if type_of(spec).is_question
    ]
    conditional = [spec for spec in questions if spec.condition is not None]
    always = [spec for spec in questions if spec.condition is None]
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "title": definition.title,
        "properties": {
            spec.key: {
                **({} if spec.condition else _answer(spec)),
                "title": spec.label,
                **({"description": spec.help_text} if spec.help_text else {}),
                "x-civic": annotation(spec, definition),
            }
            for spec in questions
        },
        "required": [spec.key for spec in always if spec.required],
        "additionalProperties": False,
        "x-civic": {"pages": _pages(definition)},
    }
    if conditional:
        schema["$defs"] = {spec.key: _answer(spec) for spec in conditional}
        schema["allOf"] = [_where_asked(spec, definition) for spec in conditional]
    return schema


def annotation(spec: FieldSpec, definition: FormDefinition) -> Schema:
    """Return how a question is asked: its type, page, limits, options, and when it is asked."""
    pages = definition.pages()
    page = next(
        n for n, each in enumerate(pages, start=1) if spec.key in {s.key for s in each.fields}
    )
    asked = spec.condition
    return {
        "type": spec.type,
        "page": page,
        "published": spec.public,
        "limits": type_of(spec).limits(spec),
        "options": dict(spec.options),
        "asked_if": asked
        and {"key": asked.key, "operator": asked.operator, "values": list(asked.values)},
    }


def _pages(definition: FormDefinition) -> list[Schema]:
    """Return the pages in order, with what each shows in order: section titles too."""
    return [
        {
            "title": page.title,
            "help": page.help_text,
            "fields": [
                {"key": spec.key}
                if type_of(spec).is_question
                else {"section": spec.label, "help": spec.help_text}
                for spec in page.fields
            ],
        }
        for page in definition.pages()
    ]


def _answer(spec: FieldSpec) -> Schema:
    """Return the schema of an answer; where it is not required, ``null`` is none."""
    schema = type_of(spec).json_schema(spec)
    if spec.required:
        return schema
    if isinstance(schema.get("type"), str):
        schema = {**schema, "type": [schema["type"], "null"]}
    if "enum" in schema:
        schema = {**schema, "enum": [*schema["enum"], None]}
    return schema


def _where_asked(spec: FieldSpec, definition: FormDefinition) -> Schema:
    then: Schema = {"properties": {spec.key: {"$ref": f"#/$defs/{spec.key}"}}}
    if spec.required:
        then["required"] = [spec.key]
    return {"if": asked(spec, definition), "then": then}


def asked(spec: FieldSpec, definition: FormDefinition) -> Any:
    """Return the schema of the answers under which a question is asked.

    The answer to a question that is not asked itself counts for nothing.
    """
    condition = spec.condition
    if condition is None:
        return True
    earlier = next((each for each in definition if each.key == condition.key), None)
    if earlier is None:
        return condition.operator == "is_not"
    known = {"allOf": [asked(earlier, definition), _given(earlier, condition)]}
    return {"not": known} if condition.operator == "is_not" else known


def _given(earlier: FieldSpec, condition: Condition) -> Schema:
    """Return the schema of the answers among which the one to ``earlier`` is such."""
    field_type = type_of(earlier)
    if condition.operator == "answered":
        answer = field_type.answered(earlier)
    else:
        answer = field_type.matching(earlier, condition.values)
    given: Schema = {"properties": {earlier.key: answer}}
    if field_type.absent_as and field_type.absent_as in condition.values:
        return given
    return {**given, "required": [earlier.key]}
