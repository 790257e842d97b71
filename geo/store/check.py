"""Whether a store is whole: each row answered for, each content what it was, each guard there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from sqlalchemy import Connection, Engine, func, select

from geo.clock import TimePrecision, parse_when
from geo.errors import GeoError
from geo.models import Category, ControlArea, Edition, Kind
from geo.store import records, schema
from geo.store.backend import backend_of
from geo.store.blobs import read_blob
from geo.store.columns import row_number
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
        return findings_of(connection)


def findings_of(connection: Connection) -> list[Finding]:
    """Return all that is wrong with a store as one transaction sees it."""
    backend = backend_of(connection)
    findings = [Finding(*fault) for fault in backend.damage(connection)]
    if findings:
        return findings  # what follows would only stumble over it
    weak = [Finding(*fault) for fault in backend.weaknesses(connection)]
    return [*weak, *_history(connection), *_contents(connection)]


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
        table = schema.metadata.tables[name]
        own = row_number(table)
        lowest, top = connection.execute(
            select(func.min(own), func.max(own)).select_from(table)
        ).one()
        if (top or 0) > last or (lowest is not None and lowest < 1):
            yield Finding(
                name, f"Rows of {name} were added that no entry of the history answers for."
            )


def _contents(connection: Connection) -> Iterator[Finding]:
    for number in connection.execute(select(schema.blobs.c.id).order_by("id")).scalars().all():
        try:
            read_blob(connection, number)
        except GeoError as error:
            yield Finding("blobs", str(error))
    sources = {}
    for row in connection.execute(schema.sources.select()).all():
        try:
            sources[row.id] = records.source_from(row)
        except (GeoError, ValueError) as error:
            yield Finding("sources", f"The source {row.id} cannot be read: {error}")
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
