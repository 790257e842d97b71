"""A set of events as compact columns, from which the map filters, counts and draws.

The bytes are those of :mod:`geo.maps.columns`, with ``SEVT`` as the magic.

Rows are in the order of :func:`in_order`, which is also how texts are asked for later: none are in
here but the names of types. Points are listed once, however many events they have.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.clock import zone_named
from geo.errors import SchemaError
from geo.maps.columns import Ints, pack
from geo.maps.event_words import PLACE_PRECISIONS, TIME_PRECISIONS, Precision, time_precision

MAGIC = b"SEVT"
VERSION = 1
QUANTUM = 1e-5
"""Step of the coordinates in degrees: 1.1 m north to south."""
MOST_TYPES = 40
"""Types by which events can be filtered; those that are rarer share one entry."""
NEEDED_COLUMNS = ("event_type", "lon", "lat", "start", "end", "time_precision", "geo_precision")


def in_order(events: pd.DataFrame) -> pd.DataFrame:
    """Return events by their start, undated ones last; those of one instant stay as they were.

    Returns
    -------
    DataFrame
        With a plain index: the position of a row is its number on the map.
    """
    return events.sort_values("start", kind="stable", na_position="last", ignore_index=True)


def event_columns(events: pd.DataFrame, zone: str = "UTC") -> bytes:
    """Code a set of events for the map; the same events give the same bytes.

    Parameters
    ----------
    events : DataFrame
        As :func:`in_order` returns them, with the columns in :data:`NEEDED_COLUMNS`: ``lon`` and
        ``lat`` in degrees (WGS84) or NaN, ``start`` and ``end`` (inclusive) as aware UTC
        timestamps, either both or neither.
    zone : str
        IANA zone in which the source speaks of time. Its calendar days are what is coded; the
        time of day is told on the card.

    Returns
    -------
    bytes
        gzip, ready to be sent with ``Content-Encoding: gzip``.

    Raises
    ------
    SchemaError
        If a column is missing, rows are not in order, or a value is none of its column.
    ClockError
        If there is no such zone.
    """
    _refuse_others(events)
    dated = int(events["start"].notna().sum())
    first = days_in(events["start"].iloc[:dated], zone)
    span = days_in(events["end"].iloc[:dated], zone) - first
    types, type_of_row, others = _types(events["event_type"])
    points, point_of_row = _points(events["lon"].to_numpy(float), events["lat"].to_numpy(float))
    south = int(points[:, 1].min()) if len(points) else 0
    columns = {
        "first": np.diff(first, prepend=first[:1]),
        "span": span,
        "point": point_of_row + 1,
        "type": type_of_row,
        "place": _coded(events["geo_precision"], PLACE_PRECISIONS),
        "time": time_codes(events["time_precision"], span),
        "x": np.diff(points[:, 0], prepend=points[:1, 0]),
        "y": points[:, 1] - south,
    }
    head: dict[str, Any] = {
        "rows": len(events),
        "dated": dated,
        "quantum": QUANTUM,
        "day": int(first[0]) if dated else 0,
        "origin": [int(points[0, 0]) if len(points) else 0, south],
        "types": types,
        "otherTypes": others,
        "places": [{"id": p.id, "title": p.title, "look": p.look} for p in PLACE_PRECISIONS],
        "times": [{"id": p.id, "title": p.title} for p in TIME_PRECISIONS],
    }
    return pack(MAGIC, VERSION, head, columns)


def _refuse_others(events: pd.DataFrame) -> None:
    if missing := [name for name in NEEDED_COLUMNS if name not in events.columns]:
        raise SchemaError("The set of events", [f"it has no column {name!r}" for name in missing])
    problems = []
    start, end = events["start"], events["end"]
    if not in_order(events[["start"]])["start"].equals(start.reset_index(drop=True)):
        problems.append("its rows are not in the order of their start")
    if (start.isna() != end.isna()).any() or (end < start).any():
        problems.append("a row has a start without an end, or an end before its start")
    known = {precision.id for precision in PLACE_PRECISIONS}
    for name in sorted(set(events["geo_precision"].unique()) - known):
        problems.append(f"{name!r} is no precision of a place")
    for name in sorted(set(events["time_precision"].unique()) - {"instant", "day"}):
        problems.append(f"{name!r} is no precision of a time")
    if (events["lon"].abs() > 180).any() or (events["lat"].abs() > 90).any():
        problems.append("a coordinate is not on the globe")
    if problems:
        raise SchemaError("The set of events", problems)


def days_in(instants: pd.Series, zone: str) -> Ints:
    """Return calendar days in a zone, as days since 1970-01-01."""
    local = instants.dt.tz_convert(zone_named(zone)).dt.tz_localize(None)
    return local.to_numpy("datetime64[D]").astype(np.int64)


def _types(names: pd.Series) -> tuple[list[str], Ints, int]:
    """Return the titles of types by how frequent they are, that of each row, and the rare ones.

    The last is how many types share the last entry, which then has no title of its own.
    """
    counts = names.value_counts().reset_index()
    counts.columns = ["name", "count"]
    counts = counts.sort_values(["count", "name"], ascending=[False, True])
    ordered = [str(name) for name in counts["name"]]
    others = len(ordered) - MOST_TYPES + 1 if len(ordered) > MOST_TYPES else 0
    kept = ordered[: len(ordered) - others]
    codes = names.map({name: code for code, name in enumerate(kept)}).fillna(len(kept))
    return kept + [""] * bool(others), codes.to_numpy(np.int64), others


def _points(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> tuple[Ints, Ints]:
    """Return the distinct points in quanta, by longitude, and the point of each row or -1."""
    placed = np.isfinite(lon) & np.isfinite(lat)
    quanta = np.column_stack([lon[placed], lat[placed]]) / QUANTUM
    points, of_placed = np.unique(np.rint(quanta).astype(np.int64), axis=0, return_inverse=True)
    of_row = np.full(len(lon), -1, np.int64)
    of_row[placed] = of_placed.reshape(-1)
    return points.astype(np.int64), of_row


def _coded(values: pd.Series, table: tuple[Precision, ...]) -> Ints:
    return values.map({p.id: code for code, p in enumerate(table)}).to_numpy(np.int64)


def time_codes(precision: pd.Series, span: Ints) -> Ints:
    """Return each row's place in TIME_PRECISIONS; ``span``: days of those that are dated."""
    code = {p.id: number for number, p in enumerate(TIME_PRECISIONS)}
    found = np.full(len(precision), code["undated"], np.int64)
    instant = (precision.iloc[: len(span)] == "instant").to_numpy(bool)
    pairs, of_row = np.unique(np.column_stack([instant, span]), axis=0, return_inverse=True)
    words = [time_precision("instant" if at else "day", int(days)) for at, days in pairs]
    if words:
        found[: len(span)] = np.array([code[word] for word in words])[of_row.reshape(-1)]
    return found
