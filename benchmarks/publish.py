"""``python -m benchmarks.publish``: pictures, the first of a process and the next, and naively.

Naively: ``GeoDataFrame.plot`` of the same areas at the same size, with a legend, without names,
notes, inset, scale, stamp. Results go into ``benchmarks/results/publish.json`` and the table of
``docs/performance.md``. On a machine that does something else as well, the CPU's time says more.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import shapely

from benchmarks import archives
from benchmarks.figures import measured_here, timing
from benchmarks.run import RESULTS, write_table
from geo.publish.picture import DatedAreas, PictureSpec, save_picture
from geo.seeding import seed_store
from geo.store import Store, open_store

_PROCESSES, _WARM = 5, 5
_FIRST = datetime(2022, 3, 1, tzinfo=UTC)
_WHAT = ("the seed", "60,000 vertices")


def main() -> None:
    """Measure, write the figures, print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=3, metavar=("STORE", "WHAT", "HOW"), help="for itself")
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(_one(Path(chosen.one[0]), chosen.one[1], chosen.one[2])))
        return
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "bench.gpkg"
        vertices = _build(path)
        milliseconds = {}
        for what in _WHAT:
            for how, named in (("ours", f"a PNG of {what}"), ("naive", f"naive: .plot of {what}")):
                runs = [_child(path, what, how) for _ in range(_PROCESSES)]
                milliseconds |= {
                    f"{named}, first of a process": timing([run["first"] for run in runs]),
                    f"{named}, first of a process, CPU": timing([run["cpu"] for run in runs]),
                    f"{named}, the next": timing([t for run in runs for t in run["next"]]),
                }
                sizes = runs[-1]["sizes"]
                vertices |= {f"{what}, {kind}, bytes": size for kind, size in sizes.items()}
    result = {
        **measured_here(), "source": "publish", "milliseconds": milliseconds, "sizes": vertices,
    }  # fmt: skip
    (RESULTS / "publish.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    write_table()


def _build(path: Path) -> dict[str, int]:
    archives.build(path, iter([next(archives.generated())]))
    store = open_store(path)
    seed_store(store, now=datetime(2025, 1, 12, tzinfo=UTC))
    found = {
        f"{what}, vertices": int(
            shapely.get_num_coordinates(_shown(store, what).areas.geometry.to_numpy()).sum()
        )
        for what in _WHAT
    }
    store.close()
    return found


def _shown(store: Store, what: str) -> DatedAreas:
    wanted = "kursk-seed" if what == _WHAT[0] else "generated"
    record = next(
        e
        for e in store.editions()
        if e.source.id == wanted
        and e.as_of in (e.source.opens_at, datetime(2022, 3, 1, tzinfo=UTC))
    )
    return DatedAreas(record=record, areas=store.areas(record.content_hash))


def _child(path: Path, what: str, how: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.publish", "--one", str(path), what, how],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def _one(path: Path, what: str, how: str) -> dict:
    """Measure one process: the first picture, with matplotlib's import, and some more."""
    store = open_store(path)
    shown = _shown(store, what)
    spec = PictureSpec(edition=shown, places=store.places())
    out = path.with_suffix(".png")
    draw: Callable[[], object] = (
        (lambda: save_picture(spec, out)) if how == "ours" else (lambda: _naive(shown, out))
    )
    cpu = time.process_time()
    first = _timed(draw)
    cpu = (time.process_time() - cpu) * 1000
    following = [_timed(draw) for _ in range(_WARM)]
    sizes = {}
    if how == "ours":
        for kind in ("png", "svg", "pdf"):
            sizes[kind] = save_picture(spec, path.with_suffix(f".{kind}")).stat().st_size
    store.close()
    return {"first": first, "cpu": cpu, "next": following, "sizes": sizes}


def _timed(draw: Callable[[], object]) -> float:
    start = time.perf_counter()
    draw()
    return (time.perf_counter() - start) * 1000


def _naive(shown: DatedAreas, out: Path) -> None:
    import matplotlib  # noqa: PLC0415 - the first picture pays for it

    matplotlib.use("agg")
    from matplotlib import pyplot  # noqa: PLC0415

    figure, axes = pyplot.subplots(figsize=(12.5, 8.33), dpi=96)
    shown.areas.plot(
        ax=axes, column="category", legend=True, edgecolor="black", alpha=0.5, linewidth=1
    )
    figure.savefig(out)
    pyplot.close(figure)


if __name__ == "__main__":
    main()
