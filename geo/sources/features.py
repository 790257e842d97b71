"""What a file of any format becomes before anyone asks what it means: features, or a table."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo.errors import InvalidGeometry, SourceParseError
from geo.geometry import CRS
from geo.models import RowNote
from geo.sources.limits import Limits
from geo.sources.soundness import sound_geometry

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Feature:
    """One row with a geometry."""

    row: str
    """Where it stands, as a person can find it: ``feature 12``, ``a.shp, record 4``."""
    geometry: BaseGeometry
    """EPSG:4326, longitude before latitude, two-dimensional, valid, on the globe, not empty. Where
    it has areas, a multipolygon."""
    properties: dict[str, Value]
    """Text, numbers, booleans or None by name; what was nested is JSON text."""
    layer: str = ""
    """The layer, folder or file of an archive in which it stood."""


@dataclass
class Reading:
    """What reading a file gave, with the account of every row: read = features or lines + left out.

    A file holds features, or a table, never both.
    """

    format: str
    """The format's name in words: ``GeoJSON``, ``CSV``."""
    features: list[Feature] = field(default_factory=list)
    table: pd.DataFrame | None = None
    """All values as text, columns as the header names them; the index holds each row's place as a
    person can find it (``line 3``)."""
    repaired: list[RowNote] = field(default_factory=list)
    left_out: list[RowNote] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    """What a person should look at before it is used, each a sentence."""
    crs: str = CRS
    """The coordinate system of the file, from which all was brought to EPSG:4326."""

    @property
    def read(self) -> int:
        """Return how many rows were read."""
        rows = len(self.features) + (0 if self.table is None else len(self.table))
        return rows + len(self.left_out)


class FeatureRows:
    """The features of one file on their way in: each is kept, or left out with a reason.

    Parameters
    ----------
    form : str
        The format's name in words.
    limits : Limits
        Of these: rows, columns, text, vertices (of all features together) and crossings.
    """

    def __init__(self, form: str, limits: Limits) -> None:
        self._reading = Reading(form)
        self._limits = limits
        self._names: set[str] = set()
        self._vertices = 0

    def add(
        self,
        row: str,
        geometry: BaseGeometry | None,
        properties: Mapping[str, Any],
        *,
        layer: str = "",
        repairs: Sequence[str] = (),
        to_degrees: Transformer | None = None,
    ) -> None:
        """Take a feature, mend what can be mended, or leave it out for what is wrong with it.

        Parameters
        ----------
        row : str
            Where it stands, as a person can find it.
        geometry : shapely geometry or None
            As it came.
        properties : mapping
            As they came; a value over the limit of text ends the file.
        layer : str
        repairs : sequence of str
            What the reader has already mended, each a clause: ``closed an open ring``.
        to_degrees : pyproj.Transformer, optional
            From the file's coordinate system to EPSG:4326, ``always_xy``.

        Raises
        ------
        SourceParseError
            If the file is over a limit.
        """
        if self._reading.read >= self._limits.rows:
            raise SourceParseError(
                f"has more than {self._limits.rows} features, which is the limit (rows). Split it"
            )
        values = self._values(row, properties)
        try:
            sound, mended = sound_geometry(geometry, self._limits, to_degrees)
        except InvalidGeometry as error:
            self.leave_out(row, str(error))
            return
        self._vertices += int(shapely.get_num_coordinates(sound))
        if self._vertices > self._limits.vertices:
            raise SourceParseError(
                f"has more than {self._limits.vertices} corners up to {row}, which is the limit "
                "(vertices). Split it"
            )
        self._reading.features.append(Feature(row, sound, values, layer))
        if what := "; ".join([*repairs, *mended]):
            self._reading.repaired.append(RowNote(row, what))

    def leave_out(self, row: str, reason: str) -> None:
        """Count a row that is not used, with a clause that says why."""
        self._reading.left_out.append(RowNote(row, reason))

    def repaired(self, row: str, what: str) -> None:
        """Note what was mended outside the features, as in the file's encoding."""
        self._reading.repaired.append(RowNote(row, what))

    def doubt(self, sentence: str) -> None:
        """Add what a person should look at before the file is used."""
        if sentence not in self._reading.doubts:
            self._reading.doubts.append(sentence)

    def close(self, crs: str = CRS) -> Reading:
        """Return the features and the account of every row.

        Parameters
        ----------
        crs : str
            The file's own system, such as ``EPSG:3857``; another than EPSG:4326 is reported.
        """
        self._reading.crs = crs
        if crs != CRS and self._reading.features:
            what = f"brought from {crs} to longitude and latitude ({CRS})"
            self._reading.repaired.insert(0, RowNote("all rows", what))
        return self._reading

    def _values(self, row: str, properties: Mapping[str, Any]) -> dict[str, Value]:
        values = {str(name): self._value(row, name, value) for name, value in properties.items()}
        self._names.update(values)
        if len(self._names) > self._limits.columns:
            raise SourceParseError(
                f"has more than {self._limits.columns} properties of different names up to {row}, "
                "which is the limit (columns). Leave out those that are not needed"
            )
        return values

    def _value(self, row: str, name: str, value: Any) -> Value:
        plain = plain_value(value)
        if isinstance(plain, str) and len(plain) > self._limits.text:
            raise SourceParseError(
                f"has a value of {len(plain)} characters ({str(name)[:60]!r} of {row}); the limit "
                f"is {self._limits.text} (text)"
            )
        return plain


def plain_value(value: Any) -> Value:
    """Return a property as text, number, boolean or None; what is nested becomes JSON text.

    Parameters
    ----------
    value : object
        Also numpy's and pandas' scalars; NaN, NaT and NA are None, an infinity is its text.
    """
    if hasattr(value, "item") and not isinstance(value, str | bytes):
        value = value.item() if getattr(value, "ndim", 0) == 0 else value.tolist()
    match value:
        case None | bool() | int() | str():
            plain: Value = value
        case float():
            plain = None if math.isnan(value) else value if math.isfinite(value) else str(value)
        case bytes():
            plain = value.hex()
        case list() | tuple() | dict():
            plain = json.dumps(value, ensure_ascii=False, default=str)
        case _:
            plain = None if value is pd.NaT or value is pd.NA else str(value)
    return plain
