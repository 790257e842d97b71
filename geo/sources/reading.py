"""What all readers share: the file within its limits, and the account of every row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.errors import GeoError, InvalidGeometry, SourceParseError
from geo.geometry import as_multipolygon, repair
from geo.models import MAX_TEXT, ControlArea, ImportReport, RowNote

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read. The largest real edition seen has 0.7 MB."""
MAX_VERTICES = 2_000_000
"""Most vertices of one file. The largest real edition seen has 15,000."""

# What shapely and numpy raise over unknown types, huge numbers, deep nesting and wrong shapes.
_UNREADABLE = (
    ShapelyError, ArithmeticError, RecursionError, ValueError, TypeError, LookupError,
    AttributeError,
)  # fmt: skip


@dataclass(frozen=True)
class ReadAreas:
    """What a reader of control areas returns."""

    areas: list[ControlArea]
    report: ImportReport


@dataclass
class Account:
    """Counts each row exactly once, as kept or left out."""

    file: str
    sha256: str
    areas: list[ControlArea] = field(default_factory=list)
    repaired: list[RowNote] = field(default_factory=list)
    left_out: list[RowNote] = field(default_factory=list)

    def take(self, row: str, make: Callable[[], tuple[ControlArea, str | None]]) -> None:
        """Keep what ``make`` returns, or leave the row out for the reason it raises."""
        try:
            area, repaired = make()
        except GeoError as error:
            self.left_out.append(RowNote(row, str(error)))
            return
        self.areas.append(area)
        if repaired:
            self.repaired.append(RowNote(row, f"made valid: {repaired}"))

    def close(self) -> ReadAreas:
        """Return the rows and the report."""
        report = ImportReport(
            file=self.file,
            sha256=self.sha256,
            read=len(self.areas) + len(self.left_out),
            kept=len(self.areas),
            repaired=tuple(self.repaired),
            left_out=tuple(self.left_out),
        )
        return ReadAreas(self.areas, report)


def read_feature_collection(path: Path) -> tuple[list[dict[str, Any]], Account]:
    """Read the features of a GeoJSON file and open the account of its rows.

    Parameters
    ----------
    path : Path
        UTF-8 with or without a byte order mark.

    Raises
    ------
    SourceParseError
        If the file is missing, too large, not JSON, or no FeatureCollection with features.

    Notes
    -----
    RFC 7946. Parsed as JSON and never by a library that opens what the content names.
    """
    what = f"The file {path.name!r}"
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SourceParseError(
                f"{what} has {size / 1e6:.0f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB. "
                "Split it by date."
            )
        content = path.read_bytes()
    except OSError as error:
        raise SourceParseError(f"{what} cannot be read: {error.strerror}.") from error
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceParseError(
            f"{what} is not UTF-8 (byte {error.start}). Save it as UTF-8."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceParseError(f"{what} is not JSON that can be read: {error}.") from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise SourceParseError(
            f"{what} is no GeoJSON FeatureCollection: it has no list of features."
        )
    if isinstance(document.get("crs"), dict) and "CRS84" not in json.dumps(document["crs"]):
        raise SourceParseError(
            f"{what} names a coordinate system of its own, which RFC 7946 does not allow. "
            "Save it in longitude and latitude (EPSG:4326)."
        )
    if not features:
        raise SourceParseError(f"{what} has no features. Nothing was imported.")
    return features, Account(path.name, hashlib.sha256(content).hexdigest())


def feature_geometry(feature: dict[str, Any]) -> tuple[BaseGeometry, str | None]:
    """Return a feature's polygons, valid and on the globe, and what had to be repaired.

    Raises
    ------
    InvalidGeometry
        If there is no polygon, a coordinate is not finite or outside the world.
    """
    raw = feature.get("geometry")
    if not isinstance(raw, dict):
        raise InvalidGeometry("has no geometry")
    if _text_among(raw.get("coordinates")):
        raise InvalidGeometry("has text where RFC 7946 has numbers in its coordinates")
    try:
        # A point is told from a polygon before any repair: it is not broken, only of no use here.
        with np.errstate(invalid="ignore"):  # JSON of Python's may say NaN; it is refused below
            geometry = as_multipolygon(shape(raw))
    except InvalidGeometry:
        raise InvalidGeometry(f"is a {raw.get('type')}, not an area") from None
    except _UNREADABLE as error:
        raise InvalidGeometry(f"has coordinates that cannot be read ({error})") from error
    coords = shapely.get_coordinates(geometry)
    if len(coords) > MAX_VERTICES:
        raise InvalidGeometry(f"has {len(coords)} vertices; the limit is {MAX_VERTICES}")
    if not bool((abs(coords) <= (180.0, 90.0)).all()):
        raise InvalidGeometry("has coordinates outside longitude 180 and latitude 90")
    return repair(geometry)


def _text_among(coordinates: object) -> bool:
    # Shapely would read "35" as a number; whether it is one is not for us to guess.
    waiting = [coordinates]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str):
            return True
    return False


def text_of(properties: dict[str, Any], *names: str) -> str:
    """Return the first of the named properties as text, cut at the limit; empty if none is."""
    for name in names:
        value = properties.get(name)
        if value not in (None, ""):
            return str(value).encode("utf-8", "replace").decode()[:MAX_TEXT]
    return ""
