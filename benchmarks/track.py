"""``python -m benchmarks.track``: a year of daily editions with claims, followed, and naively.

Results go into ``benchmarks/results/track.json`` and the table of ``docs/performance.md``.
"""

from __future__ import annotations

import json
import resource
import time

import geopandas as gpd
import shapely

from benchmarks.claimed_archives import claimed_year
from benchmarks.figures import measured_here, timing
from benchmarks.run import RESULTS, write_table
from geo.analysis.ground import cut_ground
from geo.analysis.track import claimed_areas, track
from geo.analysis.turnout import lag_curve, shares, summary
from geo.boundaries import read_oblasts
from geo.geometry import area_km2
from geo.timeline import Timeline

_RUNS, _NAIVE_DAYS = 3, 20


def main() -> None:
    """Measure, write the figures, print them."""
    print("Making a year ...", flush=True)
    editions = list(claimed_year())
    timeline = Timeline().with_editions(editions)
    oblasts = read_oblasts()
    times = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        ground = cut_ground(timeline.edge_frame(), timeline.instants, "RU", oblasts)
        found = track(ground)
        claimed_areas(found), shares(found), lag_curve(found), summary(found)
        times.append((time.perf_counter() - start) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    naive = _naive([areas for _, areas in editions])
    result = {
        **measured_here(),
        "source": f"track, {len(editions)} editions",
        "milliseconds": {
            "a year followed, all tables": timing(times),
            f"naive: the claims of {_NAIVE_DAYS} days laid over every later edition, "
            "scaled to the year": timing([naive]),
        },
        "sizes": {
            "edges of the archive, with their dates": len(timeline.spans()),
            "pieces of ground": len(ground.shapes),
            "claimed areas": len(claimed_areas(found)),
            "largest memory, the making of the year included, MiB": round(peak),
        },
    }
    (RESULTS / "track.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    write_table()


def _naive(pictures: list[gpd.GeoDataFrame]) -> float:
    """Return milliseconds of overlays of each day's new claims with all editions after it."""
    held = [frame.geometry[frame["category"] == "assessed"].union_all() for frame in pictures]
    said = [frame.geometry[frame["category"] == "claimed"].union_all() for frame in pictures]
    start = time.perf_counter()
    done = 0
    for day in range(1, len(pictures), len(pictures) // _NAIVE_DAYS):
        new = said[day] - said[day - 1]
        for later in held[day:]:
            area_km2(shapely.intersection(new, later))
            done += 1
    every = len(pictures) * (len(pictures) - 1) / 2
    return (time.perf_counter() - start) * 1000 * every / done


if __name__ == "__main__":
    main()
