"""What a page posts of a ballot, and the same shown again with what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from civic_pages.voting import actions, projects
from civic_pages.voting.rules import Choices, Method


CHOICE, BLANK, ATTEST, AGE, EMAIL = "choix", "blanc", "attest", "age", "courriel"
# Where each error stands; all others are about the choices.
BESIDE = {"attest": "attest", "age": "age", "email": "email", "key": "form", "key_reused": "form"}


@dataclass(frozen=True)
class OptionRow:
    """One option as the form shows it.

    Attributes:
        name, value: of its input; ``value`` is what was typed where it takes numbers.
        scope_number: which of the page's scopes it is of, from 1; 0 where it has none.
        url: where its project is shown; empty where it has none that is public.
    """

    option: Any
    number: int
    name: str
    value: str
    is_checked: bool
    scope_number: int
    url: str


class BallotForm:
    """A ballot as it was typed; empty where nothing was posted.

    ``errors`` holds messages by where they stand: choices, attest, age, email, form.
    """

    def __init__(self, vote: Any, data: Any = None, *, asks_email: bool = False) -> None:
        self.vote, self.data, self.asks_email = vote, data, asks_email
        self.errors: dict[str, list[str]] = {}

    @property
    def email(self) -> str:
        return str(self._get(EMAIL)).strip()

    @property
    def attest(self) -> bool:
        return bool(self._get(ATTEST))

    @property
    def age_ok(self) -> bool:
        return bool(self._get(AGE))

    @property
    def is_blank(self) -> bool:
        return bool(self._get(BLANK))

    @cached_property
    def scopes(self) -> list[str]:
        """The scopes of the options, in the order of the page; none where there is one only."""
        found = list(dict.fromkeys(o.scope for o in self.vote.shown_options if o.scope))
        return found if len(found) > 1 else []

    @cached_property
    def rows(self) -> list[OptionRow]:
        """The options as the form shows them."""
        return list(self._rows())

    def _rows(self) -> Iterator[OptionRow]:
        urls = projects.addresses(self.vote.shown_options)
        for number, option in enumerate(self.vote.shown_options, 1):
            scope = self.scopes.index(option.scope) + 1 if option.scope in self.scopes else 0
            typed = self._typed(option)
            yield OptionRow(
                option,
                number,
                self._name(option),
                typed,
                bool(typed),
                scope,
                urls.get(str(option.key), ""),
            )

    def is_valid(self) -> bool:
        """Note all that is wrong; tell whether nothing is."""
        try:
            choices: Any = self.choices()
        except ValidationError as error:
            self.add(error)
            choices = self._nothing
        is_typed = not self.errors
        wrong = actions.problems(choices, vote=self.vote, attest=self.attest, age_ok=self.age_ok)
        self.add(ValidationError(wrong) if wrong else None)
        if is_typed and not choices and not self.is_blank:
            text = _("Choose at least one option, or tick “Blank vote”.")
            self.add(ValidationError(text, code="nothing"))
        if choices and self.is_blank:
            text = _("Untick “Blank vote”, or your choices: a blank vote has none.")
            self.add(ValidationError(text, code="blank"))
        if self.asks_email:
            self._check_email()
        return not self.errors

    def choices(self) -> Choices:
        """Return what was chosen.

        Raises:
            ValidationError: a number is none, or two options have the same rank.
        """
        if self.vote.method in {Method.SINGLE, Method.MULTIPLE, Method.BUDGET}:
            return list(self.data.getlist(CHOICE)) if self.data is not None else []
        typed = {str(o.key): self._typed(o) for o in self.vote.shown_options}
        numbers = {key: _number(text) for key, text in typed.items() if text}
        if self.vote.method == Method.POINTS:
            return {key: number for key, number in numbers.items() if number}
        if len(set(numbers.values())) < len(numbers):
            raise ValidationError(_("Give each rank to one option only."), code="rank")
        return sorted(numbers, key=lambda key: numbers[key])

    def add(self, error: ValidationError | None) -> None:
        """Note errors beside what they are about."""
        for one in error.error_list if error is not None else ():
            beside = BESIDE.get(one.code or "", "choices")
            self.errors.setdefault(beside, []).extend(one.messages)

    @property
    def _nothing(self) -> Choices:
        return {} if self.vote.method == Method.POINTS else []

    def _check_email(self) -> None:
        try:
            validate_email(self.email)
        except ValidationError:
            text = _("Give your e-mail address: your vote counts once you follow the link we send.")
            self.add(ValidationError(text, code="email"))

    def _get(self, name: str) -> str:
        return self.data.get(name, "") if self.data is not None else ""

    def _name(self, option: Any) -> str:
        is_named = self.vote.method in {Method.POINTS, Method.RANKING}
        return f"{CHOICE}-{option.key}" if is_named else CHOICE

    def _typed(self, option: Any) -> str:
        """Return what was typed for an option: "on" where it was ticked."""
        if self.data is None:
            return ""
        if self.vote.method in {Method.POINTS, Method.RANKING}:
            return str(self.data.get(self._name(option), "")).strip()[:8]
        return "on" if str(option.key) in self.data.getlist(CHOICE) else ""


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ValidationError(_("“%(text)s” is no whole number.") % {"text": text}, code="number")
    return int(text)
