"""``python -m benchmarks.ogc``: 50,000 features through the API, and from a GeoPackage.

GDAL reads both. Results go into ``benchmarks/results/ogc.json`` and the table of
``docs/performance.md``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd

from benchmarks.event_sets import generated_events
from benchmarks.figures import measured_here, timing
from benchmarks.run import RESULTS, write_table
from geo.models import ImportReport, Source
from geo.store import open_store
from scripts.dashboard_server import running_dashboard

_COUNT, _PAGE, _ROUNDS = 50_000, 5_000, 3
_READ = """
import sys, time, pyogrio
options = {"PAGE_SIZE": sys.argv[3]} if sys.argv[1].startswith("OAPIF") else {}
start = time.perf_counter()
frame = pyogrio.read_dataframe(sys.argv[1], layer=sys.argv[2], **options)
print(len(frame), (time.perf_counter() - start) * 1000)
"""


def main() -> None:
    """Measure, write the figures, print them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "store.gpkg"
        events = generated_events(_COUNT)
        store = open_store(path)
        store.import_events(
            events,
            Source(id="made", title="Made by rule", attribution="Made by rule", synthetic=True),
            ImportReport(file="made", sha256="0" * 64, read=_COUNT, kept=_COUNT),
            recorded_at=datetime.now(UTC),
            recorded_by="bench",
        )
        store.close()
        plain = folder / "plain.gpkg"
        points = gpd.points_from_xy(events["lon"], events["lat"])
        gpd.GeoDataFrame(events.reset_index(drop=True), geometry=points, crs=4326).to_file(
            plain, layer="events"
        )
        with running_dashboard(path) as address:
            api = [_read(f"OAPIF:{address}/api") for _ in range(_ROUNDS)]
        file = [_read(str(plain)) for _ in range(_ROUNDS)]
    result = {
        **measured_here(),
        "source": f"API, {_COUNT:,} features",
        "milliseconds": {
            f"GDAL pages through them by OGC API - Features, {_PAGE:,} a page": timing(api),
            "naive: GDAL reads them from a GeoPackage": timing(file),
        },
        "sizes": {"features": _COUNT},
    }
    (RESULTS / "ogc.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    write_table()


def _read(where: str) -> float:
    """Return milliseconds of a read of all events; in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, where, "events", str(_PAGE)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    count, milliseconds = done.stdout.split()
    if int(count) != _COUNT:
        raise SystemExit(f"{count} features came of {_COUNT}.")
    return float(milliseconds)


if __name__ == "__main__":
    main()
