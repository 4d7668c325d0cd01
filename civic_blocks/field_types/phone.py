"""A telephone number, for the city's staff only."""

from collections.abc import Mapping
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumber, PhoneNumberFormat

from civic_blocks import conf
from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType


LENGTH = 30
UNREADABLE = _("This is no telephone number. Write it as 01 23 45 67 89 or +33 1 23 45 67 89.")


def read_phone(text: str) -> str:
    """Return a number as E.164: "+33123456789".

    Numbers without a country's code are those of ``CIVIC_BLOCKS["PHONE_REGION"]``.

    Raises:
        ValidationError: where nobody could be called by it.
    """
    try:
        number = phonenumbers.parse(text, conf.get("PHONE_REGION"))
    except phonenumbers.NumberParseException as error:
        raise ValidationError(UNREADABLE, code="invalid") from error
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(UNREADABLE, code="invalid")
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


class PhoneField(forms.CharField):
    """Cleans to E.164."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return read_phone(text) if text and len(text) <= LENGTH else text


class Phone(FieldType):
    """Shown as people of its country write it, to others with the country's code."""

    slug, label, icon = "phone", _("Telephone number"), "mobile-alt"
    always_private = is_personal = True
    in_geojson = False

    def form_field(self, spec: FieldSpec) -> forms.Field:
        attributes = {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        return PhoneField(max_length=LENGTH, widget=forms.TextInput(attributes))

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "maxLength": LENGTH}
        return {**schema, "minLength": 1} if spec.required else schema

    def display(self, spec: FieldSpec, answer: Any) -> str:
        if not answer:
            return ""
        try:
            number: PhoneNumber = phonenumbers.parse(answer)
        except phonenumbers.NumberParseException:
            return str(answer)
        home = phonenumbers.region_code_for_number(number) == conf.get("PHONE_REGION")
        form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
        return str(phonenumbers.format_number(number, form))

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        text = cells.get(spec.key, "").strip()
        return read_phone(text) if text else None
