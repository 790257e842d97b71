"""A store in a database of PostgreSQL with PostGIS: a schema of its own, one writer at a time.

Readers see one state from the first to the last statement of a transaction and wait for nobody. A
writer holds an advisory lock, so that rows are numbered without a gap and entries of the history
follow one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import psycopg
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    ExceptionContext,
    Table,
    and_,
    create_engine,
    event,
    exists,
    func,
    select,
    text,
)
from sqlalchemy.exc import DatabaseError

from geo.errors import StoreError
from geo.store import schema
from geo.store.address import Address, server_url, shown, without_secrets
from geo.store.backend import Bounds, Fault
from geo.store.columns import Geometry, Text, numbered_by
from geo.store.geopackage import SRS_ID

_FUNCTION = "salient_append_only"
_REFUSES = (
    "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
    "USING ERRCODE = 'integrity_constraint_violation'; END"
)
_VERBS = {"UPDATE": 16, "DELETE": 8, "TRUNCATE": 32}
_BEFORE = 2
"""Of PostgreSQL's ``tgtype``: the bits of what a trigger waits for, and that it comes before."""
_CONNECT_S = 10
_SAID = (
    psycopg.OperationalError, psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable,
)  # fmt: skip
"""What a person can do something about; the others are faults of ours."""
_LOCK = (
    "SET LOCAL lock_timeout = '30s'; SET LOCAL synchronous_commit = on; "
    "SELECT pg_advisory_xact_lock(hashtextextended('salient ' || current_schema(), 0))"
)


class _Postgres:
    advice = "Check that the database has room and that you may write to it."

    def open(self, address: Address) -> Engine:
        engine = _engine(str(address))
        try:
            with engine.connect().execution_options(salient_writes=True) as connection:
                with connection.begin():
                    _refuse_unfit(connection, shown(address))
                    if not _tables(connection):
                        self._lay_out(connection, shown(address))
        except DatabaseError as error:
            engine.dispose()
            raise StoreError(
                f"The store {shown(address)} cannot be opened ({_first_line(error.orig)}). Check "
                "that you may read, write and create in this database."
            ) from error
        except StoreError:
            engine.dispose()
            raise
        return engine

    def _lay_out(self, connection: Connection, name: str) -> None:
        if not connection.execute(text(_HAS_POSTGIS)).scalar():
            try:
                connection.execute(text("CREATE EXTENSION postgis"))
            except (DatabaseError, StoreError) as error:
                why = _first_line(error.__cause__)
                raise StoreError(
                    f"The database {name} has no PostGIS ({why}). Install it "
                    "on the server, and let an administrator run CREATE EXTENSION postgis in this "
                    "database."
                ) from error
        schema.metadata.create_all(connection, checkfirst=False)
        self.protect(connection)
        version = {"key": "schema_version", "value": str(schema.SCHEMA_VERSION)}
        connection.execute(schema.meta.insert(), version)

    def start_writing(self, connection: Connection) -> None:
        # A transaction that was rolled back took numbers from the sequences; they are given anew.
        tables = _tables(connection)
        numbered = {
            table.name: numbered_by(table)
            for table in schema.metadata.sorted_tables
            if table.name in tables and _has_sequence(table)
        }
        connection.execute(
            text(
                "SELECT "
                + ", ".join(
                    f"setval(pg_get_serial_sequence('{name}', '{column}'), "
                    f"coalesce((SELECT max({column}) FROM {name}), 0) + 1, false)"
                    for name, column in numbered.items()
                )
            )
        )

    def triggers(self) -> dict[str, str]:
        return {
            f"{table.name}_no_{verb.lower()}": (
                f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()"
            )
            for table in (*schema.APPEND_ONLY, schema.history)
            for verb in _VERBS
        }

    def protect(self, connection: Connection) -> None:
        statements = [
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$${_REFUSES}$$"
        ]
        statements += [
            f"ALTER TABLE {table.name} ADD COLUMN IF NOT EXISTS rowid bigserial UNIQUE NOT NULL"
            for table in schema.APPEND_ONLY
            if numbered_by(table) == "rowid"
        ]
        for name, sql in self.triggers().items():
            guarded = name.rpartition("_no_")[0]
            statements += [
                f"DROP TRIGGER IF EXISTS {name} ON {guarded}",
                sql,
                f"ALTER TABLE {guarded} ENABLE ALWAYS TRIGGER {name}",
            ]
        connection.exec_driver_sql("SET LOCAL client_min_messages = warning")
        connection.exec_driver_sql("; ".join(statements).replace("%", "%%"))

    def add_rows(
        self,
        connection: Connection,
        table: Table,
        names: Sequence[str],
        rows: Sequence[Sequence[Any]],
    ) -> None:
        types = [table.c[name].type if name in table.c else None for name in names]
        ready = [kind.to_server if isinstance(kind, Text | Geometry) else None for kind in types]
        listed = ", ".join(f'"{name}"' for name in names)
        raw = cast(psycopg.Connection, connection.connection.driver_connection)
        try:
            with raw.cursor().copy(f"COPY {table.name} ({listed}) FROM STDIN".encode()) as copy:
                for row in rows:
                    copy.write_row(
                        [
                            value if make is None else make(value)
                            for make, value in zip(ready, row, strict=True)
                        ]
                    )
        except psycopg.Error as error:
            raise StoreError(
                f"The store could not be written ({_first_line(error)}). Nothing was changed. "
                f"{self.advice}"
            ) from error

    def lies_in(self, table: Table, box: Bounds) -> ColumnElement[bool]:
        west, south, east, north = box
        # The index keeps single precision, rounded outwards; the columns decide at the edge.
        return and_(
            table.c.geom.bool_op("&&")(func.ST_MakeEnvelope(*box, SRS_ID)),
            table.c.lon.between(west, east),
            table.c.lat.between(south, north),
        )

    def widen(self, connection: Connection, layer: str, bounds: Bounds) -> None:
        """Nothing is due: PostGIS lists its layers itself and finds their extent in the index."""

    def damage(self, connection: Connection) -> Iterator[Fault]:
        for table in schema.metadata.sorted_tables:
            for key in table.foreign_keys:
                other = key.column.table.alias()
                column = key.parent
                gone = connection.execute(
                    select(func.count())
                    .select_from(table)
                    .where(
                        column.is_not(None),
                        ~exists().where(other.c[key.column.name] == column),
                    )
                ).scalar()
                if gone:
                    yield (
                        table.name,
                        f"{gone} rows of {table.name} name a row of {key.column.table.name} that "
                        "is gone.",
                    )

    def weaknesses(self, connection: Connection) -> Iterator[Fault]:
        found = {row.name: row for row in connection.execute(text(_TRIGGERS))}
        for name in self.triggers():
            table, _, verb = name.rpartition("_no_")
            row = found.get(name)
            wanted = (table, _BEFORE | _VERBS[verb.upper()], "A", _REFUSES)
            if row is None or tuple(row)[1:] != wanted:
                yield name, f"The guard {name} is missing or was changed: rows could be altered."


BACKEND = _Postgres()

_HAS_POSTGIS = "SELECT count(*) FROM pg_extension WHERE extname = 'postgis'"
_OWN_TABLES = """
SELECT c.relname FROM pg_class AS c
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
AND NOT EXISTS (
    SELECT FROM pg_depend AS d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
)
"""
# Nothing but the whole of a guard: of which table, before what, always on, and that it refuses.
_TRIGGERS = """
SELECT t.tgname AS name, c.relname, t.tgtype, t.tgenabled, p.prosrc
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_proc AS p ON p.oid = t.tgfoid
WHERE c.relnamespace = current_schema()::regnamespace AND t.tgqual IS NULL AND t.tgattr = ''
"""


def _engine(address: str) -> Engine:
    url = server_url(address)
    own = {"connect_timeout": _CONNECT_S, "application_name": "salient"}
    engine = create_engine(
        url,
        connect_args={name: value for name, value in own.items() if name not in url.query},
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
    )

    def say(context: ExceptionContext) -> None:
        error = context.original_exception
        if context.is_pre_ping or not isinstance(error, _SAID):
            return
        raise StoreError(
            f"The database {shown(address)} could not be used "
            f"({without_secrets(_first_line(error), address)}). Nothing was changed. Check that "
            "it runs, that you may work in it, and that it has room."
        ) from error

    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "handle_error", say)
    return engine


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("salient_writes", False)
    driver = cast(psycopg.Connection, connection.connection.driver_connection)
    # Said of the connection, so that the BEGIN has it: to set it after that is one more turn to the
    # server for each question.
    driver.isolation_level = None if writes else psycopg.IsolationLevel.REPEATABLE_READ
    driver.read_only = None if writes else True
    if writes:
        connection.exec_driver_sql(_LOCK)


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0]


def _refuse_unfit(connection: Connection, name: str) -> None:
    if connection.execute(text("SELECT current_schema()")).scalar() is None:
        raise StoreError(f"{name} names a schema that is not there. Create it, or leave it out.")
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise StoreError(
            f"{name} keeps text as {encoding}, which cannot hold every name. Create a database "
            "with ENCODING 'UTF8'."
        )
    others = _tables(connection)
    if others and schema.meta.name not in others:
        raise StoreError(
            f"{name} is no Salient store: it has the table {min(others)!r}. Give Salient a "
            "database or a schema of its own."
        )


def _tables(connection: Connection) -> set[str]:
    return set(connection.execute(text(_OWN_TABLES)).scalars())


def _has_sequence(table: Table) -> bool:
    if numbered_by(table) == "rowid":
        return table in schema.APPEND_ONLY
    return True
