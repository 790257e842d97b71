"""Edges with the editions in which they bound an area: how an archive grows by one edition.

A span says: this directed edge bounds this key from edition ``first`` to edition ``last``, both
included. Spans of one edge and key never touch, so an archive has one set of spans, whatever the
order in which its editions came.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

COLUMNS = ("key", "start", "end", "first", "last")
_EDGE = list(COLUMNS[:3])
_NEVER = -9  # no position, and no neighbour of one


def no_spans() -> pd.DataFrame:
    """Return the spans of an archive without editions."""
    return pd.DataFrame({name: np.empty(0, np.int64) for name in COLUMNS})


def insert(spans: pd.DataFrame, position: int, edges: pd.DataFrame) -> pd.DataFrame:
    """Put an edition between others.

    Parameters
    ----------
    spans : DataFrame
        :data:`COLUMNS`, all int64: number of the key, codes of start and end, positions.
    position : int
        Where the edition goes; what stands there and after moves up by one.
    edges : DataFrame
        ``key``, ``start``, ``end`` of the edition, each once.

    Returns
    -------
    DataFrame
        Spans anew; the arguments are left alone.

    Notes
    -----
    Only spans that touch the position are looked at, so the cost is that of one edition.
    """
    moved = spans.copy()
    moved["first"] += moved["first"] >= position
    moved["last"] += moved["last"] >= position
    before = moved["last"] == position - 1
    after = moved["first"] == position + 1
    across = (moved["first"] < position) & (moved["last"] > position)
    beside = before | after | across
    # Per edge: where the span begins that ends just before, where the one ends that starts just
    # after. A span across the position counts as both.
    left = moved.loc[before | across].set_index(_EDGE)["first"].rename("from")
    right = moved.loc[after | across].set_index(_EDGE)["last"].rename("to")
    here = edges.set_index(_EDGE).assign(here=1)
    table = pd.concat([left, right, here], axis=1).fillna(_NEVER).astype(np.int64)
    start, stop = table["from"] != _NEVER, table["to"] != _NEVER
    now = table["here"] == 1
    first, last = table["from"].where(start, position), table["to"].where(stop, position)
    just_before, just_after = (pd.Series(position + by, table.index) for by in (-1, 1))
    pieces = [
        # There now: one span, joined with what is beside it.
        (now, first, last),
        # Not there now: what was before ends before, what comes after begins after.
        (~now & start, first, just_before),
        (~now & stop, just_after, last),
    ]
    made = [
        table.index[chosen]
        .to_frame(index=False)
        .assign(first=begins[chosen].to_numpy(), last=ends[chosen].to_numpy())
        for chosen, begins, ends in pieces
    ]
    return pd.concat([moved[~beside], *made], ignore_index=True)
