"""``python -m benchmarks.events``: 500,000 events on the map, and the naive way in the same run.

The events are made by rule (``event_sets.py``) and go through the store and the server, as
imported ones do. Results go into ``benchmarks/results/events.json`` and the table of
``docs/performance.md``.
"""

from __future__ import annotations

import gzip
import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
from playwright.sync_api import Browser, Locator, expect

from benchmarks.browser import IFRAME, PROBES, SIZE, hold_key
from benchmarks.event_sets import generated_events
from benchmarks.figures import measured_here, timing
from benchmarks.run import RESULTS, write_table
from geo.maps.events import event_columns, in_order
from geo.models import ImportReport, Source
from geo.store import open_store
from scripts.chromium import chromium
from scripts.dashboard_server import running_dashboard

_COUNT = 500_000
_FILTERS, _VISITS, _REBUILDS, _CODINGS = 48, 5, 4, 3
_SOURCE = Source(id="made-events", title="Events made by rule", attribution="Made by rule")


def main() -> None:
    """Measure, write the figures, print them."""
    events = generated_events(_COUNT)
    coding = []
    for _ in range(_CODINGS):
        start = time.perf_counter()
        payload = event_columns(in_order(events))
        coding.append((time.perf_counter() - start) * 1000)
    with tempfile.TemporaryDirectory() as folder, chromium() as chrome:
        store = Path(folder) / "bench.gpkg"
        print("Importing ...", flush=True)
        _import(store, events)
        with running_dashboard(store) as address:
            print("Measuring ...", flush=True)
            milliseconds = _measure_ours(chrome, address)
        with running_dashboard(store, "benchmarks/naive_events.py") as address:
            naive = _measure_naive(chrome, address)
    geojson = _geojson(events)
    milliseconds |= {
        "naive: filter by type, folium.GeoJson rebuilt": naive,
        "set coded for the map": coding,
    }
    result = {
        **measured_here(),
        "source": f"events, {_COUNT:,}",
        "milliseconds": {name: timing(values) for name, values in milliseconds.items()},
        "sizes": {
            "events as sent to the browser, bytes": len(payload),
            "the same as GeoJSON, bytes": len(geojson),
            "the same as GeoJSON in gzip, bytes": len(gzip.compress(geojson, 6)),
        },
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "events.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    write_table()


def _import(path: Path, events: pd.DataFrame) -> None:
    store = open_store(path)
    count = len(events)
    report = ImportReport(file="made.csv", sha256="0" * 64, read=count, kept=count)
    now = datetime.now(UTC)
    store.import_events(events, _SOURCE, report, recorded_at=now, recorded_by="bench")
    store.close()


def _measure_ours(browser: Browser, address: str) -> dict[str, list[float]]:
    page = browser.new_page(viewport=SIZE)
    body = page.frame_locator(IFRAME).locator("body")

    def shown(link: str) -> float:
        start = time.perf_counter()
        page.goto(f"{address}/?events=made-events{link}&c=48.5,36,6.5")
        ready = page.frame_locator(IFRAME).locator("[data-ready='true'][data-events]")
        expect(ready).to_be_visible(timeout=120_000)
        return (time.perf_counter() - start) * 1000

    first = shown("")
    found = {
        "first visit that reads the set from the store": [first],
        "visit, set in the server's memory": [shown("") for _ in range(_VISITS)],
        "filter by type, click to pixels": body.evaluate(
            f"(_, n) => ({PROBES}).filters(n)", _FILTERS
        ),
    }
    canvas = page.frame_locator(IFRAME).locator(".histogram")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 20, y)
    page.mouse.down()
    body.evaluate(f"() => ({PROBES}).watchEvents()")
    for x in (*range(20, int(box["width"]) - 4), *range(int(box["width"]) - 4, 60, -1)):
        page.mouse.move(box["x"] + x, y)
        time.sleep(1 / 120)
    found["brush dragged, frame interval"] = _frames(body)
    page.mouse.up()
    shown(":30")
    body.evaluate(f"() => ({PROBES}).watchEvents()")
    hold_key(page)
    found["dates stepped by held key, events follow, frame interval"] = _frames(body)
    page.close()
    return found


def _frames(body: Locator) -> list[float]:
    seen = body.evaluate(f"() => ({PROBES}).frames()")
    # The probe is worth something only if what is shown did change.
    assert seen["changes"] > 5, seen["changes"]
    return seen["intervals"]


def _measure_naive(browser: Browser, address: str) -> list[float]:
    page = browser.new_page(viewport=SIZE)
    page.goto(f"{address}/?source={_SOURCE.id}")
    page.frame_locator(IFRAME).locator(".leaflet-overlay-pane canvas").wait_for(timeout=120_000)
    found: list[float] = page.evaluate(f"(n) => ({PROBES}).rebuilds(n)", _REBUILDS)
    page.close()
    return found


def _geojson(events: pd.DataFrame) -> bytes:
    """Return what the map shows and filters by as GeoJSON, without the texts."""
    columns = ["event_type", "geo_precision", "time_precision", "start", "end"]
    points = gpd.points_from_xy(events["lon"], events["lat"])
    frame = gpd.GeoDataFrame(events[columns].astype("str"), geometry=points, crs="EPSG:4326")
    return frame.to_json(drop_id=True).encode()


if __name__ == "__main__":
    main()
