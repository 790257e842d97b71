"""What percentage of a settlement or an oblast is assessed, advanced into or claimed, on a date."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from shapely.geometry import Polygon

from geo.geometry import areas_km2
from geo.models import Category

COLUMNS = ("name", "category", "actor", "km2", "percent")
_GEOD = Geod(ellps="WGS84")
_CORNERS = 180


def held_shares(areas: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return how much of each outline every party holds, by category.

    Parameters
    ----------
    areas : GeoDataFrame
        A picture of control: ``category``, ``actor`` and polygons, EPSG:4326. Within a category
        and party overlaps count once; categories may overlap one another.
    outlines : GeoDataFrame
        ``name`` and polygons, EPSG:4326: settlements, circles around them, oblasts.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`, in the order of the outlines, then assessed, advances, claimed. What
        holds nothing of an outline has no row.
    """
    rows = []
    whole = areas_km2(outlines.geometry.to_numpy())
    ranks = {category.value: rank for rank, category in enumerate(Category)}
    groups = sorted(areas.groupby(["category", "actor"]), key=lambda g: (ranks[g[0][0]], g[0][1]))
    shapes = [(key, shapely.union_all(group.geometry.to_numpy())) for key, group in groups]
    for name, outline, km2 in zip(outlines["name"], outlines.geometry, whole, strict=True):
        for (category, actor), shape in shapes:
            inside = shapely.intersection(shape, outline)
            held = float(areas_km2(np.array([inside]))[0])
            if held > 0:
                rows.append((name, category, actor, held, 100 * held / km2))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def circle(lon: float, lat: float, km: float) -> Polygon:
    """Return the ground within a distance of a point, on the WGS84 ellipsoid.

    Parameters
    ----------
    lon, lat : float
        Degrees.
    km : float
        Radius, above nought.
    """
    bearings = np.linspace(0, 360, _CORNERS, endpoint=False)
    many = np.full(_CORNERS, lon), np.full(_CORNERS, lat)
    x, y, _ = _GEOD.fwd(*many, -bearings, np.full(_CORNERS, km * 1000))
    return Polygon(np.column_stack([x, y]))
