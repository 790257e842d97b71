"""A store in a file: a GeoPackage. WAL once, FULL always, a write lock from the first statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, ColumnElement, Connection, Engine, Table, create_engine, event, text
from sqlalchemy.exc import DatabaseError

from geo.errors import StoreError
from geo.store import geopackage, schema
from geo.store.address import Address
from geo.store.backend import Bounds, Fault

_BUSY_MS = 30_000


class _File:
    advice = "Check free disk space and whether another program holds the file."

    def open(self, address: Address) -> Engine:
        path = Path(address)
        # Not as text: a question mark in a path would begin the options of a URL.
        engine = create_engine(URL.create("sqlite", database=str(path)))
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _prepare(path)
            with engine.connect().execution_options(salient_writes=True) as connection:
                with connection.begin():
                    if _is_empty(connection):
                        self._lay_out(connection)
        except (DatabaseError, sqlite3.Error, OSError) as error:
            engine.dispose()
            detail = getattr(error, "orig", None) or error
            raise StoreError(
                f"The store {path.name} cannot be opened ({detail}). Check that the file is a "
                "Salient store and that you may write to it and its folder."
            ) from error
        return engine

    def _lay_out(self, connection: Connection) -> None:
        geopackage.create_required_tables(connection)
        schema.metadata.create_all(connection)
        for table, shape, what in schema.LAYERS:
            geopackage.register_layer(connection, table, shape, what)
        self.protect(connection)
        version = {"key": "schema_version", "value": str(schema.SCHEMA_VERSION)}
        connection.execute(schema.meta.insert(), version)

    def start_writing(self, connection: Connection) -> None:
        """Nothing is due: SQLite gives each row the highest number and one more."""

    def triggers(self) -> dict[str, str]:
        return {
            f"{table.name}_no_{verb.lower()}": (
                f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} "
                f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
            )
            for table in (*schema.APPEND_ONLY, schema.history)
            for verb in ("UPDATE", "DELETE")
        }

    def protect(self, connection: Connection) -> None:
        for name, sql in self.triggers().items():
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
            connection.execute(text(sql))

    def add_rows(
        self,
        connection: Connection,
        table: Table,
        names: Sequence[str],
        rows: Sequence[Sequence[Any]],
    ) -> None:
        listed = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" for _ in names)
        if rows:
            connection.exec_driver_sql(
                f"INSERT INTO {table.name} ({listed}) VALUES ({marks})",
                [tuple(row) for row in rows],
            )

    def lies_in(self, table: Table, box: Bounds) -> ColumnElement[bool]:
        west, south, east, north = box
        return table.c.lon.between(west, east) & table.c.lat.between(south, north)

    def widen(self, connection: Connection, layer: str, bounds: Bounds) -> None:
        geopackage.widen_extent(connection, layer, bounds)

    def damage(self, connection: Connection) -> Iterator[Fault]:
        for row in connection.execute(text("PRAGMA integrity_check(20)")):
            if row[0] != "ok":
                yield "file", f"The file is damaged: {row[0]}. Restore a backup."
        for row in connection.execute(text("PRAGMA foreign_key_check")):
            yield str(row[0]), f"Row {row[1]} of {row[0]} names a row of {row[2]} that is gone."

    def weaknesses(self, connection: Connection) -> Iterator[Fault]:
        mode = connection.execute(text("PRAGMA journal_mode")).scalar()
        if mode != "wal":
            yield "file", f"The journal mode is {mode}, not WAL. Open it with Salient once."
        if connection.execute(text("PRAGMA application_id")).scalar() != geopackage.APPLICATION_ID:
            yield "file", "The file is not marked as a GeoPackage any more."
        rows = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        )
        found = {row.name: row.sql for row in rows}
        for name, sql in self.triggers().items():
            if found.get(name) != sql:
                yield name, f"The guard {name} is missing or was changed: rows could be altered."
        for table, _, _ in schema.LAYERS:
            listed = connection.execute(
                text("SELECT count(*) FROM gpkg_geometry_columns WHERE table_name = :t"),
                {"t": table},
            ).scalar()
            if not listed:
                yield table, f"The layer {table} is not listed for GIS programs."


BACKEND = _File()


def _is_empty(connection: Connection) -> bool:
    return connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0


def _prepare(path: Path) -> None:
    # The journal mode cannot change inside a transaction, and GDAL reads the GeoPackage marks from
    # the file's own first page, not from the log; so both are set before the log exists. A file
    # with anything in it is left as it is.
    with closing(sqlite3.connect(path, timeout=_BUSY_MS / 1000)) as connection:
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
            connection.execute(f"PRAGMA application_id = {geopackage.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {geopackage.USER_VERSION}")
            connection.execute("PRAGMA journal_mode = WAL")


def _on_connect(raw: sqlite3.Connection, _record: Any) -> None:
    # Let SQLAlchemy's "begin" event start transactions, not the driver.
    raw.isolation_level = None
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA foreign_keys = ON")
    # Without it INSERT OR REPLACE deletes a row and no trigger hears of it.
    raw.execute("PRAGMA recursive_triggers = ON")
    raw.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    # Views and triggers of a file from a stranger may call only functions without side effects.
    raw.execute("PRAGMA trusted_schema = OFF")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("salient_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
