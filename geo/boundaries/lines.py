"""Which lines of a coverage are coast, border between states, or border between oblasts."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.boundaries.build import QUANTUM
from geo.geometry import rings


@dataclass(frozen=True)
class BorderLines:
    """Lines of a coverage, EPSG:4326, longitude and latitude in degrees."""

    states: list[shapely.LineString]
    """Between two countries: each stretch once, whoever's it is."""

    oblasts: list[shapely.LineString]
    """Between two regions of one country."""


def border_lines(coverage: geopandas.GeoDataFrame) -> BorderLines:
    """Sort the edges of a coverage by what lies on their two sides.

    Parameters
    ----------
    coverage : GeoDataFrame
        Regions with ``country``, sharing their vertices on the grid of
        :data:`geo.boundaries.build.QUANTUM`, as :func:`geo.boundaries.build.read_coverage` makes.

    Returns
    -------
    BorderLines
        Merged to the longest stretches without a junction. Edges with a region on one side
        only (coast, or the rim of what was read) are in neither list.
    """
    edges = pd.concat(
        [
            _edges(geometry, country)
            for geometry, country in zip(coverage.geometry, coverage["country"], strict=True)
        ],
        ignore_index=True,
    )
    sides = edges.groupby(["x0", "y0", "x1", "y1"], sort=False)["country"].agg(["size", "nunique"])
    two_sided = sides.loc[sides["size"] > 1]
    return BorderLines(
        states=_merged(two_sided.index[two_sided["nunique"] > 1]),
        oblasts=_merged(two_sided.index[two_sided["nunique"] == 1]),
    )


def _edges(geometry: shapely.Geometry, country: str) -> pd.DataFrame:
    found = [_ring_edges(ring) for ring in rings(geometry)]
    frame = pd.DataFrame(np.concatenate(found), columns=["x0", "y0", "x1", "y1"])
    return frame.assign(country=country)


def _ring_edges(ring: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    grid = np.rint(ring / QUANTUM).astype(np.int64)
    following = np.roll(grid, -1, axis=0)
    # The lesser end first, so that both neighbours write an edge alike.
    swap = (grid[:, 0] > following[:, 0]) | (
        (grid[:, 0] == following[:, 0]) & (grid[:, 1] > following[:, 1])
    )
    first = np.where(swap[:, None], following, grid)
    second = np.where(swap[:, None], grid, following)
    return np.hstack([first, second])


def _merged(edges: pd.Index) -> list[shapely.LineString]:
    ends = np.array(edges.tolist(), dtype=np.float64).reshape(-1, 2, 2) * QUANTUM
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(ends)))
    return [line for line in shapely.get_parts(merged) if not line.is_empty]
