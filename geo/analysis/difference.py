"""What two areas do not share, found along the edges that they do not share.

Editions repeat themselves: of some ten thousand edges a day changes a few hundred. Edges that both
areas have, in the same direction, say nothing about their difference; the others bound it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.geometry import polygon_parts

_Parts = npt.NDArray[np.object_]
_MOST_UNSHARED = 0.25  # of the corners; beyond it a plain overlay has less to do
_SAMPLE = 16
_ROUNDING_DEGREES2 = 1e-9  # under ten square metres
_Points = npt.NDArray[np.complex128]


def difference_parts(old: BaseGeometry, new: BaseGeometry) -> tuple[_Parts, _Parts]:
    """Return what only the new area has, and what only the old one has.

    Parameters
    ----------
    old, new : shapely geometry
        Valid, polygonal.

    Returns
    -------
    gained, lost : ndarray of Polygon
        Connected parts; no two share more than points.

    Examples
    --------
    >>> from shapely.geometry import box
    >>> gained, lost = difference_parts(box(0, 0, 2, 1), box(1, 0, 4, 1))
    >>> gained[0].area, lost[0].area
    (2.0, 1.0)
    """
    one, other = _edges(old), _edges(new)
    # A look at some corners tells whether one was drawn after the other, or anew.
    corners = other[::_SAMPLE, 0]
    if np.isin(corners, one[:, 0], invert=True).sum() > _MOST_UNSHARED * len(corners):
        return _overlaid(old, new)
    lines = shapely.line_merge(shapely.multilinestrings(_unshared(one, other)))
    # Where the two sets of lines cross there must be a node before they can close to faces.
    noded = shapely.get_parts(shapely.unary_union(lines))
    faces = shapely.get_parts(shapely.polygonize(noded))
    in_new, in_old = (_hold(shape, faces) for shape in (new, old))
    return faces[in_new & ~in_old], faces[in_old & ~in_new]


def _overlaid(old: BaseGeometry, new: BaseGeometry) -> tuple[_Parts, _Parts]:
    """Return the differences of two shapes that have few edges in common."""
    parts = _polygons(shapely.symmetric_difference(new, old))
    gained = _hold(new, parts)
    # One overlay does the work of two, unless ground of the one borders on ground of the other:
    # there it joins them to one part. What was gained and lost then does not add up.
    degrees = shapely.area(parts)
    net = degrees[gained].sum() - degrees[~gained].sum()
    if abs(net - (new.area - old.area)) > _ROUNDING_DEGREES2:
        only_new, only_old = shapely.difference([new, old], [old, new])
        return _polygons(only_new), _polygons(only_old)
    return parts[gained], parts[~gained]


def _unshared(one: _Points, other: _Points) -> _Parts:
    """Return the edges that only one of two boundaries has, as lines."""
    codes = np.unique(np.concatenate([one, other]), return_inverse=True)[1].reshape(-1, 2)
    edges = codes[:, 0].astype(np.int64) * (codes.max(initial=0) + 1) + codes[:, 1]
    first, second = edges[: len(one)], edges[len(one) :]
    rows = np.concatenate([one[~np.isin(first, second)], other[~np.isin(second, first)]])
    return shapely.linestrings(np.stack([rows.real, rows.imag], axis=-1))


def _polygons(shape: BaseGeometry) -> _Parts:
    return np.array(polygon_parts(shape), dtype=object)


def _edges(shape: BaseGeometry) -> _Points:
    """Return start and end of each edge, x + iy, with the area on the left."""
    oriented = shapely.orient_polygons(MultiPolygon(polygon_parts(shape)))
    lines = shapely.get_rings(shapely.get_parts(oriented))
    xy, ring = shapely.get_coordinates(lines, return_index=True)
    points = xy[:, 0] + 1j * xy[:, 1]
    same_ring = ring[1:] == ring[:-1]
    return np.stack([points[:-1][same_ring], points[1:][same_ring]], axis=-1)


def _hold(shape: BaseGeometry, parts: _Parts) -> npt.NDArray[np.bool_]:
    """Tell for each part whether it lies in a shape whose boundary does not cross it."""
    shapely.prepare(shape)
    inner = shapely.get_coordinates(shapely.point_on_surface(parts))
    return np.asarray(shapely.contains_xy(shape, inner))
