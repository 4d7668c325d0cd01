"""Questions answered with yes or no."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic_blocks.cells import read_yes_no
from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData, Misfit, Printed


class YesNo(FieldType):
    slug, label, icon = "yes_no", _("Yes or no"), "check"
    operators: ClassVar[tuple[str, ...]] = ("is", "is_not", "answered")

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
        if answer is None:
            return {name: []}
        if not isinstance(answer, bool):
            return {name: [Misfit(gettext("Give true or false."))]}
        return {name: ["yes" if answer else "no"]}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        if answer is None:
            return ""
        return gettext("Yes") if answer else gettext("No")

    def export_values(self, spec: FieldSpec, answer: Any) -> list[Any]:
        return [self.display(spec, answer) or None]

    def from_cells(self, spec: FieldSpec, cells: Mapping[str, str]) -> Any:
        text = cells.get(spec.key, "").strip()
        try:
            return read_yes_no(text) if text else None
        except ValueError as error:
            raise ValidationError(_("Write yes or no."), code="invalid") from error

    def comparable(self, spec: FieldSpec, text: str) -> str | None:
        try:
            return "yes" if read_yes_no(text) else "no"
        except ValueError:
            return None

    def compared(self, spec: FieldSpec, value: str) -> str:
        return gettext("Yes") if value == "yes" else gettext("No")

    def matching(self, spec: FieldSpec, values: Sequence[str]) -> dict[str, Any]:
        return {"enum": [value == "yes" for value in values]}

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed("boxes", choices=(gettext("Yes"), gettext("No")))


class Consent(YesNo):
    """A box that must be ticked; the version of its text is kept with the answer."""

    slug, label, icon = "consent", _("Consent"), "success"
    always_private = True
    in_geojson = False
    operators = ("is", "is_not")
    absent_as = "no"

    def form_field(self, spec: FieldSpec) -> forms.Field:
        return forms.BooleanField(
            error_messages={"required": _("Tick this box to send your contribution.")}
        )

    def json_schema(self, spec: FieldSpec) -> dict[str, Any]:
        return {"type": "boolean", "const": True} if spec.required else {"type": "boolean"}

    def form_data(self, name: str, answer: Any) -> FormData:
        if answer is None or isinstance(answer, bool):
            return {name: ["on"]} if answer else {}
        return {name: [Misfit(gettext("Give true or false."))]}

    def display(self, spec: FieldSpec, answer: Any) -> str:
        return gettext("Yes") if answer else gettext("No")

    def export_values(self, spec: FieldSpec, answer: Any) -> list[Any]:
        return [None if answer is None else self.display(spec, answer)]

    def printed(self, spec: FieldSpec) -> Printed:
        return Printed("boxes", choices=(gettext("Yes"),))

    def matching(self, spec: FieldSpec, values: Sequence[str]) -> dict[str, Any]:
        # No answer is an unticked box.
        allowed = [True] * ("yes" in values) + [False, None] * ("no" in values)
        return {"enum": allowed}
