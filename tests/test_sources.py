"""Readers: every row is kept or left out with a reason, whatever the file holds."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box, mapping

from geo.errors import ClockError, SourceParseError
from geo.sources.deepstate import as_of_from_name, read_deepstate
from geo.sources.geojson import read_geojson
from geo.sources.reading import MAX_BYTES

SQUARE = json.loads(json.dumps(mapping(box(35, 51, 35.2, 51.2))))
BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
NAN_RING = [[35, 51], [float("nan"), 51], [35.2, 51.2], [35, 51]]
DEEP = SQUARE
for _ in range(470):
    DEEP = {"type": "GeometryCollection", "geometries": [DEEP]}


def feature(geometry: object = SQUARE, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write(folder: Path, *features: object, name: str = "drawn.geojson") -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_a_feature_says_what_it_is_and_the_caller_says_what_it_does_not(tmp_path):
    own = feature(category="Claimed", actor="ru", kind="control", label="north")
    found = read_geojson(write(tmp_path, own, feature()), category="assessed", actor="UA")
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
        ({"type": "Polygon", "coordinates": []}, "is a Polygon, not an area"),
        ({"type": "Blob", "coordinates": []}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [NAN_RING]}, "cannot be read|outside"),
        ({"type": "Polygon", "coordinates": [[[35], [36], [37], [35]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[["a", 1], [1, 2], [2, 1]]]}, "has text where"),
        ({"type": "Polygon", "coordinates": [[["35", "51"], [36, 51], [36, 52]]]}, "has text"),
        ({"type": "Polygon", "coordinates": [[[10**400, 1], [2, 2], [3, 1]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[200, 51], [201, 51], [201, 52]]]}, "outside"),
        ({"type": "Polygon", "coordinates": [[[4e6, 6e6], [5e6, 6e6], [5e6, 7e6]]]}, "outside"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [2, 0], [0, 0]]]}, "needs a polygon"),
    ],
)
def test_a_row_without_a_usable_outline_is_left_out_with_the_reason(tmp_path, geometry, reason):
    path = write(tmp_path, feature(geometry), feature())
    report = read_geojson(path, category="claimed", actor="UA").report
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
def test_an_unknown_word_leaves_the_row_out_and_is_never_guessed(tmp_path, properties, reason):
    report = read_geojson(write(tmp_path, feature(**properties))).report
    assert (report.read, report.kept) == (1, 0)
    assert reason in report.left_out[0].reason


def test_a_repaired_outline_is_kept_and_named(tmp_path):
    found = read_geojson(
        write(tmp_path, feature(), feature(BOW_TIE)), category="claimed", actor="UA"
    )
    assert [note.row for note in found.report.repaired] == ["feature 2"]
    assert "Self-intersection" in found.report.repaired[0].reason
    assert all(area.geometry.is_valid for area in found.areas)


def test_a_hostile_label_is_kept_letter_for_letter(tmp_path):
    label = "{{7*7}} ${alert(1)} `x` </script><b> C:\\photos\\2019 \u202e Бахмут"
    found = read_geojson(write(tmp_path, feature(category="claimed", actor="UA", label=label)))
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
@pytest.mark.parametrize("read", [read_geojson, read_deepstate])
def test_every_row_of_any_file_is_kept_or_left_out_once(tmp_path_factory, read, rows):
    found = read(write(tmp_path_factory.mktemp("any"), *rows))
    assert found.report.read == len(rows) == len(found.areas) + len(found.report.left_out)
    named = [note.row for note in found.report.left_out]
    assert len(set(named)) == len(named)
    assert all(note.reason for note in found.report.left_out)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not JSON"),
        (b'{"type": "FeatureCollection", "features": [', "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"a":' * 100_000, "is not JSON"),
        (b"9" * 10_000, "is not JSON"),
        ("{\"név\": 1}".encode("cp1250"), r"is not UTF-8 \(byte 3\)"),
        (b"[]", "has no list of features"),
        (b'{"type": "Feature"}', "has no list of features"),
        (b'{"features": {"a": 1}}', "has no list of features"),
        (b'{"features": []}', "has no features"),
        (b'{"features": [1], "crs": {"type": "link", "href": "http://a.example"}}', "RFC 7946"),
        (b"<OGRVRTDataSource/>", "is not JSON"),
        (b"PK\x03\x04 a zip", "is not JSON"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("read", [read_geojson, read_deepstate])
def test_a_file_that_is_not_the_format_is_refused_with_its_name(tmp_path, read, content, sentence):
    path = tmp_path / "letter.geojson"
    path.write_bytes(content)
    with pytest.raises(SourceParseError, match=rf"The file 'letter.geojson' .*{sentence}"):
        read(path)


def test_a_file_too_large_missing_or_a_folder_is_refused_without_being_read(tmp_path):
    large = tmp_path / "large.geojson"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(SourceParseError, match="the limit is 67 MB"):
        read_geojson(large)
    for path in (tmp_path / "missing.geojson", tmp_path):
        with pytest.raises(SourceParseError, match="cannot be read"):
            read_geojson(path)


def test_a_byte_order_mark_is_no_fault(tmp_path):
    path = write(tmp_path, feature(category="claimed", actor="UA"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_geojson(path).report.kept == 1


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
def test_deepstate_statuses_are_read_from_the_token_then_the_fill(tmp_path, name, fill, meaning):
    lifted = {
        "type": "Polygon",
        "coordinates": [[[*point, 0] for point in SQUARE["coordinates"][0]]],
    }
    (area,) = read_deepstate(write(tmp_path, feature(lifted, name=name, fill=fill))).areas
    assert f"{area.category} {area.actor} {area.kind}" == meaning
    assert area.label == " ".join(name.split())
    assert not area.geometry.has_z


def test_deepstate_points_and_other_states_are_left_out_and_counted(tmp_path):
    unit = feature({"type": "Point", "coordinates": [35, 51, 0]}, name="a brigade", fill="#a52714")
    mixed = {"type": "GeometryCollection", "geometries": [unit["geometry"], SQUARE]}
    path = write(
        tmp_path,
        feature(mixed, name="geoJSON.status.occupied", fill="#a52714"),
        unit,
        feature(name="Transnistria", fill="#880e4f"),
        feature(name="geoJSON.territories.elsewhere", fill="#ff5252"),
        feature(name="something new", fill="#123456"),
        "no feature",
    )
    report = read_deepstate(path).report
    assert (report.read, report.kept) == (6, 1)
    reasons = [note.reason for note in report.left_out]
    assert "is a Point" in reasons[0]
    assert all("another state's territory" in reason for reason in reasons[1:3])
    assert "'#123456'" in reasons[3]


def test_the_instant_of_a_deepstate_file_stands_in_its_name():
    assert as_of_from_name(Path("1736101800.geojson")) == datetime(2025, 1, 5, 18, 30, tzinfo=UTC)
    for name in ("latest.geojson", "20250105.geojson", "17361018001.geojson", "1736101800a"):
        assert as_of_from_name(Path(name)) is None
    with pytest.raises(ClockError, match="outside 1900 to 2200"):
        as_of_from_name(Path("9999999999.geojson"))
