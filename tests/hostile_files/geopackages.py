"""GeoPackages, written by SQLite: whole, without a table they need, and with SQL of their own."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence

import shapely
from shapely.geometry import Point, Polygon

from tests.hostile_files.recipe import Ring, accept, reject, repair, ring, star

SYSTEMS = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
 organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
 description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
 ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL),
 ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL),
 ('Web Mercator', 3857, 'EPSG', 3857, 'PROJCS["WGS 84 / Pseudo-Mercator"]', NULL),
 ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,
298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]', NULL);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL,
 identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL,
 min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
 geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,
 m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
"""
COLUMNS = "name TEXT, date TEXT, category TEXT, actor TEXT"
ROW = ("Миропілля", "2025-01-06", "claimed", "RU")
DAY = "2025-01-06T00:00:00.000Z"


def wkb(outline: Ring) -> bytes:
    """Return a polygon as well-known binary."""
    return shapely.to_wkb(Polygon(outline), byte_order=1)


def blob(binary: bytes, *, srs: int = 4326, flags: int = 1, magic: bytes = b"GP") -> bytes:
    """Return a geometry as a GeoPackage keeps it: magic, version, flags, srs, binary."""
    return magic + struct.pack("<2Bi", 0, flags, srs) + binary


BOX, BOX_2 = blob(wkb(ring())), blob(wkb(ring(36.0)))


def quoted(name: str) -> str:
    """Return a name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def registered(table: str, *, srs: int = 4326, kind: str = "POLYGON", column: str = "geom") -> str:
    """Return the SQL that makes a table a layer."""
    text = table.replace("'", "''")
    return (
        f"INSERT INTO gpkg_contents VALUES ('{text}', 'features', '{text}', '', '{DAY}', 35, 51,"
        f" 38, 52, {srs}); INSERT INTO gpkg_geometry_columns VALUES"
        f" ('{text}', '{column}', '{kind}', {srs}, 0, 0);"
    )


def package(
    rows: Sequence[bytes | str | None] = (BOX,), *, table: str = "areas", sql: str = "",
    columns: str = COLUMNS, application: int = 0x47504B47, **layer: object,
) -> bytes:  # fmt: skip
    """Return a GeoPackage of one layer, and whatever further SQL made of it."""
    db = sqlite3.connect(":memory:")
    db.executescript(f"PRAGMA application_id = {application}; PRAGMA user_version = 10300;")
    db.executescript(SYSTEMS)
    if table:
        db.execute(f"CREATE TABLE {quoted(table)} (fid INTEGER PRIMARY KEY, geom BLOB, {columns})")
        db.executescript(registered(table, **layer))  # type: ignore[arg-type]
        into = f"INSERT INTO {quoted(table)} (geom, name, date, category, actor)"
        db.executemany(f"{into} VALUES (?, ?, ?, ?, ?)", [(row, *ROW) for row in rows])
    db.executescript(sql)
    db.commit()
    made = db.serialize()
    db.close()
    return made


def plain(sql: str) -> bytes:
    """Return an SQLite file that is no GeoPackage."""
    db = sqlite3.connect(":memory:")
    db.executescript(sql)
    made = db.serialize()
    db.close()
    return made


def view(select: str) -> bytes:
    """Return a GeoPackage whose only layer is a view."""
    return package(table="", sql=f"CREATE VIEW areas AS {select}; {registered('areas')}")


def _tampered(offset: int, by: bytes) -> bytes:
    whole = bytearray(package())
    whole[offset : offset + len(by)] = by
    return bytes(whole)


HEX = BOX.hex()
METRES = blob(wkb(ring(3_896_182.0, 6_621_293.0, 22_264.0, 35_500.0)), srs=3857)
COUNT = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"
BILLION = struct.pack("<BII", 1, 3, 1) + struct.pack("<I", 2**31 - 1)

GOOD = [
    accept("good.gpkg", "one layer of two areas", package([BOX, BOX_2]), stored=2),
    accept("empty_layer.gpkg", "a layer of nothing", package([]), stored=0),
    accept("two_layers.gpkg", "two layers: both, or ask", lambda _: package(sql=
        f"CREATE TABLE more (fid INTEGER PRIMARY KEY, geom BLOB, {COLUMNS}); {registered('more')}"
        f"INSERT INTO more (geom, name) VALUES (x'{HEX}', 'b')"), also="reject", stored=2),
    accept("table_beside.gpkg", "a table without places beside the layer", package(sql=
        "CREATE TABLE notes (fid INTEGER PRIMARY KEY, a TEXT); INSERT INTO gpkg_contents VALUES"
        f" ('notes', 'attributes', 'notes', '', '{DAY}', NULL, NULL, NULL, NULL, 0)"),
        also="repair", stored=1),
    accept("heights.gpkg", "an area with heights", package([blob(shapely.to_wkb(Polygon(
        [(*corner, 120) for corner in ring()]), byte_order=1, flavor="iso"))]), also="repair",
        stored=1),
    accept("markup.gpkg", "the layer's name is markup and a template",
           package(table="<b>{{7*191}}</b>"), stored=1),
    accept("quotes.gpkg", "the layer's name is SQL", package(table="a\"'; DROP TABLE areas; --"),
           also="reject", stored=1),
    accept("application.gpkg", "another application's number, as early writers left it",
           package(application=0), also="reject repair", stored=1),
    accept("wal.gpkg", "says that it has a log beside it, and has none", _tampered(18, b"\x02\x02"),
           also="reject repair", stored=1),
    accept("values.gpkg", "values of every kind in a column of text", package(
        [BOX] * 4, sql="UPDATE areas SET date = CASE fid WHEN 1 THEN 5 WHEN 2 THEN 2.5 WHEN 3"
        " THEN x'00ff' ELSE NULL END"), also="repair", stored=4),
    repair("mercator.gpkg", "web Mercator, and it says so", package([METRES], srs=3857),
           also="reject", stored=1),
]  # fmt: skip

BROKEN = [
    reject("plain_db.gpkg", "SQLite without a word of GeoPackage",
           plain("CREATE TABLE areas (fid INTEGER, geom BLOB)"), says="geopackage"),
    reject("no_layer.gpkg", "a GeoPackage without a layer", package(table="")),
    reject("column_missing.gpkg", "the layer lacks the column that it names",
           package(sql="ALTER TABLE areas DROP COLUMN geom"), says="geom"),
    reject("no_columns_table.gpkg", "the list of geometry columns is missing",
           package(sql="DROP TABLE gpkg_geometry_columns")),
    reject("no_table.gpkg", "the layer's table is missing", package(sql="DROP TABLE areas"),
           says="areas"),
    reject("srs_missing.gpkg", "a system that the file does not have", package(srs=999999),
           also="accept repair", stored=1),
    reject("srs_lies.gpkg", "says web Mercator of degrees", package(srs=3857), also="accept repair",
           stored=1),
    accept("srs_undefined.gpkg", "no system at all: degrees, to look at them", package(srs=0),
           also="reject repair", stored=1),
    reject("srs_differs.gpkg", "the layer says degrees, each geometry says metres",
           package([METRES]), also="repair"),
    repair("blob_amid.gpkg", "a broken geometry amid good ones", package([BOX, BOX[:30], BOX_2]),
           also="reject", stored=2),
    repair("blob_magic.gpkg", "a geometry that begins otherwise, and a good one",
           package([blob(wkb(ring()), magic=b"XX"), BOX]), also="reject", stored=1),
    repair("blob_bare.gpkg", "bare well-known binary, as some programs write it, and a good one",
           package([wkb(ring()), BOX]), also="reject accept"),
    reject("blob_text.gpkg", "WKT in place of geometries", package(["POLYGON((35 51))"]),
           also="repair"),
    reject("blob_points.gpkg", "a ring that claims two billion points: nothing is set aside",
           package([blob(BILLION)])),
    reject("blob_flags.gpkg", "an envelope of a kind that does not exist",
           package([blob(wkb(ring()), flags=0x0F)]), also="accept repair", stored=1),
    reject("blob_nan.gpkg", "a point of NaN, which means empty",
           package([blob(shapely.to_wkb(Point(float("nan"), float("nan"))), flags=0x11)],
                   kind="POINT")),
    repair("null_amid.gpkg", "a row without a geometry amid good ones",
           package([BOX, None, BOX_2]), also="accept", stored=2),
    reject("star.gpkg", "a star of 4,001 points",
           lambda _: package([blob(wkb(star(4001, 2000)))])),
    reject("cut.gpkg", "the first half", lambda _: package()[: len(package()) // 2]),
    reject("cut_head.gpkg", "50 bytes", package()[:50]),
    reject("page_size.gpkg", "pages of 3 bytes", _tampered(16, b"\x00\x03")),
    reject("garbage.gpkg", "a good head and garbage for tables",
           lambda _: package()[:100] + b"\xa5" * (len(package()) - 100)),
    reject("page.gpkg", "a web page in place of the file", "<html><body>404</body></html>",
           says="html"),
]  # fmt: skip

SQL = [
    reject("view_schema.gpkg", "a layer that is a view of the file's own plan",
           view("SELECT 1 AS fid, sql AS geom, name FROM sqlite_master"), also="accept repair",
           stored=0),
    accept("view.gpkg", "a layer that is a harmless view", package(sql=
        "CREATE VIEW seen AS SELECT fid, geom, name FROM areas;" + registered("seen")),
        also="repair reject"),
    reject("view_endless.gpkg", "a view of more rows than there are: it never ends",
           view(f"{COUNT} SELECT n AS fid, x'{HEX}' AS geom FROM c")),
    reject("view_slow.gpkg", "a view whose first row never comes",
           view(f"{COUNT} SELECT n AS fid, x'{HEX}' AS geom FROM c WHERE n < 0")),
    reject("view_large.gpkg", "a view of 100 rows of 900 MB each",
           view(f"{COUNT} SELECT n AS fid, x'{HEX}' AS geom, zeroblob(900000000) AS note FROM c"
                " LIMIT 100")),
    reject("view_extension.gpkg", "a view that loads a program",
           view(f"SELECT 1 AS fid, x'{HEX}' AS geom, load_extension('/tmp/ran') AS a")),
    reject("view_files.gpkg", "a view with the functions of the sqlite shell for files",
           lambda scene: view(f"SELECT 1 AS fid, x'{HEX}' AS geom, readfile('{scene.canary}') AS a,"
                              f" writefile('{scene.marker}', 'a') AS b"), also="repair"),
    accept("trigger.gpkg", "triggers that would empty the layer on any write", package(sql=
        "CREATE TRIGGER a AFTER UPDATE ON gpkg_contents BEGIN DELETE FROM areas; END;"
        "CREATE TRIGGER b AFTER INSERT ON areas BEGIN DELETE FROM areas; END;"), also="repair",
        stored=1),
    accept("generated.gpkg", "a column that SQLite works out", package(
        columns=f"{COLUMNS}, twice TEXT AS (name || name)"), also="repair", stored=1),
    reject("plan.gpkg", "a plan of the tables that is no SQL", package(sql=
        "PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql = 'CREATE TABLE areas (' "
        "WHERE name = 'areas'")),
]  # fmt: skip

RECIPES = [*GOOD, *BROKEN, *SQL]
