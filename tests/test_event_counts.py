"""Tiles of counts: what they add up to is what the events say, at every zoom."""

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarks.event_sets import generated_events
from geo.api import DATA_URLS, build_routes
from geo.batch import crew
from geo.errors import ConfigurationError
from geo.eventsets import partition, rows_of_table
from geo.eventsets.cells import squares
from geo.maps.count_sets import CountSet, count_sets, make_counts, summary_of, tile_of
from geo.maps.event_counts import DEEPEST, TILE_BITS, Counting, Counts, count_events
from geo.maps.event_words import PLACE_PRECISIONS, TIME_PRECISIONS
from geo.models import Source
from geo.store import Store
from tests.made_events import frame

HOSTILE = "{{7*191}} <img src=x onerror=1> ${1} `"
SOURCE = Source(id="made", title=HOSTILE, attribution=f"Credit {HOSTILE}", time_zone="Europe/Kyiv")
PLACES = [place.id for place in PLACE_PRECISIONS]


def read(payload: bytes) -> tuple[dict, dict]:
    """Return head and columns, by the description in geo/maps/columns.py."""
    body = gzip.decompress(payload)
    assert body[:5] == b"SCNT\x01"
    at = 9 + int.from_bytes(body[5:9], "little")
    head = json.loads(body[9:at])
    columns = {}
    for name, count, width in head["columns"]:
        planes = np.frombuffer(body, np.uint8, count * width, at).reshape(width, count)
        shifts = 8 * np.arange(width, dtype=np.int64)[:, None]
        columns[name] = (planes.astype(np.int64) << shifts).sum(axis=0)
        at += count * width
    assert at == len(body)
    return head, columns


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    return generated_events(2_000, seed=3)


def made(events: pd.DataFrame, folder: Path, source: Source = SOURCE) -> CountSet:
    url = f"memory://counts/{folder.name}"
    with crew() as alone:
        return make_counts(partition(rows_of_table(events), source, url, alone), folder, alone)


@pytest.fixture(scope="module")
def counted(events: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> CountSet:
    return made(events, tmp_path_factory.mktemp("counts"))


def tiles_at(counts: CountSet, zoom: int, events: pd.DataFrame) -> pd.DataFrame:
    """Every row of every tile of a zoom, with its square."""
    x, y = squares(events["lon"].to_numpy(float), events["lat"].to_numpy(float), zoom)
    found = []
    for column, row in sorted(set(zip(x.tolist(), y.tolist(), strict=True))):
        content = tile_of(counts, zoom, column, row)
        if content is None:  # only of those that are not drawn
            continue
        _, columns = read(content)
        cell = columns.pop("cell")
        found.append(
            pd.DataFrame(
                {
                    "x": (column << TILE_BITS) + cell % (1 << TILE_BITS),
                    "y": (row << TILE_BITS) + cell // (1 << TILE_BITS),
                    **columns,
                }
            )
        )
    return pd.concat(found, ignore_index=True)


@pytest.mark.parametrize("zoom", [0, 6, 7, 10])
def test_the_tiles_of_every_zoom_hold_every_event_that_is_drawn_in_its_square(
    zoom: int, counted: CountSet, events: pd.DataFrame
):
    drawn = events[events["lon"].notna() & (events["geo_precision"] != "country")]
    rows = tiles_at(counted, zoom, drawn)
    x, y = squares(drawn["lon"].to_numpy(float), drawn["lat"].to_numpy(float), zoom + TILE_BITS)
    expected = pd.Series(1, index=pd.MultiIndex.from_arrays([x, y])).groupby(level=[0, 1]).sum()
    assert rows.groupby(["x", "y"])["count"].sum().to_dict() == expected.to_dict()
    # And by what they are filtered by.
    place = rows["kind"] // len(TIME_PRECISIONS) % len(PLACE_PRECISIONS)
    found = rows.groupby(place)["count"].sum()
    assert {PLACES[code]: count for code, count in found.items()} == dict(
        drawn["geo_precision"].value_counts()
    )


def test_the_summary_counts_every_event_by_type_and_week(counted: CountSet, events: pd.DataFrame):
    head, columns = read(summary_of(counted))
    assert head["rows"] == columns["count"].sum() == len(events) == counted.count
    rows = pd.DataFrame(columns)
    per = len(PLACE_PRECISIONS) * len(TIME_PRECISIONS)
    by_type = rows.groupby(rows["kind"] // per)["count"].sum()
    assert {head["types"][code]: n for code, n in by_type.items()} == dict(
        events["event_type"].value_counts()
    )
    assert head["unit"] == "week"
    local = events["start"].dt.tz_convert("Europe/Kyiv").dt.tz_localize(None)
    weeks = local.dt.to_period("W-SUN").dt.start_time
    by_week = rows[rows["period"] > 0].groupby("period")["count"].sum()
    starts = pd.to_datetime(np.array(head["starts"]), unit="D")
    assert {starts[p - 1]: n for p, n in by_week.items()} == dict(weeks.value_counts())
    assert rows.loc[rows["period"] == 0, "count"].sum() == events["start"].isna().sum()
    assert rows.loc[rows["placeless"] == 1, "count"].sum() == events["lon"].isna().sum()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 1000)), max_size=80), st.data())
def test_counts_in_any_order_and_any_parts_add_up_to_the_same(rows, data):
    at = data.draw(st.integers(0, len(rows)))
    arrays = [np.array(column, np.int64) for column in zip(*rows, strict=True)] or [
        np.zeros(0, np.int64)
    ] * 2
    keys, counts = arrays
    whole = Counts.of(keys, counts)
    parts = Counts.together([Counts.of(keys[at:], counts[at:]), Counts.of(keys[:at], counts[:at])])
    np.testing.assert_array_equal(whole.keys, parts.keys)
    np.testing.assert_array_equal(whole.counts, parts.counts)
    assert whole.counts.sum() == counts.sum()
    assert (np.diff(whole.keys) > 0).all()


@pytest.mark.parametrize(
    ("days", "unit", "starts"),
    [(30, "day", 31), (1_000, "week", 144), (5_000, "month", 165), (20_000, "year", 55)],
)
def test_a_longer_time_has_longer_periods(days: int, unit: str, starts: int):
    how = Counting.of([("Battle", 3)], 19_000, 19_000 + days, "UTC")
    assert how.unit == unit
    assert len(how.starts) == starts
    assert how.starts[0] <= 19_000 < how.starts[1]


def test_an_event_of_several_weeks_is_in_each_of_them_and_rare_types_share_one():
    rows = [
        {"id": "long", "lon": 36.0, "lat": 50.0, "start": "2024-01-10", "end": "2024-02-10",
         "event_type": "rare"},
        {"id": "last", "lon": 36.0, "lat": 50.0, "start": "2025-06-10", "end": "2025-06-10"},
    ]  # fmt: skip
    types = [(f"type {number}", 9) for number in range(40)] + [("rare", 1)]
    how = Counting.of(types, 19_732, 20_249, "UTC")
    assert (how.unit, how.others, how.types[-1]) == ("week", 2, "")
    drawn, _ = count_events(frame(rows), how)
    spans = drawn.keys & 255
    assert sorted(spans.tolist()) == [0, 4]
    kinds = drawn.keys >> 17 & 2047
    assert set(kinds // (len(PLACE_PRECISIONS) * len(TIME_PRECISIONS))) == {39}


@pytest.fixture
def client(counted: CountSet, seeded: Store) -> TestClient:
    return TestClient(
        Starlette(routes=build_routes(lambda: seeded, get_counts=lambda: counted.folder.parent))
    )


def test_the_routes_name_the_set_and_serve_its_tiles_packed_for_ever(
    client: TestClient, counted: CountSet
):
    (found,) = client.get(DATA_URLS["events"]).json()["sources"]
    assert (found["title"], found["count"], found["counted"]) == (HOSTILE, 2_000, True)
    assert found["attribution"] == f"Credit {HOSTILE}"
    answer = client.get(f"{found['url']}/summary.bin")
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.content == gzip.decompress(summary_of(counted))
    tile = client.get(f"{found['url']}/0/0/0.bin")
    again = {"If-None-Match": tile.headers["etag"]}
    assert client.get(f"{found['url']}/0/0/0.bin", headers=again).status_code == 304
    for outside in ("10/0/0", "0/1/0", "11/0/0", "40/0/0"):
        assert client.get(f"{found['url']}/{outside}.bin").status_code == 204
    for wrong in ("made/0", "made/../x", "..%2f..%2fx/0", "other/1"):
        assert client.get(f"/data/counts/{wrong}/summary.bin").status_code == 404


def test_a_new_count_is_seen_and_an_old_address_is_not_answered(
    events: pd.DataFrame, seeded: Store, tmp_path: Path
):
    client = TestClient(Starlette(routes=build_routes(lambda: seeded, get_counts=lambda: tmp_path)))
    assert client.get(DATA_URLS["events"]).json() == {"sources": []}
    made(events[:50], tmp_path)
    (old,) = client.get(DATA_URLS["events"]).json()["sources"]
    (tmp_path / "again").mkdir()
    with crew() as alone:
        later = partition(rows_of_table(events[:60]), SOURCE, "memory://counts/later", alone)
        make_counts(later, tmp_path, alone)
    (new,) = client.get(DATA_URLS["events"]).json()["sources"]
    assert (old["count"], new["count"]) == (50, 60)
    assert client.get(f"{old['url']}/summary.bin").status_code == 404
    assert client.get(f"{new['url']}/summary.bin").status_code == 200
    assert not list(tmp_path.glob(".made*"))


def test_an_empty_set_and_a_damaged_one(tmp_path: Path):
    empty = made(frame([]), tmp_path / "empty")
    assert empty.count == 0
    assert read(summary_of(empty))[0]["rows"] == 0
    assert tile_of(empty, DEEPEST, 5, 5) is None
    (empty.folder / "set.json").write_text("{}")
    with pytest.raises(ConfigurationError, match="are damaged"):
        count_sets(tmp_path / "empty")
