"""What was gained and lost between two pictures of control, in km2 by category, party and oblast.

Method
------
Per category and actor, all kinds united. Gained is what only the later picture has, lost what only
the earlier one has. Two drawings of one line never agree to the metre, so each difference is
opened with a disc of 25 m diameter (what is narrower vanishes, the rest keeps its shape up to
rounded corners) and parts under 0.02 km2 are left out. What this removed is part of the result.
Areas are geodesic; the opening is done in a Lambert azimuthal equal-area plane centred on the
difference, true to 0.1 % within 500 km.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.geometry import CRS, area_km2, polygon_parts
from geo.models import Category

WHOLE, ELSEWHERE = "all", "elsewhere"
_EMPTY = MultiPolygon()
# An outline is meant as drawn, straight in longitude and latitude, while areas are measured along
# geodesics. On an edge of two degrees that is 0.1 % of the area; on so short a one it is nothing,
# and a piece that is cut out has the same outline as the whole.
_EDGE_DEG = 0.02
_NOTHING_KM2 = 0.001  # a thousand square metres: two borders that only touch on paper
COLUMNS = ("category", "actor", "oblast", "before", "after", "gained", "lost", "net", "removed")


@dataclass(frozen=True)
class SliverRule:
    """Which differences are only two drawings of one line."""

    width_m: float = 25.0
    """Diameter of the disc with which a difference is opened; 0 switches the opening off."""
    least_km2: float = 0.02
    """Parts with less area are left out; 0 keeps all."""


NO_RULE = SliverRule(0.0, 0.0)
"""Keeps every difference, however thin."""


def changes(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    oblasts: gpd.GeoDataFrame | None = None,
    rule: SliverRule | None = None,
) -> pd.DataFrame:
    """Compare two pictures of control.

    Parameters
    ----------
    before, after : GeoDataFrame
        ``category``, ``actor`` and polygons, EPSG:4326, as :meth:`geo.store.Store.areas` gives.
    oblasts : GeoDataFrame, optional
        ``oblast`` and polygons; adds a row for each oblast that is touched, and one for what lies
        in none of them.
    rule : SliverRule, optional
        The default rule when left out; :data:`NO_RULE` keeps every difference.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`; areas in km2. The row of oblast ``all`` comes first in each category and
        actor. ``net`` is ``gained - lost``; ``removed`` is what the rule left out of both.
    """
    rule = rule or SliverRule()
    rows = []
    for category, actor in _keys(before, after):
        old, new = _united(before, category, actor), _united(after, category, actor)
        raw = shapely.difference(new, old), shapely.difference(old, new)
        kept = tuple(_without_slivers(difference, rule) for difference in raw)
        for oblast, within in _regions(oblasts, shapely.union(old, new)):
            figures = [_area(g, within) for g in (old, new, *kept, *raw)]
            old_km2, new_km2, gained, lost, raw_gained, raw_lost = figures
            if within is not None and max(figures) < _NOTHING_KM2:
                continue
            rows.append(
                (category, actor, oblast, old_km2, new_km2, gained, lost, gained - lost,
                 max(0.0, raw_gained - gained) + max(0.0, raw_lost - lost))
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _keys(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    ranks = {category.value: rank for rank, category in enumerate(Category)}
    found = {
        (str(category), str(actor))
        for frame in (before, after)
        for category, actor in zip(frame["category"], frame["actor"], strict=True)
    }
    return sorted(found, key=lambda key: (ranks[key[0]], key[1]))


def _united(frame: gpd.GeoDataFrame, category: str, actor: str) -> BaseGeometry:
    chosen = frame[(frame["category"] == category) & (frame["actor"] == actor)]
    return shapely.segmentize(chosen.geometry.union_all(), _EDGE_DEG) if len(chosen) else _EMPTY


def _without_slivers(difference: BaseGeometry, rule: SliverRule) -> BaseGeometry:
    parts = polygon_parts(difference)
    if rule.width_m > 0 and parts:
        parts = polygon_parts(_opened(MultiPolygon(parts), rule.width_m / 2))
    return MultiPolygon([part for part in parts if area_km2(part) >= rule.least_km2])


def _opened(shape: BaseGeometry, radius_m: float) -> BaseGeometry:
    centre = shape.envelope.centroid
    plane = f"+proj=laea +lat_0={centre.y} +lon_0={centre.x} +ellps=WGS84 +units=m"
    there = Transformer.from_crs(CRS, plane, always_xy=True).transform
    back = Transformer.from_crs(plane, CRS, always_xy=True).transform
    flat = shapely.transform(shape, there, interleaved=False)
    # Buffering each part by itself keeps neighbours that touch in a point from growing together.
    opened = [part.buffer(-radius_m).buffer(radius_m) for part in polygon_parts(flat)]
    clipped = shapely.intersection(shapely.union_all(opened), flat)
    return shapely.transform(clipped, back, interleaved=False)


def _regions(
    oblasts: gpd.GeoDataFrame | None, touched: BaseGeometry
) -> Iterator[tuple[str, BaseGeometry | None]]:
    yield WHOLE, None
    if oblasts is None or touched.is_empty:
        return
    hit = oblasts.iloc[sorted(oblasts.sindex.query(touched, predicate="intersects"))]
    yield from zip(hit["oblast"], hit.geometry, strict=True)
    outside = shapely.difference(touched, hit.geometry.union_all())
    if area_km2(MultiPolygon(polygon_parts(outside))) > 0:
        yield ELSEWHERE, outside


def _area(shape: BaseGeometry, within: BaseGeometry | None) -> float:
    inside = shape if within is None else shapely.intersection(shape, within)
    parts = polygon_parts(inside)
    return area_km2(MultiPolygon(parts)) if parts else 0.0
