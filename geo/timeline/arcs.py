"""Edges joined to arcs: lines whose every edge bounds the same areas in the same editions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.timeline.grid import Ints


@dataclass(frozen=True)
class Arcs:
    """Lines with the spans in which they bound areas.

    The uses of arc ``i`` are the rows ``use_offsets[sign[i]] : use_offsets[sign[i] + 1]`` of
    ``uses``: arcs with the same history share one.
    """

    points: Ints
    """Codes of all points, arc after arc, both ends of each included."""
    offsets: Ints
    """Where each arc begins in ``points``, and the number of points."""
    signs: Ints
    """Which history each arc has; ascending."""
    uses: Ints
    """Shape (m, 4): key, 1 if the area is on the left and 0 on the right, first, last."""
    use_offsets: Ints
    """Where each history begins in ``uses``, and the number of uses."""


def join(spans: pd.DataFrame) -> Arcs:
    """Join the edges of spans to arcs.

    Parameters
    ----------
    spans : DataFrame
        As :mod:`geo.timeline.spans` has them.

    Returns
    -------
    Arcs
        The same for the same spans, whatever their order.
    """
    if spans.empty:
        none = np.empty(0, np.int64)
        return Arcs(none, np.zeros(1, np.int64), none, none.reshape(0, 4), np.zeros(1, np.int64))
    edges, sign, uses, use_offsets = _histories(spans)
    # Histories come by age, so that arcs which share a time lie together; then by place.
    order = np.lexsort([edges[:, 1], edges[:, 0], sign])
    edges, sign = edges[order], sign[order]
    following = _successors(edges, sign)
    chains = _chains(following)
    points, lengths = [], []
    for chain in chains:
        points.append(edges[chain[0], :1])
        points.append(edges[chain, 1])
        lengths.append(len(chain) + 1)
    heads = np.array([chain[0] for chain in chains])
    return Arcs(
        points=np.concatenate(points),
        offsets=np.concatenate([[0], np.cumsum(lengths)]),
        signs=sign[heads],
        uses=uses,
        use_offsets=use_offsets,
    )


def _histories(spans: pd.DataFrame) -> tuple[Ints, Ints, Ints, Ints]:
    # Both directions of an edge are one line, drawn as its first use has it.
    start, end = spans["start"].to_numpy(), spans["end"].to_numpy()
    low, high = np.minimum(start, end), np.maximum(start, end)
    rows = np.column_stack(
        [spans["key"].to_numpy(), (start < end).astype(np.int64), spans["first"], spans["last"]]
    )
    order = np.lexsort([rows[:, 3], rows[:, 0], rows[:, 2], high, low])
    low, high, rows = low[order], high[order], rows[order]
    new = np.concatenate([[True], (low[1:] != low[:-1]) | (high[1:] != high[:-1])])
    edge = np.cumsum(new) - 1
    begins = np.flatnonzero(new)
    forward = rows[begins, 1]
    rows[:, 1] = rows[:, 1] == forward[edge]  # 1: as the line is drawn
    lines = np.column_stack([low[begins], high[begins]])
    lines = np.where(forward[:, None] == 1, lines, lines[:, ::-1])
    # Equal sequences of uses get equal numbers, one use after the other.
    kinds, kind = np.unique(rows[:, [2, 3, 0, 1]], axis=0, return_inverse=True)
    counts = np.diff(np.append(begins, len(rows)))
    number = np.zeros(len(begins), np.int64)
    for depth in range(int(counts.max())):
        deeper = np.flatnonzero(counts > depth)
        step = np.zeros(len(begins), np.int64)
        step[deeper] = kind[begins[deeper] + depth] + 1
        pairs = number * (len(kinds) + 1) + step
        number = np.unique(pairs, return_inverse=True)[1]
    example = np.unique(number, return_index=True)[1]
    picked = [rows[begins[e] : begins[e] + counts[e]] for e in example]
    offsets = np.concatenate([[0], np.cumsum(counts[example])])
    return lines, number, np.concatenate(picked), offsets


def _successors(edges: Ints, sign: Ints) -> Ints:
    # The edge that goes on where this one ends, if within the history only one does.
    starts = pd.MultiIndex.from_arrays([sign, edges[:, 0]])
    ends = pd.MultiIndex.from_arrays([sign, edges[:, 1]])
    forks = starts.duplicated(keep=False)
    once = np.flatnonzero(~forks)
    found = starts[once].get_indexer(ends)
    return np.where(found >= 0, once[found], -1)


def _chains(following: Ints) -> list[Ints]:
    after = following.tolist()
    has_before = np.zeros(len(after), bool)
    has_before[following[following >= 0]] = True
    done = [False] * len(after)
    chains = []
    # Open lines first; what is left are rings, which begin at their first edge in order.
    for head in [*np.flatnonzero(~has_before).tolist(), *range(len(after))]:
        if done[head]:
            continue
        chain, edge = [], head
        while edge >= 0 and not done[edge]:
            done[edge] = True
            chain.append(edge)
            edge = after[edge]
        chains.append(np.array(chain))
    return sorted(chains, key=lambda chain: int(chain[0]))
