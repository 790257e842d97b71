"""The events of every source that allows it, as features."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from geo.api.ogc.asked import Asked
from geo.api.ogc.collection import (
    PROVENANCE,
    Collection,
    Extent,
    Feature,
    Instant,
    Number,
    Page,
    Text,
    gone,
    open_sources,
    point,
    provenance,
)
from geo.clock import to_rfc3339
from geo.events import EVENT_COLUMNS
from geo.models import Source
from geo.store import InBox, Store

_KEPT = 2
_LONGEST = 10
"""Digits of a number that no store has: a row is numbered in four bytes."""
_TIMES = ("start", "end")
_TYPES = {"lon": Number, "lat": Number, "fatalities": Number, "start": Instant, "end": Instant}
_SAID = tuple(name for name in EVENT_COLUMNS if name not in ("lon", "lat"))


def _table(store: Store) -> tuple[pd.DataFrame, dict[str, Source]]:
    shared = open_sources(store)
    sets = tuple((r.source.id, r.revision) for r in store.event_sets() if r.source.id in shared)
    return _frame(store, sets), shared


@lru_cache(maxsize=_KEPT)
def _frame(store: Store, sets: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    """Return all sets as one table, with ``source`` and the feature's id as its index."""
    frames = []
    for source, _ in sets:
        frame = store.numbered_events(source)
        frame.index = pd.Index([f"{source}.{number}" for number in frame.index])
        frames.append(frame.assign(source=source))
    if not frames:
        return pd.DataFrame(columns=[*EVENT_COLUMNS, "source"])
    return pd.concat(frames)


def _page(store: Store, asked: Asked) -> Page:
    return _everywhere(store, asked) if asked.bbox is None else _in_boxes(store, asked)


def _in_boxes(store: Store, asked: Asked) -> Page:
    """Let the database find what lies there; nothing else is read."""
    shared = open_sources(store)
    whole = asked.after.rpartition(".")[2]
    if asked.after and not (whole.isascii() and whole.isdigit() and len(whole) < _LONGEST):
        raise gone(asked.after)
    named = [("source_id" if name == "source" else name, value) for name, value in asked.equal]
    found = store.events_in(
        InBox(list(shared), asked.boxes(), asked.begin, asked.end, named),
        after=int(whole or 0),
        limit=asked.limit,
    )
    rows = found.rows
    rows.index = pd.Index(
        [f"{source}.{number}" for source, number in zip(rows["source"], rows.index, strict=True)],
        dtype="str",
    )
    following = str(rows.index[-1]) if found.more else ""
    return Page(_features(rows, shared), following, found.matched)


def _everywhere(store: Store, asked: Asked) -> Page:
    frame, shared = _table(store)
    start = 0
    if asked.after:
        start = int(frame.index.get_indexer(pd.Index([asked.after]))[0]) + 1
        if start == 0:
            raise gone(asked.after)
    positions = np.flatnonzero(_matches(frame, asked))
    rest = positions[np.searchsorted(positions, start) :]
    shown = frame.iloc[rest[: asked.limit]]
    more = len(rest) > asked.limit
    return Page(_features(shown, shared), str(shown.index[-1]) if more else "", len(positions))


def _matches(frame: pd.DataFrame, asked: Asked) -> np.ndarray:
    found = np.ones(len(frame), dtype=bool)
    # An event without a date meets no time; NaT compares as false.
    if asked.end is not None:
        found &= (frame["start"] <= asked.end).to_numpy()
    if asked.begin is not None:
        found &= (frame["end"] >= asked.begin).to_numpy()
    for name, value in asked.equal:
        found &= (frame[name] == value).to_numpy()
    return found


def _features(rows: pd.DataFrame, shared: dict[str, Source]) -> list[Feature]:
    return [
        {
            "type": "Feature",
            "id": name,
            "geometry": point(row["lon"], row["lat"]),
            "properties": {key: _plain(key, row[key]) for key in _SAID}
            | provenance(shared[row["source"]]),
        }
        for name, row in zip(rows.index, rows.to_dict("records"), strict=True)
    ]


def _plain(name: str, value: Any) -> Any:
    if pd.isna(value):
        return None
    if name in _TIMES:
        return to_rfc3339(value.to_pydatetime())
    return int(value) if name == "fatalities" else value


def _by_id(store: Store, name: str) -> Feature | None:
    frame, shared = _table(store)
    found = frame.loc[frame.index == name]
    return _features(found, shared)[0] if len(found) else None


def _extent(store: Store) -> Extent:
    shared = open_sources(store)
    sets = [record for record in store.event_sets() if record.source.id in shared]
    frame, _ = _table(store)
    placed = frame.dropna(subset=["lon", "lat"])
    firsts = [record.first for record in sets if record.first is not None]
    lasts = [record.last for record in sets if record.last is not None]
    return Extent(
        None
        if placed.empty
        else (
            float(placed["lon"].min()), float(placed["lat"].min()),
            float(placed["lon"].max()), float(placed["lat"].max()),
        ),
        min(firsts, default=None),
        max(lasts, default=None),
    )  # fmt: skip


EVENTS = Collection(
    id="events",
    title="Events",
    description="What happened, where and when, from event data sets whose terms allow it; each "
    "with its source's own codes of precision. Undated and unplaced ones are among them.",
    properties={name: _TYPES.get(name, Text) for name in _SAID} | PROVENANCE,
    queryables=("event_type", "sub_type", "country", "admin1", "geo_precision", "source"),
    extent=_extent,
    page=_page,
    feature=_by_id,
)
