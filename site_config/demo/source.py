"""Reads the hand-written French content: TOML files beside this module."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any


CONTENT = Path(__file__).parent / "content"
FILES = Path(__file__).parent / "files"
# In the order in which the demo makes them; the call to action of the last leads to the first.
CAMPAIGNS = ("budget", "assises", "fibre", "groues", "canteens", "bikes")


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
    """Return the content file ``name`` (without ``.toml``) as plain data; do not change it."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def ideas(name: str) -> tuple[Idea, ...]:
    """Return the ideas of one campaign; none where it has no file of them."""
    if not (CONTENT / f"{name}-ideas.toml").exists():
        return ()
    return tuple(
        Idea(row["theme"], *(tuple(row[name]) for name in ("titles", "seen", "ask", "why")))
        for row in read(f"{name}-ideas")["idea"]
    )
