"""Readers: every row is kept or left out with a reason, whatever the file holds."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box, mapping

from geo.errors import ClockError, SourceParseError
from geo.models import Source
from geo.sources.dated_names import as_of_from_name
from geo.sources.deepstate import says_deepstate
from geo.sources.dialects import dialect_named, dialect_of
from geo.sources.features import Feature
from geo.sources.geojson import read_geojson
from geo.sources.isw import ISW, meaning_of_layer
from geo.sources.limits import Limits
from geo.sources.meaning import Defaults, ReadAreas, areas_of

SQUARE = json.loads(json.dumps(mapping(box(35, 51, 35.2, 51.2))))
BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
NAN_RING = [[35, 51], [float("nan"), 51], [35.2, 51.2], [35, 51]]
DEEP = SQUARE
for _ in range(25):
    DEEP = {"type": "GeometryCollection", "geometries": [DEEP]}


def feature(geometry: object = SQUARE, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def written(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def own(*features: object, **defaults: str) -> ReadAreas:
    """Return what features that say what they are become."""
    reading = read_geojson(written(*features), Limits())
    return areas_of(reading, Defaults(**defaults).says, "drawn.geojson", "0" * 64)


def deepstate(*features: object) -> ReadAreas:
    reading = read_geojson(written(*features), Limits())
    return areas_of(reading, says_deepstate, "1736101800.geojson", "0" * 64)


def test_a_feature_says_what_it_is_and_the_caller_says_what_it_does_not():
    says = feature(category="Claimed", actor="ru", kind="control", label="north")
    found = own(says, feature(), category="assessed", actor="UA")
    assert [(a.category, a.actor, a.kind, a.label) for a in found.areas] == [
        ("claimed", "RU", "control", "north"), ("assessed", "UA", "control", ""),
    ]  # fmt: skip
    assert found.areas[0].geometry.equals(box(35, 51, 35.2, 51.2))
    assert (found.report.read, found.report.kept, found.report.left_out) == (2, 2, ())


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "has no geometry"),
        ({"type": "Point", "coordinates": [35, 51]}, "is a Point, not an area"),
        ({"type": "LineString", "coordinates": [[35, 51], [36, 52]]}, "is a LineString, not"),
        ({"type": "Polygon", "coordinates": []}, "has an empty polygon"),
        ({"type": "Blob", "coordinates": []}, 'geometry type "Blob"'),
        ({"type": "Polygon", "coordinates": [NAN_RING]}, "has NaN among"),
        ({"type": "Polygon", "coordinates": [[[35], [36], [37], [35]]]}, "[35] for a position"),
        ({"type": "Polygon", "coordinates": [[["a", 1], [1, 2], [2, 1]]]}, "must be numbers"),
        (
            {"type": "Polygon", "coordinates": [[["35", "51"], [36, 51], [36, 52]]]},
            "must be numbers",
        ),
        ({"type": "Polygon", "coordinates": [[[10**400, 1], [2, 2], [3, 1]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[400, 51], [401, 51], [401, 52]]]}, "longitude 400"),
        ({"type": "Polygon", "coordinates": [[[4e6, 6e6], [5e6, 6e6], [5e6, 7e6]]]}, "metres"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [2, 0], [0, 0]]]},
            "encloses no area",
        ),
    ],
)
def test_a_row_without_a_usable_outline_is_left_out_with_the_reason(geometry, reason):
    report = own(feature(geometry), feature(), category="claimed", actor="UA").report
    assert (report.read, report.kept) == (2, 1)
    assert report.left_out[0].row == "feature 1"
    assert any(part in report.left_out[0].reason for part in reason.split("|"))


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"category": "certain", "actor": "UA"}, "one of assessed, advances, claimed"),
        ({"actor": "UA"}, "has the category ''"),
        ({"category": "claimed"}, "the actor '' is no party code"),
        ({"category": "claimed", "actor": "<b>"}, "the actor '<B>' is no party code"),
        ({"category": "claimed", "actor": "UA", "kind": "picnic"}, "has the kind 'picnic'"),
    ],
)
def test_an_unknown_word_leaves_the_row_out_and_is_never_guessed(properties, reason):
    report = own(feature(**properties)).report
    assert (report.read, report.kept) == (1, 0)
    assert reason in report.left_out[0].reason


def test_a_repaired_outline_is_kept_and_named():
    found = own(feature(), feature(BOW_TIE), category="claimed", actor="UA")
    assert [note.row for note in found.report.repaired] == ["feature 2"]
    assert "Self-intersection" in found.report.repaired[0].reason
    assert all(area.geometry.is_valid for area in found.areas)


def test_a_hostile_label_is_kept_letter_for_letter():
    label = "{{7*7}} ${alert(1)} `x` </script><b> C:\\photos\\2019 \u202e Бахмут"
    found = own(feature(category="claimed", actor="UA", label=label))
    assert found.areas[0].label == label


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8)
    | st.sampled_from([SQUARE, BOW_TIE, DEEP]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["type", "properties", "geometry", "coordinates", "category", "actor"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip
NEARLY = st.builds(
    lambda geometry, properties: {"geometry": geometry, "properties": properties},
    st.builds(
        lambda type_, value: {"type": type_, "coordinates": value, "geometries": value},
        st.sampled_from(["Polygon", "MultiPolygon", "GeometryCollection", "Point", "Blob", 3]),
        JSON_VALUES,
    )
    | JSON_VALUES,
    st.just({"category": "claimed", "actor": "UA", "fill": "#a52714"}) | JSON_VALUES,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(JSON_VALUES | NEARLY, min_size=1, max_size=6))
@pytest.mark.parametrize("read", [own, deepstate])
def test_every_row_of_any_file_is_kept_or_left_out_once(read, rows):
    found = read(*rows)
    assert found.report.read == len(rows) == len(found.areas) + len(found.report.left_out)
    named = [note.row for note in found.report.left_out]
    assert len(set(named)) == len(named)
    assert all(note.reason for note in found.report.left_out)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b'{"type": "FeatureCollection", "features": [', "is cut short: it ends at line 1"),
        (b"[" * 100_000, r"over the limit of 64 \(depth\)"),
        (b'{"a":' * 100_000, r"over the limit of 64 \(depth\)"),
        (b"9" * 10_000, "holds a number that cannot be read"),
        ("{\"név\": 1}".encode("cp1250"), r"is not UTF-8: byte 3 \(0xE9, line 1\)"),
        (b"[]", "a list and no GeoJSON"),
        (b'{"a": 1}', "has no 'features'"),
        (b'{"features": {"a": 1}}', "'features' that are a object"),
        (b'{"features": [1], "crs": {"type": "link", "href": "http://a.example"}}', "no code of"),
        (b'{"features": [1], "crs": {"properties": {"name": "EPSG:999999"}}}', "EPSG:999999"),
        (b'{"features": [], "features": []}', "'features' twice"),
        (b'{"features": [],\n}', "line 2, column 1"),
        (b'{"features": []}\n{"features": []}', "goes on after its end at line 2"),
        (b"<OGRVRTDataSource/>", "is not JSON"),
        (b"PK\x03\x04 a zip", "is not JSON"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_the_format_is_refused_with_the_place(content, sentence):
    with pytest.raises(SourceParseError, match=sentence):
        read_geojson(content, Limits())


def test_a_byte_order_mark_a_line_each_and_a_lone_feature_are_no_fault():
    one = json.dumps(feature(category="claimed", actor="UA"))
    for text in ("\ufeff" + one, one, f"{one}\n{one}\n", f"\x1e{one}\n"):
        reading = read_geojson(text.encode(), Limits())
        assert len(reading.features) == text.count("Feature")
        assert (reading.repaired, reading.left_out) == ([], [])


def test_a_number_too_large_is_named_and_a_word_like_it_is_not():
    body = json.dumps({"features": [feature(id="1e999")]})
    assert read_geojson(body.encode(), Limits()).doubts == []
    body = body.replace('"1e999"', "1e999")
    assert "1e999" in read_geojson(body.encode(), Limits()).doubts[0]


def test_metres_with_their_system_are_brought_to_degrees_and_said():
    metres = mapping(box(3_896_182, 6_621_293, 3_918_446, 6_656_793))
    body = {"features": [feature(metres)], "crs": {"properties": {"name": "EPSG:3857"}}}
    reading = read_geojson(json.dumps(body).encode(), Limits())
    assert reading.features[0].geometry.bounds == pytest.approx((35, 51, 35.2, 51.2), abs=1e-3)
    assert "EPSG:3857" in reading.repaired[0].reason


def test_a_page_of_a_service_says_that_it_is_not_all():
    page = {"features": [feature()], "exceededTransferLimit": True}
    assert "one page of a service" in read_geojson(json.dumps(page).encode(), Limits()).doubts[0]
    page["features"] = []
    with pytest.raises(SourceParseError, match="says that there are more"):
        read_geojson(json.dumps(page).encode(), Limits())


@pytest.mark.parametrize(
    ("name", "fill", "meaning"),
    [
        ("Зайняте /// Occupied /// geoJSON.status.occupied", "#a52714", "assessed RU control"),
        ("geoJSON.territories.crimea", "#880E4F", "assessed RU pre_2022"),
        ("geoJSON.territories.ordlo", "#880e4f", "assessed RU pre_2022"),
        ("Unknown\xa0status\n/// geoJSON.status.unknown", "#bcaaa4", "advances RU advance"),
        ("Liberated /// geoJSON.status.dismissed", "#0f9d58", "assessed UA regained"),
        ("Liberated", "#01579b", "assessed UA incursion"),
        ("geoJSON.status.occupied", "#0f9d58", "assessed RU control"),
        ("", " #A52714 ", "assessed RU control"),
    ],
)
def test_deepstate_statuses_are_read_from_the_token_then_the_fill(name, fill, meaning):
    lifted = {
        "type": "Polygon",
        "coordinates": [[[*point, 0] for point in SQUARE["coordinates"][0]]],
    }
    (area,) = deepstate(feature(lifted, name=name, fill=fill)).areas
    assert f"{area.category} {area.actor} {area.kind}" == meaning
    assert area.label == " ".join(name.split())
    assert not area.geometry.has_z


def test_deepstate_points_and_other_states_are_left_out_and_counted():
    unit = feature({"type": "Point", "coordinates": [35, 51, 0]}, name="a brigade", fill="#a52714")
    mixed = {"type": "GeometryCollection", "geometries": [unit["geometry"], SQUARE]}
    report = deepstate(
        feature(mixed, name="geoJSON.status.occupied", fill="#a52714"),
        unit,
        feature(name="Transnistria", fill="#880e4f"),
        feature(name="geoJSON.territories.elsewhere", fill="#ff5252"),
        feature(name="something new", fill="#123456"),
        "no feature",
    ).report
    assert (report.read, report.kept) == (6, 1)
    reasons = {note.row: note.reason for note in report.left_out}
    assert "is a Point" in reasons["feature 2"]
    assert all("another state's" in reasons[row] for row in ("feature 3", "feature 4"))
    assert "'#123456'" in reasons["feature 5"]
    assert reasons["feature 6"] == "is no feature but a text"


UTC_DAY = {
    "UkraineControlMapAO05JAN2025.zip": "2025-01-05",
    "AssessedRussianAdvancesinUkraineJAN052025.zip": "2025-01-05",
    "Kursk Incursion Russian Advances in Russia January 05, 2025.kmz": "2025-01-05",
    "20260105.zip": "2026-01-05",
    "ControlMap AO 10302024.zip": "2024-10-30",
    "ISW 103024 .zip": "2024-10-30",
    "JAN152024": "2024-01-15",
    "January 25, 2026": "2026-01-25",
    "January 1-3, 2026.zip": "2026-01-03",
    "Jan 30 - Feb 2, 2026.zip": "2026-02-02",
    "deepstatemap_data_20240801.geojson.gz": "2024-08-01",
    "edition_2025.01.05.geojson": "2025-01-05",
    "Russian_controlled_before_February_24_2022 JAN052025": "2025-01-05",
}


@pytest.mark.parametrize(("name", "day"), UTC_DAY.items())
def test_the_day_stands_in_the_name_in_every_form_in_use(name, day):
    instant, precision = as_of_from_name(name)
    assert (instant.isoformat(), precision) == (f"{day}T00:00:00+00:00", "day")


def test_a_day_is_midnight_where_the_source_counts_it():
    instant, _ = as_of_from_name("JAN052025", "America/New_York")
    assert instant == datetime(2025, 1, 5, 5, tzinfo=UTC)


def test_a_unix_time_is_an_instant():
    for name in ("1736101800.geojson", "1736101800000.json"):
        assert as_of_from_name(name) == (datetime(2025, 1, 5, 18, 30, tzinfo=UTC), "instant")


@pytest.mark.parametrize(
    "name",
    ["latest.geojson", "17361018001.geojson", "1736101800a", "05012025.zip", "April 2026.zip",
     "VIEW_RussiaCoTinUkraine_V3", "Timelapse_April_2026_WFL1"],
)  # fmt: skip
def test_a_name_that_states_no_day_is_not_guessed_at(name):
    assert as_of_from_name(name) is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("9999999999.geojson", "outside 1900 to 2200"),
        ("2025-01-05 to 2025-01-07.zip", "2025-01-05 and 2025-01-07"),
        ("31FEB2025.zip", "not in the calendar"),
    ],
)
def test_a_name_that_cannot_be_right_is_a_sentence(name, words):
    with pytest.raises(ClockError, match=words):
        as_of_from_name(name)


@pytest.mark.parametrize(
    ("layer", "meaning"),
    [
        ("UkraineControlMapAO05JAN2025", "assessed RU control"),
        ("Assessed Russian-controlled Ukrainian Territory", "assessed RU control"),
        ("VIEW_RussiaCoTinUkraine_V3", "assessed RU control"),
        ("AssessedRussianAdvancesinUkraineJAN052025", "advances RU advance"),
        ("AssessedRussianAdvanceInUkraine_V2_view", "advances RU advance"),
        ("ClaimedRussianTerritoryinUkraineJAN052025", "claimed RU control"),
        ("Claimed Russian Control over Ukrainian Territory", "claimed RU control"),
        ("ClaimedUkrainianCounteroffensivesJAN052025", "claimed UA counteroffensive"),
        ("ReportedUkrainianPartisanWarfareJAN052025", "claimed UA partisan"),
        ("View_AssessedRussianInfiltrationAreasinUkraine_V4", "advances RU infiltration"),
        ("Kursk Incursion Russian Advances in Russia January 05, 2025", "advances RU advance"),
        ("Kursk Incursion Russian Claims in Russia January 05, 2025", "claimed RU advance"),
        ("Claimed_Russian_Advances_in_Russia_View", "claimed RU advance"),
        ("Kursk Incursion Ukrainian Advances in Russia January 05, 2025", "advances UA incursion"),
        ("Claimed_Limit_of_Ukrainian_Advance_VIEW", "claimed UA incursion"),
        ("VIEW_Russian_controlled_Ukrainian_Territory_before_February_24_2022",
         "assessed RU pre_2022"),
    ],
)  # fmt: skip
def test_the_name_of_an_isw_layer_is_its_meaning(layer, meaning):
    said = meaning_of_layer(layer)
    assert f"{said.category} {said.actor} {said.kind}" == meaning


@pytest.mark.parametrize("layer", ["Fighting Circles JAN052025", "Towns", "Gains_in_the_Past_24"])
def test_a_layer_that_is_no_control_is_left_out(layer):
    with pytest.raises(SourceParseError):
        meaning_of_layer(layer)


def test_an_isw_file_is_meant_by_its_name_and_an_archive_by_its_layers():
    reading = read_geojson(written(feature()), Limits())
    says = dialect_named("ISW").says
    (area,) = areas_of(reading, says, "ClaimedRussianTerritoryinUkraineJAN052025.json", "").areas
    assert (area.category, area.actor) == ("claimed", "RU")
    outline = reading.features[0].geometry
    reading.features[0] = Feature("a", outline, {}, "folder/UkraineControlMapAO05JAN2025")
    (area,) = areas_of(reading, says, "January 5, 2025.zip", "").areas
    assert area.category == "assessed"


def test_a_dialect_is_known_by_what_its_files_say():
    box_ = box(35, 51, 36, 52)
    said = [Feature("feature 1", box_, {"name": "A /// B /// geoJSON.status.occupied"})]
    assert dialect_of(["1736101800.geojson"], said).source.id == "deepstate"
    plain = [Feature("feature 1", box_, {})]
    assert dialect_of(["deepstatemap_data_20240801.geojson"], plain).source.id == "deepstate-daily"
    assert dialect_of(["UkraineControlMapAO05JAN2025.zip"], plain).source == ISW
    assert dialect_of(["areas.geojson"], plain) is None
    assert isinstance(ISW, Source)
    assert not ISW.redistribution
