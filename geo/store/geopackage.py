"""What makes an SQLite file a GeoPackage: headers, required tables, geometry blobs.

Format: OGC 12-128r19, GeoPackage Encoding Standard 1.4.
"""

from __future__ import annotations

import struct

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

APPLICATION_ID = 0x47504B47
"""``GPKG`` in ASCII, clause 1.1.1.1.1."""
USER_VERSION = 10400
"""GeoPackage keeps its own version here, so the schema's version lives in ``salient_meta``."""
SRS_ID = 4326

_WKT_4326 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)

_REQUIRED_TABLES = (
    """CREATE TABLE gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
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
        CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
)


def create_required_tables(connection: Connection) -> None:
    """Write the tables and reference systems that every GeoPackage has."""
    for statement in _REQUIRED_TABLES:
        connection.execute(text(statement))
    rows = [
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined"),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined"),
        ("WGS 84 geodetic", SRS_ID, "EPSG", SRS_ID, _WKT_4326),
    ]
    for name, srs_id, organization, code, definition in rows:
        connection.execute(
            text(
                "INSERT INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, "
                "organization_coordsys_id, definition) VALUES (:n, :i, :o, :c, :d)"
            ),
            {"n": name, "i": srs_id, "o": organization, "c": code, "d": definition},
        )


def register_layer(
    connection: Connection, table: str, geometry_type: str, description: str
) -> None:
    """List a table or view with a ``geom`` column as a feature layer."""
    connection.execute(
        text(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) "
            "VALUES (:t, 'features', :t, :d, :s)"
        ),
        {"t": table, "d": description, "s": SRS_ID},
    )
    connection.execute(
        text(
            "INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, "
            "srs_id, z, m) VALUES (:t, 'geom', :g, :s, 0, 0)"
        ),
        {"t": table, "g": geometry_type, "s": SRS_ID},
    )


def widen_extent(
    connection: Connection, table: str, bounds: tuple[float, float, float, float]
) -> None:
    """Let a layer's recorded extent cover these bounds (west, south, east, north) as well."""
    x0, y0, x1, y1 = map(float, bounds)
    connection.execute(
        text(
            "UPDATE gpkg_contents SET min_x = min(coalesce(min_x, :x0), :x0), "
            "min_y = min(coalesce(min_y, :y0), :y0), max_x = max(coalesce(max_x, :x1), :x1), "
            "max_y = max(coalesce(max_y, :y1), :y1), "
            "last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE table_name = :t"
        ),
        {"t": table, "x0": x0, "y0": y0, "x1": x1, "y1": y1},
    )


def to_blob(geometry: BaseGeometry, wkb: bytes) -> bytes:
    """Wrap little-endian WKB in the header of clause 2.1.3, envelope included.

    Parameters
    ----------
    geometry : shapely geometry
        WGS84; gives the envelope.
    wkb : bytes
        The same geometry as :func:`geo.geometry.geometry_key` writes it.
    """
    x0, y0, x1, y1 = geometry.bounds
    # Flags 0b0000_0011: little-endian, envelope of kind 1 (xy), not empty.
    header = struct.pack("<2sBBi4d", b"GP", 0, 0b0000_0011, SRS_ID, x0, x1, y0, y1)
    return header + wkb


def from_blob(blob: bytes) -> BaseGeometry:
    """Read a blob that :func:`to_blob` wrote."""
    return shapely.from_wkb(blob[struct.calcsize("<2sBBi4d") :])
