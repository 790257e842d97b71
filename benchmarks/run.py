"""``make bench``: what the issues give figures for, and the naive way in the same run.

``make bench`` measures the seed; ``make bench ARCHIVE=FOLDER`` a folder of real editions, through
the importer; ``make bench ARCHIVE=generated`` 1,300 editions of 60,000 vertices. Results go into
``benchmarks/results/`` and the table of ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import archives, browser, library
from benchmarks.figures import measured_here, timing
from scripts.chromium import chromium
from scripts.dashboard_server import ROOT, running_dashboard

RESULTS = ROOT / "benchmarks" / "results"
_TABLE = ROOT / "docs" / "performance.md"
_MARKS = ("<!-- measured -->", "<!-- end -->")
_SEED = "kursk-seed"


def main() -> None:
    """Measure, write the figures, print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", default="", help="a folder of editions, or: generated")
    parser.add_argument(
        "--store", type=Path, help="keep the imported archive here, and use it again"
    )
    chosen = parser.parse_args()
    folder = Path(chosen.archive) if chosen.archive not in {"", "generated"} else None
    if folder is not None and not folder.is_dir():
        parser.error(f"{folder} is no folder.")
    with tempfile.TemporaryDirectory() as temporary, chromium() as chrome:
        store = chosen.store or Path(temporary) / "bench.gpkg"
        if chosen.archive and not store.exists():
            print("Importing ...", flush=True)
            editions = archives.from_folder(folder) if folder else archives.generated()
            archives.build(store, editions)
        # The server seeds the store, so that every source is there from here on.
        with running_dashboard(store) as address:
            source = _source(chosen.archive, folder)
            print(f"Measuring {source} ...", flush=True)
            milliseconds, memory = browser.measure_ours(chrome, address, source)
        with running_dashboard(store, "benchmarks/naive.py") as address:
            naive = browser.measure_naive(chrome, address, source)
        size = sum(path.stat().st_size for path in folder.glob("*.geojson")) if folder else None
        times, sizes, exactness = library.measure(store, source, size)
    result = {
        **measured_here(),
        "source": source,
        "milliseconds": {
            name: timing(values)
            for name, values in {
                **milliseconds,
                "naive: step, folium.GeoJson rebuilt": naive,
                **times,
            }.items()
        },
        "memory, MiB": {name: round(value) for name, value in memory.items()},
        "sizes": sizes,
        **exactness,
        "script of a step against the naive step, medians": round(
            float(np.median(naive) / np.median(milliseconds["step by held key, script"])), 1
        ),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{source}.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    write_table()


def _source(archive: str, folder: Path | None) -> str:
    if folder is None:
        return archive or _SEED
    edition, _ = next(archives.from_folder(folder))
    return edition.source.id


def write_table() -> None:
    """Write every result file into the table of ``docs/performance.md``."""
    blocks = []
    for path in sorted(RESULTS.glob("*.json")):
        result = json.loads(path.read_text())
        rows = "\n".join(
            f"| {name} | {row['median']:,.1f} | {row['p95']:,.1f} | {row['n']} |"
            for name, row in result["milliseconds"].items()
        )
        facts = [f"- {name}: {value:,}" for name, value in result["sizes"].items()]
        if "memory, MiB" in result:
            memory = "; ".join(f"{name} {value:,}" for name, value in result["memory, MiB"].items())
            name = "areas against pyproj.Geod, worst difference in %"
            faster = result["script of a step against the naive step, medians"]
            facts += [
                f"- memory, MiB: {memory}",
                f"- {name}: {result[name]}",
                f"- the script of a step is {faster} times shorter than the naive step (medians)",
            ]
        listed = "\n".join(facts)
        blocks.append(
            f"### {result['source']}\n\nMeasured {result['measured']}, {result['machine']}.\n\n"
            f"| what | median, ms | p95, ms | n |\n|---|---:|---:|---:|\n{rows}\n\n{listed}\n"
        )
    text = _TABLE.read_text(encoding="utf-8")
    head, _, rest = text.partition(_MARKS[0])
    tail = rest.partition(_MARKS[1])[2]
    body = "\n".join(blocks)
    _TABLE.write_text(f"{head}{_MARKS[0]}\n\n{body}\n{_MARKS[1]}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
