"""Geometries of GeoJSON objects: checked number by number, never guessed at."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import InvalidGeometry

GEOMETRIES = (
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
)  # fmt: skip

_Position = tuple[float, float]


def geometry_of(raw: Any) -> tuple[BaseGeometry | None, list[str]]:
    """Return the geometry of a GeoJSON object, and what had to be mended to make it one.

    Parameters
    ----------
    raw : object
        The value of ``geometry``. Positions of more than two numbers lose the others.

    Raises
    ------
    InvalidGeometry
        With the value that is wrong; nothing is taken for what it is not.
    """
    if raw is None:
        return None, []
    if not isinstance(raw, dict):
        raise InvalidGeometry(f"has a geometry that is a {kind_of(raw)}, not an object")
    kind = raw.get("type")
    if kind not in GEOMETRIES:
        raise InvalidGeometry(
            f"has the geometry type {_shown(kind)}; GeoJSON has {', '.join(GEOMETRIES)}"
        )
    repairs: list[str] = []
    if kind == "GeometryCollection":
        parts = raw.get("geometries")
        if not isinstance(parts, list):
            raise InvalidGeometry("is a GeometryCollection without a list of geometries")
        made = []
        for part in parts:
            geometry, mended = geometry_of(part)
            repairs += mended
            made += [] if geometry is None else [geometry]
        return shapely.GeometryCollection(made), repairs
    if "coordinates" not in raw:
        raise InvalidGeometry(f"is a {kind} without coordinates")
    return _BUILDERS[kind](raw["coordinates"], repairs), repairs


def _point(value: Any, _repairs: list[str]) -> BaseGeometry:
    return shapely.Point(_position(value))


def _line(value: Any, _repairs: list[str]) -> BaseGeometry:
    positions = [_position(item) for item in _items(value, "line")]
    if len(positions) < 2:
        raise InvalidGeometry("has a line of fewer than two positions")
    return shapely.LineString(positions)


def _polygon(value: Any, repairs: list[str]) -> BaseGeometry:
    rings = [_ring(item, repairs) for item in _items(value, "polygon")]
    if not rings:
        raise InvalidGeometry("has an empty polygon")
    return shapely.Polygon(rings[0], rings[1:])


def _ring(value: Any, repairs: list[str]) -> list[_Position]:
    positions = [_position(item) for item in _items(value, "ring")]
    if not positions:
        raise InvalidGeometry("has an empty ring")
    if positions[0] != positions[-1]:
        positions.append(positions[0])
        if "closed an open ring" not in repairs:
            repairs.append("closed an open ring")
    if len(positions) < 4:
        raise InvalidGeometry(f"has a ring of {len(positions)} positions; an area needs four")
    return positions


def _several(
    one: Callable[[Any, list[str]], BaseGeometry], whole: Callable[[Any], BaseGeometry]
) -> Callable[[Any, list[str]], BaseGeometry]:
    def build(value: Any, repairs: list[str]) -> BaseGeometry:
        return whole([one(item, repairs) for item in _items(value, "geometry")])

    return build


_BUILDERS: dict[str, Callable[[Any, list[str]], BaseGeometry]] = {
    "Point": _point,
    "LineString": _line,
    "Polygon": _polygon,
    "MultiPoint": _several(_point, shapely.MultiPoint),
    "MultiLineString": _several(_line, shapely.MultiLineString),
    "MultiPolygon": _several(_polygon, shapely.MultiPolygon),
}


def _items(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidGeometry(f"has {_shown(value)} where a {what} has a list of coordinates")
    return value


def _position(value: Any) -> _Position:
    if type(value) is not list or len(value) < 2:
        raise InvalidGeometry(f"has {_shown(value)} for a position, which needs two numbers")
    x, y = value[0], value[1]
    # By type and not isinstance: true and false are whole numbers in Python.
    if type(x) not in (int, float) or type(y) not in (int, float):
        raise InvalidGeometry(
            f"has {_shown(value)} for a position; longitude and latitude must be numbers"
        )
    return x, y


def _shown(value: Any) -> str:
    text = (
        json.dumps(value, ensure_ascii=False)
        if isinstance(value, str | list | dict)
        else str(value)
    )
    return text if len(text) <= 60 else text[:60] + "..."


def kind_of(value: Any) -> str:
    """Return what a JSON value is, in a word: ``text``, ``list``, ``object``, ``number``."""
    names = {str: "text", list: "list", dict: "object", bool: "truth value", type(None): "null"}
    return names.get(type(value), "number")
