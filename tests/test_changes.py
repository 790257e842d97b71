"""Gained and lost between two pictures: drawn cases, and laws that always hold."""

import json
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box

from geo.analysis import difference
from geo.analysis.changes import COLUMNS, NO_RULE, changes, held_after
from geo.boundaries import read_oblasts
from geo.geometry import area_km2
from geo.store import Store

ROOT = Path(__file__).resolve().parent.parent
METRE = 1 / 111_000  # of latitude, in degrees
SPLIT = 1e-5  # what a corner more or less on an edge may change, of the area


def picture(*areas: tuple[str, str, object]) -> gpd.GeoDataFrame:
    category, actor, shapes = zip(*areas, strict=True) if areas else ((), (), ())
    return gpd.GeoDataFrame(
        {"category": list(category), "actor": list(actor)}, geometry=list(shapes), crs="EPSG:4326"
    )


def km2(shape: Polygon) -> float:
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(shape)[0]) / 1e6


def test_a_square_that_moves_east_gains_and_loses_the_strips_on_its_sides():
    square = box(35.0, 51.0, 35.4, 51.2)
    moved = translate(square, 0.1)
    (row,) = changes(
        picture(("assessed", "UA", square)), picture(("assessed", "UA", moved))
    ).to_dict("records")
    assert row["gained"] == pytest.approx(km2(box(35.4, 51.0, 35.5, 51.2)), rel=1e-3)
    assert row["lost"] == pytest.approx(km2(box(35.0, 51.0, 35.1, 51.2)), rel=1e-3)
    assert row["net"] == round(row["gained"] - row["lost"], 6), "to the last digit printed"
    assert row["before"] == pytest.approx(km2(square), rel=SPLIT)


def test_identical_pictures_give_nought_exactly():
    areas = picture(("assessed", "RU", box(35, 51, 36, 52)), ("claimed", "UA", box(36, 51, 37, 52)))
    frame = changes(areas, areas, read_oblasts(), NO_RULE)
    assert (frame[["gained", "lost", "net", "removed"]] == 0.0).all(axis=None)


def test_a_line_drawn_again_up_to_25_metres_off_is_no_change_but_is_counted_as_removed():
    old = Polygon([(35, 51), (35.3, 51), (35.3, 51.2), (35.2, 51.21), (35.1, 51.19), (35, 51.2)])
    new = Polygon(
        [(x + 12 * METRE * (-1) ** i, y + 12 * METRE * (-1) ** (i // 2))
         for i, (x, y) in enumerate(old.exterior.coords[:-1])]
    )  # fmt: skip
    before, after = picture(("assessed", "RU", old)), picture(("assessed", "RU", new))
    (row,) = changes(before, after).to_dict("records")
    assert (row["gained"], row["lost"], row["net"]) == (0.0, 0.0, 0.0)
    assert row["removed"] > 0.1
    (raw,) = changes(before, after, rule=NO_RULE).to_dict("records")
    assert raw["gained"] + raw["lost"] == pytest.approx(row["removed"])
    assert raw["removed"] == 0.0


def test_a_narrow_corridor_wider_than_the_rule_is_kept():
    corridor = box(35.0, 51.0, 35.2, 51.0 + 60 * METRE)
    (row,) = changes(picture(), picture(("advances", "RU", corridor))).to_dict("records")
    assert row["gained"] == pytest.approx(km2(corridor), rel=0.01)


@pytest.mark.parametrize(("side_m", "kept"), [(130, False), (155, True)])
def test_a_patch_under_two_hectares_is_left_out_and_counted_as_removed(side_m: int, kept: bool):
    patch = box(35.0, 51.0, 35.0 + side_m * METRE / 0.6293, 51.0 + side_m * METRE)
    (row,) = changes(picture(), picture(("assessed", "UA", patch))).to_dict("records")
    assert km2(patch) == pytest.approx(side_m**2 / 1e6, rel=0.02)
    assert (row["gained"] > 0) == kept
    assert row["gained"] + row["removed"] == pytest.approx(km2(patch), abs=2e-6)


def test_oblasts_add_up_to_the_whole_and_what_is_abroad_is_elsewhere():
    old = picture(("assessed", "RU", box(34.0, 50.5, 36.0, 51.5)))
    new = picture(
        ("assessed", "RU", box(34.2, 50.4, 36.3, 51.5)), ("claimed", "RU", box(0, 45, 0.1, 45.1))
    )
    frame = changes(old, new, read_oblasts())
    for _, rows in frame.groupby(["category", "actor"]):
        whole = rows[rows["oblast"] == "all"].iloc[0]
        parts = rows[rows["oblast"] != "all"]
        for column in ("before", "after", "gained", "lost"):
            assert parts[column].sum() == pytest.approx(whole[column], rel=1e-3, abs=1e-6)
    assert {"Kursk Oblast", "Sumy Oblast"} <= set(frame["oblast"])
    assert set(frame[frame["category"] == "claimed"]["oblast"]) == {"all", "elsewhere"}


def test_overlaps_inside_one_picture_are_counted_once():
    twice = picture(
        ("assessed", "UA", box(35, 51, 35.2, 51.2)), ("assessed", "UA", box(35.1, 51, 35.3, 51.2))
    )
    once = picture(("assessed", "UA", box(35, 51, 35.3, 51.2)))
    (row,) = changes(twice, once).to_dict("records")
    assert row["before"] == pytest.approx(row["after"], rel=SPLIT)
    assert row["gained"] == row["lost"] == 0.0


squares = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 4), st.integers(1, 4)).map(
        lambda q: box(
            35 + q[0] / 10, 51 + q[1] / 10, 35 + (q[0] + q[2]) / 10, 51 + (q[1] + q[3]) / 10
        )
    ),
    max_size=4,
)


@given(squares, squares)
def test_without_a_rule_the_net_is_after_less_before_and_back_again_is_the_opposite(one, other):
    def drawn(shapes):
        return picture(*[("assessed", "UA", MultiPolygon([shape])) for shape in shapes])

    there = changes(drawn(one), drawn(other), rule=NO_RULE)
    back = changes(drawn(other), drawn(one), rule=NO_RULE)
    assert list(there.columns) == list(COLUMNS)
    for row, reverse in zip(there.to_dict("records"), back.to_dict("records"), strict=True):
        assert row["net"] == pytest.approx(row["after"] - row["before"], abs=SPLIT * 2_000)
        assert row["gained"] == pytest.approx(reverse["lost"], abs=1e-9)
        held = shapely.union_all(list(other))
        assert row["after"] == pytest.approx(area_km2(held), abs=1e-5)
        assert row["gained"] == pytest.approx(
            area_km2(shapely.difference(held, shapely.union_all(list(one)))),
            abs=1e-5,
        )
        assert row["net"] == round(row["gained"] - row["lost"], 6), "to the last digit printed"


def test_the_command_gives_the_same_figures_as_the_library(seeded: Store, seeded_file: Path):
    command = [
        *(sys.executable, "-W", "error", "-m", "geo", "--store", str(seeded_file), "changes"),
        *("--source", "kursk-seed", "--from", "2025-01-05", "--to", "2025-03-12"),
        *("--by", "oblast", "--format", "json"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    by_day = {e.as_of.date().isoformat(): e.content_hash for e in seeded.editions()}
    frame = changes(
        seeded.areas(by_day["2025-01-05"]), seeded.areas(by_day["2025-03-12"]), read_oblasts()
    )
    printed = json.loads(done.stdout)
    assert [row["oblast"] for row in printed] == list(frame["oblast"])
    for row, expected in zip(printed, frame.to_dict("records"), strict=True):
        assert row["net"] == pytest.approx(expected["net"], abs=1e-6)


@pytest.mark.parametrize(
    ("source", "first", "words"),
    [
        ("nowhere", "2025-01-05", "It has: kursk-seed"),
        ("kursk-seed", "2023-01-01", "first edition"),
    ],
)
def test_a_question_that_has_no_answer_is_a_sentence(seeded_file: Path, source, first, words):
    command = [
        *(sys.executable, "-m", "geo", "--store", str(seeded_file), "changes"),
        *("--source", source, "--from", first, "--to", "2025-03-12"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_ground_won_beside_ground_lost_is_not_taken_for_one_part():
    west, east = box(35.0, 51.0, 35.1, 51.1), box(35.1, 51.0, 35.2, 51.2)
    gained, lost = difference.difference_parts(west, east)
    assert [part.equals(east) for part in gained] == [True]
    assert [part.equals(west) for part in lost] == [True]


@given(squares, squares, st.sampled_from([-1.0, 1.0]))
def test_both_ways_to_the_difference_lead_to_the_same_ground(one, other, share):
    old, new = shapely.union_all(list(one)), shapely.union_all(list(other))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(difference, "_MOST_UNSHARED", share)
        gained, lost = difference.difference_parts(old, new)
    for parts, expected in ((gained, new - old), (lost, old - new)):
        assert shapely.union_all(parts).symmetric_difference(expected).area < 1e-12
        assert sum(part.area for part in parts) == pytest.approx(expected.area, abs=1e-12)


def test_what_is_known_of_the_earlier_picture_is_not_measured_and_makes_no_difference(
    seeded: Store,
):
    one, other = (seeded.editions()[i].content_hash for i in (3, -1))
    step = seeded.derived.step(one)
    assert step is not None
    pictures = seeded.areas(one), seeded.areas(other), read_oblasts()
    measured, known = changes(*pictures), changes(*pictures, held=held_after(step))
    assert list(measured["oblast"]) == list(known["oblast"])
    for figure in COLUMNS[3:]:
        assert known[figure].tolist() == pytest.approx(measured[figure].tolist(), abs=2e-6)
