"""An edition on the grid: what each party holds, as directed edges between whole numbers.

A grid point is (longitude, latitude) in steps of :data:`geo.geometry.QUANTUM` degrees, and its
code is one integer, so that edges can be matched as numbers. Every edge has its area on its left.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.geometry import CRS, QUANTUM, polygon_parts

Key = tuple[str, str, str]
"""Category, actor, kind."""
Ints = npt.NDArray[np.int64]

_STEPS = round(1 / QUANTUM)
# 360 degrees are 36,000,000 steps; 2^26 is the next power of two.
_OFFSET, _WIDTH = 1 << 25, 1 << 26


def point_codes(points: npt.NDArray[np.int64]) -> Ints:
    """Return one integer for each grid point of an (n, 2) array; order is by x, then y."""
    return (points[:, 0] + _OFFSET) * _WIDTH + (points[:, 1] + _OFFSET)


def code_points(codes: Ints) -> npt.NDArray[np.int64]:
    """Undo :func:`point_codes`."""
    return np.column_stack([codes // _WIDTH - _OFFSET, codes % _WIDTH - _OFFSET])


def on_grid(areas: gpd.GeoDataFrame) -> dict[Key, BaseGeometry]:
    """Dissolve each (category, actor, kind) of an edition on the grid.

    Parameters
    ----------
    areas : GeoDataFrame
        ``category``, ``actor``, ``kind`` and valid polygons, EPSG:4326.

    Returns
    -------
    dict
        Valid polygons whose coordinates are whole numbers of grid steps. What is thinner than the
        grid is gone, and a key of which nothing is left is not there.

    Notes
    -----
    Snap rounding (Hobby 1999) as GEOS does it: overlaps are united, every vertex and crossing
    moves to its grid point, and lines that pass a vertex's cell go through it.
    """
    found: dict[Key, BaseGeometry] = {}
    for key, group in areas.groupby(["category", "actor", "kind"]):
        steps = shapely.transform(group.geometry.to_numpy(), lambda degrees: degrees * _STEPS)
        # Each by itself first: a union of a single polygon comes back as it was, off the grid.
        rounded = shapely.set_precision(steps, 1.0)
        united = polygon_parts(shapely.union_all(rounded, grid_size=1.0))
        if united:
            found[key] = shapely.orient_polygons(MultiPolygon(united))
    return found


def directed_edges(shape: BaseGeometry) -> tuple[Ints, Ints]:
    """Return the codes of start and end of every edge of an oriented shape on the grid."""
    lines = shapely.get_rings(shapely.get_parts(shape))
    coords, ring = shapely.get_coordinates(lines, return_index=True)
    codes = point_codes(np.rint(coords).astype(np.int64))
    same_ring = ring[1:] == ring[:-1]
    return codes[:-1][same_ring], codes[1:][same_ring]


def shape_of(start: Ints, end: Ints) -> MultiPolygon:
    """Build the area in degrees that directed edges bound.

    Parameters
    ----------
    start, end : ndarray of int64
        Codes; all edges of one area, in any order, the area on the left of each.

    Returns
    -------
    MultiPolygon
        WGS84; x and y are whole multiples of the quantum.
    """
    pairs = np.stack([code_points(start), code_points(end)], axis=1)
    faces = shapely.get_parts(shapely.polygonize(shapely.linestrings(pairs)))
    # No edge is in two areas, so a face is all inside or all outside: inside if the first edge
    # of its outline runs as the area's does, and not the other way.
    faces = shapely.orient_polygons(faces)
    outline, face = shapely.get_coordinates(shapely.get_exterior_ring(faces), return_index=True)
    first = np.flatnonzero(np.diff(face, prepend=-1))
    codes = point_codes(np.rint(outline).astype(np.int64))
    edges = pd.MultiIndex.from_arrays([start, end])
    inside = pd.MultiIndex.from_arrays([codes[first], codes[first + 1]]).isin(edges)
    return MultiPolygon(list(_in_degrees(faces[inside])))


def _in_degrees(shapes: BaseGeometry) -> BaseGeometry:
    # Rounded, so that a grid point has one floating-point coordinate wherever it came from.
    return shapely.transform(shapes, lambda steps: np.round(steps / _STEPS, 5))


def dissolved(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return an edition as a timeline gives it back: dissolved on the grid, one row a key."""
    return frame_of({key: _in_degrees(shape) for key, shape in on_grid(areas).items()})


def frame_of(shapes: dict[Key, MultiPolygon]) -> gpd.GeoDataFrame:
    """Return shapes in degrees as a frame: ``category``, ``actor``, ``kind``, ``geometry``."""
    keys = sorted(shapes)
    columns = {
        name: [key[i] for key in keys] for i, name in enumerate(("category", "actor", "kind"))
    }
    return gpd.GeoDataFrame(columns, geometry=[shapes[key] for key in keys], crs=CRS)
