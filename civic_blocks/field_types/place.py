"""Questions answered with a place."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData
from civic_blocks.forms import PointAnswer, PointField


class Address(FieldType):
    """An address kept for staff only, beside the exact point."""

    slug, label, icon = "address", _("Address"), "home"
    always_private = is_kept_apart = is_personal = True
    max_num = 1

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.CharField(
            max_length=300, widget=forms.TextInput({"autocomplete": "street-address"})
        )

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "string", "maxLength": 300}


class Point(FieldType):
    """A place on the map; how precisely it is published is the campaign's choice."""

    slug, label, icon = "point", _("Point on the map"), "site"
    is_kept_apart = True
    max_num = 1

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return PointField()

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                "latitude": {"type": "number", "minimum": -90, "maximum": 90},
                "longitude": {"type": "number", "minimum": -180, "maximum": 180},
                "address": {"type": "string", "maxLength": 300},
            },
            "additionalProperties": False,
        }

    def form_data(self, name: str, answer: Any) -> FormData:
        if not isinstance(answer, Mapping):
            return {f"{name}_latitude": [] if answer is None else [str(answer)]}
        return {
            f"{name}_{part}": [str(answer[part])]
            for part in ("address", "latitude", "longitude")
            if answer.get(part) is not None
        }

    def to_answer(self, cleaned: Any) -> Any:
        if not isinstance(cleaned, PointAnswer):
            return None
        return {
            "latitude": cleaned.latitude,
            "longitude": cleaned.longitude,
            "address": cleaned.address,
        }

    def display(self, spec: FieldSpec, answer: Any) -> str:
        if not isinstance(answer, Mapping):
            return super().display(spec, answer)
        parts = [answer.get(part) for part in ("address", "latitude", "longitude")]
        return ", ".join(str(part) for part in parts if part not in (None, ""))
