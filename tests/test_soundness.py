"""What becomes of a geometry from a stranger."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import GeometryCollection, MultiPolygon, Point, Polygon, box

from geo.errors import InvalidGeometry, SourceParseError
from geo.sources.features import FeatureRows, plain_value
from geo.sources.limits import Limits
from geo.sources.soundness import estimated_crossings, sound_geometry
from tests.hostile_files.geometry import comb, scribble
from tests.hostile_files.recipe import ring, star

LIMITS = Limits()


def test_a_sound_area_stays_as_it_is():
    made, repairs = sound_geometry(box(35, 51, 36, 52), LIMITS)
    assert made.equals(box(35, 51, 36, 52))
    assert repairs == []


def test_a_bow_tie_becomes_its_two_triangles():
    made, repairs = sound_geometry(Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), LIMITS)
    assert made.area == pytest.approx(0.5)
    assert len(made.geoms) == 2
    assert repairs[0].startswith("made valid: Self-intersection")


@pytest.mark.parametrize(
    "outline",
    [
        [(179, 60), (-179, 60), (-179, 65), (179, 65)],
        [(179, 60), (181, 60), (181, 65), (179, 65)],
        [(-181, 60), (-179, 60), (-179, 65), (-181, 65)],
    ],
    ids=["leaps", "beyond east", "beyond west"],
)
def test_an_area_over_the_date_line_is_cut_there(outline):
    made, repairs = sound_geometry(Polygon(outline), LIMITS)
    assert made.equals(MultiPolygon([box(179, 60, 180, 65), box(-180, 60, -179, 65)]))
    assert repairs == ["was cut at the 180th meridian"]


def test_a_box_around_the_world_is_not_cut():
    made, repairs = sound_geometry(box(-180, -90, 180, 90), LIMITS)
    assert made.area == 360 * 180
    assert repairs == []


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (None, "no geometry"),
        (Polygon(), "no geometry"),
        (GeometryCollection([Polygon()]), "no geometry"),
        (Point(397.5, 51), "longitude 397.5"),
        (Point(35, 90.001), "latitude 90.001"),
        (Point(3_896_182, 6_621_293), "metres"),
        (Point(math.nan, 51), "NaN"),
        (Point(35, math.inf), "infinite"),
        (Polygon([(0, 0), (1, 1), (2, 2), (0, 0)]), "encloses no area"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_value(geometry, words):
    with pytest.raises(InvalidGeometry, match=words):
        sound_geometry(geometry, LIMITS)


@pytest.mark.parametrize(
    "bomb",
    [
        Polygon(star(5001, 2500)),
        Polygon(star(1001, 500)),
        Polygon(scribble(3000)),
        MultiPolygon([Polygon(comb(500, flat=False)), Polygon(comb(500, flat=True))]),
    ],
    ids=["star", "small star", "scribble", "combs"],
)
def test_a_bomb_is_refused_before_its_repair(bomb):
    with pytest.raises(InvalidGeometry, match="limit of 20000"):
        sound_geometry(bomb, LIMITS)


def test_crossings_of_a_small_outline_are_exact():
    assert estimated_crossings(MultiPolygon([Polygon(star(15, 7))])) == 90


def test_another_coordinate_system_is_brought_to_degrees():
    to_degrees = Transformer.from_crs(3857, 4326, always_xy=True)
    made, _ = sound_geometry(Point(3_896_182, 6_621_293), LIMITS, to_degrees)
    assert (made.x, made.y) == pytest.approx((35.0, 51.0), abs=1e-4)


def test_what_has_no_place_in_another_system_is_refused():
    to_degrees = Transformer.from_crs(32636, 4326, always_xy=True)
    with pytest.raises(InvalidGeometry, match="after it was brought to degrees"):
        sound_geometry(Point(1e300, 1e300), LIMITS, to_degrees)


def test_nested_points_become_points_and_areas_shed_theirs():
    nested = GeometryCollection([GeometryCollection([Point(1, 2)]), Point(3, 4)])
    assert sound_geometry(nested, LIMITS)[0].geom_type == "MultiPoint"
    mixed, repairs = sound_geometry(GeometryCollection([Point(1, 2), box(0, 0, 1, 1)]), LIMITS)
    assert mixed.equals(box(0, 0, 1, 1))
    assert "points and lines" in repairs[0]


numbers = st.floats(-1e7, 1e7) | st.sampled_from([math.nan, math.inf, 180.0, -180.0, 90.0])
# A ring that begins with NaN cannot be closed, and no reader can make one.
outlines = st.lists(st.tuples(numbers, numbers), min_size=3, max_size=12).filter(
    lambda corners: not any(map(math.isnan, corners[0]))
)


@given(outlines)
def test_any_outline_is_made_sound_or_refused(outline):
    with np.errstate(invalid="ignore"):
        drawn = Polygon(outline)
    try:
        made, _ = sound_geometry(drawn, LIMITS)
    except InvalidGeometry:
        return
    coords = shapely.get_coordinates(made)
    assert made.is_valid
    assert made.area > 0
    assert (abs(coords) <= (180, 90)).all()


def test_every_row_is_kept_or_left_out_and_the_sums_agree():
    rows = FeatureRows("GeoJSON", LIMITS)
    rows.add("feature 1", box(0, 0, 1, 1), {"name": "a", "nested": {"b": [1]}})
    rows.add("feature 2", None, {})
    rows.add("feature 3", Polygon(ring()[:-1] + ring()), {}, repairs=["closed an open ring"])
    reading = rows.close()
    assert [feature.row for feature in reading.features] == ["feature 1", "feature 3"]
    assert reading.features[0].properties == {"name": "a", "nested": '{"b": [1]}'}
    assert [(note.row, note.reason) for note in reading.left_out] == [
        ("feature 2", "has no geometry")
    ]
    assert reading.repaired[0].reason.startswith("closed an open ring; made valid")
    assert reading.read == 3


@pytest.mark.parametrize(
    ("setting", "words"),
    [("vertices=8", "vertices"), ("rows=1", "rows"), ("columns=1", "columns"), ("text=2", "text")],
)
def test_a_file_over_a_limit_is_refused_by_its_name(setting, words):
    rows = FeatureRows("GeoJSON", LIMITS.with_settings([setting]))

    def both():
        rows.add("feature 1", box(0, 0, 1, 1), {"a": "xx"})
        rows.add("feature 2", box(0, 0, 1, 1), {"b": "xxx"})

    with pytest.raises((SourceParseError, InvalidGeometry), match=f"limit.*{words}"):
        both()


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (math.nan, None), (math.inf, "inf"), (True, True), (7, 7), (b"\x01", "01"),
        (["a", {"b": None}], '["a", {"b": null}]'), ("{{x}}", "{{x}}"),
    ],
)  # fmt: skip
def test_a_property_is_kept_as_what_it_is(value, plain):
    assert plain_value(value) == plain


def test_a_limit_is_set_by_name_and_nothing_else_is():
    assert Limits().with_settings(["vertices=5"]).vertices == 5
    with pytest.raises(Exception, match=r"'size' is no limit.*'rows=-1' needs a whole number"):
        Limits().with_settings(["size=3", "rows=-1"])
