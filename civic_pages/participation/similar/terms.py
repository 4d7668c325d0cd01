"""The words of a contribution, brought to their stems: what two texts are compared by.

Everything happens here, on our own machine: Snowball's rules for French and English, and two lists
of stop words. A stem is only ever shown as the word it came from.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import snowballstemmer
from django.conf import settings

from civic_blocks.definitions import FormDefinition
from civic_blocks.field_types import type_of
from civic_pages.participation.searching import fold
from civic_pages.participation.similar.stopwords import BY_LANGUAGE


# What is typed freely; choices are what the editor wrote, and everybody's alike.
TYPED = frozenset({"short_text", "long_text"})
LEAST_LETTERS, MOST_LETTERS = 3, 40
# Of one contribution; a text of more is a file pasted into a field.
MOST_TERMS = 200
MOST_CHARACTERS = 20_000
# Letters, also with accents; an apostrophe and a hyphen part words: l’école, rond-point.
WORD = re.compile(r"[^\W\d_]+")


def algorithm_of(language: str) -> str:
    """Return the name of Snowball's algorithm for a language code; that of the site by default."""
    code = (language or settings.LANGUAGE_CODE).split("-")[0]
    return "english" if code == "en" else "french"


@lru_cache(maxsize=4)
def _stemmer(algorithm: str) -> Any:
    return snowballstemmer.stemmer(algorithm)


@lru_cache(maxsize=50_000)
def stem(word: str, algorithm: str) -> str:
    """Return the stem of a word in small letters, without accents: "écoles" → "ecol"."""
    return fold(_stemmer(algorithm).stemWord(word))[:MOST_LETTERS]


def _words(text: str, algorithm: str) -> Iterator[tuple[str, str]]:
    """Yield (stem, word) of each word that says something."""
    stop = BY_LANGUAGE[algorithm]
    # Composed accents: Snowball's rules know "é", not "e" and an accent behind it.
    for word in WORD.findall(unicodedata.normalize("NFC", text[:MOST_CHARACTERS]).casefold()):
        if len(word) >= LEAST_LETTERS and fold(word) not in stop:
            yield stem(word, algorithm), word


def weights(text: str, *, language: str = "") -> dict[str, float]:
    """Return the weight of each stem of a text, 1 + ln(times); the heaviest where they are many."""
    counts = Counter(found for found, _word in _words(text, algorithm_of(language)))
    kept = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_TERMS]
    return {found: 1 + math.log(times) for found, times in kept}


def spellings(text: str, *, language: str = "") -> dict[str, str]:
    """Return the first word of a text for each of its stems: how a stem is shown to people."""
    found: dict[str, str] = {}
    for stemmed, word in _words(text, algorithm_of(language)):
        found.setdefault(stemmed, word)
    return found


def public_text(definition: FormDefinition, answers: Mapping[str, Any], *, title: str = "") -> str:
    """Return what anybody may read of what was typed: the title, and public answers in words."""
    texts = [
        type_of(spec).display(spec, answers[spec.key])
        for spec in definition
        if spec.public and spec.type in TYPED and spec.key in answers
    ]
    # A title of its own comes first; one that is an answer is not counted twice.
    return "\n".join([*([title] if title and title not in texts else []), *texts])


def text_of(contribution: Any) -> str:
    """Return the public text of a stored contribution, read under the form it was given by."""
    definition = contribution.form_version.definition
    return public_text(definition, contribution.answers, title=contribution.title)
