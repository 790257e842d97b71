"""Tables of the store, version 2, and what holds them append-only."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from geo.store import geopackage

SCHEMA_VERSION = 2

metadata = MetaData()

meta = Table(
    "salient_meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("attribution", Text, nullable=False),
    Column("redistribution", Boolean, nullable=False),
    Column("terms", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("opens_at", Text),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("report", Text, nullable=False),
)

editions = Table(
    "editions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("import_id", ForeignKey("imports.id"), nullable=False),
    Column("as_of", Text, nullable=False),
    Column("time_precision", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    UniqueConstraint("source_id", "as_of"),
)

# A geometry is kept once, however many editions repeat it (DESIGN: editions repeat themselves).
shapes = Table(
    "shapes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", Text, nullable=False, unique=True),
    Column("geom", LargeBinary, nullable=False),
)

area_rows = Table(
    "area_rows",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition_id", ForeignKey("editions.id"), nullable=False, index=True),
    Column("shape_id", ForeignKey("shapes.id"), nullable=False),
    Column("category", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
)

# Dissolved area per key, so that a list of editions needs no geometry.
edition_areas = Table(
    "edition_areas",
    metadata,
    Column("edition_id", ForeignKey("editions.id"), primary_key=True),
    Column("category", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("km2", Double, nullable=False),
)

places = Table(
    "places",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("import_id", ForeignKey("imports.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("name_uk", Text, nullable=False),
    Column("name_ru", Text, nullable=False),
    Column("alternates", Text, nullable=False),
    Column("feature_code", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("admin1", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("lon", Double, nullable=False),
    Column("lat", Double, nullable=False),
    Column("geom", LargeBinary, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("import_id", ForeignKey("imports.id"), nullable=False),
    Column("claimant", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("claim_class", Text, nullable=False),
    Column("body", Text, nullable=False),
)

# A status is added, never changed: who set it, when and why stands beside it.
claim_statuses = Table(
    "claim_statuses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claims.id"), nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("set_at", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

# What follows from the editions and can be made again: replaced, not appended to. Since version 2.
timelines = Table(
    "timelines",
    metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("hash", Text, nullable=False, index=True),
    Column("editions", Text, nullable=False),  # content hashes, JSON, by time
    Column("payload", LargeBinary, nullable=False),
)

steps = Table(
    "steps",
    metadata,
    Column("content_hash", Text, primary_key=True),  # of the edition to which the step leads
    Column("previous", Text, nullable=False),  # content hash; empty before the first
    Column("figures", Text, nullable=False),
)

DERIVED = (timelines, steps)

# The layer that a person opens in QGIS: every area with its words beside its geometry.
_CONTROL_AREAS = """
CREATE VIEW control_areas AS
SELECT area_rows.id AS OGC_FID, shapes.geom AS geom, area_rows.category, area_rows.actor,
       area_rows.kind, area_rows.label, editions.as_of, editions.time_precision,
       sources.id AS source, sources.attribution, sources.licence, sources.synthetic
FROM area_rows
JOIN shapes ON shapes.id = area_rows.shape_id
JOIN editions ON editions.id = area_rows.edition_id
JOIN sources ON sources.id = editions.source_id
"""

_APPEND_ONLY = (
    sources, imports, editions, shapes, area_rows, edition_areas, places, claims, claim_statuses,
)  # fmt: skip


def create(connection: Connection) -> None:
    """Lay out an empty store inside the transaction of ``connection``."""
    geopackage.create_required_tables(connection)
    metadata.create_all(connection)
    connection.execute(text(_CONTROL_AREAS))
    geopackage.register_layer(
        connection, "control_areas", "MULTIPOLYGON", "Control areas of every edition"
    )
    geopackage.register_layer(connection, "places", "POINT", "Gazetteer places")
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} "
                    f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
                )
            )
    connection.execute(meta.insert(), {"key": "schema_version", "value": str(SCHEMA_VERSION)})


def upgrade(connection: Connection, version: str) -> None:
    """Bring a store of an older version to this one, inside the transaction of ``connection``."""
    if version == "1":
        metadata.create_all(connection, tables=DERIVED)
        connection.execute(meta.update().values(value="2").where(meta.c.key == "schema_version"))
