"""Questions answered with a number, a date, a yes or a no."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData


class Number(FieldType):
    slug, label, icon = "number", _("Number"), "decimal"

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [
            ("minimum", blocks.FloatBlock(required=False, label=_("Lowest value"))),
            ("maximum", blocks.FloatBlock(required=False, label=_("Highest value"))),
        ]

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"minimum": value["minimum"], "maximum": value["maximum"]}

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.FloatField(
            min_value=spec.options["minimum"],
            max_value=spec.options["maximum"],
            localize=True,
            widget=forms.TextInput({"inputmode": "decimal"}),
        )

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        bounds = {"minimum": spec.options["minimum"], "maximum": spec.options["maximum"]}
        return {
            "type": "number",
            **{key: bound for key, bound in bounds.items() if bound is not None},
        }

    def form_data(self, name: str, answer: Any) -> FormData:
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            return super().form_data(name, answer)
        return {name: [formats.localize_input(answer)]}

    def to_answer(self, cleaned: Any) -> Any:
        return int(cleaned) if isinstance(cleaned, float) and cleaned.is_integer() else cleaned

    def display(self, spec: FieldSpec, answer: Any) -> str:
        return "" if answer is None else formats.localize(answer)


class Date(FieldType):
    slug, label, icon = "date", _("Date"), "date"

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.DateField(
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", *formats.get_format("DATE_INPUT_FORMATS")],
        )

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def to_answer(self, cleaned: Any) -> Any:
        return cleaned.isoformat() if isinstance(cleaned, date) else None

    def display(self, spec: FieldSpec, answer: Any) -> str:
        return formats.date_format(date.fromisoformat(answer), "DATE_FORMAT") if answer else ""


class YesNo(FieldType):
    slug, label, icon = "yes_no", _("Yes or no"), "check"

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.TypedChoiceField(
            choices=[("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            widget=forms.RadioSelect,
        )

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "boolean"}

    def form_data(self, name: str, answer: Any) -> FormData:
        if not isinstance(answer, bool):
            return super().form_data(name, answer)
        return {name: ["yes" if answer else "no"]}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        if answer is None:
            return ""
        return gettext("Yes") if answer else gettext("No")
