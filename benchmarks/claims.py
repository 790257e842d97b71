"""``python -m benchmarks.claims``: 100,000 claims on their page, and the naive way in the same run.

The claims are made by rule (``claim_sets.py``) and go through the store and the server, as
imported ones do. Results go into ``benchmarks/results/claims.json`` and the table of
``docs/performance.md``.
"""

from __future__ import annotations

import json
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from shapely.geometry import MultiPolygon, box

from benchmarks.browser import IFRAME, PROBES, SIZE, memory
from benchmarks.claim_sets import generated_claims, generated_places
from benchmarks.figures import measured_here, timing
from benchmarks.run import RESULTS, write_table
from geo.archive import refresh
from geo.figures import area_figures
from geo.models import Category, ControlArea, Edition, ImportReport, Kind, Source
from geo.store import open_store, prepare
from scripts.chromium import chromium
from scripts.dashboard_server import running_dashboard

_COUNT, _EDITIONS = 100_000, 1_300
_FIRST = datetime(2022, 2, 24, 12, tzinfo=UTC)
_FACETS, _VISITS, _PICKS, _REBUILDS = 48, 4, 6, 3
_WAIT_MS = 180_000
_SOURCE = Source(id="made-claims", title="Claims made by rule", attribution="Made by rule")


def main() -> None:
    """Measure, write the figures, print them."""
    with tempfile.TemporaryDirectory() as folder, chromium() as chrome:
        path = Path(folder) / "bench.gpkg"
        print("Importing ...", flush=True)
        words = _import(path)
        print("Measuring ...", flush=True)
        with running_dashboard(path) as address:
            milliseconds, sizes = _measure_ours(chrome, address, words)
        with running_dashboard(path, "benchmarks/naive_claims.py") as address:
            naive = _measure_naive(chrome, address)
    milliseconds["naive: pandas, st.dataframe, folium.GeoJson rebuilt"] = naive
    result = {
        **measured_here(),
        "source": f"claims, {_COUNT:,}, and {_EDITIONS:,} small editions",
        "milliseconds": {name: timing(values) for name, values in milliseconds.items()},
        "sizes": sizes,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "claims.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    write_table()


def _import(path: Path) -> list[str]:
    """Bring the claims in, and return words of two scripts that some of them have."""
    store = open_store(path)
    places = generated_places()
    claims = generated_claims(_COUNT, places)
    now = datetime.now(UTC)
    reports = [ImportReport(file="made", sha256=n * 64, read=1, kept=1) for n in "01"]
    store.import_places(places, _SOURCE, reports[0], recorded_at=now, recorded_by="bench")
    store.import_claims(claims, _SOURCE, reports[1], recorded_at=now, recorded_by="bench")
    # Small ones: the page asks which edition answers a claim's date, and draws two of them.
    source = Source(id="made-editions", title="Editions made by rule", attribution="Made by rule")
    editions = [
        Edition(
            source=source,
            as_of=_FIRST + timedelta(days=day),
            areas=[
                ControlArea(
                    category=category, actor="RU", kind=Kind.CONTROL,
                    geometry=MultiPolygon([box(37, 47, 38 + day / 1000 + wider, 49)]),
                )
                for category, wider in ((Category.ASSESSED, 0.0), (Category.CLAIMED, 0.2))
            ],
        )
        for day in range(_EDITIONS)
    ]  # fmt: skip
    store.import_editions(
        [prepare(e, area_figures(e.areas), "made", b"") for e in editions],
        source,
        ImportReport(file="made", sha256="2" * 64, read=2 * _EDITIONS, kept=2 * _EDITIONS),
        recorded_at=now,
        recorded_by="bench",
    )
    refresh(store)
    store.close()
    return [claims[7].statement.split()[3], claims[8].statement.split()[4],
            next(c.evidence.split()[0] for c in claims if "а" < c.evidence[:1] < "я")]  # fmt: skip


def _measure_ours(
    browser: Browser, address: str, words: list[str]
) -> tuple[dict[str, list[float]], dict[str, int]]:
    page = browser.new_context(viewport=SIZE).new_page()
    received: list[int] = []
    page.on(
        "response",
        lambda answer: (
            received.append(int(answer.headers.get("content-length", 0)))
            if "/data/ledger/" in answer.url
            else None
        ),
    )
    found = {"first visit that reads the claims from the store": [_shown(page, address)]}
    found["visit, claims in the server's memory"] = [
        _shown(browser.new_context(viewport=SIZE).new_page(), address) for _ in range(_VISITS)
    ]
    body = page.frame_locator(IFRAME).locator("body")
    found["facet chosen, click to pixels"] = body.evaluate(
        f"(_, n) => ({PROBES}).claimFacets(n)", _FACETS
    )
    found["search, letter to pixels"] = body.evaluate(f"(_, w) => ({PROBES}).claimWords(w)", words)
    picks = [_pick(page, number) for number in range(_PICKS)]
    found["first claim picked, card on the page"] = picks[:1]
    found["claim picked, card on the page"] = picks[1:]
    sizes = {
        "claims and what was settled, as sent, bytes": sum(received[:2]),
        **{f"memory, {name}, MiB": round(n) for name, n in memory(browser, page, address).items()},
    }
    page.context.close()
    return found, sizes


def _shown(page: Page, address: str) -> float:
    start = time.perf_counter()
    page.goto(f"{address}/claims")
    ready = page.frame_locator(IFRAME).locator(".salient-claims[data-ready='true']")
    expect(ready).to_be_visible(timeout=_WAIT_MS)
    return (time.perf_counter() - start) * 1000


def _pick(page: Page, number: int) -> float:
    row = page.frame_locator(IFRAME).locator(".rows .tr").nth(number)
    name = row.locator(".statement").inner_text()
    start = time.perf_counter()
    row.click()
    card = page.locator(".salient-card", has_text=name[:60]).first
    expect(card).to_be_visible(timeout=_WAIT_MS)
    return (time.perf_counter() - start) * 1000


def _measure_naive(browser: Browser, address: str) -> list[float]:
    page = browser.new_page(viewport=SIZE)
    page.goto(address)
    page.frame_locator(IFRAME).locator(".leaflet-overlay-pane canvas").wait_for(timeout=_WAIT_MS)
    found: list[float] = page.evaluate(f"(n) => ({PROBES}).rebuilds(n)", _REBUILDS)
    page.close()
    return found


if __name__ == "__main__":
    main()
