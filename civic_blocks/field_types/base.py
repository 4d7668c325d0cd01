"""What a field type answers."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from wagtail import blocks

from civic_blocks.definitions import FieldSpec


FormData = dict[str, list[str]]


class FieldType:
    """Base of all types.

    Attributes:
        slug: stored name, never changed once in use.
        is_question: false for what is shown but not answered (section titles).
        always_private: answers are never published, whatever the editor says.
        max_num: how many of this type one form may hold; ``None``: any number.
    """

    slug: ClassVar[str]
    label: ClassVar[str | Promise]
    icon: ClassVar[str] = "edit"
    is_question: ClassVar[bool] = True
    always_private: ClassVar[bool] = False
    max_num: ClassVar[int | None] = None

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        """Return the editor's settings of this type, beyond those common to all questions."""
        return []

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON-able options of a question from its editor block's value."""
        return {}

    def form_field(self, spec: FieldSpec) -> forms.Field:
        """Return the Django form field that asks and checks this question."""
        raise NotImplementedError(f"{type(self).__name__}.form_field")

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of an answer."""
        return {"type": "string"}

    def to_answer(self, cleaned: Any) -> Any:
        """Return the JSON-able answer to store for a cleaned form value."""
        return cleaned

    def form_data(self, name: str, answer: Any) -> FormData:
        """Return the form input that gives ``answer``: how the API enters the one form."""
        return {name: [] if answer is None else [str(answer)]}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        """Return an answer as plain text for people."""
        return "" if answer is None else str(answer)

    def export_cells(self, spec: FieldSpec, answer: Any) -> dict[str, Any]:
        """Return spreadsheet cells by column header for one answer."""
        return {spec.label: self.display(spec, answer)}
