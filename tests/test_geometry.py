"""Areas against a formula of their own, repairs, and the compact coding."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from geo.errors import InvalidGeometry
from geo.geometry import (
    QUANTUM,
    area_km2,
    areas_km2,
    as_multipolygon,
    delta_decode,
    delta_encode,
    dissolved_km2,
    geometry_key,
    polygon_parts,
    repair,
    rings,
)


def box_km2(west: float, south: float, east: float, north: float) -> float:
    """Return the exact area between two meridians and two parallels of the WGS84 ellipsoid."""
    a, f = 6378.137, 1 / 298.257223563
    e = math.sqrt(f * (2 - f))

    def authalic(latitude: float) -> float:
        s = math.sin(math.radians(latitude))
        return s / (1 - (e * s) ** 2) + math.atanh(e * s) / e

    half = (a * (1 - f)) ** 2 / 2
    return half * math.radians(east - west) * (authalic(north) - authalic(south))


def drawn(west: float, south: float, east: float, north: float) -> Polygon:
    """Return a box whose edges follow the parallels, by a vertex every hundredth of a degree."""
    return shapely.segmentize(box(west, south, east, north), 0.01)


# Between vertices a hundredth of a degree apart, geodesic and parallel differ by less than this.
NEAR = 1e-7


@pytest.mark.parametrize(
    "bounds",
    [(35, 51, 35.2, 51.2), (35, 51, 36, 52), (-74, -34.5, -73, -34), (20, 0, 20.5, 0.5)],
)
def test_a_square_has_the_area_of_the_closed_formula(bounds):
    assert area_km2(drawn(*bounds)) == pytest.approx(box_km2(*bounds), rel=NEAR)


def test_the_order_of_a_ring_does_not_matter():
    square = drawn(35, 51, 35.2, 51.2)
    assert area_km2(square.reverse()) == pytest.approx(area_km2(square), rel=1e-12)


def test_a_hole_is_subtracted():
    outer, hole = (35, 51, 35.4, 51.4), (35.1, 51.1, 35.2, 51.2)
    ring = drawn(*outer).difference(drawn(*hole))
    assert len(ring.interiors) == 1
    assert area_km2(ring) == pytest.approx(box_km2(*outer) - box_km2(*hole), rel=NEAR)


def test_an_overlap_counts_once():
    left, right, shared = (35, 51, 35.2, 51.2), (35.1, 51, 35.3, 51.2), (35.1, 51, 35.2, 51.2)
    expected = box_km2(*left) + box_km2(*right) - box_km2(*shared)
    assert dissolved_km2([drawn(*left), drawn(*right)]) == pytest.approx(expected, rel=NEAR)


def test_neighbours_add_up_to_the_whole():
    left, right = (35, 51, 35.2, 51.2), (35.2, 51, 35.4, 51.2)
    together = dissolved_km2([drawn(*left), drawn(*right)])
    assert together == pytest.approx(box_km2(35, 51, 35.4, 51.2), rel=NEAR)
    assert area_km2(MultiPolygon([drawn(*left), drawn(*right)])) == pytest.approx(together)


@pytest.mark.parametrize("nothing", [Point(35, 51), LineString([(0, 0), (1, 1)]), Polygon()])
def test_what_is_no_area_has_none(nothing):
    assert area_km2(nothing) == 0.0


def test_the_polygons_of_a_nested_collection_are_kept_in_their_order():
    first, second, third = box(0, 0, 1, 1), box(2, 0, 3, 1), box(4, 0, 5, 1)
    inner = GeometryCollection([Point(9, 9), MultiPolygon([second, third])])
    mixed = GeometryCollection([first, LineString([(0, 0), (1, 1)]), inner, Polygon()])
    assert polygon_parts(mixed) == [first, second, third]
    assert as_multipolygon(mixed) == MultiPolygon([first, second, third])


def test_a_geometry_without_an_area_is_refused_with_its_type_and_what_to_do():
    with pytest.raises(InvalidGeometry, match=r"this Point has none\. Leave the feature out"):
        as_multipolygon(Point(35, 51))


def test_a_bow_tie_becomes_its_two_wings_and_says_where_it_crossed():
    made, reason = repair(Polygon([(35, 51), (36, 52), (36, 51), (35, 52)]))
    assert made.is_valid
    assert made.area == pytest.approx(0.5)  # two triangles of a quarter of a square degree
    assert reason == "Self-intersection[35.5 51.5]"


def test_a_valid_geometry_is_left_as_it_is():
    square = MultiPolygon([box(35, 51, 36, 52)])
    assert repair(square) == (square, None)


def test_a_ring_without_an_inside_is_refused_rather_than_stored_empty():
    with pytest.raises(InvalidGeometry, match="needs a polygon"):
        repair(Polygon([(35, 51), (36, 51), (37, 51)]))


def test_the_key_ignores_height_byte_order_and_a_system_id_and_nothing_else():
    flat = box(35, 51, 36, 52)
    assert geometry_key(shapely.force_3d(flat, z=120.0)) == geometry_key(flat)
    assert geometry_key(shapely.from_wkb(shapely.to_wkb(flat, byte_order=0))) == geometry_key(flat)
    assert geometry_key(shapely.set_srid(flat, 4326)) == geometry_key(flat)
    assert geometry_key(box(35, 51, 36, 52 + 1e-12)) != geometry_key(flat)
    assert shapely.from_wkb(geometry_key(flat)) == flat


NODES = st.tuples(st.integers(-18_000_000, 18_000_000), st.integers(-9_000_000, 9_000_000))


@given(st.lists(NODES, max_size=40))
def test_coding_and_decoding_gives_every_grid_node_back(nodes):
    kept = [node for i, node in enumerate(nodes) if i == 0 or node != nodes[i - 1]]
    codes = delta_encode(np.array(nodes, dtype=float).reshape(-1, 2) * QUANTUM)
    decoded = delta_decode(codes)
    assert np.rint(decoded / QUANTUM).astype(int).tolist() == [list(node) for node in kept]
    assert delta_encode(decoded) == codes


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=40))
def test_coding_moves_no_point_by_more_than_half_a_grid_step(points):
    ends = np.array([points[0], points[-1]])
    decoded = delta_decode(delta_encode(np.array(points)))
    assert np.abs(decoded[[0, -1]] - ends).max() <= QUANTUM / 2 + 1e-9


def test_rings_are_shells_and_holes_without_the_closing_point():
    shape = box(0, 0, 4, 4).difference(box(1, 1, 2, 2))
    found = [ring.tolist() for ring in rings(shape)]
    assert [len(ring) for ring in found] == [4, 4]
    assert sum(Polygon(ring).area for ring in found) == 17


corners = st.tuples(st.floats(22, 41), st.floats(44, 53))


@given(st.lists(corners, min_size=3, max_size=8).map(Polygon).filter(lambda p: p.area > 0.01))
def test_areas_agree_with_geodesics_over_short_edges(polygon: Polygon):
    shape = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
    # Between near points a straight line in degrees and a geodesic are the same.
    pieces = shapely.segmentize(shape, 0.02)
    km2 = abs(Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(pieces))[0]) / 1e6
    assert area_km2(shape) == pytest.approx(km2, rel=1e-4)
    assert area_km2(pieces) == pytest.approx(area_km2(shape), rel=1e-9)


def test_a_hole_is_no_area_and_parts_add_up():
    ring = Polygon(box(35, 51, 36, 52).exterior, [box(35.2, 51.2, 35.6, 51.6).exterior])
    hole = box(35.2, 51.2, 35.6, 51.6)
    both = MultiPolygon([ring, hole])
    assert area_km2(ring) + area_km2(hole) == pytest.approx(area_km2(box(35, 51, 36, 52)))
    assert areas_km2(np.array([ring, hole, both], dtype=object)) == pytest.approx(
        [area_km2(ring), area_km2(hole), area_km2(ring) + area_km2(hole)]
    )
