"""What a GeoPackage and a PostGIS database do each in their own way; all else is common.

Rows, transactions, history and edits are SQLAlchemy Core and the same for both. A
:class:`Backend` opens, locks, guards, and says what is wrong with what only it has.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, cast

from sqlalchemy import ColumnElement, Connection, Engine, Table

from geo.store.address import Address, is_server
from geo.store.columns import SERVER

Fault = tuple[str, str]
"""Where something is wrong, and a sentence."""
Bounds = tuple[float, float, float, float]
"""West, south, east, north; degrees."""


class Backend(Protocol):
    """One kind of database."""

    advice: str
    """What to do when it could not be written; a sentence."""

    def open(self, address: Address) -> Engine:
        """Open a store, and lay it out if nothing is there yet."""

    def start_writing(self, connection: Connection) -> None:
        """Do what is due once the write lock is held."""

    def triggers(self) -> dict[str, str]:
        """Return the SQL of every guard by its name."""

    def protect(self, connection: Connection) -> None:
        """Let no row of what is appended to be changed or deleted; what is protected stays so."""

    def add_rows(
        self,
        connection: Connection,
        table: Table,
        names: Sequence[str],
        rows: Sequence[Sequence[Any]],
    ) -> None:
        """Write many rows, values in the order of ``names`` and as Python sees them."""

    def lies_in(self, table: Table, box: Bounds) -> ColumnElement[bool]:
        """Return the condition that the point of a row lies in a box or on its edge."""

    def widen(self, connection: Connection, layer: str, bounds: Bounds) -> None:
        """Let the extent of a layer that GIS programs open cover these bounds as well."""

    def damage(self, connection: Connection) -> Iterator[Fault]:
        """Yield what makes all further checks stumble."""

    def weaknesses(self, connection: Connection) -> Iterator[Fault]:
        """Yield each guard that is gone, and each mark of its format."""


_ROOMS = {"sqlite": "geo.store.file", SERVER: "geo.store.postgres"}


def backend_at(address: Address) -> Backend:
    """Return the kind of database that is at an address."""
    return _backend(SERVER if is_server(address) else "sqlite")


def backend_of(bind: Connection | Engine) -> Backend:
    """Return the kind of database behind a connection."""
    return _backend(bind.dialect.name)


def _backend(dialect: str) -> Backend:
    # The driver of a server is loaded only where a store is on one.
    return cast(Backend, importlib.import_module(_ROOMS[dialect]).BACKEND)
