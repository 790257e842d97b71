"""From features to control areas: who says what a polygon is, and in which words.

A reader of a format knows geometry and properties; a dialect knows what a publisher means by them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePath
from typing import Any, NamedTuple, TypeVar

from shapely.geometry import MultiPolygon

from geo.errors import GeoError, SourceParseError
from geo.models import MAX_TEXT, Category, ControlArea, ImportReport, Kind, RowNote, Source
from geo.sources.features import Feature, Reading

E = TypeVar("E", bound=StrEnum)


class Meaning(NamedTuple):
    """What a control area is."""

    category: Category
    actor: str
    kind: Kind
    label: str = ""


@dataclass(frozen=True)
class Dialect:
    """How one publisher says what an area is."""

    name: str
    source: Source
    recognises: Callable[[Sequence[str], Sequence[Feature]], bool]
    """Whether these are its features, by the names of file and layers and by what they say."""
    says: Callable[[Feature], Meaning]
    """Raises :class:`SourceParseError` with a clause where a feature is not of the edition."""


@dataclass(frozen=True)
class Defaults:
    """What a feature is that does not say so itself; what is None must be said by the feature."""

    category: str | None = None
    actor: str | None = None
    kind: str | None = None

    def says(self, feature: Feature) -> Meaning:
        """Return what a feature says in properties of these names, completed by the defaults.

        Raises
        ------
        SourceParseError
            If a word is missing or none of those in use.
        """
        said = feature.properties
        return Meaning(
            _member(Category, "category", text_of(said, "category") or self.category or ""),
            (text_of(said, "actor") or self.actor or "").strip().upper(),
            _member(Kind, "kind", text_of(said, "kind") or self.kind or Kind.CONTROL.value),
            text_of(said, "label", "name", "title"),
        )


@dataclass(frozen=True)
class ReadAreas:
    """Control areas, and what became of every row."""

    areas: list[ControlArea]
    report: ImportReport


def areas_of(
    reading: Reading, says: Callable[[Feature], Meaning], file: str, sha256: str
) -> ReadAreas:
    """Return the control areas among features.

    Parameters
    ----------
    reading : Reading
        Of a file with features.
    says : callable
        Of a dialect, or :meth:`Defaults.says`.
    file, sha256 : str
        The file's name and the hash of its bytes, for the report.

    Returns
    -------
    ReadAreas
        A feature that is not used is in the report with its reason.

    Raises
    ------
    SourceParseError
        If the file holds a table.
    """
    if reading.table is not None:
        raise SourceParseError(
            f"The file {file!r} is a {reading.format}, which has no outlines of areas. Import it "
            "as events, or as settlement reports."
        )
    areas = []
    left_out = list(reading.left_out)
    for feature in reading.features:
        try:
            # A file of one layer is called by its own name.
            named = feature if feature.layer else replace(feature, layer=PurePath(file).stem)
            areas.append(_area(named, says))
        except GeoError as error:
            left_out.append(RowNote(feature.row, str(error)))
    gone = {note.row for note in left_out}
    repaired = [note for note in reading.repaired if note.row not in gone]
    return ReadAreas(
        areas,
        ImportReport(
            file=file,
            sha256=sha256,
            read=reading.read,
            kept=len(areas),
            repaired=tuple(repaired),
            left_out=tuple(left_out),
            doubts=tuple(reading.doubts),
        ),
    )


def _area(feature: Feature, says: Callable[[Feature], Meaning]) -> ControlArea:
    if not isinstance(feature.geometry, MultiPolygon):
        # A point is told from a polygon before anyone asks what it means.
        raise SourceParseError(f"is a {feature.geometry.geom_type}, not an area")
    category, actor, kind, label = says(feature)
    return ControlArea(
        category=category, actor=actor, kind=kind, geometry=feature.geometry, label=label
    )


def text_of(properties: dict[str, Any], *names: str) -> str:
    """Return the first of the named properties as text, cut at the limit; empty if none is."""
    for name in names:
        value = properties.get(name)
        if value not in (None, ""):
            return str(value)[:MAX_TEXT]
    return ""


def _member(enum: type[E], name: str, value: str) -> E:
    try:
        return enum(value.strip().lower())
    except ValueError:
        allowed = ", ".join(enum)
        raise SourceParseError(
            f"has the {name} {value[:60]!r}; it must be one of {allowed}"
        ) from None
