"""Events as counts: so many in a square of the map, of a kind, in a day, week or month.

A count's key holds, from its highest bit: row and column of the square, the kind (type, how exactly
placed, how exactly dated), the first period and how many more the event lasts. Keys in order are
squares in order; the key of the square four times as large needs no events.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.eventsets.cells import Ints, squares
from geo.maps.columns import pack
from geo.maps.event_words import PLACE_PRECISIONS, TIME_PRECISIONS
from geo.maps.events import MOST_TYPES, days_in, time_codes

MAGIC = b"SCNT"
VERSION = 1
DEEPEST = 10
"""Zoom of the tiles with the smallest squares. A tile is as wide as 512 pixels of a map at the next
zoom, and has 64 x 64 squares, 8 pixels wide there."""
TILE_BITS = 6
_KIND_BITS, _PERIOD_BITS, _SPAN_BITS = 11, 9, 8
_LOW = _KIND_BITS + _PERIOD_BITS + _SPAN_BITS
_MOST_PERIODS = 200  # as many as the histogram of the panel has bars
_EPOCH = date(1970, 1, 1)
_UNITS = (("day", 1.0), ("week", 7.0), ("month", 30.4), ("year", 365.0))
_NOT_DRAWN = [code for code, place in enumerate(PLACE_PRECISIONS) if place.look == "none"]


@dataclass(frozen=True)
class Counting:
    """By what the events of a set are counted."""

    zone: str
    """IANA zone whose calendar days are meant."""
    types: tuple[str, ...]
    """Most frequent first; if ``others``, the last entry stands for the rarer ones."""
    others: int
    """How many types share the last entry."""
    unit: str
    """``day``, ``week``, ``month`` or ``year``."""
    starts: tuple[int, ...]
    """First day of each period as days since 1970; weeks begin on Monday."""

    @classmethod
    def of(
        cls, types: Sequence[tuple[str, int]], first: int | None, last: int | None, zone: str
    ) -> Counting:
        """Return how to count a set with these types and days, as the panel's histogram does."""
        names = [name for name, _ in types]
        others = len(names) - MOST_TYPES + 1 if len(names) > MOST_TYPES else 0
        kept = names[: len(names) - others] + [""] * bool(others)
        if first is None or last is None:
            return cls(zone, tuple(kept), others, "day", ())
        unit = next((u for u, days in _UNITS if (last - first) / days <= _MOST_PERIODS), "year")
        return cls(zone, tuple(kept), others, unit, tuple(_starts(unit, first, last)))


@dataclass(frozen=True)
class Counts:
    """Keys in order, each once, and how many events have it."""

    keys: Ints
    counts: Ints

    @classmethod
    def of(cls, keys: Ints, counts: Ints | None = None) -> Counts:
        """Return keys counted; those that come several times are one."""
        if counts is None:
            found, summed = np.unique(keys, return_counts=True)
            return cls(found, summed.astype(np.int64))
        order = np.argsort(keys, kind="stable")
        keys, counts = keys[order], counts[order]
        begins = np.flatnonzero(np.diff(keys, prepend=-1))
        sums = np.add.reduceat(counts, begins) if len(keys) else counts
        return cls(keys[begins], sums)

    @classmethod
    def together(cls, several: Iterable[Counts]) -> Counts:
        """Return the sum of several."""
        parts = list(several)
        none = np.zeros(0, np.int64)
        return cls.of(
            np.concatenate([none, *(part.keys for part in parts)]),
            np.concatenate([none, *(part.counts for part in parts)]),
        )

    def coarser(self, bits: int) -> Counts:
        """Return the same events in squares twice as wide; ``bits``: of a column here."""
        rest = self.keys & ((1 << _LOW) - 1)
        square = self.keys >> _LOW
        column, row = square & ((1 << bits) - 1), square >> bits
        wider = (row >> 1) << (bits - 1) | column >> 1
        return Counts.of(wider << _LOW | rest, self.counts)


def count_events(events: pd.DataFrame, how: Counting) -> tuple[Counts, Counts]:
    """Count events.

    Parameters
    ----------
    events : DataFrame
        With the columns in :data:`geo.maps.events.NEEDED_COLUMNS`, in any order.
    how : Counting

    Returns
    -------
    drawn : Counts
        By square at the deepest zoom: what has a place that is drawn.
    whole : Counts
        All events, without squares: 0 in place of the square, 1 for those without a place.
    """
    events = events.sort_values("start", kind="stable", na_position="last", ignore_index=True)
    dated = int(events["start"].notna().sum())
    first = days_in(events["start"].iloc[:dated], how.zone)
    last = days_in(events["end"].iloc[:dated], how.zone)
    codes = {name: code for code, name in enumerate(how.types)}
    kind = events["event_type"].map(codes).fillna(max(0, len(how.types) - 1)).to_numpy(np.int64)
    place = events["geo_precision"].map({p.id: i for i, p in enumerate(PLACE_PRECISIONS)})
    places = place.to_numpy(np.int64)
    times = time_codes(events["time_precision"], last - first)
    kind = (kind * len(PLACE_PRECISIONS) + places) * len(TIME_PRECISIONS) + times
    period, span = np.zeros(len(events), np.int64), np.zeros(len(events), np.int64)
    starts = np.array(how.starts, np.int64)
    begun = np.searchsorted(starts, first, side="right")
    period[:dated] = begun  # from 1; 0 is for the undated
    more = np.searchsorted(starts, last, side="right") - begun
    span[:dated] = np.clip(more, 0, (1 << _SPAN_BITS) - 1)
    rest = (kind << _PERIOD_BITS | period) << _SPAN_BITS | span
    lon, lat = events["lon"].to_numpy(float), events["lat"].to_numpy(float)
    placed = np.isfinite(lon) & np.isfinite(lat)
    whole = Counts.of((~placed).astype(np.int64) << _LOW | rest)
    drawn = placed & ~np.isin(places, _NOT_DRAWN)
    bits = DEEPEST + TILE_BITS
    column, row = squares(lon[drawn], lat[drawn], bits)
    return Counts.of((row << bits | column) << _LOW | rest[drawn]), whole


def tiles(counts: Counts, zoom: int) -> list[tuple[int, int, bytes]]:
    """Return the tiles of a zoom: column, row and the bytes, packed.

    Parameters
    ----------
    counts : Counts
        In squares of that zoom: ``zoom`` + :data:`TILE_BITS` bits a column.
    """
    bits = zoom + TILE_BITS
    square = counts.keys >> _LOW
    column, row = square & ((1 << bits) - 1), square >> bits
    tile = (row >> TILE_BITS) << zoom | column >> TILE_BITS
    order = np.argsort(tile, kind="stable")
    begins = np.flatnonzero(np.diff(tile[order], prepend=-1))
    inner = (1 << TILE_BITS) - 1
    cell = (row & inner) << TILE_BITS | column & inner
    made = []
    for rows in np.split(order, begins[1:]) if len(order) else []:
        x, y = int(tile[rows[0]] & ((1 << zoom) - 1)), int(tile[rows[0]] >> zoom)
        made.append(
            (x, y, pack(MAGIC, VERSION, {}, {"cell": cell[rows], **_columns(counts, rows)}))
        )
    return made


def no_tile() -> bytes:
    """Return a tile without counts."""
    none = np.zeros(0, np.int64)
    return pack(
        MAGIC, VERSION, {}, dict.fromkeys(("cell", "kind", "period", "span", "count"), none)
    )


def summary(whole: Counts, how: Counting, deepest: int = DEEPEST) -> bytes:
    """Return what the panel shows of a whole set, packed: its counts without squares."""
    head: dict[str, Any] = {
        "rows": int(whole.counts.sum()),
        "types": how.types,
        "otherTypes": how.others,
        "places": [{"id": p.id, "title": p.title, "look": p.look} for p in PLACE_PRECISIONS],
        "times": [{"id": p.id, "title": p.title} for p in TIME_PRECISIONS],
        "unit": how.unit,
        "starts": how.starts,
        "deepest": deepest,
    }
    every = np.arange(len(whole.keys))
    columns = {"placeless": whole.keys >> _LOW, **_columns(whole, every)}
    return pack(MAGIC, VERSION, head, columns)


def _columns(counts: Counts, rows: npt.NDArray[np.intp]) -> dict[str, Ints]:
    rest = counts.keys[rows] & ((1 << _LOW) - 1)
    return {
        "kind": rest >> (_PERIOD_BITS + _SPAN_BITS),
        "period": rest >> _SPAN_BITS & ((1 << _PERIOD_BITS) - 1),
        "span": rest & ((1 << _SPAN_BITS) - 1),
        "count": counts.counts[rows],
    }


def _starts(unit: str, first: int, last: int) -> list[int]:
    at = _EPOCH + timedelta(days=first)
    if unit == "week":
        at -= timedelta(days=at.weekday())
    elif unit == "month":
        at = at.replace(day=1)
    elif unit == "year":
        at = at.replace(month=1, day=1)
    found = []
    while (day := (at - _EPOCH).days) <= last:
        found.append(day)
        if unit in ("day", "week"):
            at += timedelta(days=1 if unit == "day" else 7)
        elif unit == "month":
            at = (at + timedelta(days=31)).replace(day=1)
        else:
            at = at.replace(year=at.year + 1)
    return found
