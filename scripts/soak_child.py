"""One process of a soak: imports, migrates, writes or reads until its time is up or it is ended."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
from shapely.geometry import MultiPolygon, box

from geo.errors import GeoError
from geo.events import EVENT_COLUMNS
from geo.figures import area_figures
from geo.models import Category, ControlArea, Edition, ImportReport, Kind, Source
from geo.store import open_store, prepare

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = datetime(2024, 1, 1, tzinfo=UTC)


def report(name: str, rows: int) -> ImportReport:
    """Return the report of rows that were all kept."""
    return ImportReport(file=name, sha256=name, read=rows, kept=rows)


def edition(source: Source, number: int) -> Edition:
    """Return a drawn edition."""
    area = ControlArea(
        category=Category.CLAIMED,
        actor="UA",
        kind=Kind.CONTROL,
        geometry=MultiPolygon([box(35, 51, 36 + number / 1000, 52)]),
    )
    return Edition(source=source, as_of=DAY + timedelta(hours=number), areas=[area])


def events(count: int) -> pd.DataFrame:
    """Return made events."""
    frame = pd.DataFrame({name: [""] * count for name in EVENT_COLUMNS})
    frame["id"] = [str(number) for number in range(count)]
    frame["lon"], frame["lat"] = 35.0, 51.0
    frame["start"] = frame["end"] = pd.Timestamp(DAY)
    frame["fatalities"] = pd.array([pd.NA] * count, dtype="Int64")
    return frame


def main() -> None:
    """Do what the arguments say."""
    what, path, *rest = sys.argv[1:]
    if what == "migrate":
        print("ready", flush=True)
        open_store(path).close()
        return
    store = open_store(path)
    if what == "import":
        source = Source(id=rest[0], title=rest[0], attribution=rest[0])
        made = [edition(source, number) for number in range(30)]
        editions = [prepare(e, area_figures(e.areas), "a", b"x" * 10_000) for e in made]
        frame = events(3000)
        print("ready", flush=True)
        said = {"recorded_at": NOW, "recorded_by": "soak"}
        store.import_editions(editions, source, report(f"{rest[0]} editions", 30), **said)
        store.import_events(frame, source, report(f"{rest[0]} events", 3000), **said)
        return
    number, seconds = rest[0], float(rest[1])
    print("ready", flush=True)
    end, wrote, read = time.monotonic() + seconds, 0, 0
    source = Source(id=f"writer-{number}", title=number, attribution=number)
    try:
        while time.monotonic() < end:
            if what == "write":
                store.import_edition(
                    edition(source, wrote),
                    report(f"{number} {wrote}", 1),
                    recorded_at=NOW,
                    recorded_by=number,
                )
                wrote += 1
            else:
                records = store.editions()
                store.areas(records[read % len(records)].content_hash)
                read += 1
    except GeoError as error:
        print(json.dumps({"error": str(error)}))
        sys.exit(1)
    print(json.dumps({"wrote": wrote, "read": read}))


if __name__ == "__main__":
    if not Path(sys.argv[2]).parent.is_dir():
        raise SystemExit("There is no such folder.")
    main()
