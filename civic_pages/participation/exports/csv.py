"""A table as CSV, streamed: for spreadsheets by default, for machines where that is asked."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from civic_pages.participation.exports.base import Column, Table, harmless, labelled


BLOCK = 200


@dataclass(frozen=True)
class Dialect:
    """How a table is written.

    Attributes:
        delimiter: "," (RFC 4180) or ";", as French spreadsheets write it: then the decimal mark is
            a comma too, or they would read numbers as text.
        bom: begin with a byte-order mark, by which spreadsheets know UTF-8.
        headers: "labels" for people; "keys" for machines and for a later import: technical names,
            codes instead of words, true and false.
    """

    delimiter: str = ","
    bom: bool = True
    headers: str = "labels"

    def cell(self, column: Column, value: Any) -> Any:
        """Return the text or number to write."""
        if isinstance(value, bool):
            if self.headers == "keys":
                return "true" if value else "false"
            return _("Yes") if value else _("No")
        if isinstance(value, float) and self.delimiter == ";":
            return repr(value).replace(".", ",")
        if isinstance(value, date | datetime):
            return value.isoformat()
        return harmless(value if self.headers == "keys" else labelled(column, value))


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(header: list[Any], table: Iterable[list[Any]], dialect: Dialect) -> Iterator[str]:
    """Yield the header at once, then some lines at a time."""
    writer = csv.writer(_Echo(), delimiter=dialect.delimiter)
    yield ("\ufeff" if dialect.bom else "") + writer.writerow(header)
    written = (writer.writerow(cells) for cells in table)
    while block := "".join(islice(written, BLOCK)):
        yield block


def contributions(table: Table, dialect: Dialect | None = None) -> Iterator[str]:
    """Yield a table of contributions as text; nothing is read of them before the header has left."""
    return rows(table.columns, table.rows(), dialect)


def rows(
    columns: Sequence[Column], table: Iterable[Iterable[Any]], dialect: Dialect | None = None
) -> Iterator[str]:
    """Yield rows of cells as text, each cell as its column has it."""
    form = dialect or Dialect()
    by_key = form.headers == "keys"
    header = [harmless(column.key if by_key else column.header) for column in columns]
    cells = (
        [form.cell(column, value) for column, value in zip(columns, row, strict=True)]
        for row in table
    )
    return _lines(header, cells, form)


def counts(
    header: list[str], table: list[tuple[str, int | None]], dialect: Dialect | None = None
) -> Iterator[str]:
    """Yield a table of names and counts as text; a count that is not told stays empty."""
    cells = ([harmless(name), count] for name, count in table)
    return _lines(list(header), cells, dialect or Dialect())
