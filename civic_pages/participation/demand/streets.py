"""The street of a place, out of what the geocoder or the citizen wrote; spellings of one are one."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from civic_pages.participation.addresses import PARTS, STREETS, street_text
from civic_pages.participation.searching import fold


POSTCODE = re.compile(r"\b\d{5}\b")
NUMBER = re.compile(
    r"^\s*(?:n[°ºo]?\s*)?\d+(?:\s*[-/]\s*\d+)?\s*(?:(?:bis|ter|quater|[a-fqt])(?=[\s,.]))?[\s,.]*",
    re.IGNORECASE,
)
LETTERS = re.compile(r"[^\W\d_]")
MORE_TYPES = {"cite", "esplanade", "mail", "parvis", "pont", "quai", "rue", "sente", "voie"}
# A residence is told before its street: the street is what is counted.
TYPES = {*STREETS.values(), *MORE_TYPES} - {"centre", "hameau", "lotissement", "residence"}


def street_of(street: str, label: str, address: str, *, town: str = "") -> tuple[str, str]:
    """Return (key, name) of a street; both empty where none is told.

    Args:
        street: as it was stored beside the place; the first that says something is believed.
        label: what the geocoder understood.
        address: as it was typed.
        town: folded; it is no part of a street where somebody wrote it after one.
    """
    for text in (street, label, address):
        if found := _street(text, town):
            return found
    return "", ""


def is_official(street: str, label: str) -> bool:
    """Tell whether a name comes from the geocoder, and not from whoever typed it."""
    return bool(street or label)


def town_of(labels: Iterable[str]) -> str:
    """Return the folded town that most labels of a geocoder end with, or the empty string."""
    ends = (POSTCODE.split(label)[-1] for label in labels if POSTCODE.search(label))
    towns = Counter(filter(None, (fold(end.strip(" ,")) for end in ends)))
    return towns.most_common(1)[0][0] if towns else ""


def _street(text: str, town: str) -> tuple[str, str] | None:
    """Return the part of an address that names a street, or ``None``."""
    found = [named for part in re.split(r"[,;\n]", _before_postcode(text)) if (named := _named(part, town))]  # fmt: skip
    typed = (named for named in found if named[0].split()[0] in TYPES)
    return next(typed, found[0] if found else None)


def _before_postcode(text: str) -> str:
    match = POSTCODE.search(text)
    if match is None:
        return text
    before = text[: match.start()]
    # A town alone, with its postcode before it, is no street.
    return before if LETTERS.search(before) else ""


def _named(part: str, town: str) -> tuple[str, str] | None:
    name = " ".join(NUMBER.sub("", part).split()).strip(" .-")
    if not LETTERS.search(name):
        return None
    if town and fold(name) == town:
        return None
    if town and fold(name).endswith(f" {town}"):
        name = name[: -len(town)].rstrip(" -")
    key = _key(name)
    return (key, name) if key and key.split()[0] not in PARTS else None


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    # After a number, "r" is understood as "rue".
    return street_text(f"1 {name}").partition(" ")[2]
