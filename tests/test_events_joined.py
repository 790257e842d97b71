"""VIINA's reports with their labels; a point at 0, 0; half a surrogate pair."""

import pandas as pd
import pytest

from geo.errors import SourceParseError
from geo.intake.events import EventFile, layout_of, read_layout, with_labels
from geo.sources.event_formats import event_format_of
from geo.sources.event_json import table_of_json
from geo.sources.features import Reading
from geo.sources.viina import join_labels

INFO = "event_id,event_id_1pd,date,asciiname,longitude,latitude,GEO_PRECISION,report_id".split(",")
LABELS = ["event_id", "event_id_1pd", "t_mil_b", "t_uav", "t_uav_b", "t_artillery_b", "a_rus_b"]


def table(columns, *rows):
    index = pd.Index([f"line {number}" for number in range(2, len(rows) + 2)], dtype="str")
    return pd.DataFrame(list(rows), index=index, columns=columns, dtype="str")


def info(lon="35.2", lat="51.1"):
    return table(
        INFO,
        ["77", "9", "20240806", "Sudzha", lon, lat, "STREET", "1"],
        ["78", "9", "20240806", "Sudzha", lon, lat, "STREET", "2"],
    )


def test_labels_come_to_the_reports_by_id():
    labels = table(
        LABELS, ["79", "9", "1", "", "1", "", ""], ["77", "9", "1", "0.9", "1", "1", "1"]
    )
    whole, notes = join_labels(info(), labels)
    known = event_format_of(list(whole.columns))
    assert known.name == "VIINA event_info"
    read = known.read(whole)
    assert read.events["event_type"].tolist() == ["military", ""]
    assert [set(text.split("; ")) for text in read.events["sub_type"]] == [
        {"drone", "artillery"}, {""},
    ]  # fmt: skip
    assert read.events["actors"].tolist() == ["Russian forces", ""]
    assert [(note.row, note.reason) for note in notes] == [
        ("line 2", "labels the event '79', which is not in event_info.")
    ]


def test_labels_that_cannot_be_joined_are_refused():
    row = ["79", "9", "1", "", "1", "", ""]
    with pytest.raises(SourceParseError, match="'79' twice, in line 2 and line 3"):
        join_labels(info(), table(LABELS, row, row))
    with pytest.raises(SourceParseError, match="event_labels has no column event_id"):
        join_labels(info(), table(LABELS[1:], row[1:]))


def test_a_point_at_nought_is_of_unknown_precision():
    made = info("0.0", "0.0007")
    events = event_format_of(INFO).read(made).events
    assert events["geo_precision"].tolist() == ["unknown"] * 2
    assert events["geo_code"].tolist() == ["STREET"] * 2


def test_half_a_surrogate_pair_stays_as_json_writes_it():
    incident = {"date": "2024-08-06", "location": None, "description": "a\ud800b", "sources": []}
    made = table_of_json([{**incident, "latitude": 51.1, "longitude": 35.2}])
    assert made["description"].tolist() == ["a\\ud800b"]


def event_file(name, made):
    return EventFile(name, Reading("CSV", table=made), made, "0" * 64)


def test_labels_of_another_file_come_to_their_events_and_all_are_accounted_for():
    labels = table(LABELS, ["77", "9", "1", "", "1", "1", "1"], ["99", "9", "1", "", "", "", ""])
    files = with_labels([event_file("labels.csv", labels), event_file("info.csv", info())])
    assert [file.name for file in files] == ["info.csv"]
    assert [(note.row, note.reason) for note in files[0].notes] == [
        ("labels", "are joined to their events"),
        ("labels.csv, line 3", "labels the event '99', which is not in event_info."),
    ]
    read = read_layout(files[0].table, layout_of(files[0].table))
    assert read.events["event_type"].tolist() == ["military", ""]


def test_labels_alone_are_no_events():
    labels = table(LABELS, ["77", "9", "1", "", "1", "1", "1"])
    with pytest.raises(SourceParseError, match="together with event_info"):
        with_labels([event_file("labels.csv", labels)])
