"""Where the stores of a test are: in files, or in schemas of a server; and how to look at them."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from geo.store import open_store
from geo.store.address import Address
from scripts.postgres_server import PostgresServer


class Files:
    """GeoPackages in a folder."""

    def __init__(self, folder: Path, seeded: Path) -> None:
        self._folder = folder
        self._seeded = seeded

    def new(self) -> Path:
        """Return an address where nothing is yet."""
        return self._folder / f"{uuid.uuid4().hex}.gpkg"

    def seeded(self) -> Path:
        """Return the address of a store with the seed, to be written to."""
        return Path(shutil.copy(self._seeded, self.new()))

    def ask(self, address: Address, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement behind the store's back, and keep what it did."""
        with closing(sqlite3.connect(address)) as connection, connection:
            return connection.execute(sql).fetchall()

    def tables(self, address: Address) -> list[str]:
        """Return the names of the store's tables."""
        found = self.ask(address, "SELECT name FROM sqlite_master WHERE type = 'table'")
        return sorted(name for (name,) in found)

    def columns(self, address: Address, table: str) -> list[str]:
        """Return the names of a table's columns."""
        return [row[1] for row in self.ask(address, f"PRAGMA table_info({table})")]

    def dump(self, address: Address) -> list[Any]:
        """Return every row of every table."""
        return [
            (name, sorted(map(repr, self.ask(address, f'SELECT * FROM "{name}"'))))
            for name in self.tables(address)
        ]


class Schemas(Files):
    """Schemas of a PostgreSQL server."""

    def __init__(self, server: PostgresServer, seeded: Path) -> None:
        self._server = server
        self._seeded = seeded

    def new(self) -> str:
        return self._server.new_store()

    def seeded(self) -> str:
        address = self.new()
        source, copy = open_store(self._seeded), open_store(address)
        source.copy_into(copy, "the copy")
        source.close()
        copy.close()
        return address

    def ask(self, address: Address, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(str(address)) as connection:
            found = connection.execute(sql.encode())
            return found.fetchall() if found.description else []

    def tables(self, address: Address) -> list[str]:
        found = self.ask(
            address, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        )
        return sorted(name for (name,) in found)

    def columns(self, address: Address, table: str) -> list[str]:
        found = self.ask(
            address,
            "SELECT column_name FROM information_schema.columns WHERE table_schema = "
            f"current_schema() AND table_name = '{table}' ORDER BY ordinal_position",
        )
        return [name for (name,) in found]
