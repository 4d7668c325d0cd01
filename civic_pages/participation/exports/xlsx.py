"""A table as XLSX, in constant memory: real types, a dictionary of its columns, the licence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from civic_blocks.partial_dates import moment_label
from civic_pages.participation.exports.base import Column, Table, harmless, labelled
from civic_pages.participation.exports.dictionary import dictionary_rows
from civic_pages.participation.exports.licences import terms_of
from civic_pages.participation.figures import shows_totals


MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A sheet holds 1,048,576 rows; what comes after goes on on another one, never lost.
MOST_ROWS = 1_000_000
MOST_TEXT = 32_767
WIDTHS = {"integer": 12, "number": 13, "boolean": 10, "date": 13, "datetime": 18}
DICTIONARY_WIDTHS = (22, 32, 44, 14, 44, 40, 14, 10, 12)
LONG, NARROW, WIDE = 46, 12, 30


@dataclass(frozen=True)
class Formats:
    """The looks of cells."""

    header: Any
    date: Any
    datetime: Any

    @classmethod
    def of(cls, book: Any) -> "Formats":
        return cls(
            book.add_format({"bold": True, "bg_color": "#E8EDF2", "bottom": 1, "valign": "top"}),
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )


def write(table: Table, path: str, *, now: datetime, headers: str = "labels") -> int:
    """Write a workbook; returns how many contributions it holds.

    Args:
        headers: "labels" or "keys", as for CSV.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        looks = Formats.of(book)
        written = _contributions(book, looks, table, headers)
        plain_sheet(book, looks, _("Dictionary"), dictionary_rows(table.columns), DICTIONARY_WIDTHS)
        plain_sheet(book, looks, _("Licence"), licence_rows(table, written, now), (30, 80))
    return written


def counts(path: str, header: Sequence[str], rows: Sequence[tuple[str, int | None]],
           about: Sequence[Sequence[Any]]) -> None:  # fmt: skip
    """Write a workbook of names and counts, and a sheet that says what they are."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        looks = Formats.of(book)
        plain_sheet(book, looks, _("Counts"), [list(header), *map(list, rows)], (40, 14))
        plain_sheet(book, looks, _("Licence"), about, (30, 80))


def _contributions(book: Any, looks: Formats, table: Table, headers: str) -> int:
    sheet, written = None, 0
    for cells in table.rows():
        line = written % MOST_ROWS
        if line == 0:
            if sheet is not None:
                sheet.autofilter(0, 0, MOST_ROWS, len(table.columns) - 1)
            sheet = _begun(book, looks, table, headers, written // MOST_ROWS + 1)
        for number, (column, value) in enumerate(zip(table.columns, cells, strict=True)):
            _cell(sheet, line + 1, number, value if headers == "keys" else labelled(column, value), column, looks)  # fmt: skip
        written += 1
    sheet = sheet or _begun(book, looks, table, headers, 1)
    last = (written - 1) % MOST_ROWS + 1 if written else 0
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    return written


def _begun(book: Any, looks: Formats, table: Table, headers: str, number: int) -> Any:
    """Return a new sheet with its header, which stays in sight."""
    name = _("Contributions") if number == 1 else f"{_('Contributions')} {number}"
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(table.columns):
        header = column.key if headers == "keys" else column.header
        sheet.set_column(index, index, _width(column, header))
        sheet.write_string(0, index, harmless(header), looks.header)
    return sheet


def _width(column: Column, header: str) -> int:
    if column.kind in WIDTHS:
        return max(WIDTHS[column.kind], min(len(header) + 3, WIDE))
    if column.choices or column.labels:
        return max(NARROW, min(len(header) + 3, WIDE))
    return LONG if column.versions or column.key == "title" else WIDE // 2 + 3


def _cell(sheet: Any, row: int, number: int, value: Any, column: Column, looks: Formats) -> None:
    """Write a cell under its own type; a text is never a formula nor a link."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, number, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, number, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, number, value.replace(tzinfo=None), looks.datetime)
    elif isinstance(value, date):
        sheet.write_datetime(row, number, value, looks.date)
    elif column.kind == "date" and (day := _day(value)):
        sheet.write_datetime(row, number, day, looks.date)
    else:
        sheet.write_string(row, number, harmless(str(value))[:MOST_TEXT])


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Spreadsheets know no day before 1900.
    return day if day.year >= 1900 else None


def plain_sheet(
    book: Any, looks: Formats, name: str, rows: Iterable[Sequence[Any]], widths: Sequence[int]
) -> None:
    """Write a sheet of texts and numbers, row by row; the first is its header and stays in sight."""
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    for line, row in enumerate(rows):
        for number, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(line, number, value)
            elif value:
                sheet.write_string(
                    line, number, harmless(str(value)), None if line else looks.header
                )


def licence_rows(table: Table, written: int, now: datetime) -> list[list[Any]]:
    """Return what the file is, line by line: campaign, licence, day, filters, number of rows."""
    terms, campaign = terms_of(table.campaign), table.campaign
    scope = (
        _("Open data") if table.scope == "open" else _("For the city’s staff: not to be passed on")
    )
    about = [
        [_("About this file"), ""],
        [_("Campaign"), campaign.title],
        [_("Address"), campaign.get_full_url() or ""],
        [_("Content"), scope],
        [_("Made on"), moment_label(now)],
        *([name, value] for name, value in table.filters or [(_("Filters"), _("None"))]),
    ]
    if table.scope != "open" or shows_totals(campaign, now):
        about.append([_("Contributions"), written])
    if table.scope == "open":
        about += [[_("Licence"), terms.title], [_("Text of the licence"), terms.url]]
    return about
