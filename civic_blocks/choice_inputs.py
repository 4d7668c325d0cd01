"""Form fields of questions answered by choosing, where a plain list of choices is not enough."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic_blocks.inputs import PartsField, PartsWidget, TextField


OTHER = "__other__"
OTHER_LENGTH = 150


class OtherWidget(PartsWidget):
    """Choices, the last of which is put in the person's own words in an input beneath."""

    template_name = "civic_blocks/includes/other_input.html"

    def __init__(self, choices: Sequence[str], *, several: bool = False) -> None:
        kind = forms.CheckboxSelectMultiple if several else forms.RadioSelect
        self.several, self.known = several, tuple(choices)
        offered = [*((choice, choice) for choice in choices), (OTHER, _("Other"))]
        words = forms.TextInput({"maxlength": OTHER_LENGTH})
        super().__init__({"": kind(choices=offered), "-other": words})

    def decompress(self, value: Any) -> Sequence[Any]:
        given = value if isinstance(value, list) else [value] if value else []
        chosen = [item for item in given if item in self.known]
        others = [str(item) for item in given if item not in self.known]
        ticked = [*chosen, OTHER] if others else chosen
        words = others[0] if others else ""
        return (ticked if self.several else (ticked or [None])[0], words)


def _in_words(text: Any) -> str:
    """Return what stands beside "Other", checked.

    Raises:
        ValidationError: where it is too long or no text.
    """
    if not isinstance(text, str):
        raise ValidationError(gettext("Give a text."), code="type")
    return str(TextField(required=False, max_length=OTHER_LENGTH).clean(text))


class OtherField(PartsField):
    """One of the choices, or a text of one's own; cleans to the text."""

    default_error_messages = {
        "other": _("Say in words what “Other” is, or choose something else."),
        "unknown": _("Choose among what is offered."),
    }

    def __init__(self, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(widget=OtherWidget(choices), **kwargs)
        self.choices = tuple(choices)

    def join(self, parts: Sequence[Any]) -> Any:
        chosen, words = parts or ("", "")
        if chosen and chosen != OTHER:
            if chosen not in self.choices:
                raise ValidationError(self.error_messages["unknown"], code="invalid_choice")
            return chosen
        if not chosen and not words:
            return None
        if not (words or "").strip():
            raise ValidationError(self.error_messages["other"], code="other")
        return words

    def check(self, answer: Any) -> Any:
        text = _in_words(answer)
        if not text and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return text or None


class SeveralField(PartsField):
    """Some of the choices, and a text of one's own; cleans to the list of texts."""

    nothing = []
    default_error_messages = {
        "other": _("Say in words what “Other” is, or choose something else."),
        "list": _("Give a list of texts."),
        "twice": _("The same choice is given twice."),
        "too_many": _("Give one choice of your own at the most."),
        "unknown": _("Choose among what is offered."),
    }

    def __init__(self, choices: Sequence[str], *, bounds: tuple[int, int], **kwargs: Any) -> None:
        super().__init__(widget=OtherWidget(choices, several=True), **kwargs)
        self.choices, self.bounds = tuple(choices), bounds

    def join(self, parts: Sequence[Any]) -> Any:
        chosen, words = parts or ([], "")
        listed = [item for item in chosen or [] if item != OTHER]
        if not set(listed) <= set(self.choices):
            raise ValidationError(self.error_messages["unknown"], code="invalid_choice")
        if len(listed) == len(chosen or []):
            return listed
        if not (words or "").strip():
            raise ValidationError(self.error_messages["other"], code="other")
        # Typed by hand though it is one of the choices: it is that choice.
        return [*listed, words] if words.strip() not in listed else listed

    def check(self, answer: Any) -> list[str]:
        if not isinstance(answer, list):
            raise ValidationError(self.error_messages["list"], code="type")
        items = [_in_words(item) for item in answer]
        if len(set(items)) < len(items) or "" in items:
            raise ValidationError(self.error_messages["twice"], code="twice")
        if sum(item not in self.choices for item in items) > 1:
            raise ValidationError(self.error_messages["too_many"], code="other")
        check_count(len(items), self.bounds)
        return items


def check_count(count: int, bounds: tuple[int, int]) -> None:
    """Refuse too few or too many choices.

    Raises:
        ValidationError: where ``count`` is outside of (least, most).
    """
    least, most = bounds
    if count < least:
        message = _("Choose at least %(least)d. You chose %(count)d.")
        raise ValidationError(message, code="too_few", params={"least": least, "count": count})
    if count > most:
        message = _("Choose %(most)d at the most. You chose %(count)d.")
        raise ValidationError(message, code="too_many", params={"most": most, "count": count})


class CountedChoiceField(forms.MultipleChoiceField):
    """Several choices, between a least and a most number of them; none at all is no answer."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, bounds: tuple[int, int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bounds = bounds

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if value:
            check_count(len(value), self.bounds)
            if len(set(value)) < len(value):
                raise ValidationError(_("The same choice is given twice."), code="twice")


class RankingWidget(PartsWidget):
    """A rank for each choice, as selects; a script makes it a list to put in order."""

    template_name = "civic_blocks/includes/ranking_input.html"
    custom_element = "civic-ranking"

    def __init__(self, choices: Sequence[str]) -> None:
        self.known = tuple(choices)
        ranks = [("", "–"), *((str(n), str(n)) for n in range(1, len(choices) + 1))]
        parts = {f"-{n}": forms.Select(choices=ranks) for n in range(len(choices))}
        super().__init__(parts)  # type: ignore[arg-type]

    def decompress(self, value: Any) -> Sequence[Any]:
        order = value if isinstance(value, list) else []
        return [str(order.index(choice) + 1) if choice in order else "" for choice in self.known]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = zip(self.known, context["widget"]["subwidgets"], strict=True)
        texts = {
            "up": gettext("Move “{choice}” up"),
            "down": gettext("Move “{choice}” down"),
            "take": gettext("Rank “{choice}”"),
            "drop": gettext("Take “{choice}” out of the ranking"),
            "moved": gettext("{choice}: rank {rank} of {count}"),
            "dropped": gettext("{choice}: not ranked"),
        }
        return {**context, "rows": list(rows), "texts": texts}


class RankingField(PartsField):
    """Choices in order; cleans to the list of those that have a rank, the first one first."""

    nothing = []
    default_error_messages = {
        "same": _("Two choices have the same rank."),
        "all": _("Rank all choices."),
        "unknown": _("Give a list of the choices, each at most once."),
    }

    def __init__(self, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(widget=RankingWidget(choices), **kwargs)
        self.choices = tuple(choices)

    def join(self, parts: Sequence[Any]) -> Any:
        named = [(rank, choice) for rank, choice in zip(parts, self.choices, strict=False) if rank]
        offered = {str(n) for n in range(1, len(self.choices) + 1)}
        if not {rank for rank, _choice in named} <= offered:
            raise ValidationError(self.error_messages["unknown"], code="invalid_choice")
        if len({rank for rank, _choice in named}) < len(named):
            raise ValidationError(self.error_messages["same"], code="twice")
        return [choice for _rank, choice in sorted(named, key=lambda pair: int(pair[0]))]

    def check(self, answer: Any) -> list[str]:
        items = answer if isinstance(answer, list) else [None]
        known = [item for item in items if isinstance(item, str) and item in self.choices]
        if len(known) < len(items) or len(set(known)) < len(known):
            raise ValidationError(self.error_messages["unknown"], code="invalid_choice")
        if self.required and len(known) < len(self.choices):
            raise ValidationError(self.error_messages["all"], code="too_few")
        return known


class MatrixWidget(PartsWidget):
    """A table with one choice of a column in each row."""

    template_name = "civic_blocks/includes/matrix_input.html"

    def __init__(self, rows: Sequence[str], columns: Sequence[str]) -> None:
        self.rows, self.columns = tuple(rows), tuple(columns)
        offered = [(column, column) for column in columns]
        super().__init__({f"-{n}": forms.RadioSelect(choices=offered) for n in range(len(rows))})

    def decompress(self, value: Any) -> Sequence[Any]:
        answers = value if isinstance(value, Mapping) else {}
        return [answers.get(row) for row in self.rows]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = zip(self.rows, context["widget"]["subwidgets"], strict=True)
        return {**context, "rows": list(rows), "columns": self.columns}


class MatrixField(PartsField):
    """One column for each row; cleans to the columns by row, for the rows that were answered."""

    nothing = {}
    default_error_messages = {
        "all": _("Answer each line: “%(row)s” has no answer."),
        "unknown": _("Give one of the columns for each line."),
    }

    def __init__(self, rows: Sequence[str], columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(widget=MatrixWidget(rows, columns), **kwargs)
        self.rows, self.columns = tuple(rows), tuple(columns)

    def join(self, parts: Sequence[Any]) -> Any:
        return {row: chosen for row, chosen in zip(self.rows, parts, strict=False) if chosen}

    def check(self, answer: Any) -> dict[str, str]:
        if not isinstance(answer, Mapping) or not set(answer) <= set(self.rows):
            raise ValidationError(self.error_messages["unknown"], code="invalid_choice")
        chosen = {row: answer[row] for row in self.rows if row in answer}
        if not all(isinstance(c, str) and c in self.columns for c in chosen.values()):
            raise ValidationError(self.error_messages["unknown"], code="invalid_choice")
        if self.required and len(chosen) < len(self.rows):
            missing = next(row for row in self.rows if row not in chosen)
            raise ValidationError(
                self.error_messages["all"], code="too_few", params={"row": missing}
            )
        return chosen
