"""Esri JSON, as ArcGIS services and desktop programs write it, to GeoJSON.

Notes
-----
Formats: Esri's "Feature set", "Geometry objects" and "Field data types" of the ArcGIS REST API, and
RFC 7946. The outer ring of an Esri polygon runs clockwise, its holes the other way, and nothing
says which hole belongs to which outer ring.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import shapely

from geo.clock import from_epoch, to_rfc3339
from geo.errors import ClockError, InvalidGeometry, SourceParseError

_WEB_MERCATOR = frozenset({3857, 3785, 102100, 102113, 900913})
_CORNERS_ASKED = 100
_FIRST_OF_ESRI = 32_768  # EPSG codes end below; Esri numbers its own from 37001


def to_geojson(feature_set: Mapping[str, Any]) -> dict[str, Any]:
    """Turn an Esri feature set into a GeoJSON FeatureCollection.

    Parameters
    ----------
    feature_set : mapping
        Parsed Esri JSON with ``features``. Its ``spatialReference`` may also stand in its
        geometries.

    Returns
    -------
    dict
        Features in their order; ``id`` where the feature set names its object id field; date
        fields as RFC 3339 text where it describes its fields. Coordinates as they came: where they
        are not in EPSG:4326, a member ``crs`` of type ``name`` says so, as GeoJSON had it in 2008.
        Without a spatial reference, as in an empty set, there is none. Heights stay, measures (m)
        have no place in GeoJSON and go. A geometry that has no coordinates is null.

    Raises
    ------
    SourceParseError
        As a clause, if it is no feature set, a feature is no object, a geometry is curved or of an
        unknown sort, or the spatial reference has no number or changes between geometries.

    Notes
    -----
    Coordinates that are no numbers are handed on as they came, so that whoever reads the result
    leaves that one feature out with the reason. A hole that lies in no outer ring becomes an area
    of its own: many programs write outer rings the wrong way round.

    Examples
    --------
    >>> to_geojson({"features": [{"geometry": {"x": 35.3, "y": 51.2}}]})["features"][0]["geometry"]
    {'type': 'Point', 'coordinates': [35.3, 51.2]}
    """
    features = feature_set.get("features")
    if not isinstance(features, list):
        raise SourceParseError("is no Esri feature set: it has no list of features")
    dates = date_fields(feature_set.get("fields"))
    id_field = feature_set.get("objectIdFieldName")
    systems = (
        {_system(feature_set["spatialReference"])} if "spatialReference" in feature_set else set()
    )
    made = []
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict):
            raise SourceParseError(f"has a feature {number} that is no object")
        attributes = feature.get("attributes")
        properties = with_dates(attributes, dates) if isinstance(attributes, dict) else {}
        geometry = feature.get("geometry")
        if isinstance(geometry, dict) and "spatialReference" in geometry:
            systems.add(_system(geometry["spatialReference"]))
        try:
            shape = _shape(geometry, feature_set)
        except InvalidGeometry as error:
            raise SourceParseError(f"has a feature {number} that {error}") from error
        row = {"type": "Feature", "geometry": shape, "properties": properties}
        made.append(row | ({"id": properties[id_field]} if id_field in properties else {}))
    if len(systems) > 1:
        raise SourceParseError(
            f"mixes coordinate systems ({', '.join(sorted(systems))}). Save it in one"
        )
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": made}
    for system in systems - {"EPSG:4326"}:
        collection["crs"] = {"type": "name", "properties": {"name": system}}
    return collection


def date_fields(fields: object) -> list[str]:
    """Return the names of the fields that hold an instant, from a list of Esri's field objects."""
    if not isinstance(fields, list):
        return []
    return [
        str(field.get("name"))
        for field in fields
        if isinstance(field, dict) and field.get("type") == "esriFieldTypeDate"
    ]


def with_dates(properties: Mapping[str, Any], dates: Iterable[str]) -> dict[str, Any]:
    """Write epoch milliseconds of date fields as RFC 3339 text in UTC.

    Parameters
    ----------
    properties : mapping
    dates : iterable of str
        Names of the date fields. What is no whole number, or no instant from 1900 to 2200, stays as
        it came.

    Examples
    --------
    >>> with_dates({"EditDate": 1736101800000, "n": 1}, ["EditDate"])
    {'EditDate': '2025-01-05T18:30:00Z', 'n': 1}
    """
    written = dict(properties)
    for name in dates:
        value = written.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            try:
                written[name] = _instant(value)
            except ClockError:
                continue
    return written


def _instant(milliseconds: int) -> str:
    instant = from_epoch(milliseconds // 1000)
    if rest := milliseconds % 1000:
        return (
            (instant + timedelta(milliseconds=rest))
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z")
        )
    return to_rfc3339(instant)


def _system(reference: object) -> str:
    code = None
    if isinstance(reference, dict):
        code = reference.get("latestWkid") or reference.get("wkid")
    if not isinstance(code, int) or isinstance(code, bool) or code <= 0:
        raise SourceParseError(
            "names no coordinate system by number (wkid). Save it in longitude and latitude "
            "(EPSG:4326)"
        )
    if code in _WEB_MERCATOR:
        return "EPSG:3857"
    return f"EPSG:{code}" if code < _FIRST_OF_ESRI else f"ESRI:{code}"


def _shape(geometry: object, feature_set: Mapping[str, Any]) -> dict[str, Any] | None:
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise InvalidGeometry("has a geometry that is no object")
    if "curveRings" in geometry or "curvePaths" in geometry:
        raise InvalidGeometry(
            "has curves. Densify it first, or ask the service with returnTrueCurves=false"
        )
    height = bool(geometry.get("hasZ", feature_set.get("hasZ", False)))
    if "x" in geometry:
        return _point(geometry)
    if "points" in geometry:
        points = _positions(geometry["points"], height)
        return {"type": "MultiPoint", "coordinates": points} if points else None
    if "paths" in geometry:
        return _one_or_many("LineString", _lines(geometry["paths"], height))
    if "rings" in geometry:
        return _one_or_many("Polygon", polygons_of_rings(_lines(geometry["rings"], height)))
    if not geometry:
        return None
    raise InvalidGeometry(
        f"has a geometry of an unknown sort ({', '.join(sorted(map(str, geometry)))[:80]})"
    )


def _point(geometry: Mapping[str, Any]) -> dict[str, Any] | None:
    x, y, z = geometry.get("x"), geometry.get("y"), geometry.get("z")
    # An empty point has no x, or the text NaN for one.
    if x in (None, "NaN"):
        return None
    return {"type": "Point", "coordinates": [x, y, z] if _number(z) else [x, y]}


def _one_or_many(sort: str, parts: Sequence[Any]) -> dict[str, Any] | None:
    if not parts:
        return None
    if len(parts) == 1:
        return {"type": sort, "coordinates": parts[0]}
    return {"type": f"Multi{sort}", "coordinates": parts}


def _lines(lines: object, height: bool) -> list[Any]:
    """Return paths or rings with positions of two or three numbers; an empty one is no line."""
    if not isinstance(lines, list):
        raise InvalidGeometry("has paths or rings that are no list")
    return [_positions(line, height) for line in lines if line != []]


def _positions(line: object, height: bool) -> list[Any]:
    if not isinstance(line, list):
        raise InvalidGeometry("has a path, ring or points that are no list")
    return [_position(vertex, height) for vertex in line]


def _position(vertex: object, height: bool) -> object:
    if isinstance(vertex, dict):
        raise InvalidGeometry("has curves. Densify it first")
    if not isinstance(vertex, list):
        return vertex
    return vertex[:3] if height and len(vertex) > 2 and _number(vertex[2]) else vertex[:2]


def _number(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and (isinstance(value, int) or math.isfinite(value))
    )


def polygons_of_rings(rings: list[Any]) -> list[list[Any]]:
    """Sort rings into polygons: each outer ring with its holes, turned the way of RFC 7946."""
    flat = [_plane(ring) for ring in rings]
    turns = [0.0 if plane is None else _turn(plane) for plane in flat]
    outer = [at for at, turn in enumerate(turns) if turn < 0]
    polygons = {at: [rings[at][::-1]] for at in outer}
    sizes = np.array([-turns[at] for at in outer])
    shells = np.array([shapely.Polygon(flat[at]) for at in outer], dtype=object)
    shapely.prepare(shells)
    tree = shapely.STRtree(shells)
    for at, (ring, plane) in enumerate(zip(rings, flat, strict=True)):
        if turns[at] < 0:
            continue
        around = None if plane is None else _shell_around(plane, turns[at], shells, sizes, tree)
        if around is None:
            polygons[at] = [ring]
        else:
            polygons[outer[around]].append(ring[::-1])
    return [polygons[at] for at in sorted(polygons)]


def _shell_around(
    hole: np.ndarray, size: float, shells: np.ndarray, sizes: np.ndarray, tree: shapely.STRtree
) -> int | None:
    """Return the number of the smallest shell that a hole lies in: a lake's own island."""
    near = tree.query(shapely.LineString(hole))
    near = near[sizes[near] >= size]
    near = near[shapely.intersects_xy(shells[near], *hole[0])]
    # The first corner may only touch. The rings of one area do not cross, so some corners speak for
    # all, and a scribble of a million does not keep us for hours.
    some = hole[:: len(hole) // _CORNERS_ASKED + 1]
    for number in near[np.argsort(sizes[near])]:
        if shapely.intersects_xy(shells[number], some).all():
            return int(number)
    return None


def _plane(ring: list[Any]) -> np.ndarray | None:
    """Return x and y of a ring that has an inside, closed; None for one that has none."""
    if not all(
        isinstance(position, list) and len(position) >= 2 and all(map(_number, position[:2]))
        for position in ring
    ):
        return None
    try:
        plane = np.array([position[:2] for position in ring], dtype=float)
    except OverflowError:
        return None
    if len(plane) and (plane[0] != plane[-1]).any():
        plane = np.vstack([plane, plane[:1]])
    return plane if len(plane) >= 4 else None


def _turn(plane: np.ndarray) -> float:
    """Return the area inside a closed ring, below nought where it runs clockwise."""
    with np.errstate(over="ignore", invalid="ignore"):  # numbers that are no place on any map
        x, y = (plane - plane[0]).T
        return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2
