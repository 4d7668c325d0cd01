"""A campaign's open data as CSV, streamed: UTF-8 with a byte-order mark, for spreadsheets."""

import csv
from collections.abc import Iterator
from typing import Any

from civic_pages.participation.exports.base import columns, harmless, rows
from civic_pages.participation.querysets import ContributionQuerySet


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(table: Iterator[list[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for cells in table:
        yield writer.writerow([harmless(cell) for cell in cells])


def contributions(queryset: ContributionQuerySet, campaign: Any) -> Iterator[str]:
    """Yield the lines of the contributions."""

    def table() -> Iterator[list[Any]]:
        shown = columns(campaign)
        yield [column.header for column in shown]
        for row in rows(queryset):
            yield [column.cell(row) for column in shown]

    return _lines(table())


def counts(header: list[str], table: list[tuple[str, int | None]]) -> Iterator[str]:
    """Yield the lines of a table of names and counts; a count that is not told stays empty."""

    def cells() -> Iterator[list[Any]]:
        yield header
        for name, count in table:
            yield [name, count]

    return _lines(cells())
