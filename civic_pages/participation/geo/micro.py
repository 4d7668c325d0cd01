"""Degrees as whole millionths, the same on both databases and in Python, so that sums agree."""

import math
from typing import Any

from django.db.models import Func, IntegerField


# Added before the fraction is cut off, so that cutting off is rounding down south of 0 too.
_OFFSET = 360_000_000


def micro(degrees: float | None) -> int:
    """Return degrees in millionths, rounded; nothing counts as 0."""
    return math.floor((degrees or 0.0) * 1e6 + (_OFFSET + 0.5)) - _OFFSET


class Micro(Func):
    """The same in SQL: of a column of degrees that are rounded to six decimals, as places are."""

    template = "CAST(%(expressions)s * 1e6 AS integer)"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # A cast rounds on PostgreSQL, and cuts off here.
        template = f"(CAST(%(expressions)s * 1e6 + {_OFFSET}.5 AS integer) - {_OFFSET})"
        return super().as_sql(compiler, connection, template=template, **context)
