"""Events out of files: by a layout that is known, or by columns that a person names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geo.errors import SourceParseError
from geo.models import ImportReport
from geo.sources.event_formats import EVENT_FORMATS, event_format_of
from geo.sources.event_points import table_of_features
from geo.sources.event_table import EventFormat, ReadEvents
from geo.sources.features import Reading
from geo.sources.mapped import ColumnMapping, read_mapped, suggest_mapping
from geo.sources.settlement_reports import is_settlement_table

_SHOWN_ROWS = 50


@dataclass(frozen=True)
class Layout:
    """How a table of events is to be read."""

    known: EventFormat | None
    mapping: ColumnMapping | None
    """What the names of its columns suggest, or a person said; None if the layout is known."""


def holds_events(reading: Reading) -> bool:
    """Return whether a file holds events: a table that is none of settlements, or points alone."""
    if reading.table is not None:
        return not is_settlement_table([str(column) for column in reading.table.columns])
    kinds = {feature.geometry.geom_type for feature in reading.features}
    return kinds == {"Point"}


def event_table(reading: Reading) -> pd.DataFrame:
    """Return the rows of a file of events as a table of text."""
    return reading.table if reading.table is not None else table_of_features(reading.features)


def layout_of(table: pd.DataFrame, said: ColumnMapping | None = None) -> Layout:
    """Return how a table is to be read.

    Parameters
    ----------
    table : DataFrame
    said : ColumnMapping, optional
        What a person has said of a table with these columns; it goes before all else.
    """
    columns = [str(column) for column in table.columns]
    if said is not None:
        return Layout(None, said)
    known = event_format_of(columns)
    if known is not None:
        return Layout(known, None)
    rows = table.head(_SHOWN_ROWS).astype("str").to_numpy().tolist()
    return Layout(None, suggest_mapping(columns, rows))


def mapping_name(columns: Sequence[str]) -> str:
    """Return the name under which the reading of a table with these columns is remembered."""
    return "columns " + hashlib.sha256("\x1f".join(columns).encode()).hexdigest()[:24]


def read_layout(table: pd.DataFrame, layout: Layout) -> ReadEvents:
    """Read a table of events.

    Raises
    ------
    SourceParseError
        If nobody has said which of its columns is the date and which the place.
    GeoError
        As the reader of the layout.
    """
    if layout.known is not None:
        return layout.known.read(table)
    if layout.mapping is None:
        listed = ", ".join(repr(str(column)[:40]) for column in table.columns[:12])
        raise SourceParseError(
            "is a table, and its columns do not say which is the date and which the place: "
            f"{listed}. Say it with --column date=... --column lon=... --column lat=..., or on the "
            "Data page."
        )
    return read_mapped(table, layout.mapping)


def events_report(
    reading: Reading, read: ReadEvents, layout: Layout, file: str, sha256: str
) -> ImportReport:
    """Return the report of a file of events; a suggested mapping is something to be asked about."""
    doubts = list(reading.doubts)
    if layout.mapping is not None:
        said = ", ".join(
            f"{role} = {column!r}" for role, column in layout.mapping.columns().items() if column
        )
        written = layout.mapping.date_format
        doubts.append(f"Its columns are read as: {said}; dates as {written}.")
    return ImportReport(
        file=file,
        sha256=sha256,
        read=reading.read,
        kept=len(read.events),
        repaired=tuple(reading.repaired),
        left_out=(*reading.left_out, *read.left_out),
        duplicates=tuple(read.duplicates),
        notes=tuple(read.notes),
        doubts=tuple(doubts),
    )


def event_source_named(name: str) -> EventFormat | None:
    """Return the first layout whose source has this id; None if it is another's."""
    wanted = name.strip().lower()
    return next((layout for layout in EVENT_FORMATS if layout.source.id == wanted), None)
