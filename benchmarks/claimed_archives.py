"""A year of daily editions in which a party claims ground ahead of what is assessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.geometry import polygon_parts

_VERTICES = 7_500
_MOVES_A_DAY, _MOVE_VERTICES = 6, 60
_LAGS = (1, 2, 4, 6, 9, 14, 21, 45, 90)


def claimed_year(days: int = 365) -> Iterator[tuple[datetime, gpd.GeoDataFrame]]:
    """Yield editions with an assessed area of 7,500 vertices and claims that run ahead of it.

    A few stretches of the front are claimed further on each day. Most are assessed some days
    later, a quarter never, and some are given up.
    """
    random = np.random.default_rng(11)
    lat = np.linspace(46.5, 51.5, _VERTICES)
    rough = np.cumsum(random.normal(0, 4e-4, _VERTICES))
    assessed = 36.5 + rough - np.linspace(0, rough[-1], _VERTICES)
    claimed = assessed.copy()
    due: dict[int, list[tuple[slice, np.ndarray]]] = {}
    for day in range(days):
        for start in random.integers(0, _VERTICES - _MOVE_VERTICES, _MOVES_A_DAY):
            where = slice(start, start + _MOVE_VERTICES)
            said = claimed[where] - np.hanning(_MOVE_VERTICES) * random.uniform(0.002, 0.03)
            claimed[where] = np.minimum(said, assessed[where])
            if random.random() < 0.75:
                due.setdefault(day + int(random.choice(_LAGS)), []).append((where, said))
        for where, said in due.pop(day, []):
            assessed[where] = np.minimum(assessed[where], said)
            claimed[where] = np.minimum(claimed[where], assessed[where])
        held = Polygon([*np.column_stack([assessed, lat]), (40.0, 51.5), (40.0, 46.5)])
        says = Polygon([*np.column_stack([claimed, lat]), (40.0, 51.5), (40.0, 46.5)])
        yield (
            datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day),
            gpd.GeoDataFrame(
                {
                    "category": ["assessed", "claimed"],
                    "actor": "RU",
                    "kind": "control",
                    "label": "",
                },
                geometry=[_parts(held.buffer(0)), _parts(says.buffer(0) - held.buffer(0))],
                crs="EPSG:4326",
            ),
        )


def _parts(shape: BaseGeometry) -> MultiPolygon:
    return MultiPolygon(polygon_parts(shape))
