"""Events out of files: by a layout that is known, or by columns that a person names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from geo.errors import SourceParseError
from geo.models import ImportReport, RowNote
from geo.sources.event_formats import EVENT_FORMATS, event_format_of
from geo.sources.event_points import table_of_features
from geo.sources.event_table import EventFormat, ReadEvents
from geo.sources.features import Reading
from geo.sources.mapped import ColumnMapping, read_mapped, suggest_mapping
from geo.sources.reader import shown_name
from geo.sources.settlement_reports import is_settlement_table
from geo.sources.viina import is_labels, join_labels

_SHOWN_ROWS = 50


@dataclass(frozen=True)
class Layout:
    """How a table of events is to be read."""

    known: EventFormat | None
    mapping: ColumnMapping | None
    """What the names of its columns suggest, or a person said; None if the layout is known."""


@dataclass(frozen=True)
class EventFile:
    """A file of events, read."""

    name: str
    reading: Reading
    table: pd.DataFrame
    sha256: str
    notes: tuple[RowNote, ...] = ()
    """What is to be said of what another file added to it."""


def holds_events(reading: Reading) -> bool:
    """Return whether a file holds events: a table that is none of settlements, or points alone."""
    if reading.table is not None:
        return not is_settlement_table([str(column) for column in reading.table.columns])
    kinds = {feature.geometry.geom_type for feature in reading.features}
    return kinds == {"Point"}


def event_table(reading: Reading) -> pd.DataFrame:
    """Return the rows of a file of events as a table of text."""
    return reading.table if reading.table is not None else table_of_features(reading.features)


def first_of_events(readings: Sequence[Reading]) -> Reading:
    """Return the reading whose columns say how all are read: the first that is not of labels."""
    others = (r for r in readings if not is_labels(_columns(event_table(r))))
    return next(others, readings[0])


def with_labels(files: Sequence[EventFile]) -> list[EventFile]:
    """Return files of events, those of VIINA with the labels that came in files of their own.

    Raises
    ------
    SourceParseError
        If there are labels and no events, or an event has two.
    """
    labels = [file for file in files if is_labels(_columns(file.table))]
    events = [file for file in files if file not in labels]
    if not labels:
        return events
    if not events:
        raise SourceParseError(
            f"The file {shown_name(labels[0].name)} holds VIINA's labels without the events that "
            "they are of. Import it together with event_info of the same year."
        )
    together = pd.concat([f.table.set_axis(f.name + ", " + f.table.index) for f in labels])
    made = [join_labels(file.table, together) for file in events]
    unused = [n for n in made[0][1] if all(n in notes for _, notes in made)]
    notes = [
        RowNote("labels", "are joined to their events", len(together) - len(unused)),
        *unused,
        *(RowNote(f"{f.name}, {n.row}", n.reason) for f in labels for n in f.reading.left_out),
    ]
    joined = [replace(f, table=table) for f, (table, _) in zip(events, made, strict=True)]
    return [replace(joined[0], notes=tuple(notes)), *joined[1:]]


def _columns(table: pd.DataFrame) -> list[str]:
    return [str(column) for column in table.columns]


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


def events_report(file: EventFile, read: ReadEvents, layout: Layout) -> ImportReport:
    """Return the report of a file of events; a suggested mapping is something to be asked about."""
    reading = file.reading
    doubts = list(reading.doubts)
    if layout.mapping is not None:
        said = ", ".join(
            f"{role} = {column!r}" for role, column in layout.mapping.columns().items() if column
        )
        written = layout.mapping.date_format
        doubts.append(f"Its columns are read as: {said}; dates as {written}.")
    return ImportReport(
        file=file.name,
        sha256=file.sha256,
        read=reading.read,
        kept=len(read.events),
        repaired=tuple(reading.repaired),
        left_out=(*reading.left_out, *read.left_out),
        duplicates=tuple(read.duplicates),
        notes=(*read.notes, *file.notes),
        doubts=tuple(doubts),
    )


def event_source_named(name: str) -> EventFormat | None:
    """Return the first layout whose source has this id; None if it is another's."""
    wanted = name.strip().lower()
    return next((layout for layout in EVENT_FORMATS if layout.source.id == wanted), None)
