"""Questions answered with a place."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic_blocks.cells import read_number
from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData, Misfit, Printed
from civic_blocks.forms import PointAnswer, PointField
from civic_blocks.inputs import TextField


PARTS = ("address", "latitude", "longitude")


class Address(FieldType):
    """An address kept for staff only, beside the exact point."""

    slug, label, icon = "address", _("Address"), "home"
    always_private = is_kept_apart = is_personal = True
    in_geojson = False
    max_num = 1

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return TextField(max_length=300, widget=forms.TextInput({"autocomplete": "street-address"}))

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "maxLength": 300}
        return {**schema, "minLength": 1} if spec.required else schema

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed("lines", lines=2)


class Point(FieldType):
    """A place on the map; how precisely it is published is the campaign's choice."""

    slug, label, icon = "point", _("Point on the map"), "site"
    is_kept_apart = True
    # The point is the feature's geometry, not one of its properties.
    in_geojson = False
    max_num = 1
    parts = tuple(f"_{part}" for part in PARTS)

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return PointField()

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        schema = {
            "type": "object",
            "properties": {
                "latitude": {"type": ["number", "null"], "minimum": -90, "maximum": 90},
                "longitude": {"type": ["number", "null"], "minimum": -180, "maximum": 180},
                "address": {"type": ["string", "null"], "maxLength": 300},
            },
            "additionalProperties": False,
        }
        if spec.required:
            return {**schema, "anyOf": [_PLACED, _NAMED]}
        return {**schema, "anyOf": [_PLACED, _UNPLACED]}

    def form_data(self, name: str, answer: Any) -> FormData:
        if answer is None:
            return {}
        if not isinstance(answer, Mapping) or not set(answer) <= set(PARTS):
            message = gettext("Give an object of latitude, longitude and address.")
            return {name: [Misfit(message)]}
        said = {part: value for part in PARTS if (value := answer.get(part)) is not None}
        for part, value in said.items():
            is_text = isinstance(value, str)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if not (is_text if part == "address" else is_number):
                message = gettext("Give latitude and longitude as numbers, the address as a text.")
                return {name: [Misfit(message)]}
        return {f"{name}_{part}": [str(value)] for part, value in said.items()}

    def to_answer(self, cleaned: Any) -> Any:
        if not isinstance(cleaned, PointAnswer):
            return None
        return {part: getattr(cleaned, part) for part in PARTS}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        if not isinstance(answer, Mapping):
            return ""
        placed = [str(answer[part]) for part in PARTS[1:] if answer.get(part) is not None]
        return " – ".join(filter(None, [answer.get("address"), ", ".join(placed)]))

    def export_columns(self, spec: FieldSpec) -> list[tuple[str, str]]:
        headers = {
            "address": gettext("%(question)s: address"),
            "latitude": gettext("%(question)s: latitude"),
            "longitude": gettext("%(question)s: longitude"),
        }
        return [(f"{spec.key}_{part}", headers[part] % {"question": spec.label}) for part in PARTS]

    def export_values(self, spec: FieldSpec, answer: Any) -> list[Any]:
        known = answer if isinstance(answer, Mapping) else {}
        return [known.get(part) if known.get(part) != "" else None for part in PARTS]

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        texts = {part: cells.get(f"{spec.key}_{part}", "").strip() for part in PARTS}
        if not any(texts.values()):
            return None
        try:
            degrees = {p: read_number(texts[p]) if texts[p] else None for p in PARTS[1:]}
        except ValueError as error:
            message = _("Write latitude and longitude as numbers, for instance 48.892 and 2.206.")
            raise ValidationError(message, code="invalid") from error
        return {"address": texts["address"], **degrees}

    def answered(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "object", "anyOf": [_PLACED, _NAMED]}

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed("lines", lines=2)


_NOTHING = {"type": "null"}
_PLACED = {
    "properties": {"latitude": {"type": "number"}, "longitude": {"type": "number"}},
    "required": ["latitude", "longitude"],
}
_UNPLACED = {"properties": {"latitude": _NOTHING, "longitude": _NOTHING}}
# An address alone: half a point is none.
_NAMED = {
    "properties": {
        "latitude": _NOTHING,
        "longitude": _NOTHING,
        "address": {"type": "string", "minLength": 1},
    },
    "required": ["address"],
}
