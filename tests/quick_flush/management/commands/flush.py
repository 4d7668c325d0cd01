"""Django's ``flush`` makes content types and permissions anew, ours groups: a quarter of a second each."""

from functools import cache
from typing import Any

from django.core.management.commands import flush
from django.db import connections, transaction

from civic_pages.participation.defaults import create_defaults
from civic_pages.participation.groups import create_groups


# What no test changes, because it follows from the code alone.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}
# Per database: the tables that were not empty as ``remember`` found them.
_remembered: dict[str, list[str]] = {}


@cache
def tables(using: str) -> list[str]:
    names = connections[using].introspection.django_table_names(only_existing=True)
    return sorted(set(names) - KEPT)


def remember(using: str) -> None:
    """Copy what the tables hold now: with it begins each test after one that committed."""
    connection, found = connections[using], []
    quote = connection.ops.quote_name
    with transaction.atomic(using), connection.cursor() as cursor:
        for table in tables(using):
            held, copy = quote(table), quote(f"kept_{table}")
            cursor.execute(f"DROP TABLE IF EXISTS {copy}")
            cursor.execute(f"SELECT 1 FROM {held} LIMIT 1")  # noqa: S608
            if cursor.fetchone():
                cursor.execute(f"CREATE TABLE {copy} AS SELECT * FROM {held}")  # noqa: S608
                found.append(table)
    _remembered[using] = found


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        using = options["database"]
        connection = connections[using]
        quote = connection.ops.quote_name
        found = _remembered.get(using, [])
        # Foreign keys are checked at the end of the transaction: the order does not matter.
        statements = [f"DELETE FROM {quote(table)}" for table in tables(using)]  # noqa: S608
        statements += [
            f"INSERT INTO {quote(table)} SELECT * FROM {quote(f'kept_{table}')}"  # noqa: S608
            for table in found
        ]
        if connection.vendor == "postgresql":
            # In one go: a hundred and fifty answers are not waited for.
            statements = ["; ".join(statements)]
        with transaction.atomic(using), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        if not found:
            # What a new site begins with.
            create_groups()
            create_defaults()
