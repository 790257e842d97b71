"""The naive way with a large set of events: all rows in one frame. Prints its figures as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time

import geopandas as gpd
import pandas as pd

from geo.boundaries import read_oblasts


def main() -> None:
    """Read the Parquet files that are named, count and join what is in them."""
    start = time.perf_counter()
    frame = pd.concat([pd.read_parquet(path) for path in sys.argv[1:]], ignore_index=True)
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    events = gpd.GeoDataFrame(frame, geometry=points, crs=4326)
    read = time.perf_counter()
    for zoom in range(11):
        degrees = 360 / 2**zoom / 64
        squares = [(events[axis] // degrees).rename(axis) for axis in ("lon", "lat")]
        kinds = [events[name] for name in ("event_type", "geo_precision", "time_precision")]
        events.groupby([*squares, *kinds, events["start"].dt.floor("7D")]).size()
    counted = time.perf_counter()
    gpd.sjoin(events, read_oblasts()[["oblast", "geometry"]], how="left", predicate="intersects")
    print(
        json.dumps(
            {
                "rows": len(events),
                "read": read - start,
                "counted": counted - read,
                "joined": time.perf_counter() - counted,
                "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
