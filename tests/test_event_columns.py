"""Events as the map gets them: coded, read back by a reader of the test's own, and in words."""

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SchemaError
from geo.maps.event_words import PLACE_PRECISIONS, TIME_PRECISIONS, event_rows, time_precision
from geo.maps.events import MOST_TYPES, event_columns, in_order
from tests.made_events import TEXTS, frame

EPOCH = date(1970, 1, 1)


def read(payload: bytes) -> dict:
    """Return head and columns, by the description in geo/maps/events.py."""
    body = gzip.decompress(payload)
    assert body[:5] == b"SEVT\x01"
    length = int.from_bytes(body[5:9], "little")
    found = json.loads(body[9 : 9 + length])
    at = 9 + length
    for name, count, width in found["columns"]:
        planes = np.frombuffer(body, np.uint8, count * width, at).reshape(width, count)
        shifts = 8 * np.arange(width, dtype=np.int64)[:, None]
        found[name] = (planes.astype(np.int64) << shifts).sum(axis=0)
        at += count * width
    assert at == len(body)
    return found


zones = st.sampled_from(["UTC", "Europe/Kyiv", "America/New_York", "Pacific/Auckland"])
instants = st.integers(-2_208_000_000, 7_257_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))
points = st.one_of(
    st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
    st.sampled_from([(36.2, 51.7), (-180.0, 90.0), (180.0, -90.0), (np.nan, np.nan)]),
)


@st.composite
def events(draw: st.DrawFn) -> dict:
    lon, lat = draw(points)
    start = draw(st.none() | instants)
    last = None if start is None else start + timedelta(seconds=draw(st.integers(0, 5_000_000)))
    return {
        "event_type": draw(st.sampled_from(["Battle", "Protest", "", "{{7*191}}", "Бій"])),
        "lon": lon, "lat": lat, "start": start, "end": last,
        "time_precision": draw(st.sampled_from(["day", "instant"])),
        "geo_precision": draw(st.sampled_from([p.id for p in PLACE_PRECISIONS])),
    }  # fmt: skip


@settings(deadline=None)
@given(st.lists(events(), max_size=30), zones)
def test_what_is_coded_reads_back_row_for_row(rows: list[dict], zone: str):
    ordered = in_order(frame(rows))
    got = read(event_columns(ordered, zone))
    assert got["rows"] == len(ordered)
    assert got["dated"] == ordered["start"].notna().sum()
    first = got["day"] + np.cumsum(got["first"])
    head = got["origin"]
    lon, lat = (head[0] + np.cumsum(got["x"])) * 1e-5, (head[1] + got["y"]) * 1e-5
    for i, row in enumerate(ordered.itertuples()):
        assert got["types"][got["type"][i]] == row.event_type
        assert got["places"][got["place"][i]]["id"] == row.geo_precision
        when = got["times"][got["time"][i]]["id"]
        if i < got["dated"]:
            days = [
                (t.astimezone(ZoneInfo(zone)).date() - EPOCH).days for t in (row.start, row.end)
            ]
            assert [first[i], first[i] + got["span"][i]] == days
            assert when == time_precision(row.time_precision, days[1] - days[0])
        else:
            assert (pd.isna(row.start), when) == (True, "undated")
        point = got["point"][i] - 1
        if np.isnan(row.lon):
            assert point == -1
        else:
            assert (lon[point], lat[point]) == pytest.approx((row.lon, row.lat), abs=0.6e-5)


def test_the_same_events_give_the_same_bytes_and_a_point_is_listed_once():
    same = [{"lon": 36.2, "lat": 51.7, "start": "2025-01-01", "end": "2025-01-01"}] * 500
    payload = event_columns(in_order(frame(same)))
    assert payload == event_columns(in_order(frame(same)))
    assert len(read(payload)["x"]) == 1
    assert len(payload) < 900


def test_rare_types_share_one_entry():
    rows = [{"event_type": f"type {n}"} for n in range(MOST_TYPES + 10) for _ in range(60 - n)]
    got = read(event_columns(frame(rows)))
    assert got["otherTypes"] == 11
    assert len(got["types"]) == MOST_TYPES
    assert got["types"][0] == "type 0"
    assert (got["type"] == MOST_TYPES - 1).sum() == sum(60 - n for n in range(39, 50))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"lon": 181.0, "lat": 0.0}, "not on the globe"),
        ({"geo_precision": "roughly"}, "'roughly' is no precision of a place"),
        ({"time_precision": "hour"}, "'hour' is no precision of a time"),
        ({"start": "2025-01-02"}, "a start without an end"),
        ({"start": "2025-01-02", "end": "2025-01-01"}, "end before its start"),
        ({"start": "2020-01-02", "end": "2020-01-02"}, "not in the order"),
    ],
)
def test_what_is_no_set_of_events_is_refused_with_a_sentence(wrong: dict, said: str):
    good = {"lon": 36.0, "lat": 51.0, "start": "2024-01-01", "end": "2024-01-01"}
    with pytest.raises(SchemaError, match=said):
        event_columns(frame([good, wrong]))


def test_a_missing_column_is_named():
    with pytest.raises(SchemaError, match="no column 'geo_precision'"):
        event_columns(frame([{}]).drop(columns="geo_precision"))


def test_an_event_in_words_keeps_every_text_and_says_how_exact_it_is():
    hostile = {name: f"{name} {{{{7*191}}}} <img onerror=x> ${{x}} `" for name in TEXTS}
    rows = [
        hostile | {"lon": 36.0, "lat": 51.0, "geo_precision": "admin2", "fatalities": 3,
                   "start": "2025-01-05T18:30:00Z", "end": "2025-01-05T18:30:00Z",
                   "time_precision": "instant"},
        {"start": "2025-01-31T22:00:00Z", "end": "2025-02-28T21:59:59Z", "admin1": "Kursk Oblast",
         "country": "Russia", "place": "Kursk Oblast"},
        {"geo_precision": "country", "lon": 32.0, "lat": 49.0},
    ]  # fmt: skip
    day, month, undated = event_rows(in_order(frame(rows)), [0, 1, 2], "Europe/Kyiv")
    assert {name: day[name] for name in ("id", "actors", "summary", "link")} == {
        name: hostile[name] for name in ("id", "actors", "summary", "link")
    }
    assert day["when"] == "5 Jan 2025, 8:30 p.m. Kyiv time (18:30 UTC)"
    assert day["fatalities"] == 3
    assert "district only" in day["whereExact"]
    assert (month["when"], month["whenExact"]) == (
        "1 Feb 2025 to 28 Feb 2025",
        "Some time in these days.",
    )
    assert month["place"] == "Kursk Oblast, Russia"
    assert "no coordinates" in month["whereExact"]
    assert month["fatalities"] is None
    assert (undated["when"], undated["row"]) == ("Undated", 2)
    assert "not drawn" in undated["whereExact"]
    with pytest.raises(IndexError):
        event_rows(frame(rows), [3], "UTC")


def test_only_a_country_is_not_drawn_and_only_what_is_sure_is_solid():
    looks = {precision.id: precision.look for precision in PLACE_PRECISIONS}
    assert {name for name, look in looks.items() if look == "none"} == {"country"}
    assert {name for name, look in looks.items() if look == "solid"} == {"exact", "near"}
    assert [time_precision("day", days) for days in (0, 6, 7, 30, 31)] == [
        "day", "week", "month", "month", "longer",
    ]  # fmt: skip
    assert {precision.id for precision in TIME_PRECISIONS} >= {"instant", "undated"}
