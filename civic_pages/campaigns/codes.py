"""Codes that begin a campaign's references."""

import re
import unicodedata


SMALL_WORDS = frozenset(
    [
        "a",
        "à",
        "au",
        "aux",
        "de",
        "des",
        "du",
        "d",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "of",
        "pour",
        "sur",
        "the",
        "un",
        "une",
    ]
)


def initials(title: str) -> str:
    """Return a campaign code out of a title: "Les Assises de la ville" → "AV"."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = [word for word in re.findall(r"[A-Za-z0-9]+", plain) if word.lower() not in SMALL_WORDS]
    code = "".join(word[0] for word in words).upper()[:6]
    if len(code) < 2:
        code = (words[0] if words else "CO").upper()[:3]
    return code if code[0].isalpha() else f"C{code}"[:6]
