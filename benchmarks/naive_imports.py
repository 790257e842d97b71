"""The naive way of an import: geopandas reads, geopandas writes. No checks, limits or history."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd

MOST = 111
"""Editions that are written; the more layers a file has, the longer each takes."""


def editions(folder: Path, store: Path) -> None:
    """Write each file of a folder as a layer of its own."""
    for path in sorted(folder.glob("*.geojson"))[:MOST]:
        frame = gpd.read_file(path)
        frame.to_file(store, layer=path.stem, driver="GPKG")


def events(table: Path, store: Path) -> None:
    """Write a table of points as a layer."""
    frame = pd.read_csv(table)
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"], crs="EPSG:4326")
    gpd.GeoDataFrame(frame, geometry=points).to_file(store, driver="GPKG")


if __name__ == "__main__":
    what, source, target = sys.argv[1:]
    {"editions": editions, "events": events}[what](Path(source), Path(target))
