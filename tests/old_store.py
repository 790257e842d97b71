"""Stores as versions 1 to 4 of Salient laid them out, with the content of a store of today."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from geo.clock import to_rfc3339
from geo.geometry import geometry_key
from geo.store import Store
from geo.store.geopackage import to_blob

_KEPT = ("gpkg_spatial_ref_sys", "sources", "imports")
_LAYOUT = """
CREATE TABLE salient_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
 identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT
 (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
 srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
 geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
 CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name));
CREATE TABLE editions (id INTEGER NOT NULL PRIMARY KEY, source_id VARCHAR NOT NULL REFERENCES
 sources (id), import_id INTEGER NOT NULL REFERENCES imports (id), as_of TEXT NOT NULL,
 time_precision TEXT NOT NULL, content_hash TEXT NOT NULL, UNIQUE (source_id, as_of));
CREATE TABLE shapes (id INTEGER NOT NULL PRIMARY KEY, hash TEXT NOT NULL UNIQUE, geom BLOB NOT
 NULL);
CREATE TABLE area_rows (id INTEGER NOT NULL PRIMARY KEY, edition_id INTEGER NOT NULL REFERENCES
 editions (id), shape_id INTEGER NOT NULL REFERENCES shapes (id), category TEXT NOT NULL,
 actor TEXT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL);
CREATE INDEX ix_area_rows_edition_id ON area_rows (edition_id);
CREATE TABLE edition_areas (edition_id INTEGER NOT NULL REFERENCES editions (id), category TEXT NOT
 NULL, actor TEXT NOT NULL, kind TEXT NOT NULL, km2 DOUBLE NOT NULL,
 PRIMARY KEY (edition_id, category, actor, kind));
CREATE TABLE places (fid INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, import_id INTEGER
 NOT NULL REFERENCES imports (id), name TEXT NOT NULL, name_uk TEXT NOT NULL, name_ru TEXT NOT NULL,
 alternates TEXT NOT NULL, feature_code TEXT NOT NULL, country TEXT NOT NULL, admin1 TEXT NOT NULL,
 origin TEXT NOT NULL, lon DOUBLE NOT NULL, lat DOUBLE NOT NULL, geom BLOB NOT NULL);
CREATE TABLE claims (id TEXT NOT NULL PRIMARY KEY, source_id VARCHAR NOT NULL REFERENCES sources
 (id), import_id INTEGER NOT NULL REFERENCES imports (id), claimant TEXT NOT NULL, side TEXT NOT
 NULL, claim_class TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE claim_statuses (id INTEGER NOT NULL PRIMARY KEY, claim_id VARCHAR NOT NULL REFERENCES
 claims (id), status TEXT NOT NULL, set_at TEXT NOT NULL, set_by TEXT NOT NULL, reason TEXT NOT
 NULL);
CREATE INDEX ix_claim_statuses_claim_id ON claim_statuses (claim_id);
CREATE VIEW control_areas AS SELECT area_rows.id AS OGC_FID, shapes.geom AS geom,
 area_rows.category FROM area_rows JOIN shapes ON shapes.id = area_rows.shape_id;
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES
 ('control_areas', 'features', 'control_areas', 4326), ('places', 'features', 'places', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('control_areas', 'geom', 'MULTIPOLYGON', 4326, 0, 0),
 ('places', 'geom', 'POINT', 4326, 0, 0);
"""
_SINCE_2 = """
CREATE TABLE timelines (source_id VARCHAR NOT NULL PRIMARY KEY REFERENCES sources (id),
 hash TEXT NOT NULL, editions TEXT NOT NULL, payload BLOB NOT NULL);
CREATE INDEX ix_timelines_hash ON timelines (hash);
CREATE TABLE steps (content_hash TEXT NOT NULL PRIMARY KEY, previous TEXT NOT NULL, figures TEXT NOT
 NULL);
"""
_WITHOUT = {
    "3": ("people", "roles", "reviews", "status_evidence"),
    "4": ("people", "roles"),
}
_GUARDED = (
    "sources", "imports", "editions", "shapes", "area_rows", "edition_areas", "places", "claims",
    "claim_statuses",
)  # fmt: skip


def make_old_store(path: Path, store: Store, file: Path, version: str) -> None:
    """Write the content of a store into a new file, in the layout of an older version."""
    if version in _WITHOUT:
        _without_tables(path, file, version)
        return
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA application_id = 1196444487")
        db.execute("PRAGMA user_version = 10400")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("ATTACH ? AS today", (str(file),))
        for (sql,) in db.execute(
            "SELECT sql FROM today.sqlite_master WHERE type = 'table' AND name IN (?, ?, ?)", _KEPT
        ).fetchall():
            db.execute(sql)
        db.executescript(_LAYOUT + (_SINCE_2 if version == "2" else ""))
        for table in (*_KEPT, "edition_areas", "claim_statuses"):
            db.execute(f"INSERT INTO {table} SELECT * FROM today.{table}")
        for table in ("places", "claims", "editions"):
            names = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
            db.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM today.{table}")
        for record in store.editions():
            (number,) = db.execute(
                "SELECT id FROM main.editions WHERE source_id = ? AND as_of = ?",
                (record.source.id, to_rfc3339(record.as_of)),
            ).fetchone()
            for row in store.areas(record.content_hash).itertuples():
                key = geometry_key(row.geometry)
                digest = hashlib.sha256(key).hexdigest()
                db.execute(
                    "INSERT OR IGNORE INTO shapes (hash, geom) VALUES (?, ?)",
                    (digest, to_blob(row.geometry, key)),
                )
                db.execute(
                    "INSERT INTO area_rows (edition_id, shape_id, category, actor, kind, label) "
                    "SELECT ?, id, ?, ?, ?, ? FROM shapes WHERE hash = ?",
                    (number, row.category, row.actor, row.kind, row.label, digest),
                )
        for table in _GUARDED:
            for verb in ("UPDATE", "DELETE"):
                db.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        db.execute("INSERT INTO salient_meta VALUES ('schema_version', ?)", (version,))
        db.commit()
        db.execute("DETACH today")


def _without_tables(path: Path, file: Path, version: str) -> None:
    with closing(sqlite3.connect(file)) as today, closing(sqlite3.connect(path)) as db:
        today.backup(db)
        for table in _WITHOUT[version]:
            db.execute(f"DROP TABLE {table}")
        db.execute("UPDATE salient_meta SET value = ? WHERE key = 'schema_version'", (version,))
        db.commit()
