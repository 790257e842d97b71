"""Cells of the ground: the squares of Web Mercator, whose names grow by a digit with each zoom."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CELL_ZOOM = 7
"""Zoom of the cells by which sets are partitioned: 2.8 degrees of longitude."""
NOWHERE = "none"
"""The cell of what has no place."""
_NORTH = 85.05


def squares(lon: Floats, lat: Floats, zoom: int) -> tuple[Ints, Ints]:
    """Return column and row of points among the 2**zoom squares of each side, from the north-west.

    Parameters
    ----------
    lon, lat : array of float
        Degrees (WGS84), finite. Beyond 85.05 degrees north or south a point lies in the last row.
    """
    sine = np.sin(np.radians(np.clip(lat, -_NORTH, _NORTH)))
    x = (lon + 180) / 360
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    side = 1 << zoom
    column = np.clip(np.floor(x * side), 0, side - 1).astype(np.int64)
    return column, np.clip(np.floor(y * side), 0, side - 1).astype(np.int64)


def cell_names(lon: Floats, lat: Floats) -> npt.NDArray[np.str_]:
    """Return the cells of points at :data:`CELL_ZOOM`: a digit a zoom; :data:`NOWHERE` for NaN.

    Examples
    --------
    >>> cell_names(np.array([36.19, np.nan]), np.array([51.73, np.nan])).tolist()
    ['1203120', 'none']
    """
    found = np.full(len(lon), NOWHERE, dtype=f"<U{CELL_ZOOM}")
    placed = np.isfinite(lon) & np.isfinite(lat)
    column, row = squares(lon[placed], lat[placed], CELL_ZOOM)
    cells, of_point = np.unique(np.column_stack([column, row]), axis=0, return_inverse=True)
    names = np.array([_name(int(x), int(y)) for x, y in cells], dtype=found.dtype)
    if len(names):
        found[placed] = names[of_point.reshape(-1)]
    return found


def cells_of_box(west: float, south: float, east: float, north: float) -> set[str]:
    """Return the cells that a box in degrees touches."""
    (x0, x1), (y1, y0) = squares(np.array([west, east]), np.array([south, north]), CELL_ZOOM)
    return {_name(x, y) for x in range(int(x0), int(x1) + 1) for y in range(int(y0), int(y1) + 1)}


def _name(x: int, y: int) -> str:
    return "".join(str((x >> z & 1) | (y >> z & 1) << 1) for z in range(CELL_ZOOM - 1, -1, -1))
