"""``python -m benchmarks.imports FOLDER``: a folder of editions and 500,000 events come in.

Through the command that people use, in a process of its own, and the naive way in the same run.
An archive of 1,359 editions is not at hand: with ``--rounds 12`` the 111 of a folder come in twelve
times, one round after another, each moved by a thousandth of a degree and dated half a day apart.
Results go into ``benchmarks/results/imports.json`` and the table of ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.event_sets import generated_events
from benchmarks.figures import measured_here
from benchmarks.naive_imports import MOST
from benchmarks.run import RESULTS, write_table
from scripts.dashboard_server import ROOT

_EVENTS = 500_000
_STEP = 0.001  # degrees by which each round is moved
_APART = 43_200  # seconds
_EVERY = 0.1


@dataclass
class Run:
    """What a command took."""

    seconds: float
    mib: float
    """Largest resident memory of the command and its children together."""


def main() -> None:
    """Measure, write the figures, print them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, help="editions of DeepStateMap")
    options.add_argument("--rounds", type=int, default=1)
    chosen = options.parse_args()
    if not chosen.folder.is_dir():
        options.error(f"{chosen.folder} is no folder.")
    with tempfile.TemporaryDirectory() as name:
        temporary = Path(name)
        folder = _rounds(chosen.folder, temporary, chosen.rounds)
        files = sorted(folder.glob("*.geojson"))
        size = sum(path.stat().st_size for path in files)
        store = temporary / "store.gpkg"
        print(f"Importing {len(files)} editions ...", flush=True)
        ours = _import(store, folder, _source(files[0]))
        naive = _run("benchmarks.naive_imports", "editions", str(folder), str(temporary / "n.gpkg"))
        table = temporary / "events.csv"
        _acled(table)
        print(f"Importing {_EVENTS:,} events ...", flush=True)
        events = _import(temporary / "events.gpkg", table, "acled")
        naive_events = _run(
            "benchmarks.naive_imports", "events", str(table), str(temporary / "e.gpkg")
        )
        naive_size = (temporary / "n.gpkg").stat().st_size
        result = {
            **measured_here(),
            "source": f"imports, {len(files):,} editions and {_EVENTS:,} events",
            "milliseconds": {
                f"{len(files):,} editions come in": _once(ours),
                "one of them": _once(Run(ours.seconds / len(files), 0)),
                f"naive: {min(MOST, len(files))} of them, read_file and to_file": _once(naive),
                f"{_EVENTS:,} events of ACLED come in": _once(events),
                "naive: read_csv and to_file": _once(naive_events),
            },
            "sizes": {
                "editions as GeoJSON, bytes": size,
                "store with originals, history and timeline, bytes": store.stat().st_size,
                f"naive GeoPackage of {min(MOST, len(files))}, bytes": naive_size,
                "events as CSV, bytes": table.stat().st_size,
                "store of the events, bytes": (temporary / "events.gpkg").stat().st_size,
                "memory of the import of editions with its child, MiB": round(ours.mib),
                "memory of the import of events with its child, MiB": round(events.mib),
                "memory, naive, editions, MiB": round(naive.mib),
                "memory, naive, events, MiB": round(naive_events.mib),
            },
        }
    (RESULTS / "imports.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    write_table()


def _source(file: Path) -> str:
    return "deepstate" if file.stem.isdigit() else "deepstate-daily"


def _rounds(folder: Path, temporary: Path, rounds: int) -> Path:
    """Return a folder with the editions, repeated in time and moved each round."""
    if rounds == 1:
        return folder
    made = temporary / "rounds"
    made.mkdir()
    paths = sorted(folder.glob("*.geojson"))
    first = int(paths[0].stem)
    for position, path in enumerate(paths):
        content = json.loads(path.read_bytes())
        for number in range(rounds):
            for feature in content["features"] if number else []:
                whole = feature["geometry"]
                for geometry in whole.get("geometries", [whole]):
                    geometry["coordinates"] = _moved(geometry["coordinates"])
            name = f"{first + (number * len(paths) + position) * _APART}.geojson"
            (made / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return made


def _moved(coordinates: Any) -> Any:
    if isinstance(coordinates[0], int | float):
        return [round(coordinates[0] + _STEP, 7), *coordinates[1:]]
    return [_moved(part) for part in coordinates]


def _acled(path: Path) -> None:
    """Write events made by rule as a table with ACLED's columns."""
    events = generated_events(_EVENTS)
    day = events["start"].dt.strftime("%Y-%m-%d")
    # The columns that an import demands, and text of the length that real notes have.
    table = events[["lon", "lat"]].rename(columns={"lon": "longitude", "lat": "latitude"})
    table = table.assign(
        event_id_cnty=[f"UKR{number}" for number in range(len(events))],
        event_date=day,
        year=day.str[:4],
        time_precision=1,
        disorder_type="Political violence",
        event_type=events["event_type"],
        sub_event_type="Shelling/artillery/missile attack",
        actor1="Military Forces of Russia (2000-)",
        country="Ukraine",
        admin1="Donetsk",
        location="Pokrovsk",
        geo_precision=1,
        source="Ministry of Defence of Ukraine",
        notes=[f"On {when}, forces shelled the town; casualties unknown." for when in day],
        fatalities=0,
    )
    table.to_csv(path, index=False)


def _import(store: Path, what: Path, source: str) -> Run:
    return _run(
        "geo", "--store", str(store), "import", str(what), "--source", source,
        "--accept-licence", "--accept-doubts",
    )  # fmt: skip


def _run(*arguments: str) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    largest = 0.0
    while process.poll() is None:
        largest = max(largest, _mib(process.pid))
        time.sleep(_EVERY)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}.")
    return Run(seconds, largest)


def _mib(pid: int) -> float:
    """Return the resident memory of a process and its children."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    own = next((line for line in status.splitlines() if line.startswith("VmRSS")), "VmRSS: 0")
    return int(own.split()[1]) / 1024 + sum(_mib(int(child)) for child in children)


def _once(run: Run) -> dict[str, float]:
    value = round(run.seconds * 1000, 1)
    return {"n": 1, "median": value, "p95": value}


if __name__ == "__main__":
    main()
