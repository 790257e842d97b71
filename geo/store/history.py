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
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select, text

from geo.clock import parse_when, to_rfc3339
from geo.models import HistoryEntry
from geo.store import schema
from geo.store.engine import writing

Span = tuple[int, int]
"""First and last row number, both inclusive."""
_BATCH = 5_000


@dataclass
class Change:
    """A change while it is being made; who makes it says what it is about."""

    connection: Connection
    subject: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@contextmanager
def recorded(engine: Engine, action: str, *, at: datetime, by: str) -> Iterator[Change]:
    """Hold the write lock, and append an entry for what was added; nothing if nothing was.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    action : str
    at : datetime
        Aware.
    by : str
        Who.

    Raises
    ------
    StoreError
        As :func:`geo.store.engine.writing`.
    """
    with writing(engine) as connection:
        change = Change(connection)
        before = tops(connection)
        yield change
        after = tops(connection)
        spans = {
            name: (before[name] + 1, after[name]) for name in after if after[name] > before[name]
        }
        if spans:
            append(connection, action, change, spans, at=at, by=by)


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
    return {table.name: _top(connection, table) for table in schema.APPEND_ONLY}


def _top(connection: Connection, table: Table) -> int:
    return int(connection.execute(text(f"SELECT max(rowid) FROM {table.name}")).scalar() or 0)


def digest_of(connection: Connection, spans: Mapping[str, Span]) -> str:
    """Return the SHA-256 over all values of some rows, table by table in their order.

    Notes
    -----
    Of each table its name and columns, then of each row its number and values as Python writes
    them (``repr``); of a blob its SHA-256.
    """
    digest = hashlib.sha256()
    for name, (first, last) in sorted(spans.items()):
        found = connection.execute(
            text(f"SELECT rowid AS row_number, * FROM {name} "
                 "WHERE rowid BETWEEN :first AND :last ORDER BY rowid"),
            {"first": first, "last": last},
        )  # fmt: skip
        digest.update(repr((name, list(found.keys()))).encode())
        while batch := found.fetchmany(_BATCH):
            digest.update(
                repr([tuple(map(_plain, row)) for row in batch]).encode("utf-8", "replace")
            )
    return digest.hexdigest()


def _plain(value: object) -> object:
    return hashlib.sha256(value).digest() if isinstance(value, bytes) else value


def entry_hash(row: Mapping[str, Any]) -> str:
    """Return the hash of an entry over all that it says, the entry before it included."""
    names = ("at", "by", "action", "subject", "details", "rows", "digest", "previous")
    return hashlib.sha256(json.dumps([row[name] for name in names]).encode()).hexdigest()


def note_restore(engine: Engine, file: str, *, at: datetime, by: str) -> None:
    """Append an entry, which adds no rows, that the store was put back from a copy."""
    with writing(engine) as connection:
        change = Change(connection, "store", {"file": file})
        append(connection, "restore", change, {}, at=at, by=by)


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
