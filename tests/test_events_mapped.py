"""Tables of events as a person says they are, events in JSON, and points as a table."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from geo.errors import SchemaError, SourceParseError
from geo.sources.event_dates import DateFormat
from geo.sources.event_formats import event_format_of
from geo.sources.event_json import table_of_json, text_of_value
from geo.sources.event_points import table_of_features
from geo.sources.features import Feature
from geo.sources.limits import Limits
from geo.sources.mapped import ColumnMapping, read_mapped, suggest_mapping
from geo.sources.recognise import read_bytes

FIRMS = "latitude,longitude,bright_ti4,acq_date,acq_time,satellite,confidence,frp,daynight"
WARSPOTTING = "id,type,model,status,lost_by,date,nearest_location,geo,unit,tags"


def frame(header: str, *rows: str) -> pd.DataFrame:
    index = pd.Index([f"line {number}" for number in range(2, len(rows) + 2)], dtype="str")
    values = [row.split("|") for row in rows]
    return pd.DataFrame(values, columns=header.split(","), index=index, dtype="str")


@pytest.mark.parametrize(
    ("header", "row", "meant"),
    [
        ("event_id,event_date,latitude,longitude,location,notes", ["1", "2024-08-06"],
         {"id": "event_id", "date": "event_date", "lat": "latitude", "lon": "longitude",
          "place": "location", "summary": "notes"}),
        ("id,date,lat,lon,name", ["1", "2024-08-06"],
         {"id": "id", "date": "date", "lat": "lat", "lon": "lon", "summary": "name"}),
        ("id,date,lat,lon,title", ["1", "2024-08-06"],
         {"id": "id", "date": "date", "lat": "lat", "lon": "lon", "summary": "title"}),
        ("id,date,lat,lon,description", ["1", "2024-08-06"],
         {"id": "id", "date": "date", "lat": "lat", "lon": "lon", "summary": "description"}),
        (FIRMS, ["51", "35", "1", "2024-08-06"],
         {"date": "acq_date", "lat": "latitude", "lon": "longitude"}),
        (WARSPOTTING, ["1", "Tanks", "T-72", "x", "Russia", "2024-08-06"],
         {"id": "id", "event_type": "type", "date": "date", "place": "nearest_location",
          "lat_lon": "geo", "summary": "model"}),
    ],
)  # fmt: skip
def test_columns_are_proposed_by_their_names(header, row, meant):
    columns = header.split(",")
    row += [""] * (len(columns) - len(row))
    proposed = suggest_mapping(columns, [row])
    assert proposed is not None
    assert proposed.to_dict() == meant | {"date_format": "ISO"}


@pytest.mark.parametrize(
    ("dates", "written"),
    [
        (["3/4/2023", "05/06/2023"], None),
        (["3/4/2023", "25/4/2023"], DateFormat.DMY),
        (["3/4/2023", "4/25/2023"], DateFormat.MDY),
        (["25/4/2023", "4/25/2023"], None),
        (["20230304"], DateFormat.ISO),
        (["1677920400"], DateFormat.EPOCH_SECONDS),
        (["1677920400000"], DateFormat.EPOCH_MS),
        (["", " "], None),
        (["soon"], None),
    ],
)
def test_the_order_of_day_and_month_is_told_by_the_rows_or_left_open(dates, written):
    proposed = suggest_mapping(["date", "lat", "lon"], [[text, "", ""] for text in dates])
    assert proposed is not None
    assert proposed.date_format == written


@pytest.mark.parametrize("columns", [[], ["date"], ["lat", "lon"], ["date", "lat"], ["x", "y"]])
def test_nothing_is_proposed_without_a_date_and_a_place(columns):
    assert suggest_mapping(columns, []) is None


def test_a_table_is_read_as_a_person_says():
    table = frame(
        "geo,when,until,nr,what,dead,how",
        "51.2, 35.1|6.8.2024 10:00|7.8.2024|a|=1+1|2|near",
        "51.2; x|7.8.2024||b|||ADM3",
        "somewhere|1/2/3||c|||",
    )
    mapping = ColumnMapping(
        date="when", date_format=DateFormat.DMY, zone="Europe/Kyiv", end="until", lat_lon="geo",
        id="nr", summary="what", fatalities="dead", geo_precision="how",
    )  # fmt: skip
    made = read_mapped(table, mapping)
    first = made.events.loc["line 2"]
    assert (first["lat"], first["lon"], first["summary"]) == (51.2, 35.1, "=1+1")
    assert first["start"].isoformat() == "2024-08-06T07:00:00+00:00"
    assert first["time_precision"] == "instant"
    assert first["end"].isoformat() == "2024-08-07T20:59:59+00:00"
    assert (first["geo_precision"], first["fatalities"]) == ("near", 2)
    assert made.events["lon"].isna().tolist() == [False, True, True]
    assert [note.row for note in made.notes] == ["line 3", "line 4", "line 4"]
    assert "'somewhere'" in made.notes[1].reason
    assert made.events["geo_code"]["line 3"] == "ADM3"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"date": ""}, "no column is named for the date"),
        ({"lat": ""}, "a column each"),
        ({"lat": "", "lon": ""}, "place must be in two columns"),
        ({"lat_lon": "geo"}, "place must be in two columns"),
        ({"lat": "x", "lon": "x"}, "'x' is named for two things"),
        ({"zone": "Kyiv"}, "'Kyiv' is no IANA name"),
    ],
)
def test_a_choice_of_columns_that_cannot_be_is_refused(said, fault):
    with pytest.raises(SchemaError, match=fault):
        ColumnMapping(**{"date": "d", "lat": "y", "lon": "x"} | said)


def test_a_choice_of_columns_must_fit_its_table():
    table = frame("d,y,x", "2024-08-06|1|2")
    with pytest.raises(SchemaError, match=r"no column 'z' for lon; .*how 'd' writes its dates"):
        read_mapped(table, ColumnMapping(date="d", lat="y", lon="z"))


@given(
    st.dictionaries(
        st.sampled_from(["id", "event_type", "place", "summary", "link", "end"]),
        st.text(min_size=3),
    ).filter(lambda said: len(set(said.values())) == len(said)),
    st.sampled_from([None, *DateFormat]),
)
def test_a_choice_of_columns_is_remembered_as_json(said, written):
    mapping = ColumnMapping(date="d", lat="y", lon="x", date_format=written, **said)
    assert ColumnMapping.from_dict(json.loads(json.dumps(mapping.to_dict()))) == mapping


@pytest.mark.parametrize(
    ("saved", "fault"),
    [
        ({"colour": "red"}, "'colour' is nothing that a column can hold"),
        ({"date": 3}, "'date' is 3 and no text"),
        ({"date_format": "American"}, "'American' is none of ISO, D/M/Y"),
        ({}, "no column is named for the date"),
    ],
)
def test_what_was_not_saved_by_us_is_refused(saved, fault):
    with pytest.raises(SchemaError, match=fault):
        ColumnMapping.from_dict(saved)


BY_DAY = {
    "20260103": [[35.1, 51.2, "Суджа", "A", 1, ["https://x.test/1", "https://x.test/2"]]],
    "20260104": [],
    "20260105": [[7.42e-05, 51, "=1+1", "D", 2, []], [35.1, None, "{{x}}", "D", 2, []]],
}
INCIDENT = {
    "date": "2024-08-06", "location": None, "description": "Shelling.", "sources": ["a", "b"],
    "latitude": 51.2, "longitude": 35.1,
}  # fmt: skip
TIMEMAP = {
    "id": "CIV1", "date": "8/6/2024", "latitude": "51.2", "longitude": "35.1",
    "location": "Sudzha", "description": "Fire.", "sources": ["s1", "s2"],
}  # fmt: skip


def read_json(document: object) -> tuple[str, pd.DataFrame]:
    reading = read_bytes("a.json", json.dumps(document).encode(), Limits())
    layout = event_format_of(list(reading.table.columns))
    assert layout.name == reading.format
    return reading.format, layout.read(reading.table).events


def test_events_by_day_are_called_by_day_and_number():
    name, events = read_json(BY_DAY)
    assert name == "VIINA events by day"
    assert list(events.index) == [
        "2026-01-03, event 1",
        "2026-01-05, event 1",
        "2026-01-05, event 2",
    ]
    assert list(events["place"]) == ["Суджа", "=1+1", "{{x}}"]
    assert events["link"].iloc[0] == "https://x.test/1 https://x.test/2"
    assert events["lon"].iloc[:2].tolist() == [35.1, 7.42e-05]
    assert events["start"].iloc[0].isoformat() == "2026-01-03T00:00:00+00:00"


def test_incidents_are_called_by_their_number():
    name, events = read_json([INCIDENT, INCIDENT | {"latitude": "x"}])
    assert name == "Bellingcat incidents"
    assert list(events.index) == ["item 1", "item 2"]
    assert events["place"].tolist() == ["", ""]
    assert events["link"].iloc[0] == "a b"
    assert events["lat"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("document", "link", "filters"),
    [
        ([TIMEMAP | {"associations": ["f1", "f2"]}], "s1 s2", "f1; f2"),
        ({"events": [TIMEMAP], "sources": {"s1": {"paths": ["u", "v"]}}}, "u v s2", ""),
        ([TIMEMAP | {"sources": [{"id": "s1", "path": "u"}],
                     "filters": [{"key": "Type", "value": "Home"}]}], "u", "Home"),
    ],
)  # fmt: skip
def test_a_timemap_is_read_in_each_of_its_forms(document, link, filters):
    name, events = read_json(document)
    assert name == "Bellingcat TimeMap"
    event = events.loc["item 1"]
    assert (event["id"], event["link"], event["sub_type"]) == ("CIV1", link, filters)
    assert event["start"].isoformat() == "2024-08-06T00:00:00+00:00"
    assert (event["lon"], event["lat"]) == (35.1, 51.2)


@pytest.mark.parametrize(
    ("document", "where"),
    [
        (BY_DAY | {"20260106": [[35.1, 51.2]]}, "2026-01-06, event 1"),
        (BY_DAY | {"20260106": 3}, "number under 2026-01-06"),
        ([INCIDENT, None], "item 2"),
    ],
)
def test_an_event_of_another_shape_is_named(document, where):
    with pytest.raises(SourceParseError, match=where):
        read_bytes("a.json", json.dumps(document).encode(), Limits())


def test_a_list_of_events_over_the_limit_is_refused_and_a_doubt_is_passed_on():
    with pytest.raises(SourceParseError, match="more than 1 events"):
        read_bytes("a.json", json.dumps(BY_DAY).encode(), Limits(rows=1))
    twice = b'[{"date": "1", ' + json.dumps(INCIDENT).encode()[1:] + b"]"
    assert "'date' twice" in read_bytes("a.json", twice, Limits()).doubts[0]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=3) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["20260103", "events", "id", "x"]), inner)
        ),
        max_leaves=8,
    )
)
def test_whatever_json_holds_it_is_a_table_none_or_a_sentence(document):
    try:
        table = table_of_json(document)
    except SourceParseError:
        return
    assert table is None or event_format_of(list(table.columns)) is not None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_from_its_text_without_an_exponent(number):
    assert float(text_of_value(number)) == number
    assert "e" not in text_of_value(number).lower()


def test_points_become_a_table_and_nothing_else_does():
    features = [
        Feature("feature 1", Point(35.1, 51.2), {"name": "{{a}}", "n": 3, "ok": True}),
        Feature("feature 2", box(0, 0, 1, 1), {"area": 1}),
        Feature("feature 3", Point(35, 1e-07), {"Lon": "x", "date": None}),
    ]
    table = table_of_features(features)
    assert list(table.columns) == ["name", "n", "ok", "Lon", "date", "lon (point)", "lat"]
    assert list(table.index) == ["feature 1", "feature 3"]
    assert table.loc["feature 1"].tolist() == ["{{a}}", "3", "true", "", "", "35.1", "51.2"]
    assert table.loc["feature 3", "lat"] == "0.0000001"
    proposed = suggest_mapping(list(table.columns), table.to_numpy().tolist())
    assert proposed is not None
    assert (proposed.lon, proposed.lat) == ("lon (point)", "lat")


def test_no_points_make_an_empty_table():
    assert list(table_of_features([]).columns) == ["lon", "lat"]
    assert len(table_of_features([])) == 0
