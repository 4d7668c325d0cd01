"""The index of words is made after every ``migrate`` that finds none, and missed aloud."""

import sys
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, connections

from civic_pages.participation.words import fts, trigrams


# Published texts that a search reads through in a few hundredths of a second.
_FEW = 20_000
_HINT = (
    "Let the role that migrates make it (GRANT CREATE ON DATABASE …), or have a superuser run"
    " CREATE EXTENSION pg_trgm; then run migrate again."
)


def make_index(using: str, verbosity: int = 1, stdout: Any = None, **kwargs: Any) -> None:
    """Make the index of words; say so where the database would not, and go on."""
    connection = connections[using]
    if trigrams.TABLE not in connection.introspection.table_names():
        return  # Only some apps were migrated: our tables are not there yet.
    if connection.vendor == "sqlite":
        fts.make(connection)
    elif connection.vendor == "postgresql":
        refused = trigrams.make(connection)
        if refused and verbosity:
            told = f"  No index of words, so searches are slow: {refused}\n  {_HINT}\n"
            (stdout or sys.stdout).write(told)


def missing_index(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn (``civic_pages.W003``) where many contributions are searched without an index."""
    return [
        Warning(
            f"The database “{alias}” has no index of words: searches read every contribution.",
            hint=_HINT,
            id="civic_pages.W003",
        )
        for alias in databases or ()
        if connections[alias].vendor == "postgresql" and _is_missed(connections[alias])
    ]


def _is_missed(connection: Any) -> bool:
    try:
        if trigrams.is_there(connection):
            return False
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT reltuples FROM pg_class WHERE oid = to_regclass(%s)", [trigrams.TABLE]
            )
            found = cursor.fetchone()
    except DatabaseError:
        return False  # Whatever is wrong with it, other checks say so.
    return bool(found) and found[0] > _FEW


def connect() -> None:
    """Register the check; called once, when the app is ready."""
    register(missing_index, Tags.database)
