"""PostgreSQL's index of words: the trigrams of published texts, by its extension ``pg_trgm``.

It serves the conditions of :func:`searching.matching` as they stand.
"""

from typing import Any

from django.db import DatabaseError, transaction


NAME = "civic_words"
TABLE = "civic_pages_contribution"
_STATEMENT = (
    "CREATE INDEX {how} {name} ON {table} USING gin (search_text {schema}.gin_trgm_ops)"
    " WHERE status = 'published'"
)
# An extension may live in a schema of its own, where nobody looks for names.
_SCHEMA = (
    "SELECT n.nspname FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace"
    " WHERE o.opcname = 'gin_trgm_ops'"
)
_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"


def is_there(connection: Any) -> bool:
    """Tell whether the index is there and whole."""
    return _is_valid(connection) is True


def make(connection: Any) -> str:
    """Make the index where it is missing; the table can be written meanwhile.

    Returns:
        why the database would not, in its own words; ``""`` where the index is there now.
    """
    if is_there(connection):
        return ""
    try:
        if connection.in_atomic_block:
            with transaction.atomic(connection.alias):
                _make(connection, how="")
        else:
            _make(connection, how="CONCURRENTLY")
    except DatabaseError as error:
        return str(error).strip()
    return ""


def _make(connection: Any, *, how: str) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute(_SCHEMA)
        (schema,) = cursor.fetchone()
        # What a build leaves that was broken off.
        cursor.execute(f"DROP INDEX {how} IF EXISTS {quote(NAME)}")
        cursor.execute(
            _STATEMENT.format(how=how, name=quote(NAME), table=quote(TABLE), schema=quote(schema))
        )


def _is_valid(connection: Any) -> bool | None:
    with connection.cursor() as cursor:
        cursor.execute(_VALID, [NAME])
        found = cursor.fetchone()
    return found[0] if found else None
