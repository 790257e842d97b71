"""All of a store copied into an empty one of either kind, row for row, under its own numbers.

What the history answers for comes over with its chain of hashes, so that the copy is checked as
the original is; what is derived comes along.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import shapely
from sqlalchemy import Connection, Engine, Table, func, select

from geo.errors import StoreError
from geo.store import geopackage, schema
from geo.store.backend import Bounds, backend_of
from geo.store.columns import numbered_by, row_number
from geo.store.engine import writing
from geo.store.history import every_value, plain

_BATCH = 5_000


def store_hash(engine: Engine) -> str:
    """Return the SHA-256 of all that the history answers for, and of the history itself.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of a store that opens.

    Notes
    -----
    Equal on a GeoPackage and on PostgreSQL where the rows are: number, values, and geometry as
    GeoPackage blobs.
    """
    with engine.connect() as connection:
        return _hash(connection, [*schema.APPEND_ONLY, schema.history])


def copy_all(source: Engine, target: Engine, name: str) -> str:
    """Copy everything in one transaction, and return the hash that both have now.

    Parameters
    ----------
    source : sqlalchemy.Engine
        May be written to meanwhile; the copy is one state of it.
    target : sqlalchemy.Engine
        Of an empty store.
    name : str
        What the target is called, for a person.

    Raises
    ------
    StoreError
        If the target is not empty, cannot be written, or does not give back what it was given;
        then nothing is in it.
    """
    tables = [table for table in schema.metadata.sorted_tables if table is not schema.meta]
    with source.connect() as origin, writing(target) as destination:
        for table in tables:
            if destination.execute(select(table).limit(1)).first() is not None:
                raise StoreError(
                    f"{name} has rows already, and a copy goes into an empty store only. Nothing "
                    "was changed. Name another file, database or schema."
                )
        backend = backend_of(destination)
        for table in tables:
            names = _names(table)
            for batch in _batches(origin, table):
                backend.add_rows(destination, table, names, batch)
        for layer, _, _ in schema.LAYERS:
            bounds = _bounds(destination, layer)
            if bounds is not None:
                backend.widen(destination, layer, bounds)
        if _hash(origin, tables) != _hash(destination, tables):
            raise StoreError(
                f"{name} does not give back what was copied into it, so nothing was. Run python "
                "-m geo check on the store that it came from."
            )
        return _hash(destination, [*schema.APPEND_ONLY, schema.history])


def _hidden(table: Table) -> bool:
    """Return whether the rows have a number that is no column of the table."""
    return numbered_by(table) == "rowid" and table in schema.APPEND_ONLY


def _names(table: Table) -> list[str]:
    return [*(["rowid"] if _hidden(table) else []), *(column.name for column in table.c)]


def _batches(connection: Connection, table: Table) -> Iterator[list[Sequence[Any]]]:
    hidden = _hidden(table)
    order = [row_number(table)] if hidden else list(table.primary_key.columns)
    found = connection.execute(every_value(table, numbered=hidden).order_by(*order))
    while batch := found.fetchmany(_BATCH):
        yield [tuple(row) for row in batch]


def _hash(connection: Connection, tables: Sequence[Table]) -> str:
    digest = hashlib.sha256()
    for table in sorted(tables, key=lambda table: table.name):
        digest.update(repr((table.name, _names(table))).encode())
        for batch in _batches(connection, table):
            for row in batch:
                digest.update(repr(tuple(map(plain, row))).encode("utf-8", "replace"))
    return digest.hexdigest()


def _bounds(connection: Connection, layer: str) -> Bounds | None:
    table = schema.metadata.tables[layer]
    if "lon" not in table.c:
        blobs = connection.execute(select(table.c.geom)).scalars().all()
        shapes = [geopackage.from_blob(blob) for blob in blobs]
        return tuple(shapely.total_bounds(shapes)) if shapes else None
    lon, lat = table.c.lon, table.c.lat
    row = connection.execute(
        select(func.min(lon), func.min(lat), func.max(lon), func.max(lat))
    ).one()
    return None if row[0] is None or row[1] is None else (row[0], row[1], row[2], row[3])
