"""SQLite's index of words, by its extension FTS5: which contributions hold the words of a query.

A condition is added to those of :func:`searching.matching`, never put in their place: the index may
hold too much, and is asked only while its triggers, which see to it that nothing is missing, are all
there. Where SQLite has no FTS5, every text is read.
"""

from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db import OperationalError, connections, transaction
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.lookups import In

from civic_pages.participation.searching import sought


NAME = "civic_words"
TABLE = "civic_pages_contribution"
# Contributions that hold a word: up to a few, they are read one by one; up to many, texts are read of
# these alone. A word that more hold is not looked up, and for so many seconds not asked for again.
_FEW, _MANY, _SECONDS = 5_000, 100_000, 300
# Texts hold words and spaces alone. ``ascii`` takes all that is not ASCII for letters, and so parts
# words where we do. Neither positions nor lengths are kept, nor the texts a second time.
_INDEX = (
    f"CREATE VIRTUAL TABLE {NAME} USING fts5(search_text, content='{TABLE}', content_rowid='id',"
    " tokenize='ascii', detail=none, columnsize=0)"
)
_TAKE_OUT = (
    f"INSERT INTO {NAME} ({NAME}, rowid, search_text) VALUES ('delete', old.id, old.search_text);"  # noqa: S608
)
_PUT_IN = f"INSERT INTO {NAME} (rowid, search_text) VALUES (new.id, new.search_text);"  # noqa: S608
_CHANGED = "old.id <> new.id OR old.search_text <> new.search_text"
_TRIGGERS = {
    f"{NAME}_insert": f"AFTER INSERT ON {TABLE} BEGIN {_PUT_IN} END",
    f"{NAME}_delete": f"AFTER DELETE ON {TABLE} BEGIN {_TAKE_OUT} END",
    f"{NAME}_update": f"AFTER UPDATE OF id, search_text ON {TABLE} WHEN {_CHANGED} BEGIN {_TAKE_OUT} {_PUT_IN} END",
}
_ALL_THERE = (
    f"SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN {tuple(_TRIGGERS)}"  # noqa: S608
)
_FOUND = f"SELECT rowid FROM {NAME} WHERE {NAME} MATCH %s"  # noqa: S608
_COUNT = f"SELECT count(*) FROM ({_FOUND} LIMIT {_MANY + 1})"  # noqa: S608


def make(connection: Any) -> bool:
    """Make the index, and its triggers, where one of these is missing; tell whether it is there.

    Whatever changes the columns of the table on SQLite makes another table, without its triggers.
    """
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute(_ALL_THERE)
        if cursor.fetchone()[0] == len(_TRIGGERS):
            return True
        try:
            cursor.execute(f"DROP TABLE IF EXISTS {NAME}")
            cursor.execute(_INDEX)
        except OperationalError:
            return False  # No FTS5.
        for name, what in _TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {what}")
        cursor.execute(f"INSERT INTO {NAME} ({NAME}) VALUES ('rebuild')")  # noqa: S608
    return True


def narrowed(query: str, *, using: str) -> Q | In | None:
    """Return a condition that all contributions fulfil which a query finds, by its rarer words.

    ``None`` where it has no such words, or nothing knows who holds them.
    """
    connection = connections[using]
    if connection.vendor != "sqlite":
        return None
    words = [f"({' OR '.join(map(_term, forms))})" for forms in sought(query)]
    common = cache.get_many([_place(word) for word in words])
    counts = _counted(connection, [word for word in words if _place(word) not in common])
    cache.set_many({_place(word): n for word, n in counts.items() if n > _MANY}, _SECONDS)
    rarer = {word: n for word, n in counts.items() if n <= _MANY}
    if not rarer:
        return None
    keys = RawSQL(_FOUND, [" AND ".join(rarer)])  # noqa: S611 - holds letters and digits alone
    # Not the key itself, but what is as large: SQLite then looks them up in what another index gives.
    return Q(pk__in=keys) if min(rarer.values()) <= _FEW else In(F("pk") + 0, keys)


def _counted(connection: Any, words: list[str]) -> dict[str, int]:
    """Return how many contributions hold each word, up to a little more than :data:`_MANY`.

    Empty where the index, or a trigger of it, is not there.
    """
    if not words:
        return {}
    asked = ", ".join([f"({_ALL_THERE})", *[f"({_COUNT})"] * len(words)])
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {asked}", words)
            triggers, *counts = cursor.fetchone()
    except OperationalError:
        return {}
    return dict(zip(words, counts, strict=True)) if triggers == len(_TRIGGERS) else {}


def _place(word: str) -> str:
    """Return where it is kept that a word is very common; nobody reads there what was searched for."""
    return f"civic:common-word:{sha256(word.encode()).hexdigest()}"


def _term(form: str) -> str:
    return f'"{form.strip()}"' if form.endswith(" ") else f'"{form.strip()}"*'
