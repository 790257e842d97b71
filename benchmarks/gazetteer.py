"""``python -m benchmarks.gazetteer``: names looked up in the gazetteer, and in a dictionary.

Results go into ``benchmarks/results/gazetteer.json`` and the table of ``docs/performance.md``. Each
loading is measured in a process of its own that has pandas already.
"""

from __future__ import annotations

import difflib
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks.figures import measured_here, timing
from benchmarks.run import RESULTS, write_table
from geo.gazetteer import Near, load_gazetteer

_LOADS, _NAMES, _SEARCHES, _NAIVE_SEARCHES, _GROUPS = 7, 20_000, 40, 2, 100
_START = """
import time
import pandas, pyarrow.parquet, geo.models

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 2**20

before, start = resident(), time.perf_counter()
"""
_END = "\nprint((time.perf_counter() - start) * 1000, resident() - before)"
_OURS = "from geo.gazetteer import load_gazetteer\nfound = load_gazetteer()"
_NAIVE = """
from geo.gazetteer.gazetteer import _BUILT_IN
places = pyarrow.parquet.read_table(f"{_BUILT_IN}.places.parquet").to_pylist()
names = pyarrow.parquet.read_table(f"{_BUILT_IN}.names.parquet").to_pylist()
found = {row["name"].decode(): [places[n >> 2] for n in row["places"]] for row in names}
"""


def main() -> None:
    """Measure, write the figures, print them."""
    ours = [_in_its_own_process(_OURS) for _ in range(_LOADS)]
    naive = [_in_its_own_process(_NAIVE) for _ in range(2)]
    gazetteer = load_gazetteer()
    table = gazetteer.tables[0]
    drawn = random.Random(1)
    names = [table.key(drawn.randrange(table.keys)).decode() for _ in range(_NAMES)]
    missing = [f"{name} {drawn.choice(['said', 'forces', 'overnight'])}" for name in names]
    slipped = [_slipped(name) for name in names if len(name) > 7 and name.isascii()][:_SEARCHES]
    every = [table.key(index).decode() for index in range(table.keys)]
    near = Near(36.2, 51.7)
    gazetteer.search("Kursq", near=near)
    result = {
        **measured_here(),
        "source": f"gazetteer, {table.count:,} places, {table.keys:,} names",
        "milliseconds": {
            "loaded, in a fresh process": timing([ms for ms, _ in ours]),
            "naive: loaded into a dictionary of places": timing([ms for ms, _ in naive]),
            f"{_GROUPS} names that are there, each for the first time": _each(
                gazetteer.named, names
            ),
            f"{_GROUPS} names once more": _each(gazetteer.named, names[:5_000], again=True),
            f"{_GROUPS} word groups that are no names": _each(gazetteer.named, missing),
            f"{_GROUPS} word groups, whether a name begins so": _each(gazetteer.begins, missing),
            "a misspelt name searched": _each(
                lambda name: gazetteer.search(name, near=near), slipped, size=1
            ),
            "naive: a misspelt name by difflib": _each(
                lambda name: difflib.get_close_matches(name, every, 10, 0.8),
                slipped[:_NAIVE_SEARCHES],
                size=1,
            ),
        },
        "sizes": {
            "memory after loading, MiB": round(max(mib for _, mib in ours)),
            "naive: memory after loading, MiB": round(max(mib for _, mib in naive)),
        },
    }
    (RESULTS / "gazetteer.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    write_table()


def _in_its_own_process(code: str) -> tuple[float, float]:
    """Return milliseconds and MiB of a piece of code of ours."""
    run = subprocess.run(
        [sys.executable, "-c", _START + code + _END], capture_output=True, text=True, check=True
    )
    milliseconds, mib = run.stdout.split()
    return float(milliseconds), float(mib)


def _each(
    ask: Callable[[str], object], names: list[str], *, size: int = _GROUPS, again: bool = False
) -> dict[str, float]:
    """Return how long it takes for groups of names."""
    times = []
    for start in range(0, len(names) - size + 1, size):
        group = names[start : start + size]
        if again:
            for name in group:
                ask(name)
        began = time.perf_counter()
        for name in group:
            ask(name)
        times.append((time.perf_counter() - began) * 1000)
    return timing(times)


def _slipped(name: str) -> str:
    middle = len(name) // 2
    return name[:middle] + name[middle + 1] + name[middle] + name[middle + 2 :]


if __name__ == "__main__":
    main()
