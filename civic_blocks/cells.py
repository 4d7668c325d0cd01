"""Answers as the cells of a table, and back: what people and spreadsheets write in them."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy


SEPARATOR = " | "
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
BLANKS = re.compile(r"[\s  ']")
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
# Spreadsheets give a day at midnight.
MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")
YES, NO = gettext_lazy("Yes"), gettext_lazy("No")
SAID = {
    **dict.fromkeys(("yes", "oui", "true", "vrai", "1", "x", "on"), True),
    **dict.fromkeys(("no", "non", "false", "faux", "0", "off"), False),
}


def read_number(text: str) -> float:
    """Return a number written the French or the English way: "1 234,5", "1,234.5", "12.5".

    Where there are both a comma and a point, the last one is the decimal mark; a comma alone is one.

    Raises:
        ValueError: where it is none, or not finite.
    """
    plain = BLANKS.sub("", text)
    if "," in plain and "." in plain:
        thousands = "," if plain.rindex(".") > plain.rindex(",") else "."
        plain = plain.replace(thousands, "")
    plain = plain.replace(",", ".")
    if not NUMBER.fullmatch(plain):
        raise ValueError(text)
    return float(plain)


def read_day(text: str) -> date:
    """Return a day written 2026-03-31 or 31/03/2026.

    Raises:
        ValueError: where it is none.
    """
    plain = MIDNIGHT.sub("", text.strip())
    for form in DAYS:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise ValueError(text)


def read_yes_no(text: str) -> bool:
    """Return what a cell says: yes or no in French, English or the language in use.

    Raises:
        ValueError: where it says neither.
    """
    plain = text.strip().casefold()
    if plain in SAID:
        return SAID[plain]
    for word, meaning in ((YES, True), (NO, False)):
        if plain == str(word).casefold():
            return meaning
    raise ValueError(text)


def join_items(items: Iterable[str]) -> str:
    """Return several texts in one cell, which ``split_items`` reads back exactly."""
    return SEPARATOR.join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items)


def split_items(text: str) -> list[str]:
    """Return the texts of a cell of ``join_items``."""
    items = [""]
    marks = iter(text)
    for mark in marks:
        if mark == "\\":
            items[-1] += next(marks, "")
        elif mark == "|":
            items.append("")
        else:
            items[-1] += mark
    return [item for item in (item.strip() for item in items) if item]
