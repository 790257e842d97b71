"""How the file is opened: WAL once, FULL always, and a write lock from the first statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from geo.errors import StoreError
from geo.store import geopackage, schema

_BUSY_MS = 30_000
OLDER = ("1", "2")
"""Versions of the schema that can be brought to the present one."""


def open_engine(path: Path) -> Engine:
    """Open the GeoPackage at ``path``; lay it out if the file is new or empty.

    Raises
    ------
    StoreError
        If the file cannot be opened, is no store of Salient's, or is of a newer version.
    """
    # Not as text: a question mark in a path would begin the options of a URL.
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _prepare_file(path)
        with writing(engine) as connection:
            if connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0:
                schema.create(connection)
        version_of(engine, path)
    except (DatabaseError, sqlite3.Error, OSError) as error:
        engine.dispose()
        detail = getattr(error, "orig", None) or error
        raise StoreError(
            f"The store {path.name} cannot be opened ({detail}). "
            "Check that the file is a Salient store and that you may write to it and its folder."
        ) from error
    except StoreError:
        engine.dispose()
        raise
    return engine


def _prepare_file(path: Path) -> None:
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


def version_of(engine: Engine, path: Path) -> str:
    """Return the version of an open store; refuse what is none, or of a later one."""
    with engine.connect() as connection:
        known = connection.execute(
            text("SELECT count(*) FROM sqlite_master WHERE name = 'salient_meta'")
        ).scalar()
        if not known:
            raise StoreError(
                f"{path.name} is no Salient store. Choose another file with --store or "
                "SALIENT_STORE; a file that is not there yet is made."
            )
        version = connection.execute(
            schema.meta.select().where(schema.meta.c.key == "schema_version")
        ).one_or_none()
    found = "none" if version is None else str(version.value)
    if found not in (*OLDER, str(schema.SCHEMA_VERSION)):
        raise StoreError(
            f"{path.name} has schema version {found}, and this Salient reads "
            f"{schema.SCHEMA_VERSION}. Update Salient, or choose another file."
        )
    return found


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Hold the one write lock for a transaction; all of it is committed or none.

    Raises
    ------
    StoreError
        If the file is locked for longer than half a minute, full or not writable, or if a row
        would take the place of one that is there.
    """
    with engine.connect().execution_options(salient_writes=True) as connection:
        try:
            with connection.begin():
                yield connection
        except IntegrityError as error:
            raise StoreError(
                f"Something of that id is in the store already ({error.orig}). Nothing was "
                "changed: what is stored is never overwritten."
            ) from error
        except OperationalError as error:
            raise StoreError(
                f"The store could not be written ({error.orig}). Nothing was changed. "
                "Check free disk space and whether another program holds the file."
            ) from error
