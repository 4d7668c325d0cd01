"""The definition of a contribution form, as plain data: what one answer was given under."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


OPERATORS = ("is", "is_not", "answered")


@dataclass(frozen=True)
class Condition:
    """When a question is asked: only if the answer to an earlier one fits.

    The same rule is applied by the server, by the page's script and in JSON Schema.

    Attributes:
        key: the earlier question.
        operator: "is": one of ``values`` is (among) its answer; "is_not": none is, or it has no
            answer; "answered": it has an answer, whatever it is.
        values: texts to compare with; a yes or no compares as "yes" and "no".
    """

    key: str
    operator: str = "is"
    values: tuple[str, ...] = ()

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether the question is asked, given the JSON-able answers to those before it."""
        given = comparable(answers.get(self.key))
        if self.operator == "answered":
            return bool(given)
        return bool(given & set(self.values)) is (self.operator == "is")


def comparable(answer: Any) -> set[str]:
    """Return the texts a condition compares an answer by; empty where there is none."""
    if isinstance(answer, bool):
        return {"yes" if answer else "no"}
    if isinstance(answer, list | tuple):
        return {str(item) for item in answer}
    return set() if answer in (None, "", {}) else {str(answer)}


@dataclass(frozen=True)
class FieldSpec:
    """One question.

    Attributes:
        key: stable name of the answer, a valid identifier, unique in its form.
        type: slug of its field type.
        public: whether the answer is published with the contribution.
        options: what the type needs beyond that (choices, bounds, role …), JSON-able.
        condition: asked only if it holds; ``None``: always.
    """

    key: str
    type: str
    label: str
    help_text: str = ""
    required: bool = False
    public: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)
    condition: Condition | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-able data that ``from_dict`` reads back; a condition only where there is one."""
        data = asdict(self)
        if data["condition"] is None:
            del data["condition"]
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "FieldSpec":
        condition = data.get("condition")
        if condition is not None:
            condition = Condition(**{**condition, "values": tuple(condition["values"])})
        return cls(**{**data, "condition": condition})


@dataclass(frozen=True)
class FormPage:
    """One page of a form of several; ``title`` and ``help_text`` are the step's, maybe empty."""

    fields: tuple[FieldSpec, ...]
    title: str = ""
    help_text: str = ""


@dataclass(frozen=True)
class FormDefinition:
    """An ordered set of questions; ``form_id`` is the id of the block that holds it."""

    form_id: str
    fields: tuple[FieldSpec, ...]
    title: str = ""
    submit_label: str = ""
    allow_collective: bool = False

    def __iter__(self) -> Iterator[FieldSpec]:
        return iter(self.fields)

    def of_type(self, slug: str) -> FieldSpec | None:
        """Return the first question of a type, or ``None``."""
        return next((spec for spec in self.fields if spec.type == slug), None)

    def with_role(self, role: str) -> FieldSpec | None:
        """Return the question the editor gave a role ("title", "category"), or ``None``."""
        return next((spec for spec in self.fields if spec.options.get("role") == role), None)

    def pages(self) -> list["FormPage"]:
        """Return the questions page by page: a field of the type "step" begins a new one."""
        pages: list[tuple[FieldSpec | None, list[FieldSpec]]] = [(None, [])]
        for spec in self.fields:
            if spec.type == "step":
                pages.append((spec, []))
            else:
                pages[-1][1].append(spec)
        if len(pages) > 1 and not pages[0][1]:
            del pages[0]
        return [
            FormPage(tuple(specs), step.label if step else "", step.help_text if step else "")
            for step, specs in pages
        ]

    def asked(self, answers: Mapping[str, Any]) -> set[str]:
        """Return the keys of the questions that are asked, given JSON-able answers.

        What is not asked has no answer, so a condition on it sees none, whatever was sent.
        """
        asked: set[str] = set()
        for spec in self.fields:
            known = {key: answers[key] for key in asked if key in answers}
            if spec.condition is None or spec.condition.holds(known):
                asked.add(spec.key)
        return asked

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-able data that ``from_dict`` reads back."""
        return {**asdict(self), "fields": [spec.as_dict() for spec in self.fields]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "FormDefinition":
        fields: Iterable[Mapping[str, Any]] = data["fields"]
        return cls(**{**data, "fields": tuple(FieldSpec.from_dict(spec) for spec in fields)})

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON: equal exactly where the definition is."""
        canonical = json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()
