"""The history: one entry for each change, chained by hashes over all rows that it added.

An entry names, for every table that is appended to, the rows that its transaction added, and holds
a SHA-256 over their values, the hash of the entry before it, and its own hash over all of that. A
row that is changed, deleted or slipped in behind the store's back no longer fits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    Boolean,
    Connection,
    Engine,
    Integer,
    Select,
    Table,
    func,
    select,
    type_coerce,
)

from geo.access import Action, Doer, Person, Standing
from geo.clock import parse_when, to_rfc3339
from geo.errors import NotAllowed
from geo.models import HistoryEntry
from geo.store import people, schema
from geo.store.columns import row_number
from geo.store.engine import writing

Span = tuple[int, int]
"""First and last row number, both inclusive."""
_BATCH = 5_000


@dataclass
class Change:
    """A change while it is being made; who makes it says what it is about, and whose it was."""

    connection: Connection
    standing: Standing
    needs: Action
    subject: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    allowed: bool = False

    @property
    def by(self) -> str:
        """By which name the history knows who makes it."""
        return self.standing.name

    def concerns(self, owner: str | None) -> None:
        """Say who did what is changed, None for nobody; refuse it if the doer may not.

        Raises
        ------
        NotAllowed
            Then nothing of the change is stored.
        """
        self.standing.require(self.needs, owner)
        self.allowed = True


@contextmanager
def recorded(
    engine: Engine, action: str, *, at: datetime, by: Doer, needs: Action
) -> Iterator[Change]:
    """Hold the write lock, and append an entry for what was added; nothing if nothing was.

    The one door through which people change the store. Whether they may is decided here, in the
    transaction itself, by the role that the store has of them at this moment.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    action : str
        As the history names it.
    at : datetime
        Aware.
    by : Person or str
        Who.
    needs : Action
        By which rule it is judged. What is done must say whose thing it changes
        (:meth:`Change.concerns`); what does not is refused.

    Raises
    ------
    NotAllowed
        If the doer may not; nothing is stored then.
    StoreError
        As :func:`geo.store.engine.writing`.
    """
    with writing(engine) as connection:
        change = Change(connection, people.standing_of(connection, by), needs)
        with _chained(change, action, at=at):
            yield change


@contextmanager
def _chained(change: Change, action: str, *, at: datetime) -> Iterator[None]:
    before = tops(change.connection)
    yield
    after = tops(change.connection)
    spans = {name: (before[name] + 1, after[name]) for name in after if after[name] > before[name]}
    if not spans:
        return
    if not change.allowed:
        raise NotAllowed(f"Nobody said whose thing is changed by {action!r}. Nothing was stored.")
    append(change.connection, action, change, spans, at=at, by=change.by)


def append_sign_in(engine: Engine, person: Person, *, at: datetime) -> None:
    """Append that a person took up the role that waited for their address; nothing if none does."""
    with writing(engine) as connection:
        change = Change(connection, people.standing_of(connection, person), Action.VIEW)
        with _chained(change, "sign-in", at=at):
            change.subject = f"account of {person.email}"
            change.details = {"account": person.subject, "name": person.name}
            change.allowed = people.take_up(connection, person, at=at)


def append(
    connection: Connection,
    action: str,
    change: Change,
    spans: Mapping[str, Span],
    *,
    at: datetime,
    by: str,
) -> None:
    """Append an entry that answers for some rows."""
    last = connection.execute(
        select(schema.history.c.hash).order_by(schema.history.c.id.desc()).limit(1)
    ).scalar()
    row = {
        "at": to_rfc3339(at),
        "by": by,
        "action": action,
        "subject": change.subject,
        "details": json.dumps(change.details, ensure_ascii=False, sort_keys=True),
        "rows": json.dumps(spans, sort_keys=True),
        "digest": digest_of(connection, spans),
        "previous": last or "",
    }
    connection.execute(schema.history.insert(), {**row, "hash": entry_hash(row)})


def tops(connection: Connection) -> dict[str, int]:
    """Return the highest row number of every table that is appended to."""
    highest = (
        select(func.coalesce(func.max(row_number(table)), 0)).select_from(table).scalar_subquery()
        for table in schema.APPEND_ONLY
    )
    found = connection.execute(select(*highest)).one()
    return {table.name: int(top) for table, top in zip(schema.APPEND_ONLY, found, strict=True)}


def digest_of(connection: Connection, spans: Mapping[str, Span]) -> str:
    """Return the SHA-256 over all values of some rows, table by table in their order.

    Notes
    -----
    Of each table its name and columns, then of each row its number and values as Python writes
    them (``repr``); of a blob its SHA-256.
    """
    digest = hashlib.sha256()
    for name, (first, last) in sorted(spans.items()):
        table = schema.metadata.tables[name]
        number = row_number(table)
        found = connection.execute(
            every_value(table).where(number.between(first, last)).order_by(number)
        )
        digest.update(repr((name, list(found.keys()))).encode())
        while batch := found.fetchmany(_BATCH):
            digest.update(
                repr([tuple(map(plain, row)) for row in batch]).encode("utf-8", "replace")
            )
    return digest.hexdigest()


def every_value(table: Table, *, numbered: bool = True) -> Select[Any]:
    """Return the query of all rows of a table just as they are: their number, then every column.

    Parameters
    ----------
    table : sqlalchemy.Table
    numbered : bool
        Whether the number is asked for; not every table that is replaced has one.
    """
    # What a file has where it should be true or false is to be seen, not taken for one of them.
    values = (type_coerce(c, Integer) if isinstance(c.type, Boolean) else c for c in table.c)
    named = (value.label(c.name) for value, c in zip(values, table.c, strict=True))
    number = [row_number(table).label("row_number")] if numbered else []
    query = cast(Select[Any], select(*number, *named).select_from(table))
    return query.execution_options(stream_results=True)


def plain(value: object) -> object:
    """Return a value as the hashes of the history see it: bytes by their SHA-256."""
    if isinstance(value, bytes):
        return hashlib.sha256(value).digest()
    return int(value) if isinstance(value, bool) else value


def entry_hash(row: Mapping[str, Any]) -> str:
    """Return the hash of an entry over all that it says, the entry before it included."""
    names = ("at", "by", "action", "subject", "details", "rows", "digest", "previous")
    return hashlib.sha256(json.dumps([row[name] for name in names]).encode()).hexdigest()


def note_restore(engine: Engine, file: str, *, at: datetime, by: Doer) -> None:
    """Append an entry, which adds no rows, that the store was put back from a copy."""
    with writing(engine) as connection:
        standing = people.standing_of(connection, by)
        change = Change(connection, standing, Action.RESTORE, "store", {"file": file})
        change.concerns(None)
        append(connection, "restore", change, {}, at=at, by=change.by)


def entries(connection: Connection, limit: int | None = None) -> list[HistoryEntry]:
    """Return the history, latest first."""
    query = select(schema.history).order_by(schema.history.c.id.desc())
    return [
        HistoryEntry(
            id=row.id,
            at=parse_when(row.at)[0],
            by=row.by,
            action=row.action,
            subject=row.subject,
            details=json.loads(row.details),
        )
        for row in connection.execute(query if limit is None else query.limit(limit))
    ]


def latest(connection: Connection) -> int:
    """Return the number of the latest entry, 0 if there is none."""
    return int(connection.execute(select(func.max(schema.history.c.id))).scalar() or 0)
