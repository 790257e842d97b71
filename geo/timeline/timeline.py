"""All editions of one source as arcs and the times in which they bound something."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.batch import ALONE, Crew
from geo.clock import to_rfc3339
from geo.errors import NotInStore, SchemaError
from geo.geometry import QUANTUM, edge_areas_km2
from geo.timeline import spans
from geo.timeline.arcs import Arcs, join
from geo.timeline.grid import Ints, Key, code_points, directed_edges, frame_of, on_grid, shape_of

_NO_ARCS = join(spans.no_spans())


@dataclass(frozen=True)
class Timeline:
    """An archive in which every date is at hand.

    Made by :meth:`with_editions` from ``Timeline()``, or read by
    :func:`geo.timeline.coding.from_bytes`.
    """

    instants: tuple[datetime, ...] = ()
    """``as_of`` of each edition, UTC, ascending; its place is the edition's position."""
    keys: tuple[Key, ...] = ()
    """Each (category, actor, kind) that occurs, sorted; its place is the key's number."""
    arcs: Arcs = _NO_ARCS

    def with_editions(
        self, editions: Iterable[tuple[datetime, gpd.GeoDataFrame]], crew: Crew = ALONE
    ) -> Timeline:
        """Return a timeline that has these editions as well.

        Parameters
        ----------
        editions : iterable of (as_of, areas)
            Aware instants to the second, in any order; areas as :meth:`geo.store.Store.areas`
            gives them.
        crew : Crew
            Who dissolves the editions into edges; what is joined of them is joined here.

        Returns
        -------
        Timeline
            The same for the same editions, in whatever order and batches they came.

        Raises
        ------
        SchemaError
            If there is an edition for one of the instants already.
        """
        instants, keys = list(self.instants), list(self.keys)
        held = self.spans()
        for as_of, shapes in crew.run(dated_edges, editions):
            position = bisect_left(instants, as_of)
            if position < len(instants) and instants[position] == as_of:
                raise SchemaError(
                    "The timeline", [f"it has an edition as of {to_rfc3339(as_of)} already"]
                )
            keys += sorted(set(shapes) - set(keys))
            edges = [
                pd.DataFrame({"key": keys.index(key), "start": start, "end": end})
                for key, (start, end) in shapes.items()
            ]
            held = spans.insert(
                held, position, pd.concat(edges) if edges else held.iloc[:0, :3].copy()
            )
            instants.insert(position, as_of)
        # Numbered in the order in which they came; kept in the order of their names.
        ordered = sorted(keys)
        ranks = np.array([ordered.index(key) for key in keys], np.int64)
        held["key"] = ranks[held["key"].to_numpy()]
        return Timeline(tuple(instants), tuple(ordered), join(held))

    def position_at(self, instant: datetime) -> int:
        """Return the position of the last edition at or before an instant.

        Raises
        ------
        NotInStore
            If the timeline begins later, or is empty.
        """
        position = bisect_right(self.instants, instant) - 1
        if position < 0:
            raise NotInStore(
                f"There is no edition as early as {to_rfc3339(instant)}. Ask for a later date."
            )
        return position

    def between(self, first: int, last: int) -> Timeline:
        """Return the timeline of the editions from one position to another, both included.

        The same as one made of these editions alone.
        """
        held = self.spans()
        held = held[(held["last"] >= first) & (held["first"] <= last)].copy()
        held["first"] = held["first"].clip(lower=first) - first
        held["last"] = held["last"].clip(upper=last) - first
        there = sorted(set(held["key"]))
        held["key"] = held["key"].map({key: place for place, key in enumerate(there)})
        keys = tuple(self.keys[key] for key in there)
        return Timeline(self.instants[first : last + 1], keys, join(held))

    def areas(self, position: int) -> gpd.GeoDataFrame:
        """Return an edition's control areas: one row for each key, dissolved, on the grid."""
        edges = self.edges(position)
        by_key = {key: edges[edges["key"] == i] for i, key in enumerate(self.keys)}
        return frame_of(
            {
                key: shape_of(own["start"].to_numpy(), own["end"].to_numpy())
                for key, own in by_key.items()
                if len(own)
            }
        )

    def edges(self, position: int) -> pd.DataFrame:
        """Return an edition's directed edges: ``key``, ``start``, ``end`` in codes of the grid."""
        uses = self._uses
        now = uses[(uses["first"] <= position) & (uses["last"] >= position)]
        return self._edges_of(now)[["key", "start", "end"]]

    def km2(self) -> pd.DataFrame:
        """Return the area of every key on every date.

        Returns
        -------
        DataFrame
            Index ``as_of``, columns the keys, km2 on the ellipsoid; 0 where a key is not there.
            A running sum of what the arcs that come and go add, without building a polygon.
        """
        arcs, count = self.arcs, len(self.instants)
        degrees = code_points(arcs.points).astype(np.float64) * QUANTUM
        along = np.concatenate([[0.0], np.cumsum(edge_areas_km2(degrees[:-1], degrees[1:]))])
        by_arc = along[arcs.offsets[1:] - 1] - along[arcs.offsets[:-1]] if len(arcs.signs) else []
        uses = self._uses
        signed = np.asarray(by_arc)[uses["arc"]] * np.where(uses["left"] == 1, 1.0, -1.0)
        change = np.zeros((count + 1, len(self.keys)))
        np.add.at(change, (uses["first"], uses["key"]), signed)
        np.add.at(change, (uses["last"] + 1, uses["key"]), -signed)
        total = np.cumsum(change[:count], axis=0)
        there = np.zeros((count + 1, len(self.keys)), np.int64)
        np.add.at(there, (uses["first"], uses["key"]), 1)
        np.add.at(there, (uses["last"] + 1, uses["key"]), -1)
        total[np.cumsum(there[:count], axis=0) == 0] = 0.0
        columns = pd.MultiIndex.from_tuples(self.keys, names=["category", "actor", "kind"])
        return pd.DataFrame(total, index=pd.Index(self.instants, name="as_of"), columns=columns)

    @cached_property
    def _uses(self) -> pd.DataFrame:
        """One row for each use of each arc: ``arc``, ``key``, ``left``, ``first``, ``last``."""
        arcs = self.arcs
        counts = np.diff(arcs.use_offsets)[arcs.signs]
        arc = np.repeat(np.arange(len(arcs.signs)), counts)
        rows = arcs.uses[_ranges(arcs.use_offsets[:-1][arcs.signs], counts)]
        return pd.DataFrame(
            {"arc": arc, **{n: rows[:, i] for i, n in enumerate(("key", "left", "first", "last"))}}
        )

    def spans(self) -> pd.DataFrame:
        """Return the arcs cut into edges again, as :mod:`geo.timeline.spans` has them."""
        return self._edges_of(self._uses)

    def edge_frame(self) -> pd.DataFrame:
        """Return every edge of the archive with what it bounds, where, and in which editions.

        Returns
        -------
        DataFrame
            ``category``, ``actor``, ``kind``; ``x0``, ``y0``, ``x1``, ``y1``: start and end in
            degrees, the area on the left; ``first``, ``last``: positions of editions, inclusive.
        """
        spans = self.spans()
        # As shapes have them: a grid point has one floating-point coordinate.
        ends = [
            np.round(code_points(spans[name].to_numpy()) * QUANTUM, 5) for name in ("start", "end")
        ]
        keys = pd.DataFrame(self.keys, columns=["category", "actor", "kind"], dtype="str")
        frame = keys.iloc[spans["key"].to_numpy()].reset_index(drop=True)
        frame[["x0", "y0"]], frame[["x1", "y1"]] = ends
        return frame.assign(first=spans["first"].to_numpy(), last=spans["last"].to_numpy())

    def _edges_of(self, uses: pd.DataFrame) -> pd.DataFrame:
        arcs = self.arcs
        counts = (np.diff(arcs.offsets) - 1)[uses["arc"]]
        at = _ranges(arcs.offsets[:-1][uses["arc"]], counts)
        row = uses.iloc[np.repeat(np.arange(len(uses)), counts)]
        one, other = arcs.points[at], arcs.points[at + 1]
        left = row["left"].to_numpy() == 1
        return pd.DataFrame(
            {
                "key": row["key"].to_numpy(),
                "start": np.where(left, one, other),
                "end": np.where(left, other, one),
                "first": row["first"].to_numpy(),
                "last": row["last"].to_numpy(),
            }
        )


def dated_edges(
    edition: tuple[datetime, gpd.GeoDataFrame],
) -> tuple[datetime, dict[Key, tuple[Ints, Ints]]]:
    """Return an edition's instant and, by key, the directed edges of its areas on the grid."""
    as_of, areas = edition
    return as_of, {key: directed_edges(shape) for key, shape in on_grid(areas).items()}


def _ranges(starts: Ints, counts: Ints) -> Ints:
    # [2, 7], [3, 2] -> 2 3 4 7 8
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - (ends - counts), counts)
