"""Every edition of a source as one compact space-time payload, for the browser and for analysis."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import geopandas as gpd

from geo.timeline.coding import from_bytes, to_bytes
from geo.timeline.grid import dissolved
from geo.timeline.timeline import Timeline

__all__ = ["Timeline", "decode", "dissolved", "encode", "from_bytes", "to_bytes"]


def encode(editions: Iterable[tuple[datetime, gpd.GeoDataFrame]]) -> bytes:
    """Code editions as one payload.

    Parameters
    ----------
    editions : iterable of (as_of, areas)
        Aware instants, each once, in any order; areas with ``category``, ``actor``, ``kind`` and
        valid polygons, EPSG:4326.

    Returns
    -------
    bytes
        gzip; the format is described in ``docs/timeline-format.md``.

    Examples
    --------
    >>> from datetime import UTC
    >>> from shapely.geometry import box
    >>> areas = gpd.GeoDataFrame(
    ...     {"category": ["assessed"], "actor": ["UA"], "kind": ["incursion"]},
    ...     geometry=[box(35, 51, 35.5, 51.5)], crs="EPSG:4326")
    >>> payload = encode([(datetime(2025, 1, 5, tzinfo=UTC), areas)])
    >>> decode(payload, datetime(2025, 1, 6, tzinfo=UTC)).geometry[0].bounds
    (35.0, 51.0, 35.5, 51.5)
    """
    return to_bytes(Timeline().with_editions(editions))


def decode(payload: bytes, at: datetime) -> gpd.GeoDataFrame:
    """Return the control areas of the last edition at or before an instant.

    Parameters
    ----------
    payload : bytes
        As :func:`encode` returns it.
    at : datetime
        Aware.

    Returns
    -------
    GeoDataFrame
        ``category``, ``actor``, ``kind``, ``geometry`` (multipolygons on the grid, EPSG:4326): the
        edition dissolved within each key, one row a key, sorted by key.

    Raises
    ------
    SchemaError
        If the payload cannot be read.
    NotInStore
        If its first edition is later.
    """
    timeline = from_bytes(payload)
    return timeline.areas(timeline.position_at(at))
