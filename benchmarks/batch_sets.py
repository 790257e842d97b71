"""What batch work is measured with: articles of drawn sentences, events in files, a front."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from pyarrow import Table
from shapely.geometry import Polygon

from benchmarks.event_sets import generated_events
from geo.eventsets.files import SCHEMA
from geo.timeline import Timeline
from geo.timeline import to_bytes as timeline_bytes
from scripts.dashboard_server import ROOT

_DISPATCHES = ROOT / "tests" / "dispatches"
_SENTENCES = 10  # an article
_DAYS, _CHUNK, _GROUP = 1_350, 1_000_000, 100_000
_BEGIN = pd.Timestamp("2022-02-24", tz="UTC")
_EDITION_DAYS, _VERTICES = 15, 2_000


def articles(count: int, path: Path, seed: int = 7) -> int:
    """Write so many articles as lines of JSON: ten sentences each, drawn from our dispatches.

    Returns
    -------
    int
        Bytes written.
    """
    texts = [
        json.loads(line)["text"]
        for name in ("dev.jsonl", "fresh_dev.jsonl")
        for line in (_DISPATCHES / name).read_text(encoding="utf-8").splitlines()
    ]
    sentences = [
        sentence for text in texts for sentence in re.split(r"(?<=[.!?]) (?=[A-Z])|\n+", text)
        if len(sentence) > 30
    ]  # fmt: skip
    made = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            drawn = made.choice(len(sentences), _SENTENCES, replace=False)
            day = _BEGIN + timedelta(days=int(made.integers(_DAYS)))
            line = {
                "id": f"made-{number}", "title": "Made by rule", "date": f"{day:%Y-%m-%d}",
                "domain": "made.example", "text": " ".join(sentences[i] for i in drawn),
            }  # fmt: skip
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path.stat().st_size


def event_files(count: int, folder: Path) -> list[str]:
    """Write so many events in order of time as Parquet files of a million at most."""
    chunks = max(1, -(-count // _CHUNK))
    days = -(-_DAYS // chunks)
    urls = []
    for number in range(chunks):
        rows = min(_CHUNK, count - number * _CHUNK)
        events = generated_events(rows, seed=number, first_day=number * days, days=days)
        events["id"] = f"{number}-" + events["id"]
        table = Table.from_pandas(events[SCHEMA.names], SCHEMA, preserve_index=False)
        path = folder / f"{number:04d}.parquet"
        pq.write_table(table, path, compression="zstd", row_group_size=_GROUP)
        urls.append(str(path))
    return urls


def front() -> bytes:
    """Return the timeline of a made-up front: two areas, an edition in 15 days."""
    editions = []
    turn = np.linspace(0, 2 * np.pi, _VERTICES)
    for number in range(_DAYS // _EDITION_DAYS):
        shapes = [
            Polygon(
                np.column_stack(
                    [
                        lon + (wide + 0.1 * np.sin(20 * turn + number)) * np.cos(turn),
                        48.5 + 2 * np.sin(turn),
                    ]
                )
            )
            for lon, wide in ((37.5, 1.5), (36.5, 1.0))
        ]
        keys = {"category": ["assessed", "claimed"], "actor": "RU", "kind": ["control", "advance"]}
        areas = gpd.GeoDataFrame(keys, geometry=shapes, crs=4326)
        editions.append(((_BEGIN + timedelta(days=number * _EDITION_DAYS)).to_pydatetime(), areas))
    return timeline_bytes(Timeline().with_editions(editions))
