"""Events in and out of the store, half a million at a time."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from geo.events import EVENT_COLUMNS
from geo.store import live, schema
from geo.store.backend import backend_of
from geo.store.geopackage import SRS_ID

_POINT = struct.Struct("<2s2BiBI2d")
_TIMES = ("start", "end")
_BATCH = 20_000


def add_events(connection: Connection, frame: pd.DataFrame, source_id: str, import_id: int) -> int:
    """Write the events that are not live yet, just as they are, and return how many were written.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    frame : DataFrame
        Columns as in EVENT_COLUMNS; the index says where each row stood.
    source_id : str
    import_id : int
    """
    rows = _rows(frame)
    known = _known(connection, source_id)
    names = [c.name for c in schema.events.columns if c.name != "fid"]
    backend = backend_of(connection)
    batch: list[tuple[Any, ...]] = []
    written = 0
    for label, values in rows:
        content = hashlib.sha256(repr(values).encode("utf-8", "replace")).hexdigest()[:32]
        if (values[0], content) in known:
            continue
        said = dict(zip(EVENT_COLUMNS, values, strict=True))
        own = {
            "geom": _geometry(said["lon"], said["lat"]),
            "source_id": source_id,
            "import_id": import_id,
            "row": label,
            "content": content,
        }
        batch.append(tuple((own | said)[name] for name in names))
        written += 1
        if len(batch) == _BATCH:
            backend.add_rows(connection, schema.events, names, batch)
            batch.clear()
    backend.add_rows(connection, schema.events, names, batch)
    placed = frame.dropna(subset=["lon", "lat"])
    live.widen_to(connection, "events", placed["lon"].tolist(), placed["lat"].tolist())
    return written


def _known(connection: Connection, source_id: str) -> set[tuple[str, str]]:
    events = schema.events.c
    newest, counts = live.latest_events(source_id)
    found = connection.execute(
        select(events.id, events.content)
        .select_from(schema.events.join(newest, counts))
        .where(events.source_id == source_id)
    )
    return {(row[0], row[1]) for row in found}


def _rows(frame: pd.DataFrame) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the label and the values of each row, as they are stored."""
    columns: dict[str, list[Any]] = {}
    for name in EVENT_COLUMNS:
        column = frame[name]
        if name in _TIMES:
            text = column.dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype(object)
            columns[name] = text.where(column.notna(), None).tolist()
        elif name in ("lon", "lat"):
            numbers = column.astype("float64").to_numpy()
            columns[name] = [None if np.isnan(n) else float(n) for n in numbers]
        elif name == "fatalities":
            columns[name] = [None if pd.isna(n) else int(n) for n in column]
        else:
            columns[name] = [str(value) for value in column]
    yield from zip(map(str, frame.index), zip(*columns.values(), strict=True), strict=True)


def _geometry(lon: float | None, lat: float | None) -> bytes | None:
    """Return a point as clause 2.1.3 has it, without an envelope."""
    if lon is None or lat is None:
        return None
    return _POINT.pack(b"GP", 0, 1, SRS_ID, 1, 1, lon, lat)


def read_events(connection: Connection, source_id: str) -> pd.DataFrame:
    """Return the events of a source that count, in the order in which they were stored.

    The index numbers the rows in the store.
    """
    events = schema.events.c
    newest, counts = live.latest_events(source_id)
    found = connection.execute(
        select(events.fid, *(events[name] for name in EVENT_COLUMNS))
        .select_from(schema.events.join(newest, counts))
        .where(events.source_id == source_id)
        .order_by(events.fid)
    )
    numbers, *values = list(zip(*found, strict=True)) or [()] * (1 + len(EVENT_COLUMNS))
    frame = as_frame(values)
    frame.index = pd.Index(numbers, dtype="int64")
    return frame


def as_frame(values: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Return events as a table, from the values of each of EVENT_COLUMNS as they are stored."""
    frame = pd.DataFrame(dict(zip(EVENT_COLUMNS, map(list, values), strict=True)))
    for name in EVENT_COLUMNS:
        if name in _TIMES:
            times = pd.to_datetime(frame[name], format="%Y-%m-%dT%H:%M:%SZ", utc=True)
            frame[name] = times.astype("datetime64[us, UTC]")
        elif name in ("lon", "lat"):
            frame[name] = frame[name].astype("float64")
        elif name == "fatalities":
            frame[name] = frame[name].astype("Int64")
        else:
            frame[name] = frame[name].astype("str")
    return frame
