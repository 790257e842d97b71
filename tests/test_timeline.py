"""The timeline: what goes in comes out, whatever the shapes and the order."""

import gzip
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from geo.errors import NotInStore, SchemaError
from geo.geometry import CRS, QUANTUM, area_km2
from geo.timeline import Timeline, decode, encode, from_bytes, to_bytes
from geo.timeline.grid import on_grid

START = datetime(2025, 1, 1, 12, tzinfo=UTC)
HELD = ("assessed", "RU", "control")
SAID = ("claimed", "UA", "advance")


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def frame(*rows: tuple[tuple[str, str, str], shapely.Geometry]) -> gpd.GeoDataFrame:
    keys = list(zip(*(key for key, _ in rows), strict=True)) or [(), (), ()]
    columns = dict(zip(("category", "actor", "kind"), map(list, keys), strict=True))
    return gpd.GeoDataFrame(columns, geometry=[shape for _, shape in rows], crs=CRS)


def dissolved(areas: gpd.GeoDataFrame) -> dict[tuple[str, str, str], shapely.Geometry]:
    """Return what an edition must come back as: each key on the grid, in degrees."""
    return {
        key: shapely.transform(whole(shape), lambda steps: np.round(steps * QUANTUM, 5))
        for key, shape in on_grid(areas).items()
    }


def whole(shape: shapely.Geometry) -> shapely.Geometry:
    steps = shapely.get_coordinates(shape)
    assert shape.is_valid
    assert (steps == np.rint(steps)).all()
    return shape


def assert_exact(decoded: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> None:
    expected = dissolved(areas)
    keys = list(zip(decoded["category"], decoded["actor"], decoded["kind"], strict=True))
    assert keys == sorted(expected)
    for key, shape in zip(keys, decoded.geometry, strict=True):
        assert shape.is_valid
        assert shapely.symmetric_difference(shape, expected[key]).area == 0


RING = Polygon(box(0, 0, 9, 9).exterior, [box(2, 2, 7, 7).exterior])
DRAWN = {
    "a hole with an island in it": [(HELD, RING), (HELD, box(3, 3, 6, 6))],
    "a hole that touches the outline": [
        (HELD, Polygon(box(0, 0, 9, 9).exterior, [[(0, 4), (3, 2), (3, 6)]]))
    ],
    "rings that touch in a point": [(HELD, box(0, 0, 1, 1)), (HELD, box(1, 1, 2, 2))],
    "an island that touches its hole": [(HELD, RING), (HELD, Polygon([(2, 4), (4, 3), (4, 5)]))],
    "two parties with a common border": [(HELD, box(0, 0, 1, 1)), (SAID, box(1, 0, 2, 1))],
    "one party on the other's ground": [(HELD, box(0, 0, 3, 3)), (SAID, box(1, 1, 2, 2))],
    "overlaps of one key": [(HELD, box(0, 0, 2, 2)), (HELD, box(1, 1, 3, 3))],
    "neighbours of one key": [(HELD, box(0, 0, 1, 1)), (HELD, box(1, 0, 2, 1))],
    "thinner than the grid": [(HELD, box(0, 0, 1e-7, 1)), (SAID, box(0, 0, 1, 1))],
    "nothing": [],
}


@pytest.mark.parametrize("name", DRAWN)
def test_drawn_shapes_come_back_exactly(name: str):
    areas = frame(*DRAWN[name])
    assert_exact(decode(encode([(START, areas)]), START), areas)


def test_the_grid_moves_no_line_by_more_than_a_step():
    areas = frame((HELD, shapely.Point(35.123456, 51.654321).buffer(0.1)))
    shape = decode(encode([(START, areas)]), START).geometry[0]
    assert shapely.hausdorff_distance(shape.boundary, areas.geometry[0].boundary) < QUANTUM
    points = shapely.get_coordinates(shape) / QUANTUM
    assert np.abs(points - np.rint(points)).max() < 1e-6


def test_overlaps_are_united_and_seams_are_gone():
    areas = frame((HELD, box(0, 0, 2, 2)), (HELD, box(1, 1, 3, 3)), (HELD, box(2, 0, 3, 1)))
    shape = decode(encode([(START, areas)]), START).geometry[0]
    assert shape.equals(areas.geometry.union_all())


def test_an_area_that_vanishes_and_returns():
    here, gone = (
        frame((HELD, box(0, 0, 1, 1)), (SAID, box(5, 5, 6, 6))),
        frame((SAID, box(5, 5, 6, 6))),
    )
    pictures = [here, gone, gone, here, gone]
    payload = encode([(day(i), picture) for i, picture in enumerate(pictures)])
    for i, picture in enumerate(pictures):
        assert_exact(decode(payload, day(i)), picture)
    km2 = from_bytes(payload).km2()[HELD]
    assert list(km2 > 0) == [True, False, False, True, False]
    assert km2.iloc[1] == 0.0


def test_a_date_between_editions_is_answered_by_the_last_one():
    payload = encode(
        [(day(0), frame((HELD, box(0, 0, 1, 1)))), (day(9), frame((HELD, box(0, 0, 2, 2))))]
    )
    assert decode(payload, day(8)).total_bounds.tolist() == [0, 0, 1, 1]
    assert decode(payload, day(90)).total_bounds.tolist() == [0, 0, 2, 2]
    with pytest.raises(NotInStore, match="2024-12-31"):
        decode(payload, day(-1))


def test_an_edition_that_is_there_is_refused():
    timeline = Timeline().with_editions([(START, frame((HELD, box(0, 0, 1, 1))))])
    with pytest.raises(SchemaError, match="2025-01-01T12:00:00Z already"):
        timeline.with_editions([(START, frame())])


# Corners on a coarse lattice, so that edges are shared, touch and cross often; halves of a step of
# the grid among them, so that rounding has something to do.
lattice = st.integers(0, 6).flatmap(
    lambda n: st.sampled_from([n * 0.001, n * 0.001 + 0.000005, n * 0.001 + 0.0000049])
)
corners = st.tuples(lattice, lattice)
shapes = st.one_of(
    st.tuples(corners, corners).map(lambda c: box(*c[0], *c[1])),
    st.lists(corners, min_size=3, max_size=6).map(Polygon),
).map(lambda shape: shapely.make_valid(shape, method="structure", keep_collapsed=False))
polygons = shapes.filter(lambda s: s.area > 0).map(
    lambda s: s if isinstance(s, MultiPolygon) else MultiPolygon([s])
)
pictures = st.lists(st.tuples(st.sampled_from([HELD, SAID]), polygons), max_size=5).map(
    lambda rows: frame(*rows)
)


@settings(deadline=None)
@given(st.lists(pictures, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_any_archive_comes_back_exactly_in_whatever_order_it_came(archive, random):
    editions = [(day(i), picture) for i, picture in enumerate(archive)]
    payload = encode(editions)
    for as_of, picture in editions:
        assert_exact(decode(payload, as_of), picture)
    shuffled = editions[:]
    random.shuffle(shuffled)
    grown = Timeline()
    for edition in shuffled:
        grown = from_bytes(to_bytes(grown.with_editions([edition])))
    assert to_bytes(grown) == payload


@settings(deadline=None)
@given(st.lists(pictures, min_size=1, max_size=4))
def test_areas_as_a_running_sum_are_those_of_the_polygons(archive):
    timeline = Timeline().with_editions([(day(i), p) for i, p in enumerate(archive)])
    table = timeline.km2()
    for position in range(len(archive)):
        polygons = timeline.areas(position)
        keys = zip(polygons["category"], polygons["actor"], polygons["kind"], strict=True)
        found = {key: area_km2(s) for key, s in zip(keys, polygons.geometry, strict=True)}
        for key in timeline.keys:
            assert table.iloc[position][key] == pytest.approx(found.get(key, 0.0), abs=1e-7)


@pytest.fixture
def payload() -> bytes:
    return encode([(day(0), frame((HELD, RING))), (day(1), frame((SAID, box(0, 0, 1, 1))))])


def test_what_is_no_timeline_is_refused(payload: bytes):
    body = gzip.decompress(payload)
    for broken in (
        b"",
        b"not gzip",
        payload[:-9],
        gzip.compress(b"SALT\x02" + body[5:]),
        gzip.compress(body + b"\x00"),
        *(gzip.compress(body[:n]) for n in range(len(body))),
    ):
        with pytest.raises(SchemaError, match="timeline"):
            from_bytes(broken)


def test_no_single_wrong_byte_is_more_than_a_refusal(payload: bytes):
    body = gzip.decompress(payload)
    for at in range(len(body)):
        for value in (0, 0x7F, 0x80, 0xFF):
            try:
                timeline = from_bytes(gzip.compress(body[:at] + bytes([value]) + body[at + 1 :]))
            except SchemaError:
                continue
            assert isinstance(timeline, Timeline)
