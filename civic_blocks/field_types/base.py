"""What a field type answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from wagtail import blocks

from civic_blocks.definitions import FieldSpec


FormData = dict[str, list[str]]


class Misfit(str):
    """Form input for a JSON value that the question does not take; its text is the message.

    :class:`FieldType.form_data` gives it where no text stands for the value; the contribution form
    refuses it beside its field. Nothing that arrives over HTTP as a form can be one.
    """


def text_input(name: str, answer: Any) -> FormData:
    """Return the form input of an answer that is a text, of no answer, or of a misfit."""
    if answer is None:
        return {name: []}
    return {name: [answer if isinstance(answer, str) else Misfit(gettext("Give a text."))]}


@dataclass(frozen=True)
class Printed:
    """A question on paper.

    Attributes:
        kind: "line", "lines" (several), "boxes" (tick), "scale", "grid" or "nothing".
        choices: what can be ticked, or the columns of a grid.
        rows: the rows of a grid.
        several: more than one box may be ticked.
        lines: how many lines to write on.
        note: what is to be done with what cannot be written; empty: nothing is said.
    """

    kind: str
    choices: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    several: bool = False
    lines: int = 1
    note: str | Promise = ""


class FieldType:
    """Base of all types.

    Attributes:
        slug: stored name, never changed once in use.
        is_question: false for what is shown but not answered (section titles).
        always_private: answers are never published, whatever the editor says.
        max_num: how many of this type one form may hold; ``None``: any number.
        is_personal: answers are personal data, erased when the retention period ends.
        in_geojson: public answers are properties of the GeoJSON export.
        is_kept_apart: the answer is not stored with the others but by participation (contact,
            exact place).
        is_importable: an answer can be read from the cells of a table (a file cannot).
        operators: what a later question's condition may ask of an answer.
        absent_as: what a condition takes no answer for: an unticked box says "no".
        parts: ends of the form inputs that are named after the question, beyond its own name.
    """

    slug: ClassVar[str]
    label: ClassVar[str | Promise]
    icon: ClassVar[str] = "edit"
    is_question: ClassVar[bool] = True
    always_private: ClassVar[bool] = False
    max_num: ClassVar[int | None] = None
    is_personal: ClassVar[bool] = False
    in_geojson: ClassVar[bool] = True
    is_kept_apart: ClassVar[bool] = False
    is_importable: ClassVar[bool] = True
    operators: ClassVar[tuple[str, ...]] = ("answered",)
    absent_as: ClassVar[str] = ""
    parts: ClassVar[tuple[str, ...]] = ()

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        """Return the editor's settings of this type, beyond those common to all questions."""
        return []

    def check_options(self, value: Mapping[str, Any]) -> dict[str, ValidationError]:
        """Return what is wrong with the editor's settings of a question, by setting."""
        return {}

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON-able options of a question from its editor block's value."""
        return {}

    def form_field(self, spec: FieldSpec) -> forms.Field | None:
        """Return the Django form field that asks and checks this; ``None``: it is no question."""
        return None

    def limits(self, spec: FieldSpec) -> str:
        """Return in words what bounds an answer, shown beside the question; empty: nothing does."""
        return ""

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of an answer that is given.

        Texts are meant without blanks around them: the form takes those away before it looks.
        """
        return {"type": "string"}

    def to_answer(self, cleaned: Any) -> Any:
        """Return the JSON-able answer to store for a cleaned form value."""
        return cleaned

    def form_data(self, name: str, answer: Any) -> FormData:
        """Return the form input that gives ``answer``: how the API enters the one form.

        A value of a JSON type that the question does not take gives a :class:`Misfit`.
        """
        return text_input(name, answer)

    def display(self, spec: FieldSpec, answer: Any) -> str:
        """Return an answer as plain text for people."""
        return "" if answer is None else str(answer)

    def export_columns(self, spec: FieldSpec) -> list[tuple[str, str]]:
        """Return the (key, header) of each column the question has in a table."""
        return [(spec.key, spec.label)]

    def export_values(self, spec: FieldSpec, answer: Any) -> list[Any]:
        """Return one cell for each of ``export_columns``: text, number, bool or ``None``.

        ``from_cells`` reads them back.
        """
        return [answer if isinstance(answer, bool | int | float) else self.display(spec, answer)]

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        """Return the answer of an imported row: the inverse of ``export_values``.

        Args:
            cells: text by key of ``export_columns``; a missing column is an empty cell.

        Raises:
            ValidationError: where a cell cannot be read.
        """
        return cells.get(spec.key, "").strip() or None

    def printed(self, spec: FieldSpec) -> "Printed":
        """Return how a paper form asks this question."""
        return Printed("line")

    def comparable(self, spec: FieldSpec, text: str) -> str | None:
        """Return a value of a later question's condition as answers compare to it.

        Args:
            text: as the editor wrote it.

        Returns:
            ``None`` where no answer can be that.
        """
        return text if "is" in self.operators else None

    def compared(self, spec: FieldSpec, value: str) -> str:
        """Return a value of ``comparable`` as people read it."""
        return value

    def matching(self, spec: FieldSpec, values: Sequence[str]) -> dict[str, Any]:
        """Return the JSON Schema of the answers that compare as one of ``values``."""
        return {"enum": list(values)}

    def answered(self, spec: FieldSpec) -> dict[str, Any]:
        """Return the JSON Schema of what counts as an answer."""
        kind = str(self.json_schema(spec).get("type"))
        least = {"string": "minLength", "array": "minItems", "object": "minProperties"}.get(kind)
        return {"type": kind, least: 1} if least else {"type": kind}
