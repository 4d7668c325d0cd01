"""What becomes of answers when the form changes: questions are archived, never their answers lost."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from civic_blocks.definitions import FieldSpec, FormDefinition
from civic_pages.participation.models import Contribution
from civic_pages.participation.questions import Question, questions_of, versions_of


LONGEST_KEY = 40


@dataclass(frozen=True)
class Archived:
    """A question that is no longer asked, and how many answers keep it.

    Attributes:
        cause: "deleted" or "retyped": its technical name, or its label, has another type now.
    """

    label: str
    key: str
    type: str
    answers: int
    cause: str


@dataclass(frozen=True)
class DroppedChoice:
    """A choice that is no longer offered, and how many answers keep it."""

    label: str
    choice: str
    answers: int


def _kept_in(question: Question) -> Q:
    """Return what a contribution has that answers a question, whatever its version."""
    kind = question.field_type
    if kind is None or not kind.is_kept_apart:
        return Q(answers__has_key=question.key)
    if question.type == "email":
        return Q(contact__isnull=False)
    return Q(exact_location__isnull=False)


def answers_of(questions: Sequence[Question]) -> list[int]:
    """Return how many contributions answer each question, in one query."""
    if not questions:
        return []
    counts = {
        f"n{number}": Count(
            "pk", filter=Q(form_version__in=list(question.specs)) & _kept_in(question)
        )
        for number, question in enumerate(questions)
    }
    versions = {version for question in questions for version in question.specs}
    found = Contribution.objects.filter(form_version__in=versions).aggregate(**counts)
    return [found[name] for name in counts]


def archived(
    before: Iterable[FormDefinition], after: Iterable[FormDefinition], campaign_id: int
) -> list[Archived]:
    """Return the questions that a change of the forms archives, those with answers only.

    Args:
        before: the forms as they are live.
        after: the forms as they are saved now.
    """
    now_asked = list(after)
    gone = {
        (definition.form_id, spec.key, spec.type) for definition in before for spec in definition
    } - {
        (definition.form_id, spec.key, spec.type) for definition in now_asked for spec in definition
    }
    if not gone:
        return []
    known = questions_of(now_asked, versions_of(campaign_id))
    questions = [q for q in known if (q.form_id, q.key, q.type) in gone]
    return [
        Archived(q.newest.label, q.key, q.type, answers, _cause(q, now_asked))
        for q, answers in zip(questions, answers_of(questions), strict=True)
        if answers
    ]


def _cause(question: Question, definitions: Iterable[FormDefinition]) -> str:
    """Tell whether a question was deleted, or replaced by one of the same name with another type."""
    same = (
        spec
        for definition in definitions
        if definition.form_id == question.form_id
        for spec in definition
        if spec.type != question.type
    )
    names = {question.key, question.newest.label}
    return "retyped" if any({spec.key, spec.label} & names for spec in same) else "deleted"


def renamed(definition: FormDefinition, campaign_id: int) -> dict[str, str]:
    """Return new technical names for questions whose name has answers of another type.

    Old answers stay under the old name, which therefore nothing else may take.
    """
    versions = [v for v in versions_of(campaign_id) if v.form_id == definition.form_id]
    known = questions_of([definition], versions)
    types = {spec.key: spec.type for spec in definition}
    rivals = [q for q in known if q.is_archived and q.key in types]
    contested = {
        question.key
        for question, answers in zip(rivals, answers_of(rivals), strict=True)
        if answers
    }
    taken = {question.key for question in known}
    return {key: _free(key, taken) for key in types if key in contested}


def _free(key: str, taken: set[str]) -> str:
    stem, number = re.sub(r"_\d+$", "", key)[: LONGEST_KEY - 4], 2
    while (candidate := f"{stem}_{number}") in taken:
        number += 1
    taken.add(candidate)
    return candidate


def dropped_choices(
    before: Iterable[FormDefinition], after: Iterable[FormDefinition], campaign_id: int
) -> list[DroppedChoice]:
    """Return the choices that a change of the forms no longer offers, those with answers only."""
    now_asked = {(d.form_id, s.key, s.type): s for d in after for s in d}
    dropped: list[tuple[str, FieldSpec, set[str]]] = []
    for definition in before:
        for spec in definition:
            today = now_asked.get((definition.form_id, spec.key, spec.type))
            if today is not None and (lost := _choices(spec) - _choices(today)):
                dropped.append((definition.form_id, spec, lost))
    found = []
    for form_id, spec, lost in dropped:
        counts = choice_counts(campaign_id, form_id, spec.key)
        found += [
            DroppedChoice(spec.label, choice, counts[choice])
            for choice in spec.options["choices"]
            if choice in lost and counts.get(choice)
        ]
    return found


def _choices(spec: FieldSpec) -> set[str]:
    return set(spec.options.get("choices") or ())


def choice_counts(campaign_id: int, form_id: str, key: str) -> dict[str, int]:
    """Return how many answers hold each choice of a question; one query, grouped by answer."""
    rows = (
        Contribution.objects.of(campaign_id)
        .filter(form_version__form_id=form_id, answers__has_key=key)
        .order_by()
        .values_list(f"answers__{key}")
        .annotate(Count("pk"))
    )
    counts: dict[str, int] = {}
    for answer, count in rows:
        for choice in _told(answer):
            counts[choice] = counts.get(choice, 0) + count
    return counts


def _told(answer: Any) -> set[str]:
    """Return every text in an answer: one choice, several, or one beside another text."""
    if isinstance(answer, Mapping):
        return {text for part in answer.values() for text in _told(part)}
    if isinstance(answer, list):
        return {text for part in answer for text in _told(part)}
    return {answer} if isinstance(answer, str) else set()
