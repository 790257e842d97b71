"""Esri JSON becomes GeoJSON: rings, dates, coordinate systems."""

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box, shape

from geo.errors import SourceParseError
from geo.sources.esri import to_geojson

OUTER = [[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]]  # clockwise
HOLE = [[2, 2], [8, 2], [8, 8], [2, 8], [2, 2]]  # the other way
ISLAND = [[3, 3], [3, 7], [7, 7], [7, 3], [3, 3]]
POND = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]
AWAY = [[20, 0], [20, 5], [25, 5], [25, 0], [20, 0]]


def turned(geometry: dict | None, **more: object) -> dict | None:
    """Return what becomes of one geometry."""
    made = to_geojson({"features": [{"attributes": {}, "geometry": geometry}], **more})
    return made["features"][0]["geometry"]


@pytest.mark.parametrize(
    ("esri", "expected"),
    [
        (None, None),
        ({}, None),
        ({"x": "NaN", "y": "NaN"}, None),
        ({"x": None}, None),
        ({"rings": []}, None),
        ({"rings": [[]]}, None),
        ({"paths": []}, None),
        ({"points": []}, None),
        ({"x": 35, "y": 51.5}, {"type": "Point", "coordinates": [35, 51.5]}),
        ({"x": 35, "y": 51, "z": 7, "m": 1}, {"type": "Point", "coordinates": [35, 51, 7]}),
        ({"x": 35, "y": 51, "z": "NaN"}, {"type": "Point", "coordinates": [35, 51]}),
        (
            {"points": [[1, 2], [3, 4]]},
            {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]},
        ),
        (
            {"paths": [[[1, 2], [3, 4]]]},
            {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
        ),
        (
            {"paths": [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]},
            {"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]},
        ),
        ({"rings": [OUTER]}, {"type": "Polygon", "coordinates": [OUTER[::-1]]}),
        (
            {"rings": [HOLE, OUTER]},
            {"type": "Polygon", "coordinates": [OUTER[::-1], HOLE[::-1]]},
        ),
        ({"rings": [HOLE]}, {"type": "Polygon", "coordinates": [HOLE]}),
        (
            {"rings": [OUTER, HOLE, ISLAND, POND, AWAY]},
            {
                "type": "MultiPolygon",
                "coordinates": [
                    [OUTER[::-1], HOLE[::-1]], [ISLAND[::-1], POND[::-1]], [AWAY[::-1]],
                ],
            },
        ),
    ],
    ids=lambda value: json.dumps(value)[:40],
)  # fmt: skip
def test_each_sort_of_geometry(esri, expected):
    assert turned(esri) == expected


def test_a_hole_that_touches_its_outer_ring_stays_a_hole():
    touching = [[0, 0], [5, 1], [1, 5], [0, 0]]
    made = shape(turned({"rings": [OUTER, touching]}))
    assert made.area == pytest.approx(100 - 12)


def test_a_ring_left_open_is_sorted_like_a_closed_one():
    assert turned({"rings": [OUTER[:-1], HOLE[:-1]]}) == {
        "type": "Polygon",
        "coordinates": [OUTER[-2::-1], HOLE[-2::-1]],
    }


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, unique=True), st.data()
)
def test_polygons_with_holes_and_islands_come_back_the_same(cells, data):
    # Squares far enough apart; each with a hole, an island in it and a pond in that, or less.
    parts = []
    for column, row in cells:
        x, y = column * 20, row * 20
        nested = [box(x + d, y + d, x + 16 - d, y + 16 - d) for d in (0, 2, 4, 6)]
        depth = data.draw(st.integers(1, 4))
        parts.append(Polygon(nested[0].exterior, [nested[1].exterior] if depth > 1 else []))
        if depth > 2:
            parts.append(Polygon(nested[2].exterior, [nested[3].exterior] if depth > 3 else []))
    drawn = MultiPolygon(parts)
    rings = []
    for part in drawn.geoms:
        outer, *holes = shapely.geometry.mapping(shapely.geometry.polygon.orient(part, -1))[
            "coordinates"
        ]
        rings += [outer, *holes]
    shuffled = data.draw(st.permutations(rings))
    made = shape(turned({"rings": json.loads(json.dumps(shuffled))}))
    assert made.is_valid
    assert made.equals(drawn)
    for part in getattr(made, "geoms", [made]):
        assert part.exterior.is_ccw
        assert not any(hole.is_ccw for hole in part.interiors)


@pytest.mark.parametrize(
    ("flags", "vertex", "expected"),
    [
        ({}, [1, 2], [1, 2]),
        ({"hasZ": True}, [1, 2, 3], [1, 2, 3]),
        ({"hasM": True}, [1, 2, 9], [1, 2]),
        ({"hasZ": True, "hasM": True}, [1, 2, 3, 9], [1, 2, 3]),
        ({"hasZ": True}, [1, 2, None], [1, 2]),
        ({"hasZ": True}, [1, 2, "NaN"], [1, 2]),
    ],
)
def test_heights_stay_and_measures_go(flags, vertex, expected):
    made = {"type": "MultiPoint", "coordinates": [expected]}
    assert turned({"points": [vertex]}, **flags) == made
    assert turned({"points": [vertex], **flags}) == made


@pytest.mark.parametrize(
    "ring",
    [
        [["35", "51"], ["36", "51"], ["36", "52"]],
        [[35], [36], [37]],
        [[1e308 * 10, 0], [1, 1], [0, 1]],
        [[10**400, 0], [1, 1], [0, 1]],
        [[1e308, 0], [-1e308, 1e308], [0, -1e308], [1e308, 1e308]],
        [[0, 0], [1, 1]],
        [0, 1, 2],
        [[True, False], [1, 1], [0, 1]],
    ],
    ids=lambda ring: repr(ring)[:30],
)
def test_a_ring_that_cannot_be_understood_is_handed_on_beside_the_others(ring):
    made = turned({"rings": [OUTER, ring]})
    assert made["type"] == "MultiPolygon"
    assert made["coordinates"] == [[OUTER[::-1]], [ring]]


@pytest.mark.parametrize(
    ("feature_set", "words"),
    [
        ({}, "no list of features"),
        ({"features": {}}, "no list of features"),
        ({"features": [1]}, "feature 1 that is no object"),
        ({"features": [{}, {"geometry": 5}]}, "feature 2 that has a geometry that is no object"),
        ({"features": [{"geometry": {"curveRings": []}}]}, "feature 1 that has curves"),
        ({"features": [{"geometry": {"curvePaths": []}}]}, "has curves"),
        ({"features": [{"geometry": {"rings": [[{"c": [[3, 3], [1, 4]]}]]}}]}, "has curves"),
        ({"features": [{"geometry": {"rings": 5}}]}, "no list"),
        ({"features": [{"geometry": {"xmin": 5}}]}, r"an unknown sort \(xmin\)"),
        ({"features": [], "spatialReference": {"wkt": "GEOGCS[...]"}}, "by number"),
        ({"features": [], "spatialReference": "4326"}, "by number"),
        ({"features": [], "spatialReference": {"wkid": True}}, "by number"),
    ],
)
def test_what_is_no_feature_set_is_refused(feature_set, words):
    with pytest.raises(SourceParseError, match=words):
        to_geojson(feature_set)


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ({"wkid": 4326, "latestWkid": 4326}, None),
        ({"wkid": 102100, "latestWkid": 3857}, "EPSG:3857"),
        ({"wkid": 102100}, "EPSG:3857"),
        ({"wkid": 32637}, "EPSG:32637"),
        ({"wkid": 102013}, "ESRI:102013"),
    ],
)
def test_the_coordinate_system_is_named(reference, name):
    expected = {"type": "name", "properties": {"name": name}} if name else None
    point = {"x": 1, "y": 2}
    made = to_geojson({"features": [{"geometry": point}], "spatialReference": reference})
    assert made.get("crs") == expected
    made = to_geojson({"features": [{"geometry": point | {"spatialReference": reference}}]})
    assert made.get("crs") == expected


def test_two_coordinate_systems_in_one_set_are_refused():
    away = {"x": 1, "y": 2, "spatialReference": {"wkid": 3857}}
    with pytest.raises(SourceParseError, match=r"mixes .*EPSG:3857, EPSG:4326"):
        to_geojson({"spatialReference": {"wkid": 4326}, "features": [{"geometry": away}]})


def test_attributes_become_properties_with_dates_written_out():
    attributes = {
        "OBJECTID": 7, "name": "Суджа", "at": 1736101800123, "was": -1577923200000,
        "none": None, "odd": "soon", "far": 10**17, "n": 1736101800000,
    }  # fmt: skip
    fields = [
        {"name": name, "type": "esriFieldTypeDate"} for name in ("at", "was", "none", "odd", "far")
    ]
    made = to_geojson(
        {
            "objectIdFieldName": "OBJECTID",
            "fields": [*fields, {"name": "n", "type": "esriFieldTypeDouble"}, 5],
            "features": [{"attributes": attributes, "geometry": None}, {"attributes": None}],
        }
    )
    assert made["features"][0] == {
        "type": "Feature", "id": 7, "geometry": None,
        "properties": attributes
        | {"at": "2025-01-05T18:30:00.123Z", "was": "1920-01-01T00:00:00Z"},
    }  # fmt: skip
    assert made["features"][1] == {"type": "Feature", "geometry": None, "properties": {}}
