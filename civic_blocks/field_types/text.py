"""Questions answered in words, and what is shown between them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, Printed
from civic_blocks.inputs import CountedTextarea, CountedTextInput, TextField


SHORT_TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 5000


class _Text(FieldType):
    """Shared by short and long texts: how long an answer may be, in characters."""

    longest, usual = LONG_TEXT_LENGTH, 2000

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        bounds = {"min_value": 1, "max_value": self.longest}
        return [
            ("max_length", blocks.IntegerBlock(
                default=self.usual, label=_("Longest answer"), **bounds)),
            ("min_length", blocks.IntegerBlock(
                required=False, label=_("Shortest answer"),
                help_text=_("In characters, as the longest one."), **bounds)),
        ]  # fmt: skip

    def check_options(self, value: Mapping[str, Any]) -> dict[str, ValidationError]:
        if (value.get("min_length") or 0) > (value["max_length"] or self.longest):
            message = _("The shortest answer cannot be longer than the longest one.")
            return {"min_length": ValidationError(message)}
        return {}

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        options: dict[str, Any] = {"max_length": value["max_length"] or self.longest}
        return (
            {**options, "min_length": shortest}
            if (shortest := value.get("min_length"))
            else options
        )

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return TextField(
            min_length=spec.options.get("min_length"),
            max_length=spec.options["max_length"],
            widget=self._widget(),
        )

    def _widget(self) -> forms.Widget:
        return CountedTextarea({"rows": 6})

    def limits(self, spec: FieldSpec) -> str:
        most, least = spec.options["max_length"], spec.options.get("min_length")
        numbers = {
            "most": number_format(most, force_grouping=True),
            "least": number_format(least or 0, force_grouping=True),
        }
        if least:
            return gettext("Between %(least)s and %(most)s characters.") % numbers
        text = ngettext("%(most)s character at the most.", "%(most)s characters at the most.", most)
        return text % numbers

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        schema = {"type": "string", "maxLength": spec.options["max_length"]}
        least = spec.options.get("min_length") or 0
        if spec.required or least <= 1:
            return {**schema, "minLength": max(1, least)} if spec.required else schema
        # Nothing at all is no answer, not one that is too short.
        return {**schema, "anyOf": [{"maxLength": 0}, {"minLength": least}]}


class ShortText(_Text):
    slug, label, icon = "short_text", _("Short text"), "title"
    longest, usual = SHORT_TEXT_LENGTH, 120

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
            *super().editor_blocks(),
        ]

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        options = super().options(value)
        return {**options, "role": "title"} if value["is_title"] else options

    def _widget(self) -> forms.Widget:
        return CountedTextInput()


class LongText(_Text):
    slug, label, icon = "long_text", _("Long text"), "pilcrow"

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed("lines", lines=max(3, min(14, spec.options["max_length"] // 150)))


class Email(FieldType):
    """The contributor's own address: kept with the contact, never with the answers."""

    slug, label, icon = "email", _("E-mail of the contributor"), "mail"
    always_private = is_kept_apart = is_personal = True
    in_geojson = False
    max_num = 1

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.EmailField(max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "format": "email", "maxLength": 254}
        return {**schema, "minLength": 1} if spec.required else schema


class SectionTitle(FieldType):
    slug, label, icon = "section", _("Section title"), "h2"
    is_question = False

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed("nothing")
