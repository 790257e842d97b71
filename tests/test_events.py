"""Readers of event data: every row is kept, left out or a duplicate, and nothing is guessed."""

import math
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ClockError, GeoError, SourceParseError
from geo.events import EVENT_COLUMNS, GEO_PRECISIONS
from geo.models import MAX_TEXT
from geo.sources.event_dates import DateFormat, dates_as, formats_that_read
from geo.sources.event_formats import EVENT_FORMATS, event_format_of
from geo.sources.event_table import ReadEvents
from geo.sources.limits import Limits
from geo.sources.mapped import ColumnMapping, read_mapped
from geo.sources.tables import read_table
from geo.sources.ucdp import GED_COLUMNS, headerless

ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,tags,timestamp"
).split(",")
EVENT_INFO = (
    "viina_version,event_id,event_id_1pd,date,time,geonameid,feature_code,asciiname,ADM1_NAME,"
    "ADM1_CODE,ADM2_NAME,ADM2_CODE,longitude,latitude,GEO_PRECISION,GEO_API,location,address,"
    "report_id,source,url,text,lang"
).split(",")
EVENT_1PD = (
    "viina_version,event_id_1pd,date,n_reports,event_ids,sources,geonameid,feature_code,asciiname,"
    "ADM1_NAME,ADM1_CODE,ADM2_NAME,ADM2_CODE,longitude,latitude,GEO_PRECISION,t_mil_b,a_rus_b,"
    "a_ukr_b,a_civ_b,a_other_b,t_aad_b,t_airstrike_b,t_uav_b,t_property_b,tid"
).split(",")
GEOCONFIRMED = (
    "Date;Name;Faction;Origin;Latitude;Longitude;PlusCode;Description;Source;Geolocation;"
    "Equipment;EquipmentItems;Units;OrbatUnits;Id"
).split(";")
TIMEMAP = "id,date,latitude,longitude,location,description,sources,associations".split(",")
INCIDENTS = "date,location,description,sources,latitude,longitude".split(",")
BY_DAY = "day,longitude,latitude,place,type code,reports,urls".split(",")
POINT = {"latitude": "51.2", "longitude": "35.1"}


def table(columns: list[str], *rows: dict[str, str]) -> pd.DataFrame:
    lines = [f"line {number}" for number in range(2, len(rows) + 2)]
    values = [[row.get(column, "") for column in columns] for row in rows]
    return pd.DataFrame(values, columns=columns, index=pd.Index(lines, dtype="str"), dtype="str")


def read(columns: list[str], *rows: dict[str, str]) -> ReadEvents:
    layout = event_format_of(columns)
    assert layout is not None
    return layout.read(table(columns, *rows))


def acled(**values: str) -> dict[str, str]:
    return {"event_id_cnty": "UKR1", "event_date": "2024-08-06", "actor1": "A"} | POINT | values


def day(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_an_acled_row_becomes_an_event_and_keeps_its_codes():
    given_row = acled(
        event_type="Battles", sub_event_type="Armed clash", actor1="Military Forces of Ukraine",
        actor2="Military Forces of Russia", location="Sudzha", admin1="Kursk", admin2="Sudzhansky",
        country="Russia", geo_precision="2", time_precision="1", fatalities="3", notes="Fighting.",
    )  # fmt: skip
    made = read(ACLED, given_row)
    assert tuple(made.events.columns) == EVENT_COLUMNS
    assert made.events.loc["line 2"].to_dict() == {
        "id": "UKR1", "event_type": "Battles", "sub_type": "Armed clash",
        "actors": "Military Forces of Ukraine; Military Forces of Russia", "place": "Sudzha",
        "admin1": "Kursk", "admin2": "Sudzhansky", "country": "Russia", "lon": 35.1, "lat": 51.2,
        "start": day(2024, 8, 6), "end": day(2024, 8, 6, 23, 59, 59), "time_precision": "day",
        "time_code": "1", "geo_precision": "near", "geo_code": "2", "fatalities": 3,
        "summary": "Fighting.", "link": "",
    }  # fmt: skip
    assert made.notes == made.left_out == made.duplicates == []


def test_acled_in_capitals_behind_a_mark_reads_the_same():
    capitals = [name.upper() for name in ACLED]
    capitals[0] = "\ufeff" + capitals[0]
    loud = {old.upper(): value for old, value in acled(geo_precision="3").items()}
    loud["\ufeffEVENT_ID_CNTY"] = loud.pop("EVENT_ID_CNTY")
    made = read(capitals, loud)
    pd.testing.assert_frame_equal(made.events, read(ACLED, acled(geo_precision="3")).events)
    assert made.events["geo_precision"].item() == "admin1"


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("2024-08-06", day(2024, 8, 6)),
        ("6 August 2024", day(2024, 8, 6)),
        ("06-Aug-2024", day(2024, 8, 6)),
        ("06/08/2024", None),
        ("2024-02-30", None),
        ("6 Augustus 2024", None),
        ("0001-01-01", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_that_could_mean_another_or_none_leaves_the_row_undated(written, known):
    made = read(ACLED, acled(event_date=written))
    if known is not None:
        assert made.events["start"].item() == known
        assert made.notes == []
    else:
        assert made.events["start"].isna().all()
        assert made.events["end"].isna().all()
        assert [note.row for note in made.notes] == ["line 2"]
        assert (written or "names no date") in made.notes[0].reason


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("91", "35"), ("51", "181"), ("51,2", "35,1"), ("nan", "35"), ("1e1", "35"), ("inf", "1"),
     ("51°12'N", "35"), ("51.2", ""), ("", "")],
)  # fmt: skip
def test_a_bad_coordinate_keeps_the_row_without_a_place(lat, lon):
    made = read(ACLED, acled(latitude=lat, longitude=lon, geo_precision="1"))
    assert made.events[["lon", "lat"]].isna().all(axis=None)
    assert made.events["geo_precision"].item() == "unknown"
    assert made.events["geo_code"].item() == "1"
    assert [note.row for note in made.notes] == ["line 2"]
    assert lat in made.notes[0].reason


@pytest.mark.parametrize("near", ["0", "0.0", "0.0007"])
def test_a_row_at_nought_is_flagged(near):
    made = read(ACLED, acled(latitude=near, longitude=near))
    assert made.events["lat"].item() == float(near)
    assert "0, 0" in made.notes[0].reason
    assert read(ACLED, acled(latitude="0", longitude="35")).notes == []


def test_what_repeats_what_conflicts_and_what_is_no_row():
    made = read(
        ACLED,
        acled(),
        acled(),
        acled(fatalities="9"),
        {},
        {name: name for name in ACLED},
        acled(event_id_cnty="", notes="no id"),
        acled(event_id_cnty="UKR2"),
    )
    assert list(made.events.index) == ["line 2", "line 4", "line 7", "line 8"]
    assert [(note.row, note.reason) for note in made.duplicates] == [
        ("line 3", "repeats line 2 letter for letter")
    ]
    assert [note.row for note in made.left_out] == ["line 5", "line 6"]
    assert [note.row for note in made.notes] == ["line 4"]
    assert "'UKR1' of line 2" in made.notes[0].reason
    # The id of a row without one does not hang on where it stands.
    again = read(ACLED, acled(event_id_cnty="", notes="no id"))
    assert again.events["id"].item() == made.events["id"]["line 7"] != ""


@pytest.mark.parametrize(
    ("count", "kept"), [("3", 3), ("3.0", 3), ("", None), ("-1", None), ("a few", None)]
)
def test_fatalities_are_a_count_or_unknown(count, kept):
    made = read(ACLED, acled(fatalities=count))
    assert made.events["fatalities"].astype(object).where(lambda n: n.notna(), None).item() == kept
    assert len(made.notes) == (kept is None and count != "")


@pytest.mark.parametrize(
    "text",
    ["=HYPERLINK(1)", "+1+1", "@SUM(A1)", "{{ 7*7 }}", "{% raw %}", "${x}", "{0}", "{}",
     "</script>", "C:\\photos\\2019", "`a`", "100 %s"],
)  # fmt: skip
def test_text_comes_through_letter_for_letter(text):
    made = read(ACLED, acled(notes=text, location=text, event_id_cnty=text, event_date=text))
    row = made.events.loc["line 2"]
    assert row["summary"] == row["place"] == row["id"] == text
    assert text in made.notes[0].reason or repr(text)[1:-1] in made.notes[0].reason


def test_a_long_text_is_cut_and_said_so():
    made = read(ACLED, acled(notes="x" * (MAX_TEXT + 1)))
    assert made.events["summary"].item() == "x" * MAX_TEXT
    assert "long summary" in made.notes[0].reason


def ged(**values: str) -> dict[str, str]:
    return {
        "id": "500001", "type_of_violence": "1", "side_a": "A", "side_b": "B", "where_prec": "1",
        "date_prec": "2", "date_start": "2024-08-06 00:00:00.000",
        "date_end": "2024-08-09 00:00:00.000", "best": "4",
    } | POINT | values  # fmt: skip


def test_ucdp_keeps_a_span_of_days_and_its_best_estimate():
    made = read(list(GED_COLUMNS), ged(source_headline="Head", where_description="Where"))
    event = made.events.loc["line 2"]
    assert (event["start"], event["end"]) == (day(2024, 8, 6), day(2024, 8, 9, 23, 59, 59))
    assert event["time_precision"] == "day"
    assert (event["time_code"], event["geo_code"]) == ("2", "1")
    assert (event["event_type"], event["actors"]) == ("State-based conflict", "A; B")
    assert (event["fatalities"], event["summary"]) == (4, "Head")
    assert made.notes == []


@pytest.mark.parametrize(
    ("code", "meant"),
    [("1", "exact"), ("2", "near"), ("3", "admin2"), ("4", "admin1"), ("5", "unknown"),
     ("6", "country"), ("7", "unknown"), ("8", "unknown"), ("3.0", "admin2")],
)  # fmt: skip
def test_ucdp_says_how_exactly_it_places(code, meant):
    events = read(list(GED_COLUMNS), ged(where_prec=code)).events
    assert events["geo_precision"].item() == meant
    assert events["geo_code"].item() == code


def test_an_end_before_the_start_is_not_kept():
    made = read(list(GED_COLUMNS), ged(date_end="2024-08-05"))
    assert made.events["end"].item() == day(2024, 8, 6, 23, 59, 59)
    assert "'2024-08-05'" in made.notes[0].reason
    bad = read(list(GED_COLUMNS), ged(date_end="soon"))
    assert bad.events["end"].item() == day(2024, 8, 6, 23, 59, 59)
    assert "'soon'" in bad.notes[0].reason


def test_ucdp_without_a_header_loses_no_row_and_no_empty_value():
    rows = [ged(deaths_a="0", deaths_b="0"), ged(id="500002", country="Russia")]
    lines = [",".join(row.get(name, "") for name in GED_COLUMNS) for row in rows]
    reading = read_table("\n".join(lines).encode(), Limits())
    assert list(reading.table.columns) == list(GED_COLUMNS)
    assert list(reading.table.index) == ["line 1", "line 2"]
    assert reading.table.loc["line 1", "relid"] == ""
    assert "names no columns" in reading.doubts[0]
    made = event_format_of(list(reading.table.columns)).read(reading.table)
    assert list(made.events["id"]) == ["500001", "500002"]
    with_names = "\n".join([",".join(GED_COLUMNS), *lines]).encode()
    assert read_table(with_names, Limits()).doubts == []
    assert not headerless(GED_COLUMNS)
    assert not headerless(["1"] * 49)


def viina(**values: str) -> dict[str, str]:
    return {
        "event_id": "7", "event_id_1pd": "70", "date": "20240806", "asciiname": "Sudzha",
        "ADM1_NAME": "Kursk", "GEO_PRECISION": "ADM3", "url": "https://x.test/1", "text": "Бій",
    } | POINT | values  # fmt: skip


@pytest.mark.parametrize(("time", "kept"), [("00:00", ""), ("14:05", "14:05"), ("", "")])
def test_viina_reports_keep_their_day_and_the_hour_of_the_report_apart(time, kept):
    made = read(EVENT_INFO, viina(time=time))
    event = made.events.loc["line 2"]
    assert (event["start"], event["time_precision"]) == (day(2024, 8, 6), "day")
    assert event["time_code"] == kept
    assert (event["id"], event["place"], event["admin1"]) == ("7", "Sudzha", "Kursk")
    assert (event["geo_precision"], event["geo_code"]) == ("near", "ADM3")
    assert (event["summary"], event["link"]) == ("Бій", "https://x.test/1")
    assert made.notes == []


def test_viina_events_list_every_label_that_is_set():
    row = viina(t_mil_b="1", a_rus_b="1", a_ukr_b="0", t_airstrike_b="1", t_property_b="1",
                n_reports="2", sources="nv, unian")  # fmt: skip
    event = read(EVENT_1PD, row).events.loc["line 2"]
    assert (event["id"], event["event_type"]) == ("70", "military")
    assert event["sub_type"] == "air strike; damage to property"
    assert event["actors"] == "Russian forces"
    assert event["summary"] == "2 reports: nv, unian"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["viina_version", "event_id", "event_id_1pd", "date", "geonameid", "t_mil", "t_mil_b"],
         "event_labels.*Import event_info"),
        (["geonameid", "date", "status_wiki", "status_boost", "status", "vcontrol_version"],
         "control of settlements.*no events"),
        (["kod", "date", "status_wiki", "status_boost", "status", "vcontrol_version"],
         "control of settlements.*no events"),
    ],
)  # fmt: skip
def test_what_viina_has_without_events_is_refused_with_what_to_take(columns, said):
    with pytest.raises(SourceParseError, match=said):
        read(columns, dict.fromkeys(columns, "1"))


def test_viina_by_day_counts_each_of_its_events():
    row = {"day": "20260103", "place": "Sudzha", "type code": "A", "reports": "1"} | POINT
    other = row | {"urls": "https://x.test/" + "a" * 1_500 + " https://x.test/" + "b" * 1_500}
    made = read(BY_DAY, row, row, other, row)
    assert len(made.events) == 4
    assert made.events["id"].is_unique
    assert [note.row for note in made.notes] == ["line 3", "line 5", "line 4"]
    assert made.events["link"]["line 4"] == "https://x.test/" + "a" * 1_500
    assert list(made.events["event_type"].unique()) == ["A"]


def test_a_faction_of_geoconfirmed_is_an_actor_and_no_control():
    text = (
        "\ufeff" + ";".join(GEOCONFIRMED) + "\n"
        "2024-08-06;n;Ukraine;UAV;51.2;35.1;\"8F2Q+22 Sudzha, Russia\";\"A; b\";https://x.test/1;"
        "https://x.test/2;Tank;;80th;;id1\n"
        ";n;Russia;SAT;51.2;35.1;;;;;;;;;id2\n"
    )  # fmt: skip
    reading = read_table(text.encode(), Limits())
    made = event_format_of(list(reading.table.columns)).read(reading.table)
    first = made.events.loc["line 2"]
    assert (first["actors"], first["sub_type"]) == ("Ukraine; 80th", "Tank")
    assert (first["summary"], first["link"]) == ("A; b", "https://x.test/1 https://x.test/2")
    assert (first["id"], first["geo_precision"]) == ("id1", "exact")
    assert made.events["start"].isna().tolist() == [False, True]
    assert made.events["summary"]["line 3"] == "n"


def test_the_timemap_writes_the_month_first():
    made = read(TIMEMAP, {"id": "CIV1", "date": "3/4/2022", "location": "Kharkiv"} | POINT)
    assert made.events["start"].item() == day(2022, 3, 4)


def test_incidents_that_share_day_and_point_are_both_kept_and_shown():
    row = {"date": "2024-08-06", "description": "Shelling.", "sources": "srcHidden"} | POINT
    made = read(INCIDENTS, row, row, row | {"description": "A fire."}, row | {"latitude": "50"})
    assert list(made.events.index) == ["line 2", "line 4", "line 5"]
    assert [note.row for note in made.duplicates] == ["line 3"]
    assert [(note.row, note.reason.split(" and ")[1]) for note in made.notes] == [
        ("line 4", "the point of line 2")
    ]
    assert made.events["link"].unique() == ["srcHidden"]


@pytest.mark.parametrize("layout", EVENT_FORMATS, ids=lambda layout: layout.name)
def test_every_format_names_its_source_and_no_other_takes_its_columns(layout):
    assert layout.source.licence
    assert layout.source.redistribution == (layout.source.id in {"ucdp-ged", "viina"})
    assert bool(layout.source.terms) == (layout.source.id == "acled")


@pytest.mark.parametrize("columns", [[], ["a"], ["date", "latitude", "longitude"], ["", ""]])
def test_other_tables_are_of_no_known_format(columns):
    assert event_format_of(columns) is None


@pytest.mark.parametrize(
    ("written", "text", "iso", "precision"),
    [
        (DateFormat.DMY, "3/4/2023", "2023-04-03T00:00:00", "day"),
        (DateFormat.MDY, "3/4/2023", "2023-03-04T00:00:00", "day"),
        (DateFormat.YMD, "2023.3.4", "2023-03-04T00:00:00", "day"),
        (DateFormat.ISO, "20230304", "2023-03-04T00:00:00", "day"),
        (DateFormat.ISO, "2023-03-04T10:00:00+02:00", "2023-03-04T08:00:00", "instant"),
        (DateFormat.DMY, "04.03.2023 10:00 UTC", "2023-03-04T10:00:00", "instant"),
        (DateFormat.NAMED, "4 mar 2023", "2023-03-04T00:00:00", "day"),
        (DateFormat.EPOCH_SECONDS, "1677920400", "2023-03-04T09:00:00", "instant"),
        (DateFormat.EPOCH_MS, "1677920400000", "2023-03-04T09:00:00", "instant"),
    ],
)
def test_a_date_is_read_as_it_is_said_to_be_written(written, text, iso, precision):
    read_one = dates_as(written)(text)
    assert read_one.start.isoformat() == iso + "+00:00"
    assert read_one.precision == precision
    assert written in formats_that_read([text])


def test_an_hour_without_a_zone_keeps_its_day_only():
    loose = dates_as(DateFormat.ISO)("2023-03-04 10:00")
    assert (loose.start, loose.precision) == (day(2023, 3, 4), "day")
    assert "'10:00'" in loose.doubt
    kyiv = dates_as(DateFormat.ISO, zone="Europe/Kyiv")("2023-03-04 10:00")
    assert (kyiv.start, kyiv.precision, kyiv.doubt) == (day(2023, 3, 4, 8), "instant", "")


@pytest.mark.parametrize("text", ["13/13/2023", "3-4/2023", "3/4/23", "٣/٤/2023", "3/4/2023x"])
def test_a_date_of_another_shape_is_refused_with_an_example(text):
    with pytest.raises(ClockError, match="written like 31/1/2025"):
        dates_as(DateFormat.DMY)(text)


ANY_TEXT = st.one_of(
    st.sampled_from(
        ["", " ", "0", "35.1", "51.2", "-181", "1e5", "2024-08-06", "6/8/2024", "2024-08-05 10:00",
         "20240806", "1", "2", "ADM3", "event_date", "9999-12-31", "2199-12-31", "-0.0"]
    ),
    st.text(max_size=8),
)  # fmt: skip
MAPPED = ColumnMapping(
    date="d", date_format=DateFormat.DMY, end="e", lat_lon="p", id="i", geo_precision="g"
)
READERS = {
    layout.name: (columns, layout.read)
    for columns in (ACLED, list(GED_COLUMNS), EVENT_INFO, EVENT_1PD, GEOCONFIRMED, TIMEMAP,
                    INCIDENTS, BY_DAY)
    if (layout := event_format_of(columns))
} | {"mapped": (["d", "e", "p", "i", "g"], lambda frame: read_mapped(frame, MAPPED))}  # fmt: skip


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_whatever_a_table_holds_its_rows_add_up(name, data):
    columns, read_rows = READERS[name]
    said = st.dictionaries(st.sampled_from(columns), ANY_TEXT, max_size=6)
    rows = data.draw(st.lists(said, max_size=4))
    rest = data.draw(ANY_TEXT)
    frame = table(columns, *(dict.fromkeys(columns, rest) | values for values in rows))
    made = read_rows(frame)
    events = made.events
    assert len(rows) == len(events) + len(made.left_out) + len(made.duplicates)
    seen = [*events.index, *(note.row for note in [*made.left_out, *made.duplicates])]
    assert sorted(seen) == sorted(frame.index)
    assert {note.row for note in made.notes} <= set(events.index)
    assert tuple(events.columns) == EVENT_COLUMNS
    assert (events["lon"].isna() == events["lat"].isna()).all()
    assert all(math.isnan(lon) or -180 <= lon <= 180 for lon in events["lon"])
    assert all(math.isnan(lat) or -90 <= lat <= 90 for lat in events["lat"])
    assert str(events["start"].dt.tz) == str(events["end"].dt.tz) == "UTC"
    assert (events["start"].isna() == events["end"].isna()).all()
    known = events[events["start"].notna()]
    assert (known["start"] <= known["end"]).all()
    assert set(events["geo_precision"]) <= set(GEO_PRECISIONS)
    assert (events["id"] != "").all()


@pytest.mark.parametrize("layout", EVENT_FORMATS, ids=lambda layout: layout.name)
@given(columns=st.lists(st.text(max_size=3), max_size=3, unique=True), texts=st.lists(st.text()))
@settings(max_examples=8, deadline=None)
def test_a_table_of_foreign_columns_is_no_fault_of_the_reader(layout, columns, texts):
    frame = table(columns, *(dict.fromkeys(columns, text) for text in texts))
    try:
        made = layout.read(frame)
    except GeoError:
        return
    assert len(texts) == len(made.events) + len(made.left_out) + len(made.duplicates)
