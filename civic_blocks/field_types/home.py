"""The question in campaigns that count homes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData, Misfit, Printed
from civic_blocks.home_field import (
    ADDRESS_LENGTH,
    PARTS,
    STAIRCASE_LENGTH,
    UNIT_LENGTH,
    HomeAnswer,
    HomeField,
)


class Home(FieldType):
    """Where somebody lives; for staff only, published as counts by areas."""

    slug, label, icon = "home", gettext_lazy("Home: address, staircase, flat"), "home"
    always_private = is_kept_apart = is_personal = True
    in_geojson = False
    max_num = 1
    parts = tuple(f"_{part}" for part in PARTS)

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return HomeField()

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                "address": {"type": "string", "minLength": 1, "maxLength": ADDRESS_LENGTH},
                "staircase": {"type": "string", "maxLength": STAIRCASE_LENGTH},
                "flat": {"type": "string", "maxLength": UNIT_LENGTH},
            },
            "required": ["address"],
            "additionalProperties": False,
        }

    def to_answer(self, cleaned: Any) -> Any:
        if not isinstance(cleaned, HomeAnswer):
            return None
        return {part: text for part in PARTS if (text := getattr(cleaned, part))}

    def form_data(self, name: str, answer: Any) -> FormData:
        if answer is None:
            return {}
        known = isinstance(answer, Mapping) and set(answer) <= set(PARTS)
        if not known or not all(isinstance(text, str) for text in answer.values()):
            message = _("Give an object of address, staircase and flat, each a text.")
            return {name: [Misfit(message)]}
        return {f"{name}_{part}": [answer[part]] for part in PARTS if part in answer}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        if not isinstance(answer, Mapping):
            return super().display(spec, answer)
        return ", ".join(str(answer[part]) for part in PARTS if answer.get(part))

    def export_columns(self, spec: FieldSpec) -> list[tuple[str, str]]:
        return [
            (f"{spec.key}_address", spec.label),
            (f"{spec.key}_staircase", _("%(question)s: staircase") % {"question": spec.label}),
            (f"{spec.key}_flat", _("%(question)s: flat") % {"question": spec.label}),
        ]

    def export_values(self, spec: FieldSpec, answer: Any) -> list[Any]:
        known = answer if isinstance(answer, Mapping) else {}
        return [str(known.get(part) or "") for part in PARTS]

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        texts = {part: cells.get(f"{spec.key}_{part}", "").strip() for part in PARTS}
        return {part: text for part, text in texts.items() if text} or None

    def answered(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "object", "required": ["address"]}

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed("lines", lines=2)
