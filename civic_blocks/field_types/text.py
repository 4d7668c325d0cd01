"""Questions answered in words, and what is shown or ticked between them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData


SHORT_TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 5000


class ShortText(FieldType):
    slug, label, icon = "short_text", _("Short text"), "title"

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [
            (
                "is_title",
                blocks.BooleanBlock(
                    required=False,
                    label=_("Title of the contribution"),
                    help_text=_("Shown in lists and on the map. One question at the most."),
                ),
            ),
            ("max_length", blocks.IntegerBlock(
                min_value=1, max_value=SHORT_TEXT_LENGTH, default=120, label=_("Longest answer"))),
        ]  # fmt: skip

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        options: dict[str, Any] = {"max_length": value["max_length"] or SHORT_TEXT_LENGTH}
        return {**options, "role": "title"} if value["is_title"] else options

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.CharField(max_length=spec.options["max_length"])

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "string", "maxLength": spec.options["max_length"]}


class LongText(FieldType):
    slug, label, icon = "long_text", _("Long text"), "pilcrow"

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [("max_length", blocks.IntegerBlock(
            min_value=1, max_value=LONG_TEXT_LENGTH, default=2000, label=_("Longest answer")))]  # fmt: skip

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"max_length": value["max_length"] or LONG_TEXT_LENGTH}

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.CharField(
            max_length=spec.options["max_length"], widget=forms.Textarea({"rows": 6})
        )

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "string", "maxLength": spec.options["max_length"]}


class Email(FieldType):
    """The contributor's own address: kept with the contact, never with the answers."""

    slug, label, icon = "email", _("E-mail of the contributor"), "mail"
    always_private = is_kept_apart = is_personal = True
    max_num = 1

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.EmailField(max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "string", "format": "email", "maxLength": 254}


class SectionTitle(FieldType):
    slug, label, icon = "section", _("Section title"), "h2"
    is_question = False


class Consent(FieldType):
    """A box that must be ticked; the version of its text is kept with the answer."""

    slug, label, icon = "consent", _("Consent"), "success"
    always_private = True

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.BooleanField(
            error_messages={"required": _("Tick this box to send your contribution.")}
        )

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "boolean", "const": True} if spec.required else {"type": "boolean"}

    def form_data(self, name: str, answer: Any) -> FormData:
        return {name: ["on"]} if answer is True else {}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        return gettext("Yes") if answer else gettext("No")
