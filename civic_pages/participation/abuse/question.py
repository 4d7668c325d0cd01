"""A sum in words, for who comes without JavaScript: read aloud by any screen reader, no picture."""

import secrets
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic_pages.participation.searching import fold


WORDS = (
    gettext_lazy("zero"), gettext_lazy("one"), gettext_lazy("two"), gettext_lazy("three"),
    gettext_lazy("four"), gettext_lazy("five"), gettext_lazy("six"), gettext_lazy("seven"),
    gettext_lazy("eight"), gettext_lazy("nine"), gettext_lazy("ten"), gettext_lazy("eleven"),
    gettext_lazy("twelve"), gettext_lazy("thirteen"), gettext_lazy("fourteen"),
    gettext_lazy("fifteen"), gettext_lazy("sixteen"), gettext_lazy("seventeen"),
    gettext_lazy("eighteen"),
)  # fmt: skip


@dataclass(frozen=True)
class Sum:
    """Two numbers from 1 to 9 to add, or a smaller one to take away from a larger."""

    first: int
    second: int
    minus: bool = False

    @property
    def result(self) -> int:
        return self.first - self.second if self.minus else self.first + self.second

    @property
    def text(self) -> str:
        """The question in the active language, its numbers in letters."""
        words = {"first": WORDS[self.first], "second": WORDS[self.second]}
        if self.minus:
            return _("How much is %(first)s minus %(second)s?") % words
        return _("How much is %(first)s plus %(second)s?") % words


def new_sum() -> Sum:
    """Return a sum made up at random."""
    first, second = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
    if secrets.randbelow(2):
        return Sum(max(first, second), min(first, second), minus=True)
    return Sum(first, second)


def number_of(answer: str) -> int | None:
    """Return the number somebody wrote, in digits or in words of the active language."""
    text = fold(answer).strip(" .")
    if text.isdecimal() and len(text) <= 3:
        return int(text)
    return next((n for n, word in enumerate(WORDS) if fold(str(word)) == text), None)
