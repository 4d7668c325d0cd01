"""What a table of contributions is made of: columns, and cells made harmless."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from civic_pages.participation.querysets import ContributionQuerySet


CHUNK = 2000
Row = dict[str, Any]
# Reads something of many contributions at once: {primary key: value}.
Loader = Callable[[Sequence[int]], Mapping[int, Any]]


def _is_formula(text: str) -> bool:
    first = unicodedata.normalize("NFKC", text[:1])[:1]
    return bool(text) and (first in set("=+-@") or text[0] in "\t\r\n")


def harmless(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula (OWASP ASVS 1.2.10).

    A text that begins with ``= + - @``, their full-width forms, a tab or a line break gets an
    apostrophe before it, and so does one that had such an apostrophe already: ``as_typed`` takes
    exactly one away again. Numbers stay numbers.
    """
    if not isinstance(value, str):
        return value
    return f"'{value}" if _is_formula(value.lstrip("'")) else value


def as_typed(cell: str) -> str:
    """Return the text that ``harmless`` wrote as ``cell``: how an import reads our own files."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell.lstrip("'")) else cell


@dataclass(frozen=True)
class Column:
    """One column of an export.

    Attributes:
        key: technical name, unique in its table.
        header: what people read above it.
        cell: reads a row: text, number, bool, date, datetime or ``None``.
        kind: "text", "integer", "number", "boolean", "date" or "datetime".
        needs: names of the database it reads, for ``values_list``.
        load: reads it of a chunk of rows at a time, in one query, instead of ``cell``.
        labels: what its codes mean, in words.
        choices: the texts that occur, where there are only so many.
        meaning: what it is, in a sentence.
        help_text: what was said beside the question.
        versions: the versions of the form that ask it, as text.
        personal: it is, or may hold, personal data.
        public: it is open data.
        in_geojson: it is a property of the map layer.
    """

    key: str
    header: str
    cell: Callable[[Row], Any] = lambda _row: None
    kind: str = "text"
    needs: tuple[str, ...] = ()
    load: Loader | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    meaning: str = ""
    help_text: str = ""
    versions: str = ""
    personal: bool = False
    public: bool = True
    in_geojson: bool = True


@dataclass(frozen=True)
class Table:
    """A set of contributions and the columns that are told of them.

    Attributes:
        filters: (name, value) pairs as people read them, for the sheet that says what this is.
        point: reads the (latitude, longitude) of a row for a map layer.
        shape: reads the line or polygon (GeoJSON) that the point stands for.
        scope: "open" or "staff".
        progress: is told how many contributions are written, a chunk at a time.
    """

    campaign: Any
    queryset: ContributionQuerySet
    columns: Sequence[Column]
    scope: str = "open"
    filters: tuple[tuple[str, str], ...] = ()
    point: tuple[str, str] = ("latitude", "longitude")
    shape: str = "shape"
    progress: Callable[[int], None] | None = None

    def rows(self) -> Iterator[list[Any]]:
        """Yield the cells of each contribution, read a chunk at a time, without building models."""
        for _row, cells in self.pairs():
            yield cells

    def geometry(self, row: Row) -> dict[str, Any] | None:
        """Return where a row is as a GeoJSON geometry: its shape, or else its point."""
        latitude, longitude = (row[name] for name in self.point)
        if latitude is None or longitude is None:
            return None
        return row[self.shape] or {"type": "Point", "coordinates": [longitude, latitude]}

    def pairs(self) -> Iterator[tuple[Row, list[Any]]]:
        """Yield each row as read, with its cells."""
        names = list(dict.fromkeys(["pk", *self.point, self.shape, *_needed(self.columns)]))
        values = self.queryset.values_list(*names).iterator(chunk_size=CHUNK)
        written = 0
        while chunk := [dict(zip(names, row, strict=True)) for row in islice(values, CHUNK)]:
            keys = [row["pk"] for row in chunk]
            loaded = {c.key: c.load(keys) for c in self.columns if c.load is not None}
            for row in chunk:
                cells = (
                    loaded[c.key].get(row["pk"]) if c.key in loaded else c.cell(row)
                    for c in self.columns
                )
                yield row, list(cells)
            written += len(chunk)
            if self.progress is not None:
                self.progress(written)


# Columns that a map layer draws instead of telling them.
DRAWN = {"latitude", "longitude", "place_latitude", "place_longitude"}


def drawn_columns(columns: Sequence[Column]) -> list[int]:
    """Return the places of the columns that a map layer tells, beside its geometry."""
    return [
        number
        for number, column in enumerate(columns)
        if column.in_geojson and column.key not in DRAWN
    ]


def _needed(columns: Sequence[Column]) -> list[str]:
    return [name for column in columns for name in column.needs]


def labelled(column: Column, value: Any) -> Any:
    """Return a cell with its code in words, where it is one."""
    return column.labels.get(value, value) if column.labels else value
