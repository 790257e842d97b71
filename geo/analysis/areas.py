"""What an edition says about one point."""

from __future__ import annotations

import geopandas as gpd
import shapely


def areas_at(areas: gpd.GeoDataFrame, lon: float, lat: float) -> gpd.GeoDataFrame:
    """Return the control areas that contain a point, smallest first.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons, EPSG:4326.
    lon, lat : float
        Degrees.

    Returns
    -------
    GeoDataFrame
        The rows of ``areas`` that contain the point or have it on their boundary, index kept,
        ordered by plane area: the smallest is the most particular thing said about the place.

    Examples
    --------
    >>> from shapely.geometry import box
    >>> frame = gpd.GeoDataFrame(geometry=[box(0, 0, 9, 9), box(1, 1, 2, 2)], crs="EPSG:4326")
    >>> list(areas_at(frame, 1.5, 1.5).index)
    [1, 0]
    """
    found = areas[areas.intersects(shapely.Point(lon, lat))]
    return found.iloc[shapely.area(found.geometry.to_numpy()).argsort(kind="stable")]
