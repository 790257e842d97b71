"""Archives to measure on: folders of real editions, and one that is generated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from shapely.geometry import MultiPolygon, Polygon

from geo.archive import refresh
from geo.intake.chosen import choose
from geo.models import Category, ControlArea, Edition, ImportReport, Kind, Source
from geo.sources.dated_names import as_of_from_name
from geo.sources.geojson import read_geojson
from geo.sources.limits import Limits
from geo.sources.meaning import areas_of
from geo.store import open_store

Dated = tuple[Edition, ImportReport]

_GENERATED = Source(id="generated", title="Generated", attribution="Generated", synthetic=True)
_VERTICES, _EDITIONS = 60_000, 1_300
_MOVES_A_DAY, _MOVE_VERTICES = 3, 80


def build(store: Path, editions: Iterator[Dated]) -> None:
    """Import editions into a new store as the command does, timelines and steps included."""
    opened = open_store(store)
    for edition, report in editions:
        opened.import_edition(
            edition, report, recorded_at=datetime(2026, 1, 1, tzinfo=UTC), recorded_by="bench"
        )
    refresh(opened)
    opened.close()


def from_folder(folder: Path) -> Iterator[Dated]:
    """Read a folder of editions: DeepStateMap's, named by second, or one file a day."""
    for path in sorted(folder.glob("*.geojson")):
        named = as_of_from_name(path.name)
        if named is None:
            raise SystemExit(f"{path.name} has no date in its name.")
        instant, precision = named
        chosen = choose("deepstate" if precision == "instant" else "deepstate-daily")
        data = path.read_bytes()
        rows = areas_of(read_geojson(data, Limits()), chosen.says, path.name, "")
        source = replace(chosen.source, id=folder.name)
        yield (
            Edition(source=source, as_of=instant, time_precision=precision, areas=rows.areas),
            rows.report,
        )


def generated() -> Iterator[Dated]:
    """Yield 1,300 daily editions of 60,000 vertices: a rough front that moves in a few places.

    As in real archives, little moves from day to day: three stretches of 80 vertices. A band of
    advances runs before the front, so that the two layers share it as a border.
    """
    random = np.random.default_rng(7)
    count = _VERTICES // 3
    lat = np.linspace(46.5, 51.5, count)
    rough = np.cumsum(random.normal(0, 2e-4, (2, count)), axis=1)
    front = 36.5 + rough[0] - np.linspace(0, rough[0][-1], count)
    depth = 0.02 + 0.01 * np.abs(np.sin(lat * 40)) + 5e-5 * random.random(count)
    for day in range(_EDITIONS):
        for start in random.integers(0, count - _MOVE_VERTICES, _MOVES_A_DAY):
            bump = np.hanning(_MOVE_VERTICES) * random.normal(-0.002, 0.006)
            front[start : start + _MOVE_VERTICES] += bump
        line = np.column_stack([front, lat])
        ahead = np.column_stack([front - depth, lat])
        held = Polygon([*line, (40.0, 51.5), (40.0, 46.5)])
        band = Polygon([*line, *ahead[::-1]])
        areas = [
            ControlArea(category=category, actor="RU", kind=kind, geometry=MultiPolygon([shape]))
            for category, kind, shape in (
                (Category.ASSESSED, Kind.CONTROL, held),
                (Category.ADVANCES, Kind.ADVANCE, band),
            )
        ]
        yield (
            Edition(
                source=_GENERATED,
                as_of=datetime(2022, 3, 1, tzinfo=UTC) + timedelta(days=day),
                areas=areas,
            ),
            ImportReport(file=f"{day}", sha256=f"{day:064}", read=2, kept=2),
        )
