"""Whether a store is whole: each row answered for, each content what it was, each guard there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from sqlalchemy import Connection, Engine, text

from geo.clock import TimePrecision, parse_when
from geo.errors import GeoError
from geo.models import Category, ControlArea, Edition, Kind
from geo.store import geopackage, records, schema
from geo.store.blobs import read_blob
from geo.store.history import digest_of, entry_hash
from geo.store.prepared import content_hash, unpack


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    where: str
    sentence: str


def check(engine: Engine) -> list[Finding]:
    """Return all that is wrong with a store; nothing if it is whole.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of a store that opens.

    Notes
    -----
    The newest entries and the rows that they added could be cut off together without a trace; to
    notice that, keep the number and hash of the latest entry elsewhere, as ``geo check`` prints
    them.
    """
    with engine.connect() as connection:
        findings = list(_file(connection))
        if findings:
            return findings  # what follows would only stumble over it
        return [*_guards(connection), *_history(connection), *_contents(connection)]


def _file(connection: Connection) -> Iterator[Finding]:
    for row in connection.execute(text("PRAGMA integrity_check(20)")):
        if row[0] != "ok":
            yield Finding("file", f"The file is damaged: {row[0]}. Restore a backup.")
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield Finding(
            str(row[0]), f"Row {row[1]} of {row[0]} names a row of {row[2]} that is gone."
        )


def _guards(connection: Connection) -> Iterator[Finding]:
    mode = connection.execute(text("PRAGMA journal_mode")).scalar()
    if mode != "wal":
        yield Finding("file", f"The journal mode is {mode}, not WAL. Open it with Salient once.")
    if connection.execute(text("PRAGMA application_id")).scalar() != geopackage.APPLICATION_ID:
        yield Finding("file", "The file is not marked as a GeoPackage any more.")
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    found = {row.name: row.sql for row in rows}
    for name, sql in schema.triggers().items():
        if found.get(name) != sql:
            yield Finding(
                name, f"The guard {name} is missing or was changed: rows could be altered."
            )
    for table, _, _ in schema.LAYERS:
        listed = connection.execute(
            text("SELECT count(*) FROM gpkg_geometry_columns WHERE table_name = :t"), {"t": table}
        ).scalar()
        if not listed:
            yield Finding(table, f"The layer {table} is not listed for GIS programs.")


def _history(connection: Connection) -> Iterator[Finding]:
    previous, number = "", 0
    reached = {table.name: 0 for table in schema.APPEND_ONLY}
    for row in connection.execute(schema.history.select().order_by(schema.history.c.id)).all():
        said = f"Entry {row.id} of the history ({row.action}, {row.at})"
        number += 1
        if row.id != number:
            yield Finding("history", f"{said} follows a gap: entries were removed.")
            number = row.id
        if row.previous != previous:
            yield Finding("history", f"{said} does not follow the one before it.")
        if row.hash != entry_hash(dict(row._mapping)):
            yield Finding("history", f"{said} was changed after it was written.")
        previous = row.hash
        try:
            spans = {name: (int(a), int(b)) for name, (a, b) in json.loads(row.rows).items()}
        except (ValueError, TypeError, AttributeError):
            yield Finding("history", f"{said} does not say for which rows it answers.")
            continue
        for name, (first, last) in spans.items():
            if name not in reached or first != reached[name] + 1:
                yield Finding(
                    name, f"{said} does not go on where rows of {name} were answered for."
                )
            reached[name] = last
        known = {name: span for name, span in spans.items() if name in reached}
        if digest_of(connection, known) != row.digest:
            tables = ", ".join(sorted(known))
            yield Finding(tables, f"{said}: a row of {tables} is not what it added.")
    for name, last in reached.items():
        top = int(connection.execute(text(f"SELECT max(rowid) FROM {name}")).scalar() or 0)
        lowest = connection.execute(text(f"SELECT min(rowid) FROM {name}")).scalar()
        if top > last or (lowest is not None and lowest < 1):
            yield Finding(
                name, f"Rows of {name} were added that no entry of the history answers for."
            )


def _contents(connection: Connection) -> Iterator[Finding]:
    for number in connection.execute(text("SELECT id FROM blobs ORDER BY id")).scalars().all():
        try:
            read_blob(connection, number)
        except GeoError as error:
            yield Finding("blobs", str(error))
    sources = {row.id: records.source_from(row) for row in
               connection.execute(schema.sources.select()).all()}  # fmt: skip
    for row in connection.execute(schema.editions.select()).all():
        name = f"The edition of {row.source_id} as of {row.as_of}"
        try:
            words, keys = unpack(read_blob(connection, row.areas))
            shapes = shapely.from_wkb(keys)
            precision: TimePrecision = row.time_precision
            edition = Edition(
                source=sources[row.source_id],
                as_of=parse_when(row.as_of)[0],
                time_precision=precision,
                areas=[
                    ControlArea(
                        category=Category(c), actor=a, kind=Kind(k), geometry=g, label=label
                    )
                    for (c, a, k, label), g in zip(words, shapes, strict=True)
                ],
            )
        except (GeoError, ValueError, KeyError, shapely.errors.ShapelyError) as error:
            yield Finding("editions", f"{name} cannot be read: {error}")
            continue
        if content_hash(edition, keys) != row.content_hash:
            yield Finding("editions", f"{name} does not hold what its hash says.")
        coords = shapely.get_coordinates(shapes)
        if not shapely.is_valid(shapes).all() or not bool((np.abs(coords) <= (180, 90)).all()):
            yield Finding("editions", f"{name} has an area that is not valid or not on the globe.")
