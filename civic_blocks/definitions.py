"""The definition of a contribution form, as plain data: what one answer was given under."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class FieldSpec:
    """One question.

    Attributes:
        key: stable name of the answer, a valid identifier, unique in its form.
        type: slug of its field type.
        public: whether the answer is published with the contribution.
        options: what the type needs beyond that (choices, bounds, role …), JSON-able.
    """

    key: str
    type: str
    label: str
    help_text: str = ""
    required: bool = False
    public: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)


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

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-able data that ``from_dict`` reads back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "FormDefinition":
        fields: Iterable[Mapping[str, Any]] = data["fields"]
        return cls(**{**data, "fields": tuple(FieldSpec(**spec) for spec in fields)})

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON: equal exactly where the definition is."""
        canonical = json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()
