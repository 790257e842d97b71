"""Events joined to oblasts and control areas: drawn cases, and the same from workers."""

from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from shapely.geometry import box

from benchmarks.event_sets import generated_events
from geo.batch import crew
from geo.cli.main import cli
from geo.eventsets import partition, rows_of_table
from geo.eventsets.join import JOINED, joined
from geo.models import Source
from geo.timeline import Timeline
from tests.dask_net import net
from tests.made_events import frame

SOURCE = Source(id="made", title="Made", attribution="Made by rule")
OBLASTS = gpd.GeoDataFrame(
    {"oblast": ["West", "East"]}, geometry=[box(30, 50, 31, 51), box(31, 50, 32, 51)], crs=4326
)


def areas(*rows: tuple) -> gpd.GeoDataFrame:
    keys = [row[:3] for row in rows]
    frame = pd.DataFrame(keys, columns=["category", "actor", "kind"])
    return gpd.GeoDataFrame(frame, geometry=[row[3] for row in rows], crs=4326)


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    held = ("assessed", "RU", "control", box(30, 50, 30.5, 51))
    said = ("claimed", "UA", "advance", box(30.25, 50, 30.75, 51))
    return Timeline().with_editions(
        [
            (datetime(2025, 1, 1, 12, tzinfo=UTC), areas(held)),
            (datetime(2025, 1, 3, 12, tzinfo=UTC), areas(held, said)),
        ]
    )


def asked(timeline: Timeline, **event: object) -> tuple:
    given = {"id": "a", "lon": 30.3, "lat": 50.5, "start": "2025-01-04", **event}
    events = frame([{**given, "end": given["start"]}])[JOINED.names[:6]]
    row = joined(events, OBLASTS, timeline).iloc[0]
    return (
        row["oblast"],
        None if pd.isna(row["as_of"]) else row["as_of"].isoformat()[:10],
        row["control"],
    )


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({}, ("West", "2025-01-03", "assessed RU control; claimed UA advance")),
        # The edition of noon is not known in the morning.
        ({"start": "2025-01-03"}, ("West", "2025-01-01", "assessed RU control")),
        ({"start": "2025-01-03T12:00Z"},
         ("West", "2025-01-03", "assessed RU control; claimed UA advance")),
        ({"start": "2024-12-31"}, ("West", None, None)),
        ({"start": None}, ("West", None, None)),
        ({"lon": 31.5}, ("East", "2025-01-03", "")),
        ({"lon": 31.0}, ("West", "2025-01-03", "")),  # on the border: the first
        ({"lon": 40.0}, ("", "2025-01-03", "")),
        # What stands for a whole district says nothing about the ground at its middle.
        ({"geo_precision": "admin2"}, ("West", "2025-01-03", None)),
        ({"geo_precision": "near", "lon": 30.6}, ("West", "2025-01-03", "claimed UA advance")),
        ({"lon": float("nan"), "lat": float("nan")}, ("", "2025-01-03", None)),
    ],
)  # fmt: skip
def test_an_event_is_in_its_oblast_and_in_the_areas_of_the_edition_in_force(
    event: dict, expected: tuple, timeline: Timeline
):
    assert asked(timeline, **event) == expected


def run(store: Path, *arguments: str) -> str:
    result = CliRunner().invoke(cli, ["--store", str(store), *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_workers_join_track_and_build_the_same_to_the_byte(seeded_file: Path, tmp_path: Path):
    store = tmp_path / "store.gpkg"
    store.write_bytes(seeded_file.read_bytes())
    with crew() as alone:
        partition(
            rows_of_table(generated_events(500, first_day=890, days=120)), SOURCE,
            str(tmp_path / "set"), alone,
        )  # fmt: skip

    def said(name: str, *workers: str) -> tuple:
        out = tmp_path / f"{name}.parquet"
        run(store, "events", "join", str(tmp_path / "set"), "--control", "kursk-seed",
            "--out", str(out), *workers)  # fmt: skip
        return (
            out.read_bytes(),
            run(store, "track", "--source", "kursk-seed", "--areas", "--format", "csv", *workers),
            run(store, "timelines", "--rebuild", *workers),
            run(store, "editions", "--json"),
        )

    alone = said("alone")
    with net(tmp_path / "net", workers=2) as workers:
        assert said("crew", "--scheduler", workers.address) == alone
    table = pq.read_table(tmp_path / "crew.parquet").to_pandas()
    assert len(table) == 500
    assert "Donetsk Oblast" in set(table["oblast"])
    assert table["as_of"].notna().any()
    assert "kursk-seed: 19 editions" in alone[2]


def test_a_source_without_control_areas_is_refused(seeded_file: Path, tmp_path: Path):
    store = tmp_path / "store.gpkg"
    store.write_bytes(seeded_file.read_bytes())
    with crew() as alone:
        partition(rows_of_table(frame([{"id": "a"}])), SOURCE, str(tmp_path / "set"), alone)
    result = CliRunner().invoke(
        cli,
        ["--store", str(store), "events", "join", str(tmp_path / "set"), "--control", "no",
         "--out", str(tmp_path / "out")],
    )  # fmt: skip
    assert result.exit_code == 2
    assert "no control areas of 'no'. It has: kursk-seed" in result.output
