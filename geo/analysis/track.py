"""Did it turn out so: what was claimed on the map, and when, if ever, it was assessed.

Methods, and why so, in ``docs/methods.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.analysis.ground import Ground

HORIZONS = (0, 1, 3, 7, 14, 30, 90)
"""Days after a claim at which is asked what of it was assessed."""
LEAST_AREA_KM2 = 0.01
"""A claimed area smaller than that is a border drawn twice: in the sums, and not counted."""
PIECE_COLUMNS = (
    "piece", "area", "oblast", "km2", "claimed", "assessed", "lost", "followed",
)  # fmt: skip
_NONE = -1
_PART = 0.1  # of a claimed area that must be assessed; less may be two drawings of one border
_DAY = timedelta(days=1)
_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Track:
    """What became of all that a party claimed in a source's editions."""

    ground: Ground
    pieces: pd.DataFrame
    """One row for each piece of each claim, :data:`PIECE_COLUMNS`: number of the piece of ground;
    number of the claimed area it is part of; oblast; km2; position of the edition in which it was
    first claimed, of the first in which it was assessed and of the first in which that was lost
    again, -1 for never; days from the claim to the last edition."""
    shares: npt.NDArray[np.float64]
    """Shape (rows of pieces, HORIZONS): 1 if the piece was assessed so many days after it was
    claimed, 0 if not, NaN if the archive ends before that."""

    def days_to(self, column: str) -> pd.Series:
        """Return days from each claim to the event in a column of ``pieces``; NaN for never."""
        days = _days(self.ground.instants)
        at = self.pieces[column].to_numpy()
        lag = np.where(at == _NONE, np.nan, days[at] - days[self.pieces["claimed"].to_numpy()])
        return pd.Series(lag, index=self.pieces.index)


def track(ground: Ground, first: datetime | None = None, last: datetime | None = None) -> Track:
    """Follow every claim through the editions.

    Parameters
    ----------
    ground : Ground
        As :func:`geo.analysis.ground.cut_ground` cuts it.
    first, last : datetime, optional
        Only claims that were first made in this time, both ends included. What became of them is
        looked for in all editions.

    Notes
    -----
    A claim of a piece begins when the piece comes into a claimed area. What is dropped and claimed
    again is the same claim, unless it was assessed and lost since: then it is another.
    """
    days = _days(ground.instants)
    piece, begun, assessed, lost = _claims(ground)
    keep = np.ones(len(piece), dtype=bool)
    for at, ahead in ((first, False), (last, True)):
        if at is not None and len(piece):
            limit = (at - ground.instants[0]) / _DAY
            keep &= days[begun] <= limit if ahead else days[begun] >= limit
    piece, begun, assessed, lost = piece[keep], begun[keep], assessed[keep], lost[keep]
    frame = pd.DataFrame(
        {
            "piece": piece,
            "area": _areas(ground, piece, begun),
            "oblast": ground.oblast[piece],
            "km2": ground.km2[piece],
            "claimed": begun,
            "assessed": assessed,
            "lost": lost,
            "followed": (days[-1] - days[begun]) if len(days) else np.zeros(0),
        },
        columns=list(PIECE_COLUMNS),
    )
    return Track(ground, frame, _shares(ground, piece, begun))


def claimed_areas(tracked: Track) -> pd.DataFrame:
    """Return one row for each claimed area: ground that was first claimed at once, in one piece.

    Returns
    -------
    DataFrame
        Index the area's number. ``claimed`` (the instant, UTC), ``oblast`` (where most of it
        lies), ``km2``, ``assessed_0`` to ``assessed_90`` (share assessed so many days later, NaN
        if that is not over), ``first_assessed`` (instant at which a tenth of it was; NaT),
        ``lag`` (days to that), ``never`` (share not assessed so far), ``lost`` (share that was
        assessed and lost again), ``followed`` (days from the claim to the last edition).
    """
    pieces, instants = (
        tracked.pieces,
        pd.DatetimeIndex(tracked.ground.instants, dtype="datetime64[us, UTC]"),
    )
    weighed = pieces.assign(
        never=pieces["km2"].where(pieces["assessed"] == _NONE, 0.0),
        gone=pieces["km2"].where(pieces["lost"] != _NONE, 0.0),
    )
    for horizon, column in zip(HORIZONS, tracked.shares.T, strict=True):
        weighed[f"assessed_{horizon}"] = column * pieces["km2"]
    groups = weighed.groupby("area")
    km2 = groups["km2"].sum()
    largest = weighed.groupby(["area", "oblast"])["km2"].sum().sort_values()
    oblast = largest.reset_index("oblast").groupby(level=0)["oblast"].last()
    # In the order of their assessment, until a tenth of the area has been.
    came = pieces[pieces["assessed"] != _NONE].sort_values("assessed", kind="stable")
    running = came.groupby("area")["km2"].cumsum()
    seen = came[running >= _PART * km2.reindex(came["area"]).to_numpy()].groupby("area")["assessed"]
    begun = instants[groups["claimed"].first().to_numpy(int)]
    first_assessed = pd.Series(pd.NaT, index=km2.index, dtype="datetime64[us, UTC]")
    first_assessed[seen.first().index] = instants[seen.first().to_numpy(np.int64)]
    return pd.DataFrame(
        {
            "claimed": begun,
            "oblast": oblast.reindex(km2.index).astype("str"),
            "km2": km2,
            **{
                f"assessed_{h}": groups[f"assessed_{h}"].sum(min_count=1) / km2 for h in HORIZONS
            },
            "first_assessed": first_assessed,
            "lag": (first_assessed - begun) / _DAY,
            "never": groups["never"].sum() / km2,
            "lost": groups["gone"].sum() / km2,
            "followed": groups["followed"].first(),
        }
    )  # fmt: skip


def _claims(ground: Ground) -> tuple[_Ints, _Ints, _Ints, _Ints]:
    """Return piece, claimed, assessed and lost (positions) of every claim, by time and piece."""
    count, editions = ground.claimed.shape
    # Per piece, its present claim: a row of the lists below, or none.
    row = np.full(count, _NONE)
    begun: list[_Ints] = []
    owner: list[_Ints] = []
    assessed = np.zeros(0, dtype=np.int64)
    lost = np.zeros(0, dtype=np.int64)
    before = np.zeros(count, dtype=bool)
    for position in range(editions):
        claimed, held = ground.claimed[:, position], ground.assessed[:, position]
        gone = row[(row != _NONE) & ~held]
        lost[gone[(assessed[gone] != _NONE) & (lost[gone] == _NONE)]] = position
        over = row == _NONE
        over[~over] = lost[row[~over]] != _NONE
        new = np.flatnonzero(claimed & ~before & over)
        before = claimed
        row[new] = len(assessed) + np.arange(len(new))
        begun.append(np.full(len(new), position))
        owner.append(new)
        assessed = np.concatenate([assessed, np.full(len(new), _NONE)])
        lost = np.concatenate([lost, np.full(len(new), _NONE)])
        now = row[(row != _NONE) & held]
        assessed[now[assessed[now] == _NONE]] = position
    none = np.zeros(0, dtype=np.int64)
    return np.concatenate([none, *owner]), np.concatenate([none, *begun]), assessed, lost


def _areas(ground: Ground, piece: _Ints, begun: _Ints) -> _Ints:
    """Return for each row a number that it shares with what was claimed at once and touches it."""
    if not len(piece):
        return np.zeros(0, dtype=np.int64)
    shapes = ground.shapes[piece]
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="intersects")
    same = (begun[one] == begun[other]) & (one < other)
    one, other = one[same], other[same]
    # A corner alone joins nothing.
    along = shapely.length(shapely.intersection(shapes[one], shapes[other])) > 0
    links = coo_array(
        (np.ones(int(along.sum())), (one[along], other[along])), shape=(len(piece), len(piece))
    )
    _, number = connected_components(links, directed=False)
    # Numbered by time, then by place, so that the order of import changes nothing.
    west_south = shapely.bounds(shapes)[:, :2]
    order = np.lexsort([west_south[:, 1], west_south[:, 0], begun])
    ranked = pd.Series(number[order]).drop_duplicates().to_numpy()
    rank = np.empty(len(ranked), dtype=np.int64)
    rank[ranked] = np.arange(len(ranked))
    return np.asarray(rank[number])


def _shares(ground: Ground, piece: _Ints, begun: _Ints) -> npt.NDArray[np.float64]:
    days = _days(ground.instants)
    found = np.full((len(piece), len(HORIZONS)), np.nan)
    for column, horizon in enumerate(HORIZONS):
        due = days[begun] + horizon
        judged = due <= (days[-1] if len(days) else 0)
        # The edition in force then: the last one not after it.
        at = np.searchsorted(days, due[judged], side="right") - 1
        found[judged, column] = ground.assessed[piece[judged], at]
    return found


def _days(instants: Sequence[datetime]) -> npt.NDArray[np.float64]:
    """Return the instants as days since the first."""
    return np.array([(instant - instants[0]) / _DAY for instant in instants])
