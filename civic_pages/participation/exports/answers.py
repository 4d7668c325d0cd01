"""Columns of the questions of a campaign, told as the version says that each answer was given under."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from civic_blocks.definitions import FieldSpec
from civic_pages.participation.exports.base import Column, Row
from civic_pages.participation.questions import Question, campaign_questions


NEEDS = ("answers", "form_version_id")
KINDS = {"integer": "integer", "number": "number", "boolean": "boolean"}


def answer_columns(campaign: Any, *, taken: set[str], staff: bool) -> list[Column]:
    """Return one column for each ``export_columns`` of each question, archived questions too.

    What is kept apart from the answers (contact, exact place) has columns of its own.

    Args:
        taken: names of columns that are there already.
        staff: with private questions, and with those that are told elsewhere (title, category).
    """
    made: list[Column] = []
    for question in campaign_questions(campaign):
        kind = question.field_type
        if kind is not None and kind.is_kept_apart:
            continue
        if staff or _is_open(question):
            made += _columns_of(question, taken, staff=staff)
    return made


def _is_open(question: Question) -> bool:
    told_elsewhere = question.newest.options.get("role") in {"title", "category"}
    return not told_elsewhere and any(question.is_public_in(version) for version in question.specs)


def _columns_of(question: Question, taken: set[str], *, staff: bool) -> list[Column]:
    parts: dict[str, str] = {}
    for spec in [*question.specs.values(), question.newest]:
        parts.update(_parts(question, spec))
    reader = _reader(question, staff=staff)
    newest, kind = question.newest, question.field_type
    return [
        Column(
            key=_free(part, question.type, taken),
            header=_header(question, label),
            cell=_cell(reader, part),
            kind=_kind(question, len(parts)),
            needs=NEEDS,
            choices=tuple(question.choices),
            meaning=_meaning(question),
            help_text=newest.help_text,
            versions=", ".join(map(str, question.numbers)),
            personal=bool(kind and kind.is_personal),
            public=newest.public and not (kind and kind.always_private),
            in_geojson=kind is None or kind.in_geojson,
        )
        for part, label in parts.items()
    ]


def _parts(question: Question, spec: FieldSpec) -> dict[str, str]:
    kind = question.field_type
    return dict(kind.export_columns(spec)) if kind else {spec.key: spec.label}


def _values(question: Question, spec: FieldSpec, answer: Any) -> Sequence[Any]:
    kind = question.field_type
    if kind is None:
        return [answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)]
    return kind.export_values(spec, answer)


def _typed(answer: Any, kind: str) -> Any:
    """Return an answer as itself, where its type says it in words: a table has real days and ticks."""
    if kind == "date" and isinstance(answer, str):
        try:
            return date.fromisoformat(answer)
        except ValueError:
            return answer
    return answer


def _reader(question: Question, *, staff: bool) -> Callable[[Row], dict[str, Any]]:
    """Return what reads all cells of a question at once, by part; empty where it has none."""
    kind = _kind(question, 1)
    kind = kind if kind in {"boolean", "date"} else ""
    readable = {
        version: (spec, list(_parts(question, spec)))
        for version, spec in question.specs.items()
        if staff or question.is_public_in(version)
    }

    def read(row: Row) -> dict[str, Any]:
        asked = readable.get(row["form_version_id"])
        if asked is None or question.key not in row["answers"]:
            return {}
        spec, names = asked
        answer = row["answers"][question.key]
        cells = [_typed(answer, kind)] if kind else _values(question, spec, answer)
        return dict(zip(names, cells, strict=True))

    return read


def _cell(reader: Callable[[Row], dict[str, Any]], part: str) -> Callable[[Row], Any]:
    return lambda row: reader(row).get(part)


def _free(key: str, type_slug: str, taken: set[str]) -> str:
    """Return a column's name: the question's key; with its type where another one has that key."""
    candidate, number = key, 2
    if candidate in taken:
        candidate = f"{key}__{type_slug}"
    while candidate in taken:
        candidate, number = f"{key}__{type_slug}_{number}", number + 1
    taken.add(candidate)
    return candidate


def _header(question: Question, label: str) -> str:
    return _("%(label)s (archived)") % {"label": label} if question.is_archived else label


def _meaning(question: Question) -> str:
    if question.is_archived:
        return _("Answer to a question that is no longer asked")
    return _("Answer to the question “%(label)s”") % {"label": question.newest.label}


def _kind(question: Question, parts: int) -> str:
    """Return the type of a question's cells; several columns hold parts in words."""
    if parts != 1 or question.field_type is None:
        return "text"
    schema = question.field_type.json_schema(question.newest)
    if schema.get("format") == "date":
        return "date"
    return KINDS.get(schema.get("type", ""), "text")
