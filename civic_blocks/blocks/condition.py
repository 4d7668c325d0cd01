"""When a question is asked: the editor's settings, and what they come to."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from civic_blocks.definitions import Condition, FieldSpec
from civic_blocks.field_types import type_of


OPERATORS = [
    ("is", _("is one of")),
    ("is_not", _("is none of")),
    ("answered", _("has any answer")),
]


class ConditionBlock(blocks.StructBlock):
    """Asks a question only if the answer to an earlier one fits; empty: always."""

    key = blocks.CharBlock(
        max_length=255,
        required=False,
        label=_("Earlier question"),
        help_text=_("Its technical name, or its words. Empty: the question is always asked."),
    )
    operator = blocks.ChoiceBlock(choices=OPERATORS, default="is", label=_("Its answer"))
    values = blocks.TextBlock(
        required=False,
        rows=2,
        label=_("Answers"),
        help_text=_("One on each line, in the words of the choices; “yes” or “no” for a box."),
    )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        # Without a question there is nothing to check: the question is always asked.
        return super().clean(value) if value.get("key") else self.get_default()

    class Meta:
        icon = "view"
        label = _("Asked only if")
        label_format = _("Asked only if {key}")


def lines_of(text: str | None) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def earlier_question(name: str, earlier: Sequence[FieldSpec]) -> FieldSpec | None:
    """Return the question before this one that has a technical name, or else those words."""
    by_key = {spec.key: spec for spec in earlier}
    by_label = {(spec.label or "").strip().casefold(): spec for spec in earlier}
    return by_key.get(name.strip()) or by_label.get(name.strip().casefold())


def condition_of(value: Mapping[str, Any] | None, earlier: Sequence[FieldSpec]) -> Condition | None:
    """Return the condition of a question; one that cannot be read, in a draft, is none.

    Args:
        value: of a :class:`ConditionBlock`.
        earlier: the questions before this one.
    """
    try:
        return checked_condition(value, earlier)
    except StructBlockValidationError:
        return None


def checked_condition(
    value: Mapping[str, Any] | None, earlier: Sequence[FieldSpec]
) -> Condition | None:
    """Return the condition of a question.

    Raises:
        StructBlockValidationError: where there is no such question before it, or it has no such
            answers.
    """
    name = (value or {}).get("key") or ""
    if value is None or not name.strip():
        return None
    spec = earlier_question(name, earlier)
    if spec is None or not type_of(spec).operators:
        message = _("No question before this one has this name, or its answers cannot be compared.")
        raise StructBlockValidationError({"key": ValidationError(message)})
    operator = value.get("operator") or "is"
    if operator not in type_of(spec).operators:
        allowed = [str(label) for slug, label in OPERATORS if slug in type_of(spec).operators]
        message = _("Of this question one can only ask: %(operators)s.")
        wrong = ValidationError(message, params={"operators": ", ".join(allowed)})
        raise StructBlockValidationError({"operator": wrong})
    if operator == "answered":
        return Condition(spec.key, operator)
    return Condition(spec.key, operator, _values(spec, lines_of(value.get("values"))))


def _values(spec: FieldSpec, lines: Sequence[str]) -> tuple[str, ...]:
    read = {line: type_of(spec).comparable(spec, line) for line in lines}
    unknown = [line for line, found in read.items() if found is None]
    if unknown:
        message = _("The question “%(question)s” has no such answer: %(unknown)s.")
        wrong = ValidationError(
            message, params={"question": spec.label, "unknown": ", ".join(unknown)}
        )
        raise StructBlockValidationError({"values": wrong})
    if not read:
        message = _("Give at least one answer, each on a line of its own.")
        raise StructBlockValidationError({"values": ValidationError(message)})
    return tuple(dict.fromkeys(found for found in read.values() if found is not None))
