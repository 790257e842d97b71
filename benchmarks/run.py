"""``make bench``: what the issue gives a figure for, and the naive way in the same run.

Writes ``benchmarks/results/map.json`` and the table in ``docs/performance.md``. With
``ARGS="--store FILE --source ID"`` another store is measured, for example one with a real archive.
"""

import argparse
import json
import os
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, expect

from scripts.chromium import chromium
from scripts.dashboard_server import ROOT, running_dashboard

_PROBES = (Path(__file__).parent / "probes.js").read_text(encoding="utf-8").rstrip(";\n")
_RESULTS = ROOT / "benchmarks" / "results"
_TABLE = ROOT / "docs" / "performance.md"
_MARKS = ("<!-- measured -->", "<!-- end -->")
IFRAME = "iframe[title='streamlit_folium.st_folium']"


def measure_ours(
    browser: Browser, address: str, source: str, rounds: int
) -> dict[str, list[float]]:
    """Return steps, toggles and first visits of the dashboard, in milliseconds."""
    visits = []
    for _ in range(12):
        context = browser.new_context(viewport={"width": 1400, "height": 950})
        page = context.new_page()
        page.goto(f"{address}/?source={source}")
        ready = page.frame_locator(IFRAME).locator(".leaflet-container[data-ready='true']")
        expect(ready).to_be_visible(timeout=60_000)
        visits.append(
            page.frame_locator(IFRAME)
            .locator("body")
            .evaluate(
                "() => { const c = document.querySelector('.leaflet-container');"
                " return performance.timeOrigin + Number(c.dataset.readyAt)"
                " - window.top.performance.timeOrigin; }"
            )
        )
        last = (context, page)
        if len(visits) < 12:
            context.close()
    context, page = last
    body = page.frame_locator(IFRAME).locator("body")
    steps = body.evaluate(f"(_, n) => ({_PROBES}).steps(n)", rounds)
    toggles = body.evaluate(f"(_, n) => ({_PROBES}).toggles(n)", rounds)
    context.close()
    # The first visit of a server also fills its caches; the bar is for a warm one.
    return {
        "step, script": steps["script"],
        "step, to pixels": steps["pixels"],
        "toggle, click to pixels": toggles,
        "first visit, warm server": visits[1:],
    }


def measure_naive(browser: Browser, address: str, source: str, rounds: int) -> list[float]:
    """Return the steps of the documented way, in milliseconds."""
    page = browser.new_page(viewport={"width": 1400, "height": 950})
    page.goto(f"{address}/?source={source}")
    drawn = page.frame_locator(IFRAME).locator("path.leaflet-interactive").first
    drawn.wait_for(timeout=60_000, state="attached")
    found = page.evaluate(f"(n) => ({_PROBES}).rebuilds(n)", rounds)
    page.close()
    return found


def main() -> None:
    """Measure, write the figures, print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="a store to measure on; else a fresh seeded one")
    parser.add_argument("--source", default="kursk-seed", help="id of the source to step through")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--name", default="map", help="name of the result file")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        store = chosen.store or Path(folder) / "bench.gpkg"
        with running_dashboard(store) as address:
            figures = measure_ours(browser, address, chosen.source, chosen.rounds)
        with running_dashboard(store, "benchmarks/naive.py") as address:
            naive = measure_naive(browser, address, chosen.source, chosen.rounds // 2)
    figures["naive step, folium.GeoJson rebuilt"] = naive
    result = {
        "measured": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": f"{os.cpu_count()} cores, no GPU, Python {platform.python_version()}",
        "source": chosen.source,
        "milliseconds": {
            name: {
                "n": len(values),
                "median": round(float(np.median(values)), 1),
                "p95": round(float(np.percentile(values, 95)), 1),
            }
            for name, values in figures.items()
        },
        "times faster than naive, median": round(
            float(np.median(naive) / np.median(figures["step, to pixels"])), 1
        ),
    }
    _RESULTS.mkdir(exist_ok=True)
    (_RESULTS / f"{chosen.name}.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    write_table()


def write_table() -> None:
    """Write every result file into the table of ``docs/performance.md``."""
    blocks = []
    for path in sorted(_RESULTS.glob("*.json")):
        result = json.loads(path.read_text())
        rows = "\n".join(
            f"| {name} | {row['median']:.1f} | {row['p95']:.1f} | {row['n']} |"
            for name, row in result["milliseconds"].items()
        )
        faster = result["times faster than naive, median"]
        blocks.append(
            f"### {result['source']}\n\nMeasured {result['measured']}, {result['machine']}.\n\n"
            f"| what | median, ms | p95, ms | n |\n|---|---:|---:|---:|\n{rows}\n\n"
            f"A step to pixels is {faster} times faster than the naive way (medians).\n"
        )
    text = _TABLE.read_text(encoding="utf-8")
    head, _, rest = text.partition(_MARKS[0])
    tail = rest.partition(_MARKS[1])[2]
    body = "\n".join(blocks)
    _TABLE.write_text(f"{head}{_MARKS[0]}\n\n{body}\n{_MARKS[1]}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
