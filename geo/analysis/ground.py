"""The ground that a party ever claimed, cut so that each piece has one history.

An archive is edges and the editions in which they bound something. All edges that ever bounded a
claim, and those of what was assessed across it, cut the ground into pieces; no piece is ever
claimed or assessed in part. Whether a piece lies inside on a date is counted along a ray from a
point of it: an edge that goes up adds one, an edge that goes down takes one away, for as long as it
stands. So every date is known at once, without building the picture of any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.geometry import areas_km2
from geo.models import ELSEWHERE, Category

_Bools = npt.NDArray[np.bool_]
_Floats = npt.NDArray[np.float64]
_Shapes = npt.NDArray[np.object_]

EDGE_COLUMNS = ("category", "actor", "kind", "x0", "y0", "x1", "y1", "first", "last")
"""Of a frame of edges: what they bound, with the area on their left; start and end in degrees; in
which editions, from the first position to the last."""
_LEAST_KM2 = 1e-6  # one square metre; below it a piece is what rounding left over
_PAIRS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Ground:
    """Pieces of ground, and what was said of each on every date."""

    actor: str
    instants: tuple[datetime, ...]
    """Of the editions. Aware, UTC, ascending."""
    shapes: _Shapes
    """Polygons, EPSG:4326, longitude before latitude; no two share more than a border."""
    km2: _Floats
    oblast: _Shapes
    """Name of the oblast in which each lies; ``elsewhere`` for none."""
    claimed: _Bools
    """Shape (pieces, editions): whether the party was said to claim the piece."""
    assessed: _Bools
    """As ``claimed``: whether it was assessed to hold it."""


def cut_ground(
    edges: pd.DataFrame,
    instants: Sequence[datetime],
    actor: str,
    oblasts: gpd.GeoDataFrame,
) -> Ground:
    """Cut the ground that a party ever claimed into pieces of one history.

    Parameters
    ----------
    edges : DataFrame
        Columns :data:`EDGE_COLUMNS`, as :meth:`geo.timeline.Timeline.edge_frame` gives them.
    instants : sequence of datetime
        Of the editions to which ``first`` and ``last`` point.
    actor : str
        The party, such as ``RU``.
    oblasts : GeoDataFrame
        Columns ``oblast`` and ``geometry``, EPSG:4326.

    Returns
    -------
    Ground
        Without a piece if it claimed nothing.

    Notes
    -----
    Kinds are one: control and advances that were claimed are claimed, whatever they are called.
    """
    own = edges[edges["actor"] == actor]
    claimed = own[own["category"] == Category.CLAIMED]
    assessed = own[own["category"] == Category.ASSESSED]
    shapes = _pieces(claimed, assessed, oblasts)
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    said = _inside(points, claimed, len(instants))
    ever = said.any(axis=1)
    shapes, points, said = shapes[ever], points[ever], said[ever]
    return Ground(
        actor=actor,
        instants=tuple(instants),
        shapes=shapes,
        km2=areas_km2(shapes) if len(shapes) else np.zeros(0),
        oblast=_oblasts_of(points, oblasts),
        claimed=said,
        assessed=_inside(points, assessed, len(instants)),
    )


def _pieces(claimed: pd.DataFrame, assessed: pd.DataFrame, oblasts: gpd.GeoDataFrame) -> _Shapes:
    """Return the faces between all lines that bound a claim, or run across what was claimed."""
    lines = _lines(claimed)
    if not len(lines):
        return np.zeros(0, dtype=object)
    reach = shapely.union_all(shapely.get_parts(shapely.polygonize(_noded(lines))))
    shapely.prepare(reach)
    across = _lines(assessed)
    borders = shapely.boundary(oblasts.geometry.to_numpy())
    across = across[shapely.intersects(reach, across)]
    borders = shapely.intersection(borders[shapely.intersects(reach, borders)], reach)
    everything = np.concatenate([lines, across, shapely.get_parts(borders)])
    faces = shapely.get_parts(shapely.polygonize(_noded(everything)))
    faces = faces[shapely.contains(reach, shapely.point_on_surface(faces))]
    return faces[areas_km2(faces) > _LEAST_KM2]


def _lines(edges: pd.DataFrame) -> _Shapes:
    """Return the edges as lines, each once whatever its direction and its dates."""
    ends = edges[["x0", "y0", "x1", "y1"]].to_numpy(np.float64)
    turned = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[turned] = ends[turned][:, [2, 3, 0, 1]]
    return np.asarray(shapely.linestrings(np.unique(ends, axis=0).reshape(-1, 2, 2)))


def _noded(lines: _Shapes) -> _Shapes:
    # Merged first: a tenth of the lines are left, and nodes are sought only where these meet.
    merged = shapely.line_merge(shapely.multilinestrings(lines[shapely.get_type_id(lines) == 1]))
    return shapely.get_parts(shapely.unary_union(merged))


def _inside(points: _Floats, edges: pd.DataFrame, editions: int) -> _Bools:
    """Return for each point and edition whether any kind of area contains the point."""
    inside = np.zeros((len(points), editions), dtype=bool)
    for _, own in edges.groupby("kind"):
        inside |= _winding(points, own, editions) > 0
    return inside


def _winding(points: _Floats, edges: pd.DataFrame, editions: int) -> npt.NDArray[np.int32]:
    """Return how often the edges of one area go around each point, edition by edition."""
    order = np.argsort(points[:, 1], kind="stable")
    x, y = points[order].T
    x0, y0, x1, y1 = (edges[name].to_numpy(np.float64) for name in ("x0", "y0", "x1", "y1"))
    first, last = edges["first"].to_numpy(np.int64), edges["last"].to_numpy(np.int64)
    # The lower end belongs to an edge and the upper does not: a corner is counted once.
    begin = np.searchsorted(y, np.minimum(y0, y1), side="left")
    count = np.searchsorted(y, np.maximum(y0, y1), side="left") - begin
    steps = np.zeros(len(points) * (editions + 1), dtype=np.int32)
    chunks = np.arange(0, max(count.sum(), 1), _PAIRS_AT_ONCE)
    bounds = np.searchsorted(np.cumsum(count), chunks)
    for low, high in zip(bounds, [*bounds[1:], len(count)], strict=True):
        edge = np.repeat(np.arange(low, high), count[low:high])
        starts = np.cumsum(count[low:high]) - count[low:high]
        point = np.arange(len(edge)) - np.repeat(starts - begin[low:high], count[low:high])
        share = (y[point] - y0[edge]) / (y1[edge] - y0[edge])
        right = x0[edge] + share * (x1[edge] - x0[edge]) > x[point]
        edge, row = edge[right], order[point[right]] * (editions + 1)
        sign = np.where(y1[edge] > y0[edge], 1, -1).astype(np.int32)
        np.add.at(steps, row + first[edge], sign)
        np.add.at(steps, row + last[edge] + 1, -sign)
    return np.cumsum(steps.reshape(len(points), editions + 1), axis=1)[:, :editions]


def _oblasts_of(points: _Floats, oblasts: gpd.GeoDataFrame) -> _Shapes:
    names = np.full(len(points), ELSEWHERE, dtype=object)
    for name, shape in zip(oblasts["oblast"], oblasts.geometry, strict=True):
        shapely.prepare(shape)
        names[shapely.contains_xy(shape, points)] = name
    return names
