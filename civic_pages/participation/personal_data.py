"""Personal data in what citizens write: found, shown to a moderator, and taken out of a text.

It is a hint, never a verdict: a moderator decides. French forms of telephone numbers, vehicle
plates and addresses; e-mail addresses, also with "(at)"; IBANs by their check digits (ISO 13616).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from phonenumbers import Leniency, PhoneNumberMatcher


REGION = "FR"
MARKER = "[…]"
# Shorter texts would be taken out of the middle of innocent words.
SHORTEST = 3


class Found(TextChoices):
    """What kind of personal data was found."""

    IBAN = "iban", _("bank account")
    EMAIL = "email", _("e-mail address")
    PHONE = "phone", _("phone number")
    PLATE = "plate", _("vehicle plate")
    ADDRESS = "address", _("street address")


# A street with its number is often what a contribution is about: it is marked, but does not make
# it wait.
FLAGGED = frozenset({Found.IBAN, Found.EMAIL, Found.PHONE, Found.PLATE})


@dataclass(frozen=True)
class Span:
    """Where a text holds personal data: ``text[start:end]``."""

    kind: Found
    start: int
    end: int


@dataclass(frozen=True)
class Segment:
    """A piece of a text; ``kind`` is ``None`` where nothing was found in it."""

    text: str
    kind: Found | None = None


_EMAIL = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\(arobase\)|\[arobase\])\s?"
    r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)
# Plates since 2009 have no I, O nor U; before, digits, letters and the département.
_LETTERS = "A-HJ-NP-TV-Z"
_PLATE = re.compile(
    rf"\b(?!SS|WW)[{_LETTERS}]{{2}}(?P<gap>[ -]?)\d{{3}}(?P=gap)(?!SS)[{_LETTERS}]{{2}}\b"
    rf"|\b(?i:[{_LETTERS}]{{2}}-\d{{3}}-[{_LETTERS}]{{2}})\b"
    rf"|\b\d{{1,4}}[ -]?[{_LETTERS}]{{2,3}}[ -]?(?:\d{{2,3}}|2[AB])\b"
)
# "DE 120 KM" in a text written in capitals is no plate.
_WORDS = frozenset({"CE", "DE", "EN", "ES", "ET", "LA", "LE", "MA", "NE", "SA", "SE", "TA", "TE"})
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b\d{1,4}(?:\s?(?:bis|ter|quater))?,?\s+"
    r"(?i:rue|avenue|av\.|boulevard|bd|all[ée]e|impasse|place|chemin|quai|route|cours|square|"
    r"passage|villa|r[ée]sidence|sente|sentier|esplanade|promenade)\s+"
    r"(?!de parking|de stationnement)"
    r"(?:(?:(?i:de la|de l['’]|des|du|de|la|le|les|d['’]|l['’]))\s*[\w'’-]+|[A-ZÀ-Þ][\w'’-]*)"
    r"(?:[ -][A-ZÀ-Þ][\w'’-]*){0,4}"
)


def _emails(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _EMAIL.finditer(text))


def _phones(text: str) -> Iterator[tuple[int, int]]:
    # Numbers in a row are tried in many ways; a few are enough to say that there are some.
    matcher = PhoneNumberMatcher(text, REGION, leniency=Leniency.VALID, max_tries=2000)
    return ((found.start, found.end) for found in matcher)


def _plates(text: str) -> Iterator[tuple[int, int]]:
    for found in _PLATE.finditer(text):
        if not (found["gap"] == " " and found[0][:2] in _WORDS):
            yield found.span()


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the longest part of each candidate whose check digits are right."""
    for found in _IBAN.finditer(text):
        for end in range(found.end(), found.start() + 14, -1):
            if text[end - 1] != " " and _is_iban(text[found.start() : end]):
                yield found.start(), end
                break


def _is_iban(text: str) -> bool:
    compact = text.replace(" ", "").upper()
    if not 15 <= len(compact) <= 34:
        return False
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _ADDRESS.finditer(text))


# In the order in which they take a text: the digits of an IBAN are no telephone number.
_FINDERS: tuple[tuple[Found, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (Found.IBAN, _ibans),
    (Found.EMAIL, _emails),
    (Found.PHONE, _phones),
    (Found.PLATE, _plates),
    (Found.ADDRESS, _addresses),
)


def find(text: str) -> list[Span]:
    """Return what personal data a text seems to hold, in order, without overlaps."""
    spans: list[Span] = []
    for kind, finder in _FINDERS:
        for start, end in finder(text):
            if all(end <= span.start or start >= span.end for span in spans):
                spans.append(Span(kind, start, end))
    return sorted(spans, key=lambda span: span.start)


def segments(text: str) -> list[Segment]:
    """Return a text cut into what is personal and what is not: nothing is lost or escaped."""
    pieces: list[Segment] = []
    done = 0
    for span in find(text):
        pieces += [
            Segment(text[done : span.start]),
            Segment(text[span.start : span.end], span.kind),
        ]
        done = span.end
    return [piece for piece in [*pieces, Segment(text[done:])] if piece.text]


def without(text: str, literals: Iterable[str]) -> str:
    """Return a text with every occurrence of some literal texts replaced by the marker.

    The longest are taken out first; case matters; texts shorter than ``SHORTEST`` are left alone.
    """
    for literal in sorted(set(literals), key=len, reverse=True):
        if len(literal.strip()) >= SHORTEST:
            text = text.replace(literal, MARKER)
    return text
