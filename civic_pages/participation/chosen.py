"""Finds contributions by a choice in their answers, on both databases."""

from typing import Any

from django.db.models import BooleanField, F, Func


class Chosen(Func):
    """True where the answer to a question is a choice, or holds it among several.

    Args:
        key: technical name of the question.
        choice: text of the choice.
    """

    output_field = BooleanField()

    def __init__(self, key: str, choice: str, **extra: Any) -> None:
        super().__init__(F("answers"), **extra)
        self.key, self.choice = key, choice

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        column, parameters = compiler.compile(self.source_expressions[0])
        sql = f"EXISTS (SELECT 1 FROM json_each({column}, %s) WHERE value = %s)"  # noqa: S608 - a column
        return sql, [*parameters, f'$."{self.key}"', self.choice]

    def as_postgresql(self, compiler: Any, _connection: Any, **_context: Any) -> Any:
        column, parameters = compiler.compile(self.source_expressions[0])
        return f"(({column}) -> %s::text) ? %s::text", [*parameters, self.key, self.choice]
