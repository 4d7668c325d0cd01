"""SQLite's index of words, by its extension FTS5: which contributions hold the words of a query.

A condition is added to those of :func:`searching.matching`, never put in their place: the index may
hold too much, and is asked only while its triggers, which see to it that nothing is missing, are all
there. Where SQLite has no FTS5, every text is read.
"""

from typing import Any

from django.db import OperationalError, connections, transaction
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.lookups import In

from civic_pages.participation.searching import sought


NAME = "civic_words"
TABLE = "civic_pages_contribution"
# Contributions that hold a word: up to a few, they are read one by one; up to many, texts are read of
# these alone. One that more hold, or so many of the latest two hundred, is not looked up.
_FEW, _MANY, _COMMON = 5_000, 100_000, 20
_LATEST = f"SELECT search_text FROM {TABLE} ORDER BY id DESC LIMIT 200"  # noqa: S608
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
_FTS5 = "SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'"
_FOUND = f"SELECT rowid FROM {NAME} WHERE {NAME} MATCH %s"  # noqa: S608
_COUNT = f"SELECT count(*) FROM ({_FOUND} LIMIT {_MANY + 1})"  # noqa: S608


def make(connection: Any) -> bool:
    """Make the index, and its triggers, where one of these is missing; tell whether it is there.

    Whatever changes the columns of the table on SQLite makes another table, without its triggers.
    """
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute(f"SELECT ({_ALL_THERE}), ({_FTS5})")
        triggers, possible = cursor.fetchone()
        if possible and triggers == len(_TRIGGERS):
            return True
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        if not possible:
            return False  # With the triggers of a file from elsewhere nothing could be written.
        cursor.execute(f"DROP TABLE IF EXISTS {NAME}")
        cursor.execute(_INDEX)
        for name, what in _TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER {name} {what}")
        cursor.execute(f"INSERT INTO {NAME} ({NAME}) VALUES ('rebuild')")  # noqa: S608
    return True


def narrowed(query: str, *, using: str) -> Q | In | None:
    """Return a condition that all contributions fulfil which a query finds, by its rarer words.

    ``None`` where it has no such words, or nothing knows who holds them.
    """
    connection = connections[using]
    if connection.vendor != "sqlite" or not (words := _rarer(connection, sought(query))):
        return None
    keys = RawSQL(_FOUND, [" AND ".join(words)])  # noqa: S611 - holds letters and digits alone
    # Not the key itself, but what is as large: SQLite then looks them up in what another index gives.
    return Q(pk__in=keys) if min(words.values()) <= _FEW else In(F("pk") + 0, keys)


def _rarer(connection: Any, words: list[list[str]]) -> dict[str, int]:
    """Return the words that not too many contributions hold, as FTS5 is asked for them: how many do.

    Empty where the index, or a trigger of it, is not there.
    """
    if not words:
        return {}
    with connection.cursor() as cursor:
        # To count those of a common word takes long: what was said last tells which are common.
        cursor.execute(_LATEST)
        latest = [text for (text,) in cursor.fetchall()]
        asked = [
            f"({' OR '.join(map(_term, forms))})"
            for forms in words
            if sum(any(form in text for form in forms) for text in latest) < _COMMON
        ]
        columns = ", ".join([f"({_ALL_THERE})", *[f"({_COUNT})"] * len(asked)])
        try:
            cursor.execute(f"SELECT {columns}", asked)
        except OperationalError:
            return {}  # No FTS5, or not migrated yet.
        triggers, *counts = cursor.fetchone()
    if triggers < len(_TRIGGERS):
        return {}
    return {word: n for word, n in zip(asked, counts, strict=True) if n <= _MANY}


def _term(form: str) -> str:
    return f'"{form.strip()}"' if form.endswith(" ") else f'"{form.strip()}"*'
