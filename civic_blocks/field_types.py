"""Types of question an editor can put in a contribution form.

A field type is a class that knows everything about its kind of answer: how the editor sets it up,
how the citizen's form asks and checks it, what its JSON Schema is, how an answer is shown, exported
and read back. The form, the API, the exports and the moderation desk ask it; none of them has an
``if type ==`` of its own.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.utils import formats
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.definitions import FieldSpec
from civic_blocks.forms import PointAnswer, PointField


FormData = dict[str, list[str]]
SHORT_TEXT_LENGTH = 200
LONG_TEXT_LENGTH = 5000


class FieldType:
    """Base of all types.

    Attributes:
        slug: stored name, never changed once in use.
        is_question: false for what is shown but not answered (section titles).
        always_private: answers are never published, whatever the editor says.
        max_num: how many of this type one form may hold; ``None``: any number.
    """

    slug: ClassVar[str]
    label: ClassVar[str | Promise]
    icon: ClassVar[str] = "edit"
    is_question: ClassVar[bool] = True
    always_private: ClassVar[bool] = False
    max_num: ClassVar[int | None] = None

    def editor_blocks(self) -> list[tuple[str, blocks.Block]]:
        """Return the editor's settings of this type, beyond those common to all questions."""
        return []

    def options(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON-able options of a question from its editor block's value."""
        return {}

    def form_field(self, spec: FieldSpec) -> forms.Field:
        """Return the Django form field that asks and checks this question."""
        raise NotImplementedError(f"{type(self).__name__}.form_field")

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of an answer."""
        return {"type": "string"}

    def to_answer(self, cleaned: Any) -> Any:
        """Return the JSON-able answer to store for a cleaned form value."""
        return cleaned

    def form_data(self, name: str, answer: Any) -> FormData:
        """Return the form input that gives ``answer``: how the API enters the one form."""
        return {name: [] if answer is None else [str(answer)]}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        """Return an answer as plain text for people."""
        return "" if answer is None else str(answer)

    def export_cells(self, spec: FieldSpec, answer: Any) -> dict[str, Any]:
        """Return spreadsheet cells by column header for one answer."""
        return {spec.label: self.display(spec, answer)}


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

    def export_cells(self, spec: FieldSpec, answer: Any) -> dict[str, Any]:
        return {spec.label: answer}


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

    def export_cells(self, spec: FieldSpec, answer: Any) -> dict[str, Any]:
        return {spec.label: answer}


class Email(FieldType):
    """The contributor's own address: kept with the contact, never with the answers."""

    slug, label, icon = "email", _("E-mail of the contributor"), "mail"
    always_private, max_num = True, 1

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.EmailField(max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "string", "format": "email", "maxLength": 254}


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


class Address(FieldType):
    """An address kept for staff only, beside the exact point."""

    slug, label, icon = "address", _("Address"), "home"
    always_private, max_num = True, 1

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.CharField(
            max_length=300, widget=forms.TextInput({"autocomplete": "street-address"})
        )

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "string", "maxLength": 300}


class Point(FieldType):
    """A place on the map; how precisely it is published is the campaign's choice."""

    slug, label, icon = "point", _("Point on the map"), "site"
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


_TYPES: dict[str, FieldType] = {}


def register(types: Iterable[FieldType]) -> None:
    """Add field types.

    Raises:
        ImproperlyConfigured: where a slug is taken.
    """
    for field_type in types:
        if field_type.slug in _TYPES:
            raise ImproperlyConfigured(f"Two field types are named {field_type.slug!r}.")
        _TYPES[field_type.slug] = field_type


register(
    [
        ShortText(),
        LongText(),
        Number(),
        Date(),
        Email(),
        SingleChoice(),
        MultipleChoice(),
        YesNo(),
        Address(),
        Point(),
        SectionTitle(),
        Consent(),
    ]
)


def all_types() -> dict[str, FieldType]:
    """Return every field type by slug, in the order of the editor's picker."""
    return dict(_TYPES)


def type_of(spec: FieldSpec) -> FieldType:
    """Return the field type of a question.

    Raises:
        KeyError: where its type is no longer installed.
    """
    return _TYPES[spec.type]


def plain(text: str) -> str:
    """Return an editor's rich text as plain text (for JSON Schema and exports)."""
    return strip_tags(text).strip()
