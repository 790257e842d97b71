"""``python -m benchmarks.batch``: batch work in one process, and by 1 and 2 workers of Dask.

The small form takes some minutes; ``--full`` takes 100,000 articles and 20 million events, draws
them on the map and takes far longer (``--articles`` and ``--events`` choose). Results go into
``benchmarks/results/batch.json`` or ``batch-full.json`` and the table of ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pandas as pd
import psutil
from playwright.sync_api import expect

from benchmarks.batch_sets import articles, event_files, front
from benchmarks.browser import IFRAME, PROBES, SIZE
from benchmarks.figures import measured_here, timing
from benchmarks.run import RESULTS, write_table
from geo.articles.lines import Tables, read_lines
from geo.batch import Crew, crew, in_groups
from geo.eventsets import Rows, open_set, partition, rows_of_files, rows_of_table
from geo.eventsets.join import join_events
from geo.maps.count_sets import make_counts
from geo.models import Source
from geo.workspace import counts_folder
from scripts.chromium import chromium
from scripts.dashboard_server import ROOT, running_dashboard

_SOURCE = Source(id="made-batch", title="Events made by rule", attribution="Made by rule")
_GROUP = 16  # lines a part, as the command takes them
_FEW, _ROUNDS, _FILTERS = (20, 200), 3, 48
_NAIVE_MOST = 2_000_000  # more rows in one frame than this do not fit beside other work
_WHO = {None: "one process", 1: "1 worker", 2: "2 workers"}

Figures = dict[str, list[float]]


def main() -> None:
    """Measure, write the figures, print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="100,000 articles, 20 million events")
    parser.add_argument("--articles", type=int, help="read so many")
    parser.add_argument("--events", type=int, help="take so many")
    chosen = parser.parse_args()
    count = chosen.articles or (100_000 if chosen.full else 400)
    rows = chosen.events or (20_000_000 if chosen.full else 200_000)
    load = os.getloadavg()[1]
    found: Figures = {}
    sizes: dict[str, float] = {"articles": count, "events": rows}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = folder / "articles.jsonl"
        sizes["articles, bytes"] = articles(max(count, *_FEW), lines)
        files = event_files(rows, folder)
        sizes["events as they come in, bytes"] = sum(Path(url).stat().st_size for url in files)
        timeline = front()
        for workers in (2,) if chosen.full else _WHO:
            print(f"{_WHO[workers]} ...", flush=True)
            start = time.perf_counter()
            with crew(workers) as staff:
                _read(staff, lines, 1)  # what Dask and a worker load before the first reading
                first = time.perf_counter() - start
                found[f"{_WHO[workers]}: start-up to the first article"] = [first * 1000]
                if not chosen.full:
                    for few in _FEW:
                        took = [_read(staff, lines, few) for _ in range(_ROUNDS)]
                        found[f"{_WHO[workers]}: {few} articles"] = took
                found |= _work(staff, _WHO[workers], lines, count, files, timeline, folder, sizes)
        found |= _naive(files[: max(1, _NAIVE_MOST // 1_000_000)], sizes)
        found |= _pickled(files[0], folder, sizes)
        if chosen.full:
            found["filter by type, click to pixels"] = _filtered(folder)
    sizes["load average when it began"] = round(load, 1)
    sizes["load average when it ended, the benchmark's own included"] = round(os.getloadavg()[1], 1)
    result = {
        **measured_here(),
        "source": f"batch work, {count:,} articles and {rows:,} events",
        "milliseconds": {name: timing(values) for name, values in found.items()},
        "sizes": sizes,
    }
    path = RESULTS / ("batch-full.json" if chosen.full else "batch.json")
    path.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    write_table()


def _work(
    staff: Crew, who: str, lines: Path, count: int, files: list[str], timeline: bytes,
    folder: Path, sizes: dict[str, float],
) -> Figures:  # fmt: skip
    """Do each kind of work once, and note its memory and what it leaves on the disk."""
    url, joined = folder / f"set-{who}", folder / f"joined-{who}.parquet"
    tiles = counts_folder(str(folder / "store.gpkg"))
    steps = {
        f"{count:,} articles": lambda: _read(staff, lines, count),
        "events partitioned": lambda: partition(rows_of_files(files), _SOURCE, str(url), staff),
        "events counted into tiles": lambda: make_counts(open_set(str(url)), tiles, staff),
        "events joined": lambda: join_events(open_set(str(url)), timeline, joined, staff),
    }
    found = {}
    for name, do in steps.items():
        with _taken(sizes, f"{who}: {name}"):
            start = time.perf_counter()
            do()
            found[f"{who}: {name}"] = [(time.perf_counter() - start) * 1000]
        print(f"{who}: {name}: {found[f'{who}: {name}'][0] / 1000:.1f} s", flush=True)
    parts = list(url.rglob("*.parquet"))
    sizes["files of the partitioned set"] = len(parts)
    sizes["partitioned set, bytes"] = sum(path.stat().st_size for path in parts)
    sizes["tiles, bytes"] = sum(p.stat().st_size for p in tiles.rglob("*") if p.is_file())
    sizes["joined table, bytes"] = joined.stat().st_size
    return found


def _read(staff: Crew, lines: Path, count: int) -> float:
    """Return the milliseconds that reading the first so many articles takes."""
    start = time.perf_counter()
    with lines.open("rb") as file:
        some = ((number, line) for number, line in enumerate(file, 1) if number <= count)
        read = sum(
            r.read for r in staff.run(partial(read_lines, Tables.of(())), in_groups(some, _GROUP))
        )
    if read != count:
        raise SystemExit(f"{read} articles were read of {count}.")
    return (time.perf_counter() - start) * 1000


def _naive(files: list[str], sizes: dict[str, float]) -> Figures:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.naive_batch", *files],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    sizes["naive: events in one frame"] = said["rows"]
    sizes["naive: peak memory, MiB"] = round(said["MiB"])
    return {
        f"naive: one frame, {name}": [said[key] * 1000]
        for name, key in (("read", "read"), ("counted", "counted"), ("joined to oblasts", "joined"))
    }


def _pickled(file: str, folder: Path, sizes: dict[str, float]) -> Figures:
    """Partition a file by 2 workers that read it themselves, and by 2 that are sent its rows."""
    found = {}
    events = pd.read_parquet(file)
    sizes["events of the first file"] = len(events)
    with crew(2) as staff:
        # What a worker loads before its first part is in neither figure.
        few = (Rows(number, table=events.head(100)) for number in range(8))
        partition(few, _SOURCE, str(folder / "warm"), staff)
        for name, parts in (
            ("2 workers read the first file themselves", rows_of_files([file])),
            ("naive: its rows are pickled to 2 workers", rows_of_table(events)),
        ):
            start = time.perf_counter()
            partition(parts, _SOURCE, str(folder / name.partition(" ")[0]), staff)
            found[f"partitioned: {name}"] = [(time.perf_counter() - start) * 1000]
    return found


def _filtered(folder: Path) -> list[float]:
    """Return how long a filter takes on the map that is drawn from the tiles."""
    with running_dashboard(folder / "store.gpkg") as address, chromium() as chrome:
        page = chrome.new_page(viewport=SIZE)
        page.goto(f"{address}/?events={_SOURCE.id}&c=48.5,36,6.5")
        frame = page.frame_locator(IFRAME)
        ready = frame.locator("[data-ready='true'][data-events]")
        expect(ready).to_be_visible(timeout=120_000)
        page.wait_for_load_state("networkidle")
        found: list[float] = frame.locator("body").evaluate(
            f"(_, n) => ({PROBES}).filters(n)", _FILTERS
        )
    return found


@contextmanager
def _taken(sizes: dict[str, float], name: str) -> Iterator[None]:
    """Note the most memory, seen five times a second, and the CPU of this process and its workers.

    The clock alone would hold it against workers that something else had the cores.
    """
    ended = threading.Event()
    this, most = psutil.Process(), [0]

    def look() -> None:
        while not ended.wait(0.2):
            most[0] = max(most[0], sum(memory for memory, _ in _processes(this)))

    before = sum(cpu for _, cpu in _processes(this))
    watch = threading.Thread(target=look)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        watch.join()
        sizes[f"{name}, peak memory, MiB"] = round(most[0] / 2**20)
        after = sum(cpu for _, cpu in _processes(this))
        sizes[f"{name}, CPU seconds of all"] = round(after - before, 1)


def _processes(this: psutil.Process) -> Iterator[tuple[int, float]]:
    """Yield resident bytes and CPU seconds of a process and of each below it."""
    for process in (this, *this.children(recursive=True)):
        try:
            yield process.memory_info().rss, sum(process.cpu_times()[:2])
        except psutil.NoSuchProcess:  # it ended meanwhile
            continue


if __name__ == "__main__":
    main()
