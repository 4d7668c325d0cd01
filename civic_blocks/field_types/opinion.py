"""Questions that ask for an opinion on a scale, in an order, or line by line."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.cells import read_number
from civic_blocks.choice_inputs import MatrixField, RankingField
from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData, Misfit, Printed
from civic_blocks.field_types.choice import texts_block
from civic_blocks.inputs import given_input


class ScaleWidget(forms.RadioSelect):
    """The steps of a scale side by side, with words at both ends."""

    template_name = "civic_blocks/includes/scale_input.html"

    def __init__(self, low: str, high: str) -> None:
        super().__init__()
        self.low, self.high = low, high

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "low": self.low, "high": self.high}


class Rating(FieldType):
    """A step of a scale that begins at 1; stored as that number."""

    slug, label, icon = "rating", _("Rating on a scale"), "pick"
    operators = ("is", "is_not", "answered")

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [
            ("maximum", blocks.IntegerBlock(
                min_value=2, max_value=10, default=5, label=_("Number of steps"))),
            ("low", blocks.CharBlock(max_length=60, required=False, label=_("What 1 means"),
                help_text=_("For example “Not at all”."))),
            ("high", blocks.CharBlock(
                max_length=60, required=False, label=_("What the last step means"))),
        ]  # fmt: skip

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "maximum": value["maximum"] or 5,
            "low": value["low"] or "",
            "high": value["high"] or "",
        }

    def form_field(self, spec: FieldSpec) -> forms.Field:
        steps = range(1, spec.options["maximum"] + 1)
        return forms.TypedChoiceField(
            choices=[(str(step), str(step)) for step in steps],
            coerce=int,
            empty_value=None,
            widget=ScaleWidget(spec.options["low"], spec.options["high"]),
        )

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": spec.options["maximum"]}

    def form_data(self, name: str, answer: Any) -> FormData:
        if answer is None:
            return {name: []}
        is_number = isinstance(answer, int | float) and not isinstance(answer, bool)
        if not is_number or (isinstance(answer, float) and not answer.is_integer()):
            return {name: [Misfit(gettext("Give a whole number."))]}
        # JSON knows no difference between 3 and 3.0.
        return {name: [str(int(answer))]}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        if answer is None:
            return ""
        numbers = {"step": answer, "steps": spec.options["maximum"]}
        return gettext("%(step)d out of %(steps)d") % numbers

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        text = cells.get(spec.key, "").strip()
        try:
            step = read_number(text) if text else None
        except ValueError:
            step = 0.5
        if step is not None and not step.is_integer():
            raise ValidationError(_("Write a whole number."), code="invalid")
        return None if step is None else int(step)

    def comparable(self, spec: FieldSpec, text: str) -> str | None:
        steps = [str(step) for step in range(1, spec.options["maximum"] + 1)]
        return text if text in steps else None

    def matching(self, spec: FieldSpec, values: Sequence[str]) -> dict[str, Any]:
        return {"enum": [int(value) for value in values]}

    def printed(self, spec: FieldSpec) -> Printed:
        most = spec.options["maximum"]
        words = {1: spec.options["low"], most: spec.options["high"]}
        steps = [
            f"{step} ({words[step]})" if words.get(step) else str(step)
            for step in range(1, most + 1)
        ]
        return Printed("scale", choices=tuple(steps))


class Ranking(FieldType):
    """Choices in order of preference; stored as the list of those that are ranked."""

    slug, label, icon = "ranking", _("Ranking"), "order"
    in_geojson = False

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [("choices", texts_block(_("What is to be put in order"), most=15))]

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"choices": list(dict.fromkeys(value["choices"]))}

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return RankingField(spec.options["choices"])

    def limits(self, spec: FieldSpec) -> str:
        if spec.required:
            return gettext("Give each one a rank: 1 for the one that matters most.")
        return gettext("1 is the one that matters most. You need not rank them all.")

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        choices = list(spec.options["choices"])
        items = {"type": "string", "enum": choices}
        schema = {"type": "array", "items": items, "uniqueItems": True}
        return {**schema, "minItems": len(choices)} if spec.required else schema

    def form_data(self, name: str, answer: Any) -> FormData:
        return given_input(name, answer)

    def display(self, spec: FieldSpec, answer: Any) -> str:
        return ", ".join(f"{rank}. {choice}" for rank, choice in enumerate(answer or [], start=1))

    def export_columns(self, spec: FieldSpec) -> list[tuple[str, str]]:
        return _columns(spec, spec.options["choices"])

    def export_values(self, spec: FieldSpec, answer: Any) -> list[Any]:
        ranks = {choice: rank for rank, choice in enumerate(answer or [], start=1)}
        return [ranks.get(choice) for choice in spec.options["choices"]]

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        found = _cells(spec, spec.options["choices"], cells)
        try:
            ranks = {choice: read_number(text) for choice, text in found.items()}
        except ValueError as error:
            raise ValidationError(_("Write ranks as numbers."), code="invalid") from error
        if len(set(ranks.values())) < len(ranks):
            raise ValidationError(_("Two choices have the same rank."), code="twice")
        return sorted(ranks, key=lambda choice: ranks[choice]) or None

    def printed(self, spec: FieldSpec) -> Printed:
        ranks = tuple(str(n) for n in range(1, len(spec.options["choices"]) + 1))
        return Printed("grid", choices=ranks, rows=tuple(spec.options["choices"]))


class Matrix(FieldType):
    """One choice of the same columns for each of several lines; stored as columns by line."""

    slug, label, icon = "matrix", _("Table of choices"), "table"
    in_geojson = False

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [
            ("rows", texts_block(_("Lines"), most=20, each=_("Line"))),
            ("columns", texts_block(_("Columns"), most=7, each=_("Column"))),
        ]

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {name: list(dict.fromkeys(value[name])) for name in ("rows", "columns")}

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return MatrixField(spec.options["rows"], spec.options["columns"])

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        rows, cell = spec.options["rows"], {"type": "string", "enum": list(spec.options["columns"])}
        schema = {
            "type": "object",
            "properties": dict.fromkeys(rows, cell),
            "additionalProperties": False,
        }
        return {**schema, "required": list(rows)} if spec.required else schema

    def form_data(self, name: str, answer: Any) -> FormData:
        return given_input(name, answer)

    def to_answer(self, cleaned: Any) -> Any:
        return cleaned or None

    def display(self, spec: FieldSpec, answer: Any) -> str:
        said = answer or {}
        colon = gettext("%(line)s: %(answer)s")
        return "; ".join(
            colon % {"line": row, "answer": said[row]}
            for row in spec.options["rows"]
            if row in said
        )

    def export_columns(self, spec: FieldSpec) -> list[tuple[str, str]]:
        return _columns(spec, spec.options["rows"])

    def export_values(self, spec: FieldSpec, answer: Any) -> list[Any]:
        return [(answer or {}).get(row) for row in spec.options["rows"]]

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        return _cells(spec, spec.options["rows"], cells) or None

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed(
            "grid", choices=tuple(spec.options["columns"]), rows=tuple(spec.options["rows"])
        )


def _columns(spec: FieldSpec, lines: Sequence[str]) -> list[tuple[str, str]]:
    """Return a column for each line of a question, named by its text: lines may change places."""
    return [(f"{spec.key}: {line}", f"{spec.label} – {line}") for line in lines]


def _cells(spec: FieldSpec, lines: Sequence[str], cells: Mapping[str, str]) -> dict[str, str]:
    """Return the filled cells of those columns, by line."""
    texts = {line: cells.get(f"{spec.key}: {line}", "").strip() for line in lines}
    return {line: text for line, text in texts.items() if text}
