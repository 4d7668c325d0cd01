"""Reads the hand-written French content: TOML files beside this module, as a keyboard types them."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any


CONTENT = Path(__file__).parent / "content"
FILES = Path(__file__).parent / "files"
# In the order in which the demo makes them; the call to action of the last leads to the first.
CAMPAIGNS = ("budget", "assises", "fibre", "groues", "canteens", "bikes")


APOSTROPHE, UNBREAKABLE = "\N{RIGHT SINGLE QUOTATION MARK}", "\N{NO-BREAK SPACE}"
# Between two letters; before what French sets off, after «, and between the digits of a number.
STRAIGHT = re.compile(r"(?<=\w)'(?=\w)")
BREAKABLE = re.compile(r" (?=[;:!?»%€])|(?<=«) |(?<=\d) (?=\d{3}\b)")


def typeset(text: str) -> str:
    """Return a French text as it is printed: curved apostrophes, no line broken before a sign."""
    return BREAKABLE.sub(UNBREAKABLE, STRAIGHT.sub(APOSTROPHE, text))


def typed(text: str) -> str:
    """Return a text as it was before :func:`typeset`: what random places are seeded by."""
    return text.replace(APOSTROPHE, "'").replace(UNBREAKABLE, " ")


def _typeset(value: Any) -> Any:
    if isinstance(value, dict):
        # Names of neighbourhoods are keys too.
        return {typeset(name): _typeset(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_typeset(held) for held in value]
    return typeset(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Idea:
    """What a contribution is about, in interchangeable sentences.

    ``{ou}`` and ``{dans}`` stand for a spot and its neighbourhood, as French complements of place.
    """

    theme: str
    titles: tuple[str, ...]
    seen: tuple[str, ...]
    ask: tuple[str, ...]
    why: tuple[str, ...]


@lru_cache
def read(name: str) -> dict[str, Any]:
    """Return the content file ``name`` (without ``.toml``), typeset; do not change it."""
    content: dict[str, Any] = _typeset(
        tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))
    )
    return content


def ideas(name: str) -> tuple[Idea, ...]:
    """Return the ideas of one campaign; none where it has no file of them."""
    if not (CONTENT / f"{name}-ideas.toml").exists():
        return ()
    return tuple(
        Idea(row["theme"], *(tuple(row[name]) for name in ("titles", "seen", "ask", "why")))
        for row in read(f"{name}-ideas")["idea"]
    )
