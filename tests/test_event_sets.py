"""Sets of events as files by month and cell: nothing lost, nothing read that was not asked for."""

from datetime import UTC, datetime
from pathlib import Path

import fsspec
import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.event_sets import generated_events
from geo.batch import crew
from geo.cli.main import cli
from geo.errors import ConfigurationError, SchemaError, SourceError
from geo.events import EVENT_COLUMNS
from geo.eventsets import EventSet, open_set, partition, rows_of_files, rows_of_table
from geo.eventsets.cells import CELL_ZOOM, NOWHERE, cell_names, cells_of_box, squares
from geo.models import Source
from geo.store import open_store
from tests.made_events import frame, import_events

SOURCE = Source(
    id="made", title="Made by rule {{7*191}}", attribution="Made by rule", licence="CC0-1.0",
    terms="None of note", synthetic=True, time_zone="Europe/Kyiv",
)  # fmt: skip


def written(events: pd.DataFrame, url: str) -> EventSet:
    with crew() as alone:
        return partition(rows_of_table(events), SOURCE, url, alone)


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    made = generated_events(1_000, seed=5)
    for name in ("start", "end"):
        made[name] = made[name].astype("datetime64[us, UTC]")
    texts = made.select_dtypes(["object", "string"]).columns
    return made.astype(dict.fromkeys(texts, "str"))


@pytest.fixture(scope="module")
def kept(events: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> EventSet:
    return written(events, str(tmp_path_factory.mktemp("kept") / "set"))


def by_id(events: pd.DataFrame) -> pd.DataFrame:
    return events[list(EVENT_COLUMNS)].sort_values("id", ignore_index=True)


@pytest.mark.parametrize("url", ["memory://sets/made", "file"])
def test_every_event_comes_back_as_it_was_with_its_source_and_its_precision(
    events: pd.DataFrame, url: str, tmp_path: Path
):
    url = (tmp_path / "set").as_uri() if url == "file" else url
    made = written(events, url)
    opened = open_set(url)
    assert opened == made
    assert opened.source == SOURCE
    assert opened.rows == 1_000
    pd.testing.assert_frame_equal(by_id(opened.read()), by_id(events))
    assert dict(opened.types) == events["event_type"].value_counts().to_dict()


def test_other_tools_read_a_file_as_geoparquet_with_its_credit(kept: EventSet):
    path = Path(kept.url) / kept.files[0].path
    found = gpd.read_parquet(path)
    assert found.crs == "OGC:CRS84"
    np.testing.assert_array_equal(found.geometry.x, found["lon"])
    said = pq.read_metadata(path).metadata[b"salient"].decode()
    assert '"attribution": "Made by rule"' in said
    assert '"licence": "CC0-1.0"' in said


def test_months_are_those_of_the_source_and_what_has_no_date_or_place_is_kept_apart():
    rows = [
        {"id": "new year", "lon": 36.2, "lat": 50.0, "start": "2024-12-31T23:30:00Z",
         "end": "2024-12-31T23:30:00Z", "time_precision": "instant"},
        {"id": "never", "lon": 36.2, "lat": 50.0},
        {"id": "nowhere", "start": "2024-12-31", "end": "2024-12-31"},
    ]  # fmt: skip
    made = written(frame(rows), "memory://sets/apart")
    where = {made.read([file])["id"].item(): (file.month, file.cell) for file in made.files}
    cell = cell_names(np.array([36.2]), np.array([50.0]))[0]
    assert where == {
        "new year": ("2025-01", cell), "never": ("undated", cell), "nowhere": ("2024-12", NOWHERE),
    }  # fmt: skip


def test_a_box_and_a_time_open_no_other_file(kept: EventSet, events: pd.DataFrame, tmp_path: Path):
    box = (35.0, 48.0, 37.0, 49.5)
    first, last = datetime(2023, 3, 1, tzinfo=UTC), datetime(2023, 6, 15, tzinfo=UTC)
    inside = events["lon"].between(35, 37) & events["lat"].between(48, 49.5)
    inside &= events["start"].between(first, last)
    # What does not belong to it is broken, and would be seen.
    fs, _ = fsspec.url_to_fs("memory://")
    made = written(events, "memory://sets/broken")
    for file in made.files:
        if not ("2023-03" <= file.month <= "2023-06" and file.cell in cells_of_box(*box)):
            fs.pipe_file(f"/sets/broken/{file.path}", b"broken")
    found = made.read(box=box, first=first, last=last, columns=["id", "lon", "lat"])
    assert sorted(found["id"]) == sorted(events.loc[inside, "id"])
    assert list(found) == ["id", "lon", "lat"]
    assert inside.sum() > 5
    with pytest.raises(SourceError, match="cannot be read"):
        made.read()


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-180, 180, allow_nan=False), st.floats(-90, 90, allow_nan=False),
    st.floats(0, 20), st.floats(0, 10),
)  # fmt: skip
def test_a_point_in_a_box_is_in_a_cell_of_the_box(lon: float, lat: float, wide: float, high: float):
    (cell,) = cell_names(np.array([lon]), np.array([lat]))
    box = (max(-180, lon - wide), max(-90, lat - high), min(180, lon + wide), min(90, lat + high))
    assert cell in cells_of_box(*box)
    # The name's digits are the square's, one zoom after the other.
    x, y = (int(a[0]) for a in squares(np.array([lon]), np.array([lat]), CELL_ZOOM))
    assert int("".join(str(int(d) & 1) for d in cell), 2) == x
    assert int("".join(str(int(d) >> 1) for d in cell), 2) == y


def run(*arguments: str):
    return CliRunner().invoke(cli, ["events", *arguments], catch_exceptions=False)


def test_workers_write_the_same_files_and_the_same_tiles(events: pd.DataFrame, tmp_path: Path):
    events[:300].to_parquet(tmp_path / "in.parquet", row_group_size=120)
    said = ["--source", "made", "--attribution", "Made by rule", "--zone", "Europe/Kyiv"]
    for name, workers in (("alone", []), ("crew", ["--workers", "2"])):
        result = run(
            "partition", str(tmp_path / name), str(tmp_path / "in.parquet"), *said, *workers
        )
        assert result.exit_code == 0, result.output
        store = ["--store", str(tmp_path / f"{name}.gpkg")]
        made = CliRunner().invoke(cli, [*store, "events", "tiles", str(tmp_path / name), *workers])
        assert made.exit_code == 0, made.output
        assert "300 events as tiles" in made.output
    for folder, other in (("alone", "crew"), ("alone.events", "crew.events")):
        files = sorted(p.relative_to(tmp_path / folder) for p in (tmp_path / folder).rglob("*.*"))
        assert len(files) >= 3
        for path in files:
            assert (tmp_path / folder / path).is_dir() or (
                (tmp_path / folder / path).read_bytes() == (tmp_path / other / path).read_bytes()
            ), path


def test_a_set_of_the_store_is_partitioned(tmp_path: Path):
    store = open_store(tmp_path / "s.gpkg")
    import_events(store, SOURCE, frame([{"id": "a", "lon": 36.0, "lat": 50.0}]))
    store.close()
    result = CliRunner().invoke(
        cli,
        ["--store", str(tmp_path / "s.gpkg"), "events", "partition", str(tmp_path / "set"),
         "--source", "made"],
    )  # fmt: skip
    assert "1 events in 1 files" in result.output
    assert open_set(str(tmp_path / "set")).source == SOURCE
    again = CliRunner().invoke(
        cli,
        ["--store", str(tmp_path / "s.gpkg"), "events", "partition", str(tmp_path / "other"),
         "--source", "else"],
    )  # fmt: skip
    assert again.exit_code == 2
    assert "no events of 'else'. It has: made." in again.output


def test_what_cannot_be_used_is_refused_in_a_sentence(kept: EventSet, tmp_path: Path):
    with pytest.raises(ConfigurationError, match="a set of events at"):
        written(frame([]), kept.url)
    with pytest.raises(SourceError, match="no partitioned set of events at"):
        open_set(str(tmp_path))
    with pytest.raises(SourceError, match="no partitioned set of events at 'nowhere://x'"):
        open_set("nowhere://x")
    (tmp_path / "_salient.json").write_text("{}")
    with pytest.raises(SourceError, match="is damaged"):
        open_set(str(tmp_path))
    (tmp_path / "text.parquet").write_text("no")
    with pytest.raises(SourceError, match="cannot be read as Parquet"):
        rows_of_files([str(tmp_path / "text.parquet")])
    pd.DataFrame({"id": ["a"]}).to_parquet(tmp_path / "other.parquet")
    with crew() as alone, pytest.raises(SchemaError, match="it has no column 'event_type'"):
        partition(
            rows_of_files([str(tmp_path / "other.parquet")]), SOURCE, "memory://sets/x", alone
        )
    assert run("partition", "out").exit_code == 2
    assert run("partition", "out", "in.parquet", "--source", "a").exit_code == 2
