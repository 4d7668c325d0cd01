"""Files of a city read as tables, row by row: CSV as spreadsheets write it, and XLSX.

Nothing here holds the whole file: a row is read, checked and forgotten.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from civic_pages import conf


DELIMITERS = ";,\t"
MAX_COLUMNS = 300
# How many times its own size a workbook may become: above, it was made to fill a memory.
MAX_INFLATION = 200
MAX_INFLATED = 300_000_000
# Texts that cells share are the one part of a workbook that is read whole.
SHARED_TEXTS, MAX_SHARED_TEXTS = "xl/sharedStrings.xml", 60_000_000
ZIP_MAGIC = b"PK\x03\x04"


class TableError(ValidationError):
    """The file cannot be read as a table; the message says why, for whoever uploaded it."""


@dataclass(frozen=True)
class Table:
    """A table being read.

    Attributes:
        headers: text of the first row, made unique.
        rows: (number, cells) of each row with something in it; the number is the one a spreadsheet
            shows, the header being 1. Cells are text, as many as there are headers.
    """

    headers: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Table]:
    """Read a CSV or XLSX file, told apart by what is in it.

    Raises:
        TableError: it is neither, has no header, or is too large once read.
    """
    file.seek(0)
    is_workbook = file.read(4) == ZIP_MAGIC
    file.seek(0)
    reader = _workbook(file) if is_workbook else _text(file)
    with reader as rows:
        yield _table(rows)


def _table(rows: Iterable[Sequence[Any]]) -> Table:
    numbered = enumerate(rows, start=1)
    for _number, row in numbered:
        if headers := [cell_text(cell) for cell in row]:
            while headers and not headers[-1]:
                headers.pop()
            if headers:
                break
    else:
        raise TableError(_("This file is empty."), code="empty")
    if len(headers) > MAX_COLUMNS:
        raise TableError(_("This file has too many columns."), code="too_wide")
    return Table(_unique(headers), _filled(numbered, len(headers)))


def _unique(headers: Sequence[str]) -> tuple[str, ...]:
    """Name columns without a header after their place, and tell equal headers apart."""
    seen: dict[str, int] = {}
    named = []
    for place, header in enumerate(headers, start=1):
        name = " ".join(header.split())[:200] or _("Column %(number)d") % {"number": place}
        seen[name] = seen.get(name, 0) + 1
        named.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(named)


def _filled(
    numbered: Iterator[tuple[int, Sequence[Any]]], width: int
) -> Iterator[tuple[int, list[str]]]:
    most, count = conf.get("IMPORT_MAX_ROWS"), 0
    for number, row in numbered:
        cells = [cell_text(cell) for cell in row[:width]]
        if not any(cells):
            continue
        count += 1
        if count > most:
            message = _("This file has more than %(most)d rows: import it in parts.")
            raise TableError(message % {"most": most}, code="too_long")
        yield number, cells + [""] * (width - len(cells))


def cell_text(cell: Any) -> str:
    """Return a cell as text: dates in ISO 8601, whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time.min else cell).isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()


@contextmanager
def _text(file: IO[bytes]) -> Iterator[Iterable[Sequence[Any]]]:
    encoding = _encoding(file)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        sample = text.read(65_536)
        if "\0" in sample:
            raise TableError(_("This file is neither CSV nor XLSX."), code="not_a_table")
        text.seek(0)
        yield _csv_rows(text, _delimiter(sample))
    finally:
        text.detach()


def _csv_rows(text: IO[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(text, delimiter=delimiter)
    except csv.Error as error:
        raise TableError(
            _("This file cannot be read as CSV: %(why)s.") % {"why": error}, code="not_a_table"
        ) from error


def _encoding(file: IO[bytes]) -> str:
    """Return UTF-8 where the whole file is, UTF-16 where a mark says so, else Windows-1252."""
    start = file.read(2)
    file.seek(0)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(65_536):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)
    return "utf-8-sig"


def _delimiter(sample: str) -> str:
    """Return what separates the cells: what the header holds most of, outside of quotes."""
    header = next((line for line in sample.splitlines() if line.strip()), "")
    outside = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


@contextmanager
def _workbook(file: IO[bytes]) -> Iterator[Iterable[Sequence[Any]]]:
    _refuse_bomb(file)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        # Of a damaged one comes whatever unpacks its parts, reads their XML or builds of it raises.
        raise TableError(_("This workbook cannot be read."), code="not_a_table") from error
    try:
        sheet: Any = book.active or next(iter(book.worksheets), None)
        if sheet is None or not hasattr(sheet, "reset_dimensions"):
            raise TableError(_("This workbook has no sheet with rows."), code="empty")
        # What a workbook says of its own size is not to be believed.
        sheet.reset_dimensions()
        yield _sheet_rows(sheet)
    finally:
        book.close()


def _sheet_rows(sheet: Any) -> Iterator[Sequence[Any]]:
    try:
        yield from sheet.iter_rows(values_only=True)
    except Exception as error:
        raise TableError(_("This workbook cannot be read."), code="not_a_table") from error


def _refuse_bomb(file: IO[bytes]) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except Exception as error:
        raise TableError(_("This workbook cannot be read."), code="not_a_table") from error
    packed = sum(member.compress_size for member in members) or 1
    inflated = sum(member.file_size for member in members)
    shared = sum(member.file_size for member in members if member.filename == SHARED_TEXTS)
    if (
        len(members) > 1000
        or inflated > min(MAX_INFLATED, packed * MAX_INFLATION)
        or shared > MAX_SHARED_TEXTS
    ):
        raise TableError(_("This workbook becomes too large when opened."), code="bomb")
    file.seek(0)
