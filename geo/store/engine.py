"""How a store is opened and written: one writer at a time, all of a change or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from geo.errors import StoreError
from geo.store import schema
from geo.store.address import Address, shown
from geo.store.backend import backend_at, backend_of

OLDER = ("1", "2", "3", "4")
"""Versions of the schema that can be brought to the present one."""


def open_engine(address: Address) -> Engine:
    """Open the store at an address; lay it out if the file is new, or the database empty.

    Parameters
    ----------
    address : str or Path
        See :mod:`geo.store.address`.

    Raises
    ------
    StoreError
        If it cannot be opened, is no store of Salient's, or is of a newer version.
    """
    engine = backend_at(address).open(address)
    try:
        version_of(engine, address)
    except DatabaseError as error:
        engine.dispose()
        raise StoreError(
            f"The store {shown(address)} cannot be opened ({error.orig}). Check that it is a "
            "Salient store and that you may read and write it."
        ) from error
    except StoreError:
        engine.dispose()
        raise
    return engine


def version_of(engine: Engine, address: Address) -> str:
    """Return the version of an open store; refuse what is none, or of a later one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(schema.meta.name):
            raise StoreError(
                f"{shown(address)} is no Salient store. Choose another file with --store or "
                "SALIENT_STORE; a file that is not there yet is made."
            )
        version = connection.execute(
            schema.meta.select().where(schema.meta.c.key == "schema_version")
        ).one_or_none()
    found = "none" if version is None else str(version.value)
    if found not in (*OLDER, str(schema.SCHEMA_VERSION)):
        raise StoreError(
            f"{shown(address)} has schema version {found}, and this Salient reads "
            f"{schema.SCHEMA_VERSION}. Update Salient, or choose another file."
        )
    return found


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Hold the one write lock for a transaction; all of it is committed or none.

    Raises
    ------
    StoreError
        If the store is locked for longer than half a minute, full or not writable, or if a row
        would take the place of one that is there.
    """
    backend = backend_of(engine)
    with engine.connect().execution_options(salient_writes=True) as connection:
        try:
            with connection.begin():
                backend.start_writing(connection)
                yield connection
        except IntegrityError as error:
            raise StoreError(
                f"Something of that id is in the store already ({error.orig}). Nothing was "
                "changed: what is stored is never overwritten."
            ) from error
        except OperationalError as error:
            raise StoreError(
                f"The store could not be written ({error.orig}). Nothing was changed. "
                f"{backend.advice}"
            ) from error
