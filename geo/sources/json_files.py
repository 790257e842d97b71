"""JSON files by what they hold: GeoJSON, a service's answer, a list of events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from geo.errors import SourceParseError
from geo.models import RowNote
from geo.sources.esri import to_geojson
from geo.sources.event_formats import event_format_of
from geo.sources.event_json import table_of_json
from geo.sources.features import Reading
from geo.sources.geojson import features_of, is_sequence, read_geojson
from geo.sources.json_text import Document, read_json
from geo.sources.limits import Limits


def read_json_file(data: bytes, limits: Limits) -> Reading:
    """Read a file of JSON.

    Raises
    ------
    SourceParseError
        If it is not JSON, or JSON of a form that holds no features and no events.
    """
    if is_sequence(data):
        return read_geojson(data, limits)
    document = read_json(data, limits)
    value = document.value
    if isinstance(value, dict):
        _refuse_answer(value)
        if _is_esri(value):
            reading = features_of(replace(document, value=to_geojson(value)), limits)
            reading.format = "Esri JSON"
            return reading
    table = table_of_json(value)
    if table is not None:
        return _reading_of_events(document, table, limits)
    return features_of(document, limits)


def _is_esri(value: dict[str, Any]) -> bool:
    features = value.get("features")
    first = features[0] if isinstance(features, list) and features else None
    return str(value.get("geometryType", "")).startswith("esriGeometry") or (
        isinstance(first, dict) and "attributes" in first
    )


def _reading_of_events(document: Document, table: pd.DataFrame, limits: Limits) -> Reading:
    if len(table) > limits.rows:
        raise SourceParseError(
            f"has more than {limits.rows} events, which is the limit (rows). Split it."
        )
    layout = event_format_of([str(column) for column in table.columns])
    reading = Reading("JSON" if layout is None else layout.name, table=table)
    reading.doubts += document.doubts
    if document.twice:
        name = sorted(document.twice)[0]
        reading.doubts.append(f"It names {name!r} twice in one object; the last is used.")
    reading.repaired += [RowNote("the file", what) for what in document.repairs]
    return reading


def _refuse_answer(value: dict[str, Any]) -> None:
    """Refuse what a service says in place of features, in the service's own words."""
    error = value.get("error")
    if error and "features" not in value:
        said = error.get("message") if isinstance(error, dict) else error
        raise SourceParseError(
            f"is the error of a service and no data: {str(said)[:200]!r}. Ask the service again, "
            "signed in if it wants that."
        )
    if value.get("type") == "Topology":
        raise SourceParseError(
            "is TopoJSON, which is not read. Convert it to GeoJSON, for example with topo2geo."
        )
    if "features" in value or ("type" in value and "fields" not in value):
        return
    for member, what in (
        ("objectIds", "the list of a service's ids"), ("count", "a service's count"),
        ("fields", "a service's description of a layer"), ("layers", "a service's list of layers"),
    ):  # fmt: skip
        if member in value:
            raise SourceParseError(
                f"is {what} and holds no features. Import the address of the layer instead."
            )
