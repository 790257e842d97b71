"""Plane and ellipsoid: areas in km2, repairs, and the compact coding of coordinates.

All geometry in Salient is WGS84 (EPSG:4326) in x, y = longitude, latitude order, degrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import InvalidGeometry

CRS = "EPSG:4326"
QUANTUM = 1e-5
"""Grid of stored display coordinates in degrees: 1.1 m north-south, 0.7 m east-west at 51 N."""

_GEOD = Geod(ellps="WGS84")


def polygon_parts(geometry: BaseGeometry) -> list[Polygon]:
    """Return the non-empty polygons inside any geometry, in their order.

    Parameters
    ----------
    geometry : shapely geometry
        Polygon, multipolygon or (nested) collection; points and lines in it are passed over.

    Returns
    -------
    list of Polygon

    Examples
    --------
    >>> from shapely.geometry import GeometryCollection, Point, box
    >>> len(polygon_parts(GeometryCollection([Point(0, 0), box(0, 0, 1, 1)])))
    1
    """
    if isinstance(geometry, Polygon):
        return [] if geometry.is_empty else [geometry]
    if not hasattr(geometry, "geoms"):
        return []
    return [part for child in geometry.geoms for part in polygon_parts(child)]


def as_multipolygon(geometry: BaseGeometry) -> MultiPolygon:
    """Return the two-dimensional multipolygon of a geometry's polygon parts.

    Raises
    ------
    InvalidGeometry
        If no polygon part is there.
    """
    parts = polygon_parts(shapely.force_2d(geometry))
    if not parts:
        raise InvalidGeometry(
            f"A control area needs a polygon, and this {geometry.geom_type} has none. "
            "Leave the feature out or give it an outline."
        )
    return MultiPolygon(parts)


def repair(geometry: BaseGeometry) -> tuple[MultiPolygon, str | None]:
    """Make a polygonal geometry valid and say what was wrong with it.

    Parameters
    ----------
    geometry : shapely geometry
        Polygonal, degrees.

    Returns
    -------
    geometry : MultiPolygon
        Valid. Lines and points that a repair leaves behind carry no area and are dropped.
    reason : str or None
        GEOS's description of the fault, None when there was none.

    Raises
    ------
    InvalidGeometry
        If nothing with an area is left.
    """
    flat = as_multipolygon(geometry)
    if flat.is_valid:
        return flat, None
    reason = shapely.is_valid_reason(flat)
    return as_multipolygon(shapely.make_valid(flat, method="structure")), reason


def area_km2(geometry: BaseGeometry) -> float:
    """Return the geodesic area of a polygonal geometry on the WGS84 ellipsoid.

    Parameters
    ----------
    geometry : shapely geometry
        Longitude and latitude in degrees; ring order does not matter.

    Returns
    -------
    float
        Square kilometres, never negative.

    Notes
    -----
    Karney's algorithm by way of ``pyproj.Geod.polygon_area_perimeter``; edges are geodesics.

    Examples
    --------
    >>> from shapely.geometry import box
    >>> round(area_km2(box(35, 51, 36, 52)))
    7726
    """
    total = 0.0
    for part in polygon_parts(geometry):
        outer, *inner = (abs(_ring_area_m2(ring)) for ring in (part.exterior, *part.interiors))
        total += outer - sum(inner)
    return total / 1e6


def _ring_area_m2(ring: shapely.LinearRing) -> float:
    xy = shapely.get_coordinates(ring)
    area, _ = _GEOD.polygon_area_perimeter(xy[:, 0], xy[:, 1])
    return float(area)


def geometry_key(geometry: BaseGeometry) -> bytes:
    """Return the canonical little-endian 2D WKB under which a geometry is stored once."""
    wkb: bytes = shapely.to_wkb(shapely.force_2d(geometry), byte_order=1, output_dimension=2)
    return wkb


def rings(geometry: BaseGeometry) -> Iterator[npt.NDArray[np.float64]]:
    """Yield every ring, shells and holes alike, as an (n, 2) array without its closing point.

    Filled by the even-odd rule they draw the geometry, which is all a canvas needs.
    """
    for part in polygon_parts(geometry):
        for ring in (part.exterior, *part.interiors):
            yield shapely.get_coordinates(ring)[:-1]


def delta_encode(coords: npt.NDArray[np.float64], quantum: float = QUANTUM) -> list[int]:
    """Code points as integer steps on a grid: ``[x0, y0, dx1, dy1, ...]``.

    Parameters
    ----------
    coords : ndarray of shape (n, 2)
        Longitude, latitude in degrees.
    quantum : float
        Grid step in degrees.

    Returns
    -------
    list of int
        Points that fall on their predecessor's grid node are dropped.

    Examples
    --------
    >>> delta_encode(np.array([[35.0, 51.0], [35.00001, 51.0], [35.00002, 51.00003]]))
    [3500000, 5100000, 1, 0, 1, 3]
    """
    grid = np.rint(np.asarray(coords, dtype=np.float64) / quantum).astype(np.int64)
    if len(grid) == 0:
        return []
    steps = np.diff(grid, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    return [int(v) for v in np.concatenate([grid[:1], steps]).ravel()]


def delta_decode(codes: Iterable[int], quantum: float = QUANTUM) -> npt.NDArray[np.float64]:
    """Undo :func:`delta_encode`; returns an (n, 2) array in degrees."""
    steps = np.fromiter(codes, dtype=np.int64).reshape(-1, 2)
    return np.asarray(np.cumsum(steps, axis=0) * quantum, dtype=np.float64)


def dissolved_km2(geometries: Iterable[BaseGeometry]) -> float:
    """Return the geodesic area of the union, so that overlaps count once.

    Parameters
    ----------
    geometries : iterable of shapely geometry
        Valid polygons, degrees.

    Returns
    -------
    float
        Square kilometres.
    """
    return area_km2(shapely.union_all(list(geometries)))
