"""GeoJSON (RFC 7946): collections, single features, bare geometries, a feature a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from pyproj import Transformer
from shapely.errors import ShapelyError

from geo.errors import InvalidGeometry, SourceParseError
from geo.sources.crs import crs_member
from geo.sources.features import FeatureRows, Reading
from geo.sources.geojson_geometry import GEOMETRIES, geometry_of, kind_of
from geo.sources.json_text import Document, decoded, read_json
from geo.sources.limits import Limits

_MEANING = {"type", "features", "geometry", "coordinates", "geometries", "crs"}


def read_geojson(data: bytes, limits: Limits) -> Reading:
    """Read the features of a GeoJSON file.

    Parameters
    ----------
    data : bytes
        UTF-8. A FeatureCollection, a Feature, a geometry, or a Feature on each line (RFC 8142,
        with or without record signs).
    limits : Limits

    Returns
    -------
    Reading
        Rows are called ``feature 1`` and so on.

    Raises
    ------
    SourceParseError
        If the file as a whole cannot be read.
    """
    lines = _lines_of_features(data)
    if lines is not None:
        rows = FeatureRows("GeoJSON text sequence", limits)
        for number, line in lines:
            try:
                document = read_json(line, limits)
            except SourceParseError as error:
                raise SourceParseError(f"breaks on line {number}: that line {error}") from error
            _take(rows, f"feature {number}", document.value, None)
        return rows.close()
    return features_of(read_json(data, limits), limits)


def features_of(document: Document, limits: Limits) -> Reading:
    """Return the features of a GeoJSON document that was parsed.

    Raises
    ------
    SourceParseError
        If it is no GeoJSON, is not the whole of its data, or of an unknown coordinate system.
    """
    rows = FeatureRows("GeoJSON", limits)
    value = document.value
    clash = sorted(document.twice & _MEANING)
    if clash:
        raise SourceParseError(
            f"names {clash[0]!r} twice in one object, and only one of them can be meant. Remove "
            "the other."
        )
    for doubt in document.doubts:
        rows.doubt(doubt)
    if document.twice:
        rows.doubt(f"It names {sorted(document.twice)[0]!r} twice in one object; the last is used.")
    for what in document.repairs:
        rows.repaired("the file", what)
    features = _feature_list(value)
    to_degrees, crs = crs_member(value)
    if isinstance(value, dict) and _more_follows(value):
        if not features:
            raise SourceParseError(
                "holds no features and yet says that there are more (exceededTransferLimit). "
                "Import the address of the service, which is then asked for all of them."
            )
        rows.doubt(
            f"It says that there is more than these {len(features)} features "
            "(exceededTransferLimit): it is one page of a service. Import the service's address "
            "to get all of them."
        )
    for number, feature in enumerate(features, start=1):
        _take(rows, f"feature {number}", feature, to_degrees)
    return rows.close(crs)


def is_sequence(data: bytes) -> bool:
    """Return whether a file holds a feature on each line (RFC 8142)."""
    return _lines_of_features(data) is not None


def is_geojson(value: Any) -> bool:
    """Return whether a JSON value claims to be GeoJSON, however broken."""
    if isinstance(value, list):
        return bool(value) and all(
            isinstance(v, dict) and v.get("type") == "Feature" for v in value
        )
    return isinstance(value, dict) and (
        value.get("type") in ("FeatureCollection", "Feature", *GEOMETRIES) or "features" in value
    )


def _lines_of_features(data: bytes) -> Iterator[tuple[int, bytes]] | None:
    """Return numbered lines if each is a feature, None if the file is one document."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith((b"\x1e", b"{")):
        return None
    lines = [line.strip(b"\x1e \t\r") for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    lines = [line for line in lines if line]
    if len(lines) < 2 and not start.startswith(b"\x1e"):
        return None
    try:
        first = json.loads(decoded(lines[0]))
    except (ValueError, RecursionError, SourceParseError):
        return None
    if not isinstance(first, dict) or first.get("type") != "Feature":
        return None
    return iter(enumerate(lines, start=1))


def _feature_list(value: Any) -> list[Any]:
    if isinstance(value, list) and is_geojson(value):
        return value
    if not isinstance(value, dict):
        raise SourceParseError(
            f"is JSON, but a {kind_of(value)} and no GeoJSON: it has no features. Export it as a "
            "FeatureCollection."
        )
    if value.get("type") == "Feature":
        return [value]
    if value.get("type") in GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": value}]
    features = value.get("features")
    if isinstance(features, list):
        return features
    fault = (
        "has no 'features'"
        if features is None
        else f"has 'features' that are a {kind_of(features)}"
    )
    raise SourceParseError(
        f"is JSON, but {fault}, of which a FeatureCollection has a list. Export it as GeoJSON."
    )


def _more_follows(value: dict[str, Any]) -> bool:
    inside = value.get("properties")
    return value.get("exceededTransferLimit") is True or (
        isinstance(inside, dict) and inside.get("exceededTransferLimit") is True
    )


def _take(rows: FeatureRows, row: str, feature: Any, to_degrees: Transformer | None) -> None:
    if not isinstance(feature, dict):
        rows.leave_out(row, f"is no feature but a {kind_of(feature)}")
        return
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        rows.leave_out(row, f"has properties that are a {kind_of(properties)}, not an object")
        return
    values = dict(properties or {})
    if "id" in feature:
        values.setdefault("id", feature["id"])
    try:
        with np.errstate(invalid="ignore"):  # NaN is refused by name when the row is added
            geometry, repairs = geometry_of(feature.get("geometry"))
    except InvalidGeometry as error:
        rows.leave_out(row, str(error))
        return
    except (ShapelyError, OverflowError) as error:
        rows.leave_out(row, f"has coordinates that cannot be read ({error})")
        return
    rows.add(row, geometry, values, repairs=repairs, to_degrees=to_degrees)
