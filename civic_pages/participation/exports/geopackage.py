"""GeoPackage 1.3 (OGC 12-128r17) with sqlite3 alone: layers with an R-tree, tables without shapes.

Columns have their label and meaning in ``gpkg_data_columns``, where QGIS reads its aliases.
"""

import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import shapely
from shapely.geometry import shape as shape_of

from civic_pages.participation.exports import geopackage_sql as sql


MEDIA_TYPE = "application/geopackage+sqlite3"
WGS84 = 4326
TYPES = {
    "text": "TEXT", "integer": "INTEGER", "number": "DOUBLE", "boolean": "BOOLEAN",
    "date": "DATE", "datetime": "DATETIME",
}  # fmt: skip
# Names that a layer's own columns have.
OWN = ("fid", "geom")

Bounds = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True)
class Field:
    """A column: its technical name, label and meaning; ``kind`` as of ``exports.base.Column``."""

    name: str
    kind: str = "text"
    title: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class Layer:
    """A table of a GeoPackage.

    Attributes:
        rows: (geometry, values); a geometry is GeoJSON, or ``None``.
        is_spatial: it has geometries; else it is a table of attributes.
        geometry_type: told where it holds no geometry at all.
    """

    name: str
    title: str
    fields: Sequence[Field]
    rows: Iterable[tuple[dict[str, Any] | None, Sequence[Any]]]
    meaning: str = ""
    is_spatial: bool = True
    geometry_type: str = "POINT"


def write(path: str, layers: Iterable[Layer], *, now: datetime) -> None:
    """Write a GeoPackage, row by row; ``path`` is empty or does not exist."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # Nobody reads it before it is whole: without a journal it is written once.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute(f"PRAGMA application_id = {sql.APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {sql.USER_VERSION}")
        for statement in sql.TABLES:
            database.execute(statement)
        database.executemany(sql.INSERT_SRS, sql.REFERENCE_SYSTEMS)
        database.execute("BEGIN")
        for layer in layers:
            _Writer(database, layer, _names(layer.fields)).write(now)
        database.execute("COMMIT")


def _names(fields: Sequence[Field]) -> list[str]:
    """Return the names of columns in SQLite, which tells no case: "Avis" after "avis" is another."""
    taken, names = set(OWN), []
    for column in fields:
        name, number = column.name, 2
        while name.casefold() in taken:
            name, number = f"{column.name}_{number}", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


@dataclass
class _Writer:
    """Writes one layer, and learns its bounds and kinds of geometry on the way."""

    database: sqlite3.Connection
    layer: Layer
    names: list[str]
    kinds: set[str] = field(default_factory=set)
    bounds: Bounds | None = None
    boxes: list[tuple[int, float, float, float, float]] = field(default_factory=list)

    def write(self, now: datetime) -> None:
        layer, table = self.layer, quoted(self.layer.name)
        types = [f"{quoted(name)} {TYPES[column.kind]}" for name, column in zip(self.names, layer.fields, strict=True)]  # fmt: skip
        if layer.is_spatial:
            # What it holds is known once it is written: see the end.
            types.insert(0, f"{quoted('geom')} GEOMETRY")
        columns = ", ".join(["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", *types])
        self.database.execute(f"CREATE TABLE {table} ({columns})")
        if layer.is_spatial:
            self.database.execute(sql.rtree(layer.name))
        marks = ", ".join("?" * (len(types) + 1))
        insert = f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - the name is quoted
        self.database.executemany(insert, self._rows())
        self._index()
        self._describe(now)

    def _rows(self) -> Iterator[list[Any]]:
        """Yield rows as SQLite stores them; their boxes go to the index some at a time."""
        for number, (geometry, values) in enumerate(self.layer.rows, 1):
            row: list[Any] = [number]
            if self.layer.is_spatial:
                row.append(self._geometry(number, geometry))
            row += [stored(value, column.kind) for value, column in zip(values, self.layer.fields, strict=True)]  # fmt: skip
            yield row

    def _geometry(self, number: int, geometry: dict[str, Any] | None) -> bytes | None:
        if geometry is None:
            return None
        packed, box = binary(geometry)
        west, south, east, north = box
        self.kinds.add(geometry["type"].upper())
        known = self.bounds or box
        self.bounds = (
            min(known[0], west), min(known[1], south), max(known[2], east), max(known[3], north)
        )  # fmt: skip
        self.boxes.append((number, west, east, south, north))
        if len(self.boxes) >= 1000:
            self._index()
        return packed

    def _index(self) -> None:
        if self.boxes:
            self.database.executemany(sql.insert_rtree(self.layer.name), self.boxes)
            self.boxes.clear()

    def _describe(self, now: datetime) -> None:
        layer, name = self.layer, self.layer.name
        kind = "features" if layer.is_spatial else "attributes"
        changed = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        box = self.bounds or (None,) * 4
        self.database.execute(
            sql.INSERT_CONTENTS,
            (name, kind, layer.title, layer.meaning, changed, *box,
             WGS84 if layer.is_spatial else None),
        )  # fmt: skip
        if layer.is_spatial:
            found = self.kinds or {layer.geometry_type}
            kept = found.pop() if len(found) == 1 else "GEOMETRY"
            self.database.execute(sql.INSERT_GEOMETRY, (name, "geom", kept, WGS84))
            self.database.execute(sql.INSERT_RTREE_EXTENSION, (name, "geom"))
            for trigger in sql.triggers(name):
                self.database.execute(trigger)
        self.database.executemany(
            sql.INSERT_DATA_COLUMN,
            [
                # A name is there once in a table; two questions may bear one label.
                (name, column, column, described.title or None, described.meaning or None)
                for column, described in zip(self.names, layer.fields, strict=True)
            ],
        )


def quoted(name: str) -> str:
    """Return a name as SQL writes it."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def stored(value: Any, kind: str) -> Any:
    """Return a value under the type of its column; what is none of it is told as nothing.

    Texts of a column of days are days already where they are valid (see ``exports.answers``).
    """
    if value is None or value == "":
        return None
    if kind == "boolean":
        return int(value) if isinstance(value, bool) else None
    if kind in {"integer", "number"}:
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if kind == "datetime":
        is_moment = isinstance(value, datetime)
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") if is_moment else None
    if kind == "date":
        return value.isoformat() if isinstance(value, date) else None
    return str(value)


def multiple(geometry: dict[str, Any]) -> dict[str, Any]:
    """Return a polygon as a MultiPolygon: a layer of areas has one type, whatever each of them is."""
    if geometry["type"] != "Polygon":
        return geometry
    return {"type": "MultiPolygon", "coordinates": [geometry["coordinates"]]}


def binary(geometry: dict[str, Any]) -> tuple[bytes, Bounds]:
    """Return a GeoJSON geometry as GeoPackage binary, and its box.

    The header of a point has no envelope, as the standard recommends; others have theirs.
    """
    if geometry["type"] == "Point":
        x, y = geometry["coordinates"][:2]
        return struct.pack("<2sBBiBIdd", b"GP", 0, 1, WGS84, 1, 1, x, y), (x, y, x, y)
    drawn = shape_of(geometry)
    west, south, east, north = drawn.bounds
    header = struct.pack("<2sBBi4d", b"GP", 0, 0b011, WGS84, west, east, south, north)
    return header + shapely.to_wkb(drawn, byte_order=1), (west, south, east, north)
