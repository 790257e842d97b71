"""Claimed areas around a place: what a claim in words may be tied to."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from pyproj import Geod

from geo.geometry import areas_km2
from geo.models import Category

_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class ClaimedNear:
    """One claimed polygon of an edition."""

    actor: str
    kind: str
    km2: float
    lon: float
    lat: float
    """A point in it."""
    away_km: float
    """From the place to that point."""


def claimed_near(
    areas: gpd.GeoDataFrame, lon: float, lat: float, limit: int = 12
) -> list[ClaimedNear]:
    """Return the claimed polygons of an edition, the nearest first.

    Parameters
    ----------
    areas : GeoDataFrame
        Control areas: ``category``, ``actor``, ``kind``, EPSG:4326.
    lon, lat : float
        Degrees.
    limit : int
        How many at most.
    """
    parts = areas[areas["category"] == Category.CLAIMED].explode(ignore_index=True)
    if parts.empty:
        return []
    points = parts.geometry.representative_point()
    x, y = points.x.to_numpy(), points.y.to_numpy()
    _, _, away = _GEOD.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)
    km2 = areas_km2(parts.geometry.to_numpy())
    return [
        ClaimedNear(
            actor=str(parts["actor"].iloc[at]), kind=str(parts["kind"].iloc[at]),
            km2=float(km2[at]), lon=float(x[at]), lat=float(y[at]), away_km=float(away[at]) / 1000,
        )
        for at in np.argsort(away, kind="stable")[:limit]
    ]  # fmt: skip
