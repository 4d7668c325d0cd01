"""Questions answered with a number or a date."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.cells import read_day, read_number
from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData, Misfit
from civic_blocks.inputs import NumberField
from civic_blocks.partial_dates import day_label


# A float tells whole numbers apart up to 9·10^15; what is beyond answers no question.
LARGEST = 10**15


def between(least: Any, most: Any, shown: Any) -> str:
    """Return bounds in words; ``shown`` writes one of them as people do."""
    if least is None and most is None:
        return ""
    words = {
        "least": "" if least is None else shown(least),
        "most": "" if most is None else shown(most),
    }
    if most is None:
        return gettext("From %(least)s on.") % words
    if least is None:
        return gettext("Up to %(most)s.") % words
    return gettext("From %(least)s to %(most)s.") % words


def check_bounds(value: Mapping[str, Any]) -> dict[str, ValidationError]:
    """Return the error of an editor's lowest value that is above the highest one."""
    least, most = value.get("minimum"), value.get("maximum")
    if least is not None and most is not None and least > most:
        return {"maximum": ValidationError(_("The highest value is below the lowest one."))}
    return {}


class Number(FieldType):
    slug, label, icon = "number", _("Number"), "decimal"
    operators = ("is", "is_not", "answered")

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        bounds = {"required": False, "min_value": -LARGEST, "max_value": LARGEST}
        return [
            ("minimum", blocks.FloatBlock(label=_("Lowest value"), **bounds)),
            ("maximum", blocks.FloatBlock(label=_("Highest value"), **bounds)),
            ("integer", blocks.BooleanBlock(required=False, label=_("Whole numbers only"))),
        ]

    def check_options(self, value: Mapping[str, Any]) -> dict[str, ValidationError]:
        return check_bounds(value)

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        options = {"minimum": value["minimum"], "maximum": value["maximum"]}
        return {**options, "integer": True} if value.get("integer") else options

    def _bounds(self, spec: FieldSpec) -> tuple[float, float]:
        least, most = spec.options["minimum"], spec.options["maximum"]
        return (-LARGEST if least is None else least, LARGEST if most is None else most)

    def limits(self, spec: FieldSpec) -> str:
        return between(spec.options["minimum"], spec.options["maximum"], self._shown)

    def _shown(self, number: float) -> str:
        return str(formats.localize(self.to_answer(number)))

    def form_field(self, spec: FieldSpec) -> forms.Field:
        least, most = self._bounds(spec)
        whole = bool(spec.options.get("integer"))
        mode = "numeric" if whole and least >= 0 else "decimal"
        return NumberField(
            min_value=least,
            max_value=most,
            integer=whole,
            widget=forms.TextInput({"inputmode": mode, "autocomplete": "off"}),
        )

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        least, most = self._bounds(spec)
        kind = "integer" if spec.options.get("integer") else "number"
        return {"type": kind, "minimum": least, "maximum": most}

    def form_data(self, name: str, answer: Any) -> FormData:
        if answer is None:
            return {name: []}
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            return {name: [Misfit(gettext("Give a number."))]}
        if abs(answer) > LARGEST:
            return {name: [Misfit(gettext("This number is too large."))]}
        return {name: [repr(answer)]}

    def to_answer(self, cleaned: Any) -> Any:
        return int(cleaned) if isinstance(cleaned, float) and cleaned.is_integer() else cleaned

    def display(self, spec: FieldSpec, answer: Any) -> str:
        return "" if answer is None else str(formats.localize(answer))

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        text = cells.get(spec.key, "").strip()
        try:
            return self.to_answer(read_number(text)) if text else None
        except ValueError as error:
            raise ValidationError(_("Write a number."), code="invalid") from error

    def comparable(self, spec: FieldSpec, text: str) -> str | None:
        try:
            return str(self.to_answer(read_number(text)))
        except ValueError:
            return None

    def matching(self, spec: FieldSpec, values: Sequence[str]) -> dict[str, Any]:
        return {"enum": [self.to_answer(float(value)) for value in values]}


class Date(FieldType):
    slug, label, icon = "date", _("Date"), "date"

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [
            ("minimum", blocks.DateBlock(required=False, label=_("Earliest date"))),
            ("maximum", blocks.DateBlock(required=False, label=_("Latest date"))),
        ]

    def check_options(self, value: Mapping[str, Any]) -> dict[str, ValidationError]:
        return check_bounds(value)

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        bounds = {name: value.get(name) for name in ("minimum", "maximum")}
        return {name: day.isoformat() for name, day in bounds.items() if day}

    def limits(self, spec: FieldSpec) -> str:
        return between(
            spec.options.get("minimum"),
            spec.options.get("maximum"),
            lambda d: self.display(spec, d),
        )

    def form_field(self, spec: FieldSpec) -> forms.Field:
        least, most = spec.options.get("minimum"), spec.options.get("maximum")
        attributes = {"type": "date", "min": least, "max": most}
        field = forms.DateField(
            widget=forms.DateInput(
                {name: text for name, text in attributes.items() if text}, format="%Y-%m-%d"
            ),
            input_formats=["%Y-%m-%d", *formats.get_format("DATE_INPUT_FORMATS")],
        )
        for bound, validator, message in (
            (least, MinValueValidator, _("Give a date that is not before %(limit_value)s.")),
            (most, MaxValueValidator, _("Give a date that is not after %(limit_value)s.")),
        ):
            if bound:
                field.validators.append(validator(date.fromisoformat(bound), message))
        return field

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        # JSON Schema has no words for the earliest and the latest day: the answer tells them.
        return {"type": "string", "format": "date"}

    def form_data(self, name: str, answer: Any) -> FormData:
        if answer is None:
            return {name: []}
        try:
            known = date.fromisoformat(answer).isoformat() == answer
        except (TypeError, ValueError):
            known = False
        return {name: [answer if known else Misfit(gettext("Give a date such as 2026-03-31."))]}

    def to_answer(self, cleaned: Any) -> Any:
        return cleaned.isoformat() if isinstance(cleaned, date) else None

    def display(self, spec: FieldSpec, answer: Any) -> str:
        return day_label(date.fromisoformat(answer)) if answer else ""

    def export_values(self, spec: FieldSpec, answer: Any) -> list[Any]:
        return [answer or None]

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        text = cells.get(spec.key, "").strip()
        try:
            return read_day(text).isoformat() if text else None
        except ValueError as error:
            message = _("Write the date as 2026-03-31 or 31/03/2026.")
            raise ValidationError(message, code="invalid") from error
