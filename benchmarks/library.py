"""What is measured without a browser: payload, areas on all dates, any two dates compared."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
from pyproj import Geod

from geo.analysis.changes import changes, held_after
from geo.boundaries import read_oblasts
from geo.models import EditionRecord
from geo.store import Store, open_store
from geo.timeline import Timeline, from_bytes, to_bytes

_PAIRS, _NAIVE_PAIRS, _NAIVE_EDITIONS, _ROUNDS = 60, 3, 5, 5


def measure(path: Path, source: str, geojson_bytes: int | None) -> tuple[dict, dict, dict]:
    """Return times in ms by name, sizes, and the worst difference from ``pyproj.Geod``.

    Parameters
    ----------
    path : Path
        A store.
    source : str
    geojson_bytes : int or None
        Size of the files that were imported; written out from the store if there were none.
    """
    store = open_store(path)
    editions = [edition for edition in store.editions() if edition.source.id == source]
    payload = store.derived.timeline_payload(store.derived.timelines()[source].hash)
    timeline = from_bytes(payload)
    times = {
        "areas of all keys on all dates": _times(lambda: from_bytes(payload).km2(), _ROUNDS),
        "one edition added to the timeline": _times(lambda: _add(store, editions, timeline), 3),
        "any two dates compared by oblast": _compared(store, editions),
        "naive: any two dates, geopandas.overlay": _overlaid(store, editions),
    }
    naive, worst = _naive_areas(store, editions, timeline)
    times["naive: areas on all dates, read and union (from a sample)"] = [naive]
    if geojson_bytes is None:
        geojson_bytes = _as_geojson(store, editions)
    sizes = {
        "editions": len(editions),
        "vertices of the last edition": int(_vertices(store, editions[-1])),
        "GeoJSON, bytes": geojson_bytes,
        "payload as sent, bytes": len(payload),
        "GeoJSON is so many times larger": round(geojson_bytes / len(payload), 1),
    }
    store.close()
    return times, sizes, {"areas against pyproj.Geod, worst difference in %": worst}


def _times(run: Callable[[], object], rounds: int) -> list[float]:
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        found.append((time.perf_counter() - start) * 1000)
    return found


def _add(store: Store, editions: list[EditionRecord], timeline: Timeline) -> bytes:
    # As an import does it: one more edition, a day after the last.
    last = editions[-1]
    later = last.as_of + (last.as_of - editions[-2].as_of)
    return to_bytes(timeline.with_editions([(later, store.areas(editions[-2].content_hash))]))


def _compared(store: Store, editions: list[EditionRecord]) -> list[float]:
    oblasts = read_oblasts()
    random = np.random.default_rng(7)
    found = []
    for _ in range(_PAIRS + 1):
        one, other = random.choice(len(editions), 2, replace=False)
        start = time.perf_counter()
        step = store.derived.step(editions[one].content_hash)
        assert step is not None
        changes(
            store.areas(editions[one].content_hash),
            store.areas(editions[other].content_hash),
            oblasts,
            held=held_after(step),
        )
        found.append((time.perf_counter() - start) * 1000)
    return found[1:]  # the first also indexes the oblasts, once a process


def _overlaid(store: Store, editions: list[EditionRecord]) -> list[float]:
    oblasts = read_oblasts()
    random = np.random.default_rng(7)

    def naive() -> None:
        one, other = random.choice(len(editions), 2, replace=False)
        old, new = (
            store.areas(editions[i].content_hash).dissolve(["category", "actor"], as_index=False)
            for i in (one, other)
        )
        for category, actor in zip(new["category"], new["actor"], strict=True):
            pair = [f[(f["category"] == category) & (f["actor"] == actor)] for f in (old, new)]
            for before, after in (pair, pair[::-1]):
                difference = gpd.overlay(before, after, how="difference")
                cut = gpd.overlay(difference[["geometry"]], oblasts, how="intersection")
                cut.to_crs("EPSG:6933").area.sum()

    return _times(naive, _NAIVE_PAIRS)


def _naive_areas(
    store: Store, editions: list[EditionRecord], timeline: Timeline
) -> tuple[float, float]:
    """Return ms for all editions, scaled from a few, and how far ours are from ``pyproj.Geod``."""
    geod, ours, worst = Geod(ellps="WGS84"), timeline.km2(), 0.0
    sample = np.linspace(0, len(editions) - 1, _NAIVE_EDITIONS).astype(int)
    start = time.perf_counter()
    areas = {}
    for position in sample:
        frame = store.areas(editions[position].content_hash)
        for key, group in frame.groupby(["category", "actor", "kind"]):
            # A geodesic is what a degree's straight edge is only over a short way.
            united = group.geometry.union_all().segmentize(0.02)
            areas[position, key] = abs(geod.geometry_area_perimeter(united)[0]) / 1e6
    spent = (time.perf_counter() - start) * 1000 / len(sample) * len(editions)
    for (position, key), km2 in areas.items():
        if km2 > 1:
            worst = max(worst, abs(ours.iloc[position][key] / km2 - 1) * 100)
    return spent, round(worst, 5)


def _as_geojson(store: Store, editions: list[EditionRecord]) -> int:
    # As published files are: five digits, nothing but the words that it takes.
    sample = editions[:: max(1, len(editions) // 20)]
    sizes = []
    for edition in sample:
        frame = store.areas(edition.content_hash)
        frame.geometry = frame.geometry.set_precision(1e-5, mode="pointwise")
        sizes.append(len(json.dumps(json.loads(frame.to_json()), separators=(",", ":"))))
    return int(np.mean(sizes) * len(editions))


def _vertices(store: Store, edition: EditionRecord) -> int:
    return store.areas(edition.content_hash).geometry.count_coordinates().sum()
