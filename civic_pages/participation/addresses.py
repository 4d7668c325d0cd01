"""One text for one home, however its address is written.

Two people of one home rarely write it alike: "12, bd Henri-Barbusse 92000 Nanterre, esc. B appt 12"
and "12 boulevard henri barbusse, 92000 NANTERRE" with "B 12" beside it are the same door. What is
compared is the address as the postal service abbreviates it (norm NF Z10-011 gives the list of
street types) with accents, case and punctuation aside.
"""

import re
from collections.abc import Iterator

from civic_pages.participation.searching import fold


STREETS = {
    "all": "allee", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard",
    "blvd": "boulevard", "boul": "boulevard", "bvd": "boulevard", "ch": "chemin", "che": "chemin",
    "chem": "chemin", "crs": "cours", "ctre": "centre", "fbg": "faubourg", "fg": "faubourg",
    "ham": "hameau", "imp": "impasse", "lot": "lotissement", "pass": "passage", "pl": "place",
    "plc": "place", "prom": "promenade", "psg": "passage", "res": "residence", "rle": "ruelle",
    "rte": "route", "sent": "sentier", "sq": "square", "vla": "villa",
}  # fmt: skip
NAMES = {
    "cdt": "commandant", "cne": "capitaine", "col": "colonel", "dr": "docteur", "gal": "general",
    "gen": "general", "mal": "marechal", "mgr": "monseigneur", "pdt": "president",
    "pr": "professeur", "prof": "professeur", "st": "saint", "ste": "sainte",
}  # fmt: skip
LITTLE = {"a", "au", "aux", "d", "de", "des", "du", "et", "l", "la", "le", "les"}
REPEATED = {"b": "bis", "t": "ter", "q": "quater"}
POSTCODE = re.compile(r"^\d{5}$")

# Parts of a home in the order they are written down, and the words that announce each.
BUILDING, STAIRCASE, FLOOR, UNNAMED, FLAT = range(5)
PARTS = {
    **dict.fromkeys(("bat", "batiment", "building", "immeuble", "imm", "bloc", "tour"), BUILDING),
    **dict.fromkeys(("esc", "escalier", "staircase", "stair", "stairs", "hall", "entree", "cage"),
                    STAIRCASE),
    **dict.fromkeys(("etage", "etg", "etages", "floor", "niveau", "niv"), FLOOR),
    **dict.fromkeys(("appartement", "appart", "apart", "apartment", "appt", "apt", "app", "flat",
                     "logement", "logt", "log", "lgt", "porte", "pte", "door", "studio", "lot"),
                    FLAT),
}  # fmt: skip
SIDES = {"gche": "gauche", "gch": "gauche", "dte": "droite", "drte": "droite", "dr": "droite"}
NUMBER_SIGN = re.compile(r"\b(?:n|no|num|numero)\s*(?=\d)|\bnumero\b")
ORDINAL = re.compile(r"\b(\d+)\s*(?:er|ere|e|eme|ieme|nd|nde|th|st|rd)\b(?=\s*(?:etage|etg|floor))")
FLOOR_AFTER = re.compile(r"\b(\d+)\s+(etage|etg|floor)s?\b")
GROUND = re.compile(r"\b(?:rdc|rez de chaussee|rez de chaussees|ground floor)\b")


def _plain(text: str) -> str:
    """Return folded text of letters and digits only, single spaces between words."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text)).split())


def _apart(text: str) -> str:
    """Return text with a space wherever a letter meets a digit: "12bis" becomes "12 bis"."""
    return re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)", " ", text)


def street_text(address: str) -> str:
    """Return the folded street, number and postcode of an address; the town after it is left out."""
    # What one word hides from another is gone once that one is: "n a 0" is "n 0", which is "0". Words
    # only become fewer, or what none of these rules changes, so it ends.
    folded = _street_text(address)
    while (again := _street_text(folded)) != folded:
        folded = again
    return folded


def _street_text(address: str) -> str:
    words = NUMBER_SIGN.sub("", _apart(_plain(address))).split()
    # A postcode is never first: there, five digits are the number of a house.
    ends = [place for place, word in enumerate(words) if place and POSTCODE.match(word)]
    postcode = words[ends[-1]] if ends else ""
    kept = _spelt_out(words[: ends[-1]] if ends else words)
    return " ".join([*kept, postcode] if postcode else kept)


def _spelt_out(words: list[str]) -> Iterator[str]:
    """Yield the words of a street in full, without the little ones that people drop."""
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        begins = before.isdigit() or before in REPEATED.values()
        if word == "r" and begins and place + 1 < len(words):
            yield "rue"
        elif word in REPEATED and before.isdigit() and _names_a_street(words[place + 1 :]):
            yield REPEATED[word]
        elif word not in LITTLE or (before.isdigit() and _names_a_street(words[place + 1 :])):
            # "12 A rue …" is another house than 12: there the letter is no little word.
            yield STREETS.get(word) or NAMES.get(word, word)


def _names_a_street(words: list[str]) -> bool:
    return bool(words) and (words[0] in {"r", "rue", "quai"} or _is_street_type(words[0]))


def _is_street_type(word: str) -> bool:
    return word in STREETS or word in STREETS.values()


def unit_text(unit: str) -> str:
    """Return staircase, floor and flat in one order, without the words that announce them."""
    text = NUMBER_SIGN.sub("", _plain(unit))
    text = GROUND.sub("etage 0", text)
    text = FLOOR_AFTER.sub(r"etage \1 ", ORDINAL.sub(r"\1 ", text))
    found: list[tuple[int, str]] = []
    part = UNNAMED
    for word in _apart(text).split():
        if word in PARTS:
            part = PARTS[word]
            continue
        value = SIDES.get(word, word)
        value = str(int(value)) if value.isdigit() else value
        found.append((part, f"etage {value}" if part == FLOOR else value))
        if part == FLOOR:
            part = UNNAMED
    return " ".join(value for _part, value in sorted(found, key=lambda item: item[0]))


def canonical(identifier: str, address: str, unit: str) -> str:
    """Return the text that stands for a home: equal for two ways to write the same one.

    Args:
        identifier: of the house number in the national address base (BAN); empty: not known, the
            address stands for it.
        address: as it was typed.
        unit: staircase and flat as typed.

    Returns the empty string where neither identifier nor address says anything.
    """
    house = f"ban {identifier.strip().lower()}" if identifier.strip() else street_text(address)
    return f"{house} / {unit_text(unit)}" if house else ""
