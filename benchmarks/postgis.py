"""``python -m benchmarks.postgis [--archive FOLDER]``: one store, in a GeoPackage and in PostGIS.

What the map and the Changes page ask a store, side by side on the same rows: a generated archive
or a folder of real editions, the seed, and 100,000 generated events. The server runs on loopback
and waits for the disk at each commit, as the file does. Results go into
``benchmarks/results/postgis.json`` and the table of ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from benchmarks import archives
from benchmarks.event_sets import generated_events
from benchmarks.figures import measured_here, timing
from benchmarks.run import RESULTS, write_table
from geo.keeping import copy_between
from geo.models import ImportReport, Source
from geo.seeding import seed_store
from geo.store import InBox, Store, open_store
from scripts.postgres_server import PostgresServer, programs

_EVENTS, _DAYS, _ROUNDS = 100_000, 120, 15
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_MADE = Source(id="made", title="Made by rule", attribution="Made by rule", synthetic=True)
_BOX = (36.0, 48.0, 36.5, 48.5)


def main() -> None:
    """Measure, write the figures, print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, help="folder of real editions")
    archive = parser.parse_args().archive
    if programs() is None:
        print("PostgreSQL with PostGIS is not installed here; what it takes is not measured.")
        return
    if archive is None or str(archive) == "generated":
        editions, said = islice(archives.generated(), _DAYS), "generated editions"
    else:
        editions, said = archives.from_folder(archive), "real editions"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.gpkg"
        archives.build(path, editions)
        file = _filled(path)
        server = PostgresServer(careful=True)
        try:
            address = server.new_store()
            start = time.perf_counter()
            copy_between(path, address)
            copied_s = time.perf_counter() - start
            database = open_store(address)
            figures: dict[str, dict[str, float]] = {}
            for what, ask in _questions(file).items():
                ours, theirs = _side_by_side(ask, file, database)
                figures[f"{what}: GeoPackage"] = timing(ours)
                figures[f"{what}: PostGIS"] = timing(theirs)
            number = len(file.editions())
            database.close()
        finally:
            server.stop()
        file.close()
    result = {
        **measured_here(),
        "source": f"GeoPackage and PostGIS, {number} editions ({said}), {_EVENTS:,} events",
        "milliseconds": figures,
        "sizes": {"seconds to copy all of it into PostGIS and compare": round(copied_s)},
    }
    (RESULTS / "postgis.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))
    write_table()


def _filled(path: Path) -> Store:
    store = open_store(path)
    seed_store(store, now=_NOW)
    report = ImportReport(file="made", sha256="0" * 64, read=_EVENTS, kept=_EVENTS)
    store.import_events(
        generated_events(_EVENTS), _MADE, report, recorded_at=_NOW, recorded_by="bench"
    )
    return store


def _questions(store: Store) -> dict[str, Callable[[Store], object]]:
    """Return what is asked, by its name; of one archive's first, middle and last edition."""
    by_source: dict[str, list[str]] = {}
    for record in store.editions():
        by_source.setdefault(record.source.id, []).append(record.content_hash)
    hashes = max(by_source.values(), key=len)
    first, middle, last = hashes[0], hashes[len(hashes) // 2], hashes[-1]
    timeline = max(store.derived.timelines().values(), key=lambda kept: len(kept.editions)).hash
    numbers = count(1)
    box = InBox([_MADE.id], [_BOX])
    return {
        "each rerun: has anything changed": lambda s: s.revision(),
        "map: all editions with their areas in km2": lambda s: s.editions(),
        "map: the timeline": lambda s: s.derived.timeline_payload(timeline),
        "map: claims and places": lambda s: (s.claims(), s.places()),
        f"map: a set of {_EVENTS:,} events": lambda s: s.events(_MADE.id),
        "API: 100 events in a box of half a degree": lambda s: s.events_in(box, limit=100),
        "API: the places in a box of half a degree": lambda s: s.places_in([_BOX]),
        "Changes: two editions whole": lambda s: (s.areas(first), s.areas(last)),
        "Changes: the edition in the middle": lambda s: s.areas(middle),
        "Changes: what each edition changed": lambda s: s.derived.steps(),
        "an edit, committed": lambda s: s.save_mapping(
            f"columns {next(numbers)}", {"date": "when"}, by="bench", at=_NOW, based_on=0
        ),
    }


def _side_by_side(
    ask: Callable[[Store], object], one: Store, other: Store
) -> tuple[list[float], list[float]]:
    """Return milliseconds of each, in turns, so that both see the same machine; once before."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(_ROUNDS + 1):
        for store, kept in zip((one, other), taken, strict=True):
            start = time.perf_counter()
            ask(store)
            if number:
                kept.append((time.perf_counter() - start) * 1000)
    return taken


if __name__ == "__main__":
    main()
