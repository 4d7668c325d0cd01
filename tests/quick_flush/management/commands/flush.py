"""Django's ``flush`` makes content types and permissions anew: a fifth of a browser test's time."""

from functools import cache
from typing import Any

from django.core.management.commands import flush
from django.db import connections, transaction

from civic_pages.participation.defaults import create_defaults
from civic_pages.participation.groups import create_groups


# What no test changes, because it follows from the code alone.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


@cache
def tables(using: str) -> list[str]:
    names = connections[using].introspection.django_table_names(only_existing=True)
    return sorted(set(names) - KEPT)


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        using = options["database"]
        quoted = map(connections[using].ops.quote_name, tables(using))
        # Foreign keys are checked at the end of the transaction: the order does not matter.
        with transaction.atomic(using), connections[using].cursor() as cursor:
            for table in quoted:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        # What a new site begins with.
        create_groups()
        create_defaults()
