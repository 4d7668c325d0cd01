"""Demand as a workbook: sectors, grid, streets, homes, dictionary, licence."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from civic_pages.participation.demand import tables
from civic_pages.participation.demand.counting import Demand
from civic_pages.participation.exports.base import Column
from civic_pages.participation.exports.dictionary import dictionary_rows
from civic_pages.participation.exports.xlsx import DICTIONARY_WIDTHS, Formats, plain_sheet


NAME, FIGURE = 36, 15


def write(
    demand: Demand,
    path: str,
    *,
    now: datetime,
    homes: Iterable[Sequence[Any]] | None = None,
    filters: Sequence[tuple[str, str]] = (),
) -> None:
    """Write a workbook in constant memory; a text is never a formula nor a link.

    Args:
        homes: rows of :func:`tables.homes`; ``None``: no sheet of homes.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        looks = Formats.of(book)
        columns: dict[str, Column] = {}
        for name, described, rows in _counted(demand):
            lines = tables.table(described, [*rows, demand.total])
            _sheet(book, looks, name, described, lines)
            columns |= {column.key: column for column in described}
        if homes is not None:
            described = tables.home_columns()
            _sheet(book, looks, _("Homes"), described, homes)
            columns = {column.key: column for column in described} | columns
        dictionary = dictionary_rows(list(columns.values()))
        plain_sheet(book, looks, _("Dictionary"), dictionary, DICTIONARY_WIDTHS)
        about = tables.about(demand, now=now, filters=filters)
        plain_sheet(book, looks, _("Licence"), about, (30, 90))


def _counted(demand: Demand) -> Iterator[tuple[str, list[Column], Sequence[Any]]]:
    """Yield (name, columns, rows) of each sheet of figures."""
    yield _("Sectors"), tables.sector_columns(demand), demand.sectors
    if demand.grid:
        yield _("Grid"), tables.grid_columns(demand), demand.grid
    if demand.streets:
        yield _("Streets"), tables.street_columns(demand), demand.streets


def _sheet(
    book: Any, looks: Formats, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]
) -> None:
    header = [column.header for column in columns]
    widths = [NAME if column.kind == "text" else FIGURE for column in columns]
    plain_sheet(book, looks, name, chain([header], rows), widths)
