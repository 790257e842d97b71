"""GeoJSON whose features say what they are: ``category``, ``actor``, ``kind``, ``label``."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from geo.errors import SourceParseError
from geo.models import Category, ControlArea, Kind
from geo.sources.reading import ReadAreas, feature_geometry, read_feature_collection, text_of

E = TypeVar("E", bound=StrEnum)


def read_geojson(
    path: Path,
    *,
    category: str | None = None,
    actor: str | None = None,
    kind: str | None = None,
) -> ReadAreas:
    """Read control areas from a GeoJSON file.

    Parameters
    ----------
    path : Path
        A FeatureCollection in longitude, latitude (RFC 7946).
    category, actor, kind : str, optional
        What a feature is that does not say so itself in a property of that name.

    Returns
    -------
    ReadAreas
        Areas in the order of the file; a feature that is not used is in the report.

    Raises
    ------
    SourceParseError
        If the file as a whole cannot be read.
    """
    features, account = read_feature_collection(path)
    defaults = {"category": category, "actor": actor, "kind": kind}

    def area(feature: Any) -> tuple[ControlArea, str | None]:
        if not isinstance(feature, dict):
            raise SourceParseError("is no feature")
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            raise SourceParseError("has properties that are no object")
        words = {name: text_of(properties, name) or (defaults[name] or "") for name in defaults}
        geometry, repaired = feature_geometry(feature)
        made = ControlArea(
            category=_member(Category, "category", words["category"]),
            actor=words["actor"].upper(),
            kind=_member(Kind, "kind", words["kind"] or Kind.CONTROL.value),
            geometry=geometry,
            label=text_of(properties, "label", "name", "title"),
        )
        return made, repaired

    for number, feature in enumerate(features, start=1):
        account.take(f"feature {number}", partial(area, feature))
    return account.close()


def _member(enum: type[E], name: str, value: str) -> E:
    try:
        return enum(value.strip().lower())
    except ValueError:
        allowed = ", ".join(enum)
        raise SourceParseError(
            f"has the {name} {value[:60]!r}; it must be one of {allowed}"
        ) from None
