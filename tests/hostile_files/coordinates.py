"""Coordinates: no numbers, too few or many, of no place, swapped, in metres; and crs members."""

from __future__ import annotations

from typing import Any

from tests.hostile_files.recipe import (
    Recipe,
    accept,
    area,
    areas,
    collection,
    dumps,
    feature,
    literal,
    of,
    point,
    reject,
    repair,
    ring,
)  # fmt: skip

NAN, INFINITY = float("nan"), float("inf")
METRES = ring(3_896_182.0, 6_621_293.0, 22_264.0, 35_500.0)  # the same box, EPSG:3857
UTM = ring(640_333.0, 5_651_729.0, 13_367.0, 22_645.0)  # the same box, EPSG:32636


def named(name: Any) -> dict[str, Any]:
    """Return a crs member as GeoJSON of 2008 has it."""
    return {"type": "name", "properties": {"name": name}}


def bent(*, at: int = 2, to: Any) -> dict[str, Any]:
    """Return a box with something else in place of one position."""
    outline: list[Any] = list(ring())
    outline[at] = to
    return of({"type": "Polygon", "coordinates": [outline]})


def shaped(kind: str, coordinates: Any) -> dict[str, Any]:
    """Return a collection of one geometry with coordinates as they are given."""
    return of({"type": kind, "coordinates": coordinates})


NUMBERS = [
    reject("number_text.geojson", "numbers as texts", of(point("35.1", "51.1")), says="feature 1"),
    reject("number_dms.geojson", "degrees and minutes", of(point("35°06'E", "51°06'N")),
           says="feature 1"),
    reject("number_one.geojson", "a position of one number in a ring", bent(to=[35.2]),
           says="feature 1"),
    reject("number_none.geojson", "a position of no number", of(point())),
    reject("number_bool.geojson", "true and false, which Python takes for 1 and 0",
           of(point(True, False)), says="feature 1"),
    reject("number_null.geojson", "null in place of a number", bent(to=[35.2, None]),
           says="feature 1"),
    reject("position_null.geojson", "null in place of a position", bent(to=None),
           says="feature 1"),
    reject("position_object.geojson", "a position with names",
           of({"type": "Point", "coordinates": {"lon": 35.1, "lat": 51.1}})),
    reject("position_string.geojson", "both numbers in one text", shaped("Point", "35.1,51.1")),
    accept("number_four.geojson", "longitude, latitude, height and measure",
           of(point(35.1, 51.1, 120.0, 7.0)), also="repair", stored=1),
    accept("number_many.geojson", "a position of forty numbers", of(point(35.1, 51.1, *[0] * 38)),
           also="reject repair", stored=1),
    accept("number_mixed.geojson", "one position of a ring has a height",
           bent(to=[35.2, 51.2, 140.5]), also="repair", stored=1),
    accept("number_forms.geojson", "exponents, minus nought and too many digits",
           literal('{"type": "Point", "coordinates": [3.51e1, 510000000000000000001e-19, -0.0]}'),
           stored=1),
    reject("not_a_number.geojson", "NaN in the middle of a ring", bent(to=[NAN, 51.2]), says="nan"),
    reject("infinity.geojson", "Infinity for a longitude", of(point(INFINITY, 51.1)),
           says="feature 1"),
    reject("minus_infinity.geojson", "-Infinity for a latitude", of(point(35.1, -INFINITY)),
           says="feature 1"),
    reject("number_1e999.geojson", "more than a number can hold",
           literal('{"type": "Point", "coordinates": [35.1, -1e999]}'), says="feature 1"),
    reject("number_digits.geojson", "a whole number of 5,000 digits, which Python will not read",
           literal('{"type": "Point", "coordinates": [' + "9" * 5000 + ", 51.1]}")),
    accept("height_nan.geojson", "NaN for a height that nobody uses", of(point(35.1, 51.1, NAN)),
           also="repair reject", stored=1),
    repair("number_amid.geojson", "one ring of texts amid good areas", collection(
        feature(), feature(area([["35", "51"], ["36", "51"], ["36", "52"], ["35", "51"]])),
        feature()), stored=2, says="feature 2"),
]  # fmt: skip

RANGE = [
    reject("lon_181.geojson", "one degree over", of(point(181, 51.1)), also="repair",
           says="feature 1"),
    reject("lat_over.geojson", "a hair below the south pole", of(point(35.1, -90.0001)),
           says="feature 1"),
    accept("corners.geojson", "the last places that are on the globe",
           collection(feature(point(180, 90)), feature(point(-180, -90))), also="repair", stored=2),
    repair("lat_amid.geojson", "a latitude of 151 amid good areas",
           collection(feature(), feature(area(ring(y=151.0)))), also="reject", stored=1,
           says="feature 2"),
    accept("swapped.geojson", "latitude before longitude: Bakhmut lands in the Caspian Sea",
           of(area(ring(48.55, 37.95))), also="repair reject", stored=1, says="latitude"),
    reject("swapped_far.geojson", "latitude before longitude, where no latitude is 131",
           of(area(ring(43.1, 131.9))), also="repair"),
    reject("mercator_bare.geojson", "web Mercator without a word about it", of(area(METRES)),
           also="repair", stored=1, says="metres"),
    reject("utm_bare.geojson", "metres of UTM zone 36 without a word about it",
           of(area(UTM)), also="repair", says="metres"),
    reject("microdegrees.geojson", "degrees times ten million", of(point(351000000, 511000000))),
    accept("comma.geojson", "decimal commas made four numbers of two: a point in Kenya",
           of(point(35, 1, 51, 2)), also="reject repair", stored=1),
    accept("null_island.geojson", "an area of good size around nought, nought",
           of(area(ring(-0.1, -0.1))), also="reject repair", stored=1),
    repair("past_date_line.geojson", "an area from 170 to 190 degrees east",
           of(area(ring(170.0, 60.0, 20.0, 5.0))), also="reject", stored=1, says="180"),
    repair("date_line.geojson", "an area over the date line, as two that touch it and one across",
           of(areas([ring(178.0, 60.0, 2.0, 2.0)], [[[179.0, 64.0], [-179.0, 64.0],
              [-179.0, 66.0], [179.0, 66.0], [179.0, 64.0]]])), also="accept reject", stored=1),
    accept("world.geojson", "a box around the whole world", of(area(ring(-180, -90, 360, 180))),
           also="reject repair", stored=1),
]  # fmt: skip

DEPTH = [
    reject("shallow.geojson", "a polygon with the coordinates of a line",
           shaped("Polygon", ring())),
    reject("deeper.geojson", "a polygon with the coordinates of a multipolygon",
           shaped("Polygon", [[ring()]]), also="repair", stored=1),
    reject("multi_shallow.geojson", "a multipolygon with the coordinates of a polygon",
           shaped("MultiPolygon", [ring()]), also="repair", stored=1),
    reject("point_deep.geojson", "a point in a list too many", shaped("Point", [[35.1, 51.1]]),
           also="repair", stored=1),
    reject("uneven.geojson", "a ring inside a ring", bent(to=ring())),
    reject("number_bare.geojson", "a number for coordinates", shaped("Polygon", 35.1)),
    reject("empty_area.geojson", "a polygon of no ring", shaped("Polygon", [])),
    reject("empty_ring.geojson", "a polygon of one empty ring", shaped("Polygon", [[]])),
    reject("empty_multi.geojson", "a multipolygon of nothing", shaped("MultiPolygon", [])),
    reject("empty_part.geojson", "a multipolygon of an empty polygon",
           shaped("MultiPolygon", [[], [[]]])),
    repair("empty_amid.geojson", "an empty polygon amid good ones",
           collection(feature(), feature(area() | {"coordinates": []})), also="reject", stored=1,
           says="feature 2"),
    reject("two_points.geojson", "a polygon of two points", of(area([[35, 51], [36, 52]])),
           says="feature 1"),
    reject("three_equal.geojson", "a ring of one point, three times", of(area([[35, 51]] * 3)),
           says="feature 1"),
    reject("four_equal.geojson", "a ring of one point, four times: closed, and nothing",
           of(area([[35, 51]] * 4)), says="feature 1"),
    reject("line_one.geojson", "a line of one point", shaped("LineString", [[35.1, 51.1]])),
]  # fmt: skip


def _asking(name: str, about: str, crs: str) -> Recipe:
    """Return a good area whose crs, as text with @ for the server and # for the canary, asks."""

    def body(scene: Any) -> str:
        asks = crs.replace("@", scene.server).replace("#", str(scene.canary))
        return dumps(of(area())).replace("{", '{"crs": ' + asks + ", ", 1)

    return reject(name, about, body, also="accept repair", stored=1)


SYSTEMS = [
    accept("crs84.geojson", "the crs that RFC 7946 has anyway",
           of(area(), crs=named("urn:ogc:def:crs:OGC:1.3:CRS84")), stored=1),
    accept("crs_4326.geojson", "EPSG:4326 by its short name", of(area(), crs=named("EPSG:4326")),
           also="repair", stored=1),
    accept("crs_4326_urn.geojson", "EPSG:4326 by its URN, still longitude first",
           of(area(), crs=named("urn:ogc:def:crs:EPSG::4326")), also="repair reject", stored=1),
    accept("crs_old.geojson", "a crs as GDAL wrote it before 2008",
           of(area(), crs={"type": "EPSG", "properties": {"code": 4326}}), also="repair reject",
           stored=1),
    accept("crs_null.geojson", "a crs of null: in 2008 that meant unknown", of(area(), crs=None),
           also="repair reject", stored=1),
    repair("crs_mercator.geojson", "web Mercator, and it says so",
           of(area(METRES), crs=named("urn:ogc:def:crs:EPSG::3857")), also="reject", stored=1,
           says="3857"),
    repair("crs_utm.geojson", "UTM zone 36, and it says so",
           of(area(UTM), crs=named("EPSG:32636")), also="reject", stored=1, says="32636"),
    reject("crs_lies.geojson", "says web Mercator, has degrees: a dot off Africa",
           of(area(), crs=named("EPSG:3857")), also="accept repair", stored=1),
    reject("crs_unknown.geojson", "a code that nobody knows", of(area(), crs=named("ESRI:1")),
           says="esri:1"),
    reject("crs_number.geojson", "a crs that is a number", of(area(), crs=4326),
           also="accept repair", stored=1),
    reject("crs_name_list.geojson", "a name that is a list", of(area(), crs=named(["EPSG:4326"])),
           also="accept repair", stored=1),
    _asking("crs_link.geojson", "a link to a crs on another server: nothing is asked",
            '{"type": "link", "properties": {"href": "@/crs.json", "type": "proj4"}}'),
    _asking("crs_link_file.geojson", "a link to a crs in a local file: nothing is read",
            '{"type": "link", "properties": {"href": "file://#", "type": "ogcwkt"}}'),
    _asking("crs_name_url.geojson", "a name that is an address: nothing is asked",
            '{"type": "name", "properties": {"name": "@/crs.wkt"}}'),
    _asking("crs_name_grid.geojson", "a PROJ string that names a local file as its grid",
            '{"type": "name", "properties": {"name": "+proj=longlat +nadgrids=#"}}'),
]  # fmt: skip

RECIPES = [*NUMBERS, *RANGE, *DEPTH, *SYSTEMS]
