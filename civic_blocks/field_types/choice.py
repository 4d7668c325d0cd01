"""Questions answered by choosing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.cells import join_items, split_items
from civic_blocks.choice_inputs import (
    OTHER_LENGTH,
    CountedChoiceField,
    OtherField,
    SeveralField,
)
from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData, Misfit, Printed
from civic_blocks.inputs import given_input


A_CHOICE = _("Choice")


def texts_block(label: Any, most: int = 40, each: Any = A_CHOICE) -> blocks.ListBlock:
    """Return an editor's list of short texts; ``each`` names one of them."""
    return blocks.ListBlock(
        blocks.CharBlock(max_length=150, label=each),
        label=label,
        min_num=2,
        max_num=most,
        # As many as there must be: with one, a new question opens with an error.
        default=["", ""],
    )


class _Choices(FieldType):
    """Shared by single and several choices; a choice is stored by its text."""

    operators = ("is", "is_not", "answered")

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        other = blocks.BooleanBlock(
            required=False,
            label=_("Offer “Other”"),
            help_text=_("Adds a choice that people put in their own words."),
        )
        return [("choices", texts_block(_("Choices"))), ("allow_other", other)]

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        options: dict[str, Any] = {"choices": list(dict.fromkeys(value["choices"]))}
        return {**options, "other": True} if value.get("allow_other") else options

    def comparable(self, spec: FieldSpec, text: str) -> str | None:
        known = {choice.casefold(): choice for choice in spec.options["choices"]}
        return known.get(text.casefold())

    def _choices(self, spec: FieldSpec) -> list[tuple[str, str]]:
        return [(choice, choice) for choice in spec.options["choices"]]

    def _printed(self, spec: FieldSpec) -> tuple[str, ...]:
        other = (gettext("Other: ……………………"),) if spec.options.get("other") else ()
        return (*spec.options["choices"], *other)

    def _item(self, spec: FieldSpec) -> dict[str, Any]:
        """Return the schema of one choice."""
        known = {"enum": list(spec.options["choices"])}
        if not spec.options.get("other"):
            return {"type": "string", **known}
        own = {"minLength": 1, "maxLength": OTHER_LENGTH}
        return {"type": "string", "anyOf": [known, own]}


class SingleChoice(_Choices):
    slug, label, icon = "single_choice", _("Single choice"), "radio-full"
    parts = ("-other",)

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [
            *super().editor_blocks(),
            (
                "is_category",
                blocks.BooleanBlock(
                    required=False,
                    label=_("Category of the contribution"),
                    help_text=_("Filters the list and the map. One question at the most."),
                ),
            ),
        ]

    def check_options(self, value: Mapping[str, Any]) -> dict[str, ValidationError]:
        if value.get("is_category") and value.get("allow_other"):
            message = _("Categories are fixed: add a choice named “Other” to the list instead.")
            return {"allow_other": ValidationError(message)}
        return {}

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        options = super().options(value)
        return {**options, "role": "category"} if value["is_category"] else options

    def form_field(self, spec: FieldSpec) -> forms.Field:
        choices = self._choices(spec)
        if spec.options.get("other"):
            return OtherField(spec.options["choices"])
        if len(choices) > 7:
            return forms.ChoiceField(choices=[("", gettext("Choose…")), *choices])
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        schema = self._item(spec)
        if spec.required:
            return schema
        # The empty text is no answer, as in a form.
        if "enum" in schema:
            return {**schema, "enum": [*schema["enum"], ""]}
        return {**schema, "anyOf": [*schema["anyOf"], {"maxLength": 0}]}

    def form_data(self, name: str, answer: Any) -> FormData:
        if answer is not None and not isinstance(answer, str):
            return super().form_data(name, answer)
        # Both ways in: the plain list of choices reads the first, "Other" the second.
        return {**super().form_data(name, answer), **given_input(name, answer)}

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed("boxes", choices=self._printed(spec))


class MultipleChoice(_Choices):
    slug, label, icon = "multiple_choice", _("Several choices"), "list-ul"
    parts = ("-other",)

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        bounds = {"required": False, "min_value": 1, "max_value": 40}
        return [
            *super().editor_blocks(),
            ("min_choices", blocks.IntegerBlock(label=_("Fewest choices"), **bounds)),
            ("max_choices", blocks.IntegerBlock(label=_("Most choices"), **bounds)),
        ]

    def check_options(self, value: Mapping[str, Any]) -> dict[str, ValidationError]:
        offered = len(set(value["choices"])) + bool(value.get("allow_other"))
        least, most = value.get("min_choices") or 0, value.get("max_choices") or offered
        if least > min(most, offered):
            message = _("Nobody could choose that many.")
            return {"min_choices": ValidationError(message)}
        return {}

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        bounds = {name: value.get(name) for name in ("min_choices", "max_choices")}
        return {**super().options(value), **{name: n for name, n in bounds.items() if n}}

    def _bounds(self, spec: FieldSpec) -> tuple[int, int]:
        offered = len(spec.options["choices"]) + bool(spec.options.get("other"))
        most = min(spec.options.get("max_choices") or offered, offered)
        return spec.options.get("min_choices") or 0, most

    def limits(self, spec: FieldSpec) -> str:
        least, most = spec.options.get("min_choices"), spec.options.get("max_choices")
        numbers = {"least": least, "most": most}
        if least and most:
            if least == most:
                text = ngettext("Choose %(most)d.", "Choose %(most)d.", most)
                return text % numbers
            return gettext("Choose between %(least)d and %(most)d.") % numbers
        if least:
            return gettext("Choose at least %(least)d.") % numbers
        return gettext("Choose %(most)d at the most.") % numbers if most else ""

    def form_field(self, spec: FieldSpec) -> forms.Field:
        bounds = self._bounds(spec)
        if spec.options.get("other"):
            return SeveralField(spec.options["choices"], bounds=bounds)
        return CountedChoiceField(choices=self._choices(spec), bounds=bounds)

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        least, most = self._bounds(spec)
        schema = {"type": "array", "items": self._item(spec), "uniqueItems": True, "maxItems": most}
        if spec.options.get("other"):
            known = spec.options["choices"]
            schema |= {"contains": {"not": {"enum": known}}, "minContains": 0, "maxContains": 1}
        if spec.required:
            return {**schema, "minItems": max(1, least)}
        # An empty list is no answer, not one that is too short.
        return {**schema, "anyOf": [{"maxItems": 0}, {"minItems": least}]} if least > 1 else schema

    def form_data(self, name: str, answer: Any) -> FormData:
        if answer is None:
            return {name: []}
        if not isinstance(answer, list) or not all(isinstance(item, str) for item in answer):
            return {name: [Misfit(gettext("Give a list of texts."))]}
        # Both ways in: the plain list of choices reads the first, "Other" the second.
        return {name: list(answer), **given_input(name, answer)}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        return ", ".join(answer or [])

    def export_values(self, spec: FieldSpec, answer: Any) -> list[Any]:
        return [join_items(answer or [])]

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        text = cells.get(spec.key, "").strip()
        items = split_items(text)
        if len(items) == 1 and not spec.options.get("other"):
            items = self._separated(spec, items[0])
        return list(dict.fromkeys(items)) or None

    def _separated(self, spec: FieldSpec, text: str) -> list[str]:
        """Return choices that another program has put in one cell with marks of its own."""
        known = set(spec.options["choices"])
        for mark in (";", "\n", ","):
            items = [item.strip() for item in text.split(mark)]
            if text not in known and set(items) - {""} <= known:
                return [item for item in items if item]
        return [text]

    def matching(self, spec: FieldSpec, values: Sequence[str]) -> dict[str, Any]:
        return {"type": "array", "contains": {"enum": list(values)}}

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed("boxes", choices=self._printed(spec), several=True)
