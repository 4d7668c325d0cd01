"""GeoPackage with sqlite3 alone: what the standard asks for, types, names, geometries, memory."""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import mapping, shape

from civic_pages.participation.demand.counting import by_place
from civic_pages.participation.exports.geopackage import Field, Layer, binary, stored, write
from tests.participation.demand import demanding, exported, published_of
from tests.participation.desk import client_of


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
POINT = {"type": "Point", "coordinates": [2.2, 48.9]}
AREA = {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 48]]]}
LINE = {"type": "LineString", "coordinates": [[2, 48], [2.5, 48.5]]}


def made(path: Path, *layers: Layer) -> sqlite3.Connection:
    write(str(path), layers, now=NOW)
    return sqlite3.connect(path)


def one(database: sqlite3.Connection, query: str) -> Any:
    return database.execute(query).fetchone()


def test_the_file_is_what_the_standard_asks_for(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    layer = Layer("places", "Lieux", [Field("name")], [(POINT, ["a"]), (None, ["b"])], "Où")
    with closing(made(path, layer)) as database:
        assert one(database, "PRAGMA application_id") == (0x47504B47,)
        assert one(database, "PRAGMA user_version") == (10300,)
        assert one(database, "PRAGMA integrity_check") == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        systems = database.execute("SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY 1").fetchall()
        assert systems == [(-1,), (0,), (4326,)]
        assert one(database, "SELECT * FROM gpkg_contents") == (
            "places", "features", "Lieux", "Où", "2026-03-01T12:00:00.000Z",
            2.2, 48.9, 2.2, 48.9, 4326,
        )  # fmt: skip
        assert one(database, "SELECT * FROM gpkg_geometry_columns") == (
            "places", "geom", "POINT", 4326, 0, 0,
        )  # fmt: skip
        names = {row[0] for row in database.execute("SELECT extension_name FROM gpkg_extensions")}
        assert names == {"gpkg_rtree_index", "gpkg_schema"}
        assert one(database, "SELECT count(*), max(id) FROM rtree_places_geom") == (1, 1)
    assert path.read_bytes()[:16] == b"SQLite format 3\x00"


def test_a_table_without_geometry_is_attributes(tmp_path: Path) -> None:
    layer = Layer("about", "À propos", [Field("name")], [(None, ["a"])], is_spatial=False)
    with closing(made(tmp_path / "a.gpkg", layer)) as database:
        contents = "SELECT data_type, srs_id, min_x FROM gpkg_contents"
        assert one(database, contents) == ("attributes", None, None)
        assert one(database, "SELECT count(*) FROM gpkg_geometry_columns") == (0,)


def test_values_are_stored_under_the_type_of_their_column(tmp_path: Path) -> None:
    kinds = ("text", "integer", "number", "boolean", "date", "datetime")
    values = ["=1+1", 3, 1.5, True, date(2026, 3, 1), NOW]
    layer = Layer("t", "T", [Field(kind, kind) for kind in kinds], [(POINT, values)])
    with closing(made(tmp_path / "a.gpkg", layer)) as database:
        row = one(database, "SELECT * FROM t")[2:]
        assert row == ("=1+1", 3, 1.5, 1, "2026-03-01", "2026-03-01T12:00:00.000Z")
        types = [column[2] for column in database.execute("PRAGMA table_info(t)")]
        assert types[2:] == ["TEXT", "INTEGER", "DOUBLE", "BOOLEAN", "DATE", "DATETIME"]


@pytest.mark.parametrize(
    ("value", "kind"),
    [("demain", "date"), ("x", "number"), (True, "integer"), ("oui", "boolean"), ("", "text")],
)
def test_what_is_no_value_of_its_column_is_told_as_nothing(value: Any, kind: str) -> None:
    assert stored(value, kind) is None


def test_names_that_sqlite_takes_for_one_are_kept_apart(tmp_path: Path) -> None:
    names = ["avis", "Avis", "geom", "FID", 'a"b', "avis_2"]
    layer = Layer("t", "T", [Field(name, title=name) for name in names], [(POINT, names)])
    with closing(made(tmp_path / "a.gpkg", layer)) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(t)")]
        assert columns == ["fid", "geom", "avis", "Avis_2", "geom_2", "FID_2", 'a"b', "avis_2_2"]
        assert one(database, "SELECT * FROM t")[2:] == tuple(names)
        labels = "SELECT title FROM gpkg_data_columns WHERE column_name = 'Avis_2'"
        assert one(database, labels) == ("Avis",)


def test_two_columns_may_bear_one_label(tmp_path: Path) -> None:
    fields = [Field("a", title="Votre avis"), Field("b", title="Votre avis")]
    with closing(made(tmp_path / "a.gpkg", Layer("t", "T", fields, []))) as database:
        assert one(database, "SELECT count(*) FROM gpkg_data_columns") == (2,)


@pytest.mark.parametrize(
    ("geometries", "kind"),
    [([POINT], "POINT"), ([AREA, AREA], "POLYGON"), ([POINT, LINE, None], "GEOMETRY"), ([], "LINESTRING")],
    ids=["points", "areas", "mixed", "empty"],
)  # fmt: skip
def test_a_layer_tells_the_type_of_what_it_holds(
    tmp_path: Path, geometries: list[Any], kind: str
) -> None:
    rows = [(geometry, []) for geometry in geometries]
    layer = Layer("t", "T", [], rows, geometry_type="LINESTRING")
    with closing(made(tmp_path / "a.gpkg", layer)) as database:
        assert one(database, "SELECT geometry_type_name FROM gpkg_geometry_columns") == (kind,)


@given(
    st.one_of(
        st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(shapely.Point),
        st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=2, max_size=9).map(
            shapely.LineString
        ),
    )
)
def test_a_geometry_is_read_back_from_its_binary(drawn: Any) -> None:
    packed, box = binary(mapping(drawn))
    magic, version, flags, system = struct.unpack("<2sBBi", packed[:8])
    assert (magic, version, system) == (b"GP", 0, 4326)
    header = 40 if flags >> 1 & 7 else 8
    assert shapely.from_wkb(packed[header:]).equals_exact(shape(mapping(drawn)))
    assert box == drawn.bounds
    if header == 40:
        west, east, south, north = struct.unpack("<4d", packed[8:40])
        assert (west, south, east, north) == drawn.bounds


def test_rows_are_taken_one_at_a_time(tmp_path: Path) -> None:
    path, alive = tmp_path / "a.gpkg", []

    class Value(str):
        """Tells how many of its kind live."""

        __slots__ = ()

        def __new__(cls, text: str) -> "Value":
            alive.append(text)
            return super().__new__(cls, text)

        def __del__(self) -> None:
            alive.pop()

    most = 0

    def rows() -> Iterator[Any]:
        nonlocal most
        for number in range(5000):
            most = max(most, len(alive))
            yield POINT, [Value(number)]

    with closing(made(path, Layer("t", "T", [Field("a")], rows()))) as database:
        assert one(database, "SELECT count(*) FROM t") == (5000,)
    assert most < 10


@pytest.mark.django_db
def test_the_team_gets_contributions_and_demand_as_layers(tmp_path: Path) -> None:
    campaign = demanding(2)
    client, path = client_of("moderator"), tmp_path / "a.gpkg"
    exported(client, campaign, path, format="gpkg", places="on", cell="200")
    demand, rows = by_place(campaign, size=200), published_of(campaign)
    with closing(sqlite3.connect(path)) as database:
        tables = [
            row[0]
            for row in database.execute("SELECT table_name FROM gpkg_contents ORDER BY rowid")
        ]
        assert tables == ["contributions", "sectors", "grid", "streets", "homes", "about"]
        for name in ("sectors", "grid", "streets"):
            query = f"SELECT sum(contributions), count(*) FROM {name}"  # noqa: S608 - ours
            sums = one(database, query)
            assert sums == (len(rows), len(getattr(demand, name)))
        assert one(database, "SELECT count(*) FROM homes") == (demand.total.homes,)
        query = "SELECT count(*) FROM contributions WHERE geom IS NOT NULL AND status = 'published'"
        assert one(database, query) == (len([r for r in rows if hasattr(r, "exact_location")]),)


@pytest.mark.django_db
def test_without_exact_places_there_is_no_point_of_a_home(tmp_path: Path) -> None:
    campaign = demanding(2)
    path = exported(client_of("moderator"), campaign, tmp_path / "a.gpkg", format="gpkg")
    with closing(sqlite3.connect(path)) as database:
        tables = [
            row[0]
            for row in database.execute("SELECT table_name FROM gpkg_contents ORDER BY rowid")
        ]
        assert tables == ["contributions", "sectors", "about"]
        assert one(database, "SELECT count(geom) FROM contributions") == (0,)
