"""GeoPackages of strangers: opened in memory, read only, and without running what is in them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from pyproj import Transformer

from geo.errors import InvalidGeometry, SourceParseError
from geo.geometry import CRS
from geo.sources.crs import transformer_from
from geo.sources.features import FeatureRows, Reading
from geo.sources.limits import Limits
from geo.sources.wkb import geometry_of_wkb

_READ = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_UNDEFINED = (0, -1)
_AUTHORITY = re.compile(r"[A-Za-z0-9_]{1,20}")


def read_geopackage(data: bytes, limits: Limits) -> Reading:
    """Read the features of every layer of a GeoPackage.

    Parameters
    ----------
    data : bytes
        An SQLite file; a log beside it (WAL) is not part of it.
    limits : Limits

    Returns
    -------
    Reading
        Rows are called by layer and number.

    Raises
    ------
    SourceParseError
        If it is no GeoPackage, damaged, or a layer is not what its own tables say.

    Notes
    -----
    OGC 12-128r19. Views, triggers, virtual tables and functions of the file are never run: an
    authorizer lets only tables be read.
    """
    whole = bytearray(data)
    if len(whole) < 100:
        raise SourceParseError("is an SQLite file that is cut short. Get it once more.")
    whole[18:20] = b"\x01\x01"  # a file in WAL mode opens in memory as one without a log
    rows = FeatureRows("GeoPackage", limits)
    systems = {CRS}
    with closing(sqlite3.connect(":memory:")) as db:
        try:
            db.deserialize(bytes(whole))
            for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
                db.execute(f"PRAGMA {pragma}")
            faults = [row[0] for row in db.execute("PRAGMA quick_check(1)")]
            if faults != ["ok"]:
                raise SourceParseError(f"is damaged: {faults[0]}. Get it once more.")
            db.set_authorizer(_only_reading)
            layers = list(_layers(db))
            for table, column, srs in layers:
                to_degrees, code = _system(db, srs, rows)
                systems.add(code)
                _read_layer(db, rows, table, column, srs, to_degrees, limits, len(layers) > 1)
        except sqlite3.Error as error:
            raise SourceParseError(
                f"is an SQLite file that cannot be read ({error}). Save it anew from a GIS."
            ) from error
        except OverflowError as error:
            raise SourceParseError(f"is too large for SQLite in memory ({error}).") from error
    systems.discard(CRS)
    return rows.close(", ".join(sorted(systems)) or CRS)


def _only_reading(
    action: int, _what: str | None, _more: str | None, _db: str | None, inside: str | None
) -> int:
    # ``inside`` names the view or trigger on whose behalf the action is asked for.
    return sqlite3.SQLITE_OK if action in _READ and inside is None else sqlite3.SQLITE_DENY


def _layers(db: sqlite3.Connection) -> Iterator[tuple[str, str, int]]:
    plan = {name: sql or "" for name, sql in db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table'")}  # fmt: skip
    for needed in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"):
        if needed not in plan:
            raise SourceParseError(
                f"is an SQLite file, but no GeoPackage: it has no table {needed}. Save it as "
                "GeoPackage from a GIS."
            )
    found = db.execute(
        "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents AS c, "
        "gpkg_geometry_columns AS g WHERE c.table_name = g.table_name "
        "AND c.data_type = 'features' ORDER BY c.rowid"
    ).fetchall()
    if not found:
        raise SourceParseError("is a GeoPackage without a layer of features.")
    for table, column, srs in found:
        if table not in plan or plan[table].upper().startswith("CREATE VIRTUAL"):
            raise SourceParseError(
                f"lists the layer {str(table)[:80]!r}, which is no table in it; views and virtual "
                "tables are not run. Save the layer as a table from a GIS."
            )
        yield str(table), str(column), srs if isinstance(srs, int) else 0


def _system(db: sqlite3.Connection, srs: int, rows: FeatureRows) -> tuple[Transformer | None, str]:
    if srs == 4326:
        return None, CRS
    if srs in _UNDEFINED:
        rows.doubt("It names no coordinate system; its numbers are taken for degrees.")
        return None, CRS
    named = db.execute(
        "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
        (srs,),
    ).fetchone()
    who, number = named or (None, None)
    if not isinstance(who, str) or not _AUTHORITY.fullmatch(who) or not isinstance(number, int):
        raise SourceParseError(
            f"is in the coordinate system {srs}, of which it has no code of a registry. Save it in "
            "longitude and latitude (EPSG:4326)."
        )
    code = f"{who.upper()}:{number}"
    return (None, CRS) if code == CRS else (transformer_from(code), code)


def _read_layer(
    db: sqlite3.Connection,
    rows: FeatureRows,
    table: str,
    column: str,
    srs: int,
    to_degrees: Transformer | None,
    limits: Limits,
    several: bool,
) -> None:
    quoted = '"' + table.replace('"', '""') + '"'
    cursor = db.execute(f"SELECT * FROM {quoted}")
    names = [about[0] for about in cursor.description]
    if column not in names:
        raise SourceParseError(
            f"says that the layer {table[:80]!r} keeps its geometries in {column[:80]!r}, and it "
            "has no such column."
        )
    place = names.index(column)
    for number, values in enumerate(cursor, start=1):
        row = f"{table}, row {number}" if several else f"feature {number}"
        properties = {n: v for n, v in zip(names, values, strict=True) if n != column}
        try:
            geometry = _geometry(values[place], srs, limits)
        except InvalidGeometry as error:
            rows.leave_out(row, str(error))
            continue
        rows.add(row, geometry, properties, layer=table, to_degrees=to_degrees)


def _geometry(blob: Any, srs: int, limits: Limits) -> Any:
    """Return the geometry of a blob of clause 2.1.3; None if it is empty or there is none."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        raise InvalidGeometry("has a geometry that is no GeoPackage binary")
    flags = blob[3]
    own = int.from_bytes(blob[4:8], "little" if flags & 1 else "big", signed=True)
    envelope = _ENVELOPES.get(flags >> 1 & 7)
    if envelope is None or flags & 0x20:
        raise InvalidGeometry("has a geometry with a header that no GeoPackage has")
    if flags & 0x10:
        return None
    if own != srs and own not in _UNDEFINED:
        raise InvalidGeometry(
            f"says that it is in the coordinate system {own}, and its layer in {srs}"
        )
    return geometry_of_wkb(blob[8 + envelope :], limits)
