"""Which events and places lie in a box: asked of the database, by its own indexes.

PostGIS has an index over the points. SQLite compares longitude and latitude row by row; of events
from the row after which a page begins.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, exists, func, or_, select

from geo.clock import to_rfc3339
from geo.events import EVENT_COLUMNS
from geo.store import live, schema
from geo.store.backend import Bounds, backend_of
from geo.store.events import as_frame


@dataclass(frozen=True)
class EventsPage:
    """Events in a box, from one row on."""

    rows: pd.DataFrame
    """Columns as in :data:`geo.events.EVENT_COLUMNS` and ``source``; the index numbers the rows in
    the store, ascending."""
    more: bool
    matched: int
    """How many there are on all pages."""


@dataclass(frozen=True)
class InBox:
    """What is asked about events by where they are."""

    sources: Sequence[str]
    boxes: Sequence[Bounds]
    """In any of them, the edges included."""
    begin: datetime | None = None
    end: datetime | None = None
    """Aware, inclusive; an event meets them if its own span does. One without dates meets none."""
    equal: Sequence[tuple[str, str]] = ()
    """Columns of text and their values."""


def events_in(connection: Connection, asked: InBox, *, after: int, limit: int) -> EventsPage:
    """Return the events that count and lie in a box, after one row of the store.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    asked : InBox
    after : int
        The number of the last row of the page before; 0 for the first page.
    limit : int
        Most rows of a page.
    """
    events = schema.events
    query = _matching(connection, asked)
    columns = [events.c.fid, events.c.source_id, *(events.c[name] for name in EVENT_COLUMNS)]
    found = connection.execute(
        query.with_only_columns(*columns)
        .where(events.c.fid > after)
        .order_by(events.c.fid)
        .limit(limit + 1)
    ).all()
    matched = connection.execute(query.with_only_columns(func.count())).scalar_one()
    shown = found[:limit]
    numbers, sources, *values = list(zip(*shown, strict=True)) or [()] * len(columns)
    frame = as_frame(values)
    frame["source"] = pd.Series(sources, dtype="str")
    frame.index = pd.Index(numbers, dtype="int64")
    return EventsPage(frame, len(found) > limit, int(matched))


def places_in(connection: Connection, boxes: Collection[Bounds]) -> frozenset[str]:
    """Return the ids of the places that count and lie in any of some boxes, edges included."""
    places = schema.places
    backend = backend_of(connection)
    found = connection.execute(
        select(places.c.id).where(
            live.is_live(places.c.import_id),
            or_(*(backend.lies_in(places, box) for box in boxes)),
        )
    )
    return frozenset(found.scalars())


def _matching(connection: Connection, asked: InBox) -> Select[Any]:
    events = schema.events
    later = events.alias("later")
    # Of each row by itself, so that only those in the box are looked at; as live.latest_events
    # says for a whole source.
    said_anew = exists().where(
        later.c.source_id == events.c.source_id,
        later.c.id == events.c.id,
        later.c.import_id > events.c.import_id,
        live.is_live(later.c.import_id),
    )
    backend = backend_of(connection)
    query = (
        select(events.c.fid)
        .select_from(events)
        .where(
            events.c.source_id.in_(asked.sources),
            live.is_live(events.c.import_id),
            or_(*(backend.lies_in(events, box) for box in asked.boxes)),
            ~said_anew,
            *(events.c[name] == value for name, value in asked.equal),
        )
    )
    # Times are text in whole seconds of UTC, whose order is that of time.
    if asked.end is not None:
        query = query.where(events.c.start <= to_rfc3339(_whole(asked.end)))
    if asked.begin is not None:
        up = timedelta(seconds=1 if asked.begin.microsecond else 0)
        query = query.where(events.c.end >= to_rfc3339(_whole(asked.begin) + up))
    return query


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
