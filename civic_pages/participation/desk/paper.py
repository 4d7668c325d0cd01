"""A form as it is asked on paper: numbered questions, boxes, lines, and conditions in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from civic_blocks.definitions import Condition, FieldSpec, FormDefinition
from civic_blocks.field_types import type_of
from civic_blocks.field_types.base import Printed
from civic_pages.participation.group_fields import group_fields


@dataclass(frozen=True)
class PaperRow:
    """A question on paper, or a section title (``number`` is 0).

    ``only_if`` says in words when it is to be answered; empty: always, or, where ``follows`` is
    true, under the same condition as the question before it.
    """

    label: str
    help_text: str = ""
    number: int = 0
    required: bool = False
    only_if: str = ""
    follows: bool = False
    printed: Printed = field(default_factory=lambda: Printed("nothing"))

    @property
    def writing_lines(self) -> range:
        """One item for each line to write on."""
        return range(self.printed.lines if self.printed.kind in {"line", "lines"} else 0)

    @property
    def is_round(self) -> bool:
        """Tell whether ticking one box leaves the others empty: paper shows it by circles."""
        return not self.printed.several and len(self.printed.choices) > 1

    @property
    def hint(self) -> str:
        """Say how many boxes may be ticked, where one could wonder."""
        if self.printed.kind not in {"boxes", "scale"} or len(self.printed.choices) < 2:
            return ""
        return _("Several answers are possible.") if self.printed.several else _("One answer.")


@dataclass(frozen=True)
class PaperPage:
    """What is asked together: a page of the form."""

    title: str
    help_text: str
    rows: tuple[PaperRow, ...]


def pages(definition: FormDefinition) -> list[PaperPage]:
    """Return the form page by page, its questions numbered through; the group's come first."""
    numbers = _numbers(definition)
    found = [
        PaperPage(
            page.title,
            page.help_text,
            tuple(_row(spec, definition, numbers) for spec in page.fields),
        )
        for page in definition.pages()
    ]
    if definition.allow_collective:
        found.insert(0, PaperPage(_("Who contributes"), "", tuple(_group_rows())))
    return found


def _numbers(definition: FormDefinition) -> dict[str, int]:
    asked = [spec for spec in definition if type_of(spec).is_question]
    return {spec.key: number for number, spec in enumerate(asked, start=1)}


def _row(spec: FieldSpec, definition: FormDefinition, numbers: Mapping[str, int]) -> PaperRow:
    only_if = in_words(spec.condition, definition, numbers) if spec.condition else ""
    if not type_of(spec).is_question:
        return PaperRow(spec.label, spec.help_text, only_if=only_if)
    return PaperRow(
        spec.label,
        spec.help_text,
        number=numbers[spec.key],
        required=spec.required,
        only_if=only_if,
        printed=type_of(spec).printed(spec),
    )


def in_words(condition: Condition, definition: FormDefinition, numbers: Mapping[str, int]) -> str:
    """Return when a question is to be answered, as a sentence that names the earlier one."""
    number = numbers.get(condition.key, 0)
    earlier = next((spec for spec in definition if spec.key == condition.key), None)
    label = earlier.label if earlier else condition.key
    named = {"yes": _("Yes"), "no": _("No")} if earlier and earlier.type == "yes_no" else {}
    values = f" {_('or')} ".join(f"“{named.get(value, value)}”" for value in condition.values)
    said = {"number": number, "question": label, "answers": values}
    if condition.operator == "answered":
        return _("Only if you answered question %(number)d (%(question)s).") % said
    if condition.operator == "is_not":
        return (
            _("Only if you did not answer %(answers)s to question %(number)d (%(question)s).")
            % said
        )
    return _("Only if you answered %(answers)s to question %(number)d (%(question)s).") % said


def _group_rows() -> list[PaperRow]:
    """Return the questions that every form asks of a group, as the page asks them."""
    rows = []
    for name, form_field in group_fields().items():
        choices = tuple(str(label) for value, label in getattr(form_field, "choices", ()) if value)
        row = PaperRow(
            str(form_field.label),
            str(form_field.help_text),
            only_if=_("For a group:") if name == "group_name" else "",
            follows=name not in {"contributor_kind", "group_name"},
            printed=Printed("boxes", choices) if choices else Printed("line"),
        )
        rows.append(row)
    return rows
