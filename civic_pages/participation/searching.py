"""Searching by words: what is stored of a text, and the condition that a query becomes.

Whoever types "eau" wants water, not "beaucoup" or "bureau": a word is found by its beginning. The
same on SQLite and PostgreSQL, to the letter, with nothing to install in either.
"""

import re
import unicodedata

from django.db.models import Q


_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 8
# Shorter ones are no plurals mostly: "bus", "gaz".
_LEAST_PLURAL = 4
# A telephone types a curved apostrophe, a keyboard a straight one, and "oe" for "œ".
SPELT_ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "œ": "oe", "æ": "ae"})


def fold(text: str) -> str:
    """Return text for searching: lower case, without accents, one space between words."""
    # Once more afterwards: a "™" comes apart as "TM".
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(SPELT_ALIKE)).casefold()
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def searchable(text: str) -> str:
    """Return the words of a text as they are searched, a space before and behind each; or ``""``."""
    words = _WORD.findall(fold(text))
    return f" {' '.join(words)} " if words else ""


def sought(query: str) -> list[list[str]]:
    """Return what a text must hold one of, for each word of a query; the first eight count.

    Beginnings have a space before them, whole words one behind them too. Empty where the query has
    no letter and no digit.
    """
    words = _WORD.findall(fold(query))
    # The "l" of "l'école" says nothing where there is an "école".
    words = [word for word in words if len(word) > 1 or word.isdecimal()] or words
    return [
        [f" {word}", f" {word[:-1]} "]
        if len(word) >= _LEAST_PLURAL and word[-1] in "sx"
        else [f" {word}"]
        for word in words[:_MOST_WORDS]
    ]


def matching(query: str) -> Q:
    """Return the condition that ``search_text`` holds every word of a query.

    Accents and case aside, each by its beginning ("fontain" finds "fontaines"), and a plural by its
    singular too ("fontaines" finds "fontaine"). The first eight words count. A query without any
    letter or digit finds nothing; an empty one everything.
    """
    if not (words := sought(query)):
        # No text that is stored has what it is made of.
        return Q(search_text__contains=folded) if (folded := fold(query)) else Q()
    found = Q()
    for forms in words:
        one_of = Q()
        for form in forms:
            one_of |= Q(search_text__contains=form)
        found &= one_of
    return found
