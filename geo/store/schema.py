"""Tables of the store, version 5, and what holds them append-only.

What is stored is added and never changed; what is undone is marked so in a table of its own. The
tables of DERIVED can be made again from the others at any time, and are replaced.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)

from geo.events import EVENT_COLUMNS
from geo.store.columns import SERVER, Geometry, Text

SCHEMA_VERSION = 5

EVENT_NUMBERS = ("lon", "lat", "start", "end", "fatalities")
"""Columns of an event that may be unknown."""

metadata = MetaData()


def _spatial(table: str) -> Index:
    """Return the index by which PostGIS answers where; SQLite has none of the kind."""
    return Index(f"ix_{table}_geom", "geom", postgresql_using="gist").ddl_if(dialect=SERVER)


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

# An import that is named here is undone: nothing of it is handed out any more.
undos = Table(
    "undos",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("import_id", ForeignKey("imports.id"), nullable=False, unique=True),
    Column("undone_at", Text, nullable=False),
    Column("undone_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

# Content that repeats what came before it: packed against the blob named in ``base``.
blobs = Table(
    "blobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("base", ForeignKey("blobs.id")),
    Column("depth", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("ix_blobs_stream", "kind", "stream"),
    Index("ix_blobs_sha256", "sha256"),
)

editions = Table(
    "editions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("import_id", ForeignKey("imports.id"), nullable=False),
    Column("as_of", Text, nullable=False),
    Column("time_precision", Text, nullable=False),
    Column("content_hash", Text, nullable=False, index=True),
    Column("areas", ForeignKey("blobs.id"), nullable=False),
    Column("file", Text, nullable=False),
    Column("original", ForeignKey("blobs.id")),
    Index("ix_editions_source", "source_id", "as_of"),
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

events = Table(
    "events",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("geom", Geometry("POINT", envelope=False)),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("import_id", ForeignKey("imports.id"), nullable=False),
    Column("row", Text, nullable=False),
    Column("content", Text, nullable=False),  # hash of what the event says
    *(Column(name, Text, nullable=False) for name in EVENT_COLUMNS if name not in EVENT_NUMBERS),
    Column("lon", Double),
    Column("lat", Double),
    Column("start", Text),
    Column("end", Text),
    Column("fatalities", Integer().with_variant(BigInteger, SERVER)),
    Index("ix_events_id", "source_id", "id"),
    _spatial("events"),
)

places = Table(
    "places",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("id", Text, nullable=False, index=True),
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
    Column("geom", Geometry("POINT"), nullable=False),
    _spatial("places"),
)

claims = Table(
    "claims",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("id", Text, nullable=False, index=True),
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
    Column("claim_id", Text, nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("set_at", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

# On what a status rests, where the person who set it said so.
status_evidence = Table(
    "status_evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("status_id", ForeignKey("claim_statuses.id"), nullable=False, index=True),
    Column("evidence", Text, nullable=False),
)

# What a person settled about claims: grades, groups, ties, names; the latest version counts.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("set_at", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    UniqueConstraint("kind", "subject", "version"),
)

# How a person said that a table of columns is to be read; the latest version is used.
mappings = Table(
    "mappings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("saved_at", Text, nullable=False),
    Column("saved_by", Text, nullable=False),
    UniqueConstraint("name", "version"),
)

# Which role was given to whom; an empty one takes it away, and the latest row counts.
roles = Table(
    "roles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", Text, nullable=False, index=True),  # an e-mail address, or issuer and subject
    Column("role", Text, nullable=False),
    Column("set_at", Text, nullable=False),
    Column("set_by", Text, nullable=False),
)

# Who took up a role that was given to an e-mail address; from then on it is that account's alone.
people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("email", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("role_id", ForeignKey("roles.id"), nullable=False),
    Column("seen_at", Text, nullable=False),
)

# One entry for each transaction that changed what is handed out; each holds the hash of the last.
history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("rows", Text, nullable=False),  # by table, from which to which row it added
    Column("digest", Text, nullable=False),  # of these rows
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

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

# The layer that a person opens in QGIS: the latest edition of each source.
control_areas = Table(
    "control_areas",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("geom", Geometry("MULTIPOLYGON"), nullable=False),
    Column("category", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("as_of", Text, nullable=False),
    Column("time_precision", Text, nullable=False),
    Column("source", Text, nullable=False, index=True),
    Column("attribution", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    _spatial("control_areas"),
)

event_sets = Table(
    "event_sets",
    metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("first", Text),
    Column("last", Text),
    Column("revision", Text, nullable=False),
)

DERIVED = (timelines, steps, control_areas, event_sets)

APPEND_ONLY = (
    sources, imports, undos, blobs, editions, edition_areas, events, places, claims,
    claim_statuses, mappings, status_evidence, reviews, roles, people,
)  # fmt: skip
"""Tables whose rows the history answers for."""

LAYERS = (
    ("control_areas", "MULTIPOLYGON", "Control areas of the latest edition of each source"),
    ("events", "POINT", "Events of every import, undone ones too"),
    ("places", "POINT", "Gazetteer places"),
)
