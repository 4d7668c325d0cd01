"""Form fields and widgets of questions that a plain input does not answer."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic_blocks.cells import read_number


GIVEN = "-given"


class TextField(forms.CharField):
    """A text as it is stored: line breaks of one character each, nothing a database refuses.

    Browsers send CR and LF for a line break that their own ``maxlength`` counts as one character.
    """

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        try:
            text.encode()
        except UnicodeEncodeError as error:
            message = _("The text holds a character that is none.")
            raise ValidationError(message, code="invalid") from error
        return text.replace("\r\n", "\n").replace("\r", "\n")


class NumberField(forms.FloatField):
    """A number written with a point or a comma, with or without blanks between thousands."""

    default_error_messages = {"integer": _("Write a whole number.")}

    def __init__(self, *, integer: bool = False, **kwargs: Any) -> None:
        super().__init__(localize=False, **kwargs)
        self.integer = integer

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        if isinstance(value, str) and value.strip():
            try:
                value = read_number(value)
            except ValueError as error:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        number = super().to_python(value)
        if self.integer and number is not None and not number.is_integer():
            raise ValidationError(self.error_messages["integer"], code="integer")
        return number


def counter_texts() -> dict[str, str]:
    """Return what the counter's script says, in the page's language."""
    return {
        "left": gettext("Characters left: {count}."),
        "over": gettext("Characters too many: {count}."),
    }


class _Counted:
    """Adds a live counter below a text, which counts as the server does."""

    custom_element = "civic-counter"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]
        given = context["widget"]["attrs"]
        return {
            **context,
            "inner_template": self.inner,  # type: ignore[attr-defined]
            "counter": {
                "for": given.get("id", ""),
                "most": given.get("maxlength"),
                **counter_texts(),
            },
        }


class CountedTextInput(_Counted, forms.TextInput):
    template_name = "civic_blocks/includes/counted_input.html"
    inner = "django/forms/widgets/text.html"


class CountedTextarea(_Counted, forms.Textarea):
    template_name = "civic_blocks/includes/counted_input.html"
    inner = "django/forms/widgets/textarea.html"


class Given:
    """An answer that came as JSON: checked as it is, without the detour of inputs."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer


class PartsWidget(forms.MultiWidget):
    """Several inputs that make one answer.

    Their names are the question's and an end that no technical name can have: ``rank-0``. What
    comes as JSON is posted whole under the end ``-given``, since its inputs depend on the question.
    """

    use_fieldset = True

    def __init__(self, parts: dict[str, forms.Widget], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(list(parts.values()), attrs)
        self.widgets_names = list(parts)

    def use_required_attribute(self, initial: Any) -> bool:
        # Not each of the inputs is required, only an answer out of them.
        return False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if f"{name}{GIVEN}" in data:
            try:
                return Given(json.loads(data[f"{name}{GIVEN}"]))
            except (ValueError, RecursionError):
                return Given(None)
        return tuple(super().value_from_datadict(data, files, name))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        omitted: bool = super().value_omitted_from_data(data, files, name)
        return omitted and f"{name}{GIVEN}" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # A tuple holds the values of the inputs; all else is an answer.
        if not isinstance(value, tuple):
            value = self.decompress(value.answer if isinstance(value, Given) else value)
        return super().get_context(name, tuple(value), attrs)


class PartsField(forms.Field, ABC):
    """Checks an answer made of several inputs; ``join`` makes it, ``check`` judges it.

    Attributes:
        nothing: the value that is no answer, beside ``None``: an empty one of the answer's type.
    """

    nothing: Any = ""

    def clean(self, value: Any) -> Any:
        answer = value.answer if isinstance(value, Given) else self.join(value or ())
        if answer is None or answer == self.nothing:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return self.check(answer)

    @abstractmethod
    def join(self, parts: Sequence[Any]) -> Any:
        """Return the answer of the inputs' values."""

    @abstractmethod
    def check(self, answer: Any) -> Any:
        """Return the answer as it is stored.

        Raises:
            ValidationError: where it is none.
        """


def given_input(name: str, answer: Any) -> dict[str, list[str]]:
    """Return the form input that hands ``answer`` to a :class:`PartsField` as it is."""
    return {} if answer is None else {f"{name}{GIVEN}": [json.dumps(answer)]}
