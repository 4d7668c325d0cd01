"""Tables, triggers and rows that the GeoPackage standard (OGC 12-128r17, version 1.3) prescribes."""

# ruff: noqa: S608 - the only names in it are those of our layers, which nobody types

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10300
SPECIFICATION = "http://www.geopackage.org/spec130/"

WGS84_DEFINITION = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
REFERENCE_SYSTEMS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinates"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinates"),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, WGS84_DEFINITION,
     "longitude and latitude in decimal degrees on the WGS 84 spheroid"),
)  # fmt: skip

TABLES = (
    """CREATE TABLE gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)""",
    """CREATE TABLE gpkg_contents (
        table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        description TEXT DEFAULT '',
        last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
        CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (
        table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
        CONSTRAINT uk_gc_table_name UNIQUE (table_name),
        CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
        CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    """CREATE TABLE gpkg_extensions (
        table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
        scope TEXT NOT NULL,
        CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
    """CREATE TABLE gpkg_data_columns (
        table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
        description TEXT, mime_type TEXT, constraint_name TEXT,
        CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
        CONSTRAINT gdc_tn UNIQUE (table_name, name))""",
    """CREATE TABLE gpkg_data_column_constraints (
        constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
        min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
        CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))""",
    f"""INSERT INTO gpkg_extensions VALUES
        ('gpkg_data_columns', NULL, 'gpkg_schema', '{SPECIFICATION}#extension_schema', 'read-write'),
        ('gpkg_data_column_constraints', NULL, 'gpkg_schema', '{SPECIFICATION}#extension_schema',
         'read-write')""",
)
INSERT_SRS = "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)"
INSERT_CONTENTS = "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_GEOMETRY = "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)"
INSERT_RTREE_EXTENSION = (
    "INSERT INTO gpkg_extensions VALUES "
    f"(?, ?, 'gpkg_rtree_index', '{SPECIFICATION}#extension_rtree', 'write-only')"
)
INSERT_DATA_COLUMN = "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)"


def rtree(table: str) -> str:
    """Return what makes the spatial index of a layer; names of layers are ours, never typed."""
    return f'CREATE VIRTUAL TABLE "rtree_{table}_geom" USING rtree(id, minx, maxx, miny, maxy)'


def insert_rtree(table: str) -> str:
    return f'INSERT INTO "rtree_{table}_geom" VALUES (?, ?, ?, ?, ?)'


def triggers(table: str) -> list[str]:
    """Return what keeps the index in step when somebody edits the layer (annex F.3)."""
    index = f'"rtree_{table}_geom"'
    there = "(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))"
    gone = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))"
    put = (
        f"INSERT OR REPLACE INTO {index} VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), "
        "ST_MinY(NEW.geom), ST_MaxY(NEW.geom));"
    )
    take = f"DELETE FROM {index} WHERE id = OLD.fid;"
    both = f"DELETE FROM {index} WHERE id IN (OLD.fid, NEW.fid);"
    rules = (
        ("insert", "INSERT", there, put),
        ("update1", "UPDATE OF geom", f"OLD.fid = NEW.fid AND {there}", put),
        ("update2", "UPDATE OF geom", f"OLD.fid = NEW.fid AND {gone}", take),
        ("update3", "UPDATE", f"OLD.fid != NEW.fid AND {there}", f"{take} {put}"),
        ("update4", "UPDATE", f"OLD.fid != NEW.fid AND {gone}", both),
        ("delete", "DELETE", "OLD.geom NOT NULL", take),
    )
    return [
        f'CREATE TRIGGER "rtree_{table}_geom_{name}" AFTER {event} ON "{table}" '
        f"WHEN {condition} BEGIN {body} END"
        for name, event, condition, body in rules
    ]
