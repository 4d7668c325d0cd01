"""Questions answered by choosing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData


class _Choices(FieldType):
    """Shared by single and several choices; a choice is stored by its text."""

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [
            (
                "choices",
                blocks.ListBlock(
                    blocks.CharBlock(max_length=150, label=_("Choice")),
                    label=_("Choices"),
                    min_num=2,
                    max_num=40,
                ),
            )
        ]

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"choices": list(dict.fromkeys(value["choices"]))}

    def _choices(self, spec: FieldSpec) -> list[tuple[str, str]]:
        return [(choice, choice) for choice in spec.options["choices"]]


class SingleChoice(_Choices):
    slug, label, icon = "single_choice", _("Single choice"), "radio-full"

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

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        options = super().options(value)
        return {**options, "role": "category"} if value["is_category"] else options

    def form_field(self, spec: FieldSpec) -> forms.Field:
        choices = self._choices(spec)
        if len(choices) > 7:
            return forms.ChoiceField(choices=[("", gettext("Choose…")), *choices])
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "string", "enum": list(spec.options["choices"])}


class MultipleChoice(_Choices):
    slug, label, icon = "multiple_choice", _("Several choices"), "list-ul"

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=self._choices(spec), widget=forms.CheckboxSelectMultiple
        )

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        items = {"type": "string", "enum": list(spec.options["choices"])}
        return {"type": "array", "items": items, "uniqueItems": True}

    def form_data(self, name: str, answer: Any) -> FormData:
        answers = answer if isinstance(answer, list) else [answer] if answer is not None else []
        return {name: [str(item) for item in answers]}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        return ", ".join(answer or [])
