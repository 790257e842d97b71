"""``python -m benchmarks.pages [--archive FOLDER]``: what leaves Salient as a page, data or a film.

The naive page is the GeoJSON of every edition as one string of JSON: what a page without the
timeline would carry. A source that forbids redistribution is measured under a name that does not;
the file is not kept.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks import archives
from benchmarks.figures import measured_here, timing
from geo.archive import refresh
from geo.maps.links import view_from_link
from geo.models import EditionRecord
from geo.publish import animation
from geo.publish.data_files import MAKERS, geojson
from geo.publish.data_rows import data_rows
from geo.publish.page import PageSpec, build_page
from geo.publish.wish import Wish
from geo.seeding import seed_store
from geo.store import Store, open_store
from scripts.chromium import chromium
from scripts.dashboard_server import ROOT

RESULTS = ROOT / "benchmarks" / "results" / "pages.json"
_SEED = "kursk-seed"


def main() -> None:
    """Measure, write the figures, print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, help="a folder of editions")
    folder = parser.parse_args().archive
    with tempfile.TemporaryDirectory() as temporary, chromium() as chrome:
        path = Path(temporary) / "bench.gpkg"
        if folder:
            archives.build(path, _free(archives.from_folder(folder)))
        store = open_store(path)
        seed_store(store, now=datetime(2026, 1, 1, tzinfo=UTC))
        refresh(store)
        sources = sorted({edition.source.id for edition in store.editions()})
        times: dict[str, list[float]] = {}
        sizes: dict[str, int] = {}
        for source in sources:
            _measure(store, source, times, sizes)
            page = _page(store, source)
            times[f"{source}: page, opened from disk to drawn"] = _opened(
                chrome, page, Path(temporary)
            )
        store.close()
    result = {
        **measured_here(),
        "source": "pages, data and films",
        "milliseconds": {name: timing(values) for name, values in times.items()},
        "sizes": sizes,
    }
    RESULTS.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


def _free(editions: Iterator[archives.Dated]) -> Iterator[archives.Dated]:
    for edition, report in editions:
        yield replace(edition, source=replace(edition.source, redistribution=True)), report


def _page(store: Store, source: str) -> bytes:
    own = _editions(store, source)
    return build_page(store, PageSpec(at=own[-1], first=own[0], last=own[-1]))


def _editions(store: Store, source: str) -> list[EditionRecord]:
    return [edition for edition in store.editions() if edition.source.id == source]


def _measure(
    store: Store, source: str, times: dict[str, list[float]], sizes: dict[str, int]
) -> None:
    def measure(what: str, make: Callable[[], bytes], runs: int = 5) -> None:
        name = f"{source}: {what}"
        for _ in range(runs):
            start = time.perf_counter()
            body = make()
            times.setdefault(name, []).append(1_000 * (time.perf_counter() - start))
        sizes[f"{name}, bytes"] = len(body)

    own = _editions(store, source)
    measure(f"page of {len(own)} editions", lambda: _page(store, source))
    every = data_rows(store, own)
    measure("naive page: GeoJSON of all editions", lambda: geojson(every), 1)
    last = data_rows(store, own[-1:])
    for ending, make in MAKERS.items():
        measure(f"{ending} of one edition", lambda make=make: make(last))
    if source == _SEED:
        view, _ = view_from_link({"source": source}, own)
        days, _ = animation.days_of(own[10], own[14], 8)
        for ending in animation.FORMATS:
            measure(
                f"{ending} of {len(days)} frames",
                lambda ending=ending: animation.film(
                    animation.frames(store, Wish(view=view), own, days), ending
                ),
                1,
            )


def _opened(chrome: Browser, page: bytes, folder: Path) -> list[float]:
    path = folder / "page.html"
    path.write_bytes(page)
    times = []
    for _ in range(5):
        context = chrome.new_context(offline=True, viewport={"width": 1400, "height": 860})
        tab = context.new_page()
        tab.goto(path.as_uri())
        marks = tab.wait_for_selector("[data-ready=true]")
        assert marks is not None
        times.append(float(marks.get_attribute("data-ready-at") or 0))
        context.close()
    return times


if __name__ == "__main__":
    main()
