"""An import as it would be stored, with what a person must be asked about it first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from geo.clock import TimePrecision, to_rfc3339
from geo.errors import ClockError, GeoError, SourceParseError
from geo.figures import area_figures
from geo.intake.chosen import Chosen
from geo.intake.editions import PlannedEdition, doubts_against, plan_edition
from geo.intake.events import (
    EventFile,
    event_table,
    events_report,
    holds_events,
    layout_of,
    read_layout,
    with_labels,
)
from geo.intake.files import Dated, Item, Read, by_date, reading_ahead
from geo.intake.reports import merged
from geo.intake.settlements import editions_of
from geo.models import EditionRecord, ImportReport, RowNote, Source
from geo.sources.features import Reading
from geo.sources.mapped import ColumnMapping
from geo.sources.reader import shown_name
from geo.sources.settlement_reports import read_reports
from geo.store import PreparedEdition, Spool, prepare


@dataclass(frozen=True)
class Plan:
    """An import before it is stored: what it would bring, and what must be asked first."""

    source: Source
    editions: tuple[PreparedEdition, ...]
    """By instant, each of another."""
    report: ImportReport
    """Of all files together."""
    doubts: tuple[str, ...]
    """What a person must answer for, each a sentence."""
    crs: str
    """The coordinate systems of the files; all was brought to EPSG:4326."""
    events: pd.DataFrame | None = None
    """Columns as in :data:`geo.events.EVENT_COLUMNS`; None for an import of editions."""
    mapping: ColumnMapping | None = None
    """How the columns of the events were read, if their layout is none that is known."""
    columns: tuple[str, ...] = ()
    """Names of these columns."""

    def words(self) -> str:
        """Return what would come in: ``3 editions of Desk, 2025-01-05T00:00:00Z to ...``."""
        if self.events is not None:
            return f"{len(self.events):,} events of {self.source.title}"
        first, last = (to_rfc3339(self.editions[at].as_of) for at in (0, -1))
        if len(self.editions) == 1:
            return f"{self.source.title} as of {first}"
        return f"{len(self.editions)} editions of {self.source.title}, {first} to {last},"


def plan_import(
    name: str,
    read_item: Read,
    dated: Sequence[Dated],
    chosen: Chosen,
    known: Sequence[EditionRecord],
    now: datetime,
    progress: Callable[[], None] = lambda: None,
) -> Plan:
    """Read files and return what they would bring; nothing is stored.

    Parameters
    ----------
    name : str
        By which a person knows the files together: a folder's name.
    read_item : callable
        Such as :func:`geo.intake.files.read_with` returns; called in a thread.
    dated : sequence of Dated
        The files, in order.
    chosen : Chosen
        Whose they are and what they mean.
    known : sequence of EditionRecord
        Of the same source, as the store has them; only their figures are looked at.
    now : datetime
        Aware.
    progress : callable
        Called after each of ``dated``.

    Raises
    ------
    GeoError
        If a file that comes alone cannot be read. One of many is left out, and asked about.
    """
    # Hundreds of editions would fill the memory; one need not leave it.
    keep = Spool().keep if len(dated) > 1 else None
    planned: dict[datetime, PlannedEdition] = {}
    reports: list[ImportReport] = []
    doubts: list[str] = []
    systems: set[str] = set()
    with reading_ahead(read_item, [item for files in dated for item in files.items]) as read:
        for files in dated:
            front = f"{files.items[0].name}: " if len(dated) > 1 else ""
            try:
                made = plan_edition(
                    read, files.items, chosen.source, chosen.says, _instant(files), keep
                )
            except GeoError as error:
                if len(dated) == 1:
                    raise
                doubts.append(f"{front}it would be left out, since it cannot be used. {error}")
                progress()
                continue
            systems.add(made.crs)
            doubts += [f"{front}{doubt}" for doubt in made.report.doubts]
            other = planned.get(made.prepared.as_of)
            if other is not None and other.prepared.content_hash != made.prepared.content_hash:
                made, smaller = (made, other) if made.km2 > other.km2 else (other, made)
                reports = [report for report in reports if report is not smaller.report]
                reports.append(_left_out(smaller.report))
                doubts.append(
                    f"{smaller.report.file}: it would be left out, since {made.report.file!r} is "
                    f"as of {to_rfc3339(made.prepared.as_of)} as well and holds more."
                )
            planned[made.prepared.as_of] = made
            if made.report not in reports:
                reports.append(made.report)
            progress()
    return Plan(
        source=chosen.source,
        editions=tuple(planned[instant].prepared for instant in sorted(planned)),
        report=merged(name, reports),
        doubts=(*doubts, *_doubts_in_time(planned, known, now, len(dated) > 1)),
        crs=", ".join(sorted(systems)),
    )


def plan_any(
    name: str,
    read_item: Read,
    items: Sequence[Item],
    chosen: Chosen,
    known: Sequence[EditionRecord],
    now: datetime,
    *,
    as_of: tuple[datetime, TimePrecision] | None = None,
    said: Callable[[Sequence[str]], ColumnMapping | None] = lambda columns: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Plan:
    """Read files of any kind and return what they would bring; the first says of what kind.

    Parameters
    ----------
    name, read_item, chosen, known, now
        As :func:`plan_import` takes them.
    items : sequence of Item
    as_of : (datetime, precision), optional
        What they describe, whatever their names say.
    said : callable
        Returns how a table with these columns is to be read, if a person has said so.
    progress : callable
        Told how many files were read, and of how many.

    Raises
    ------
    GeoError
        As :func:`plan_import`, :func:`plan_events` and :func:`plan_settlements`.
    """
    first: tuple[Reading, bytes] | None = None
    if len(items) == 1 or chosen.of_events:
        first = read_item(items[0])

    def once_read(item: Item) -> tuple[Reading, bytes]:
        return first if first is not None and item is items[0] else read_item(item)

    if first is not None and holds_events(first[0]):
        columns = [str(column) for column in event_table(first[0]).columns]
        return plan_events(name, once_read, items, chosen.source, said(columns))
    if first is not None and first[0].table is not None:
        return plan_settlements(name, once_read, items[0], chosen.source)
    dated = by_date(items, chosen.source.time_zone, together=chosen.together, as_of=as_of)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, len(dated))

    return plan_import(name, once_read, dated, chosen, known, now, step)


def plan_events(
    name: str,
    read_item: Read,
    items: Sequence[Item],
    source: Source,
    said: ColumnMapping | None = None,
) -> Plan:
    """Read files of events and return what they would bring; nothing is stored.

    Parameters
    ----------
    name, read_item
        As :func:`plan_import` takes them.
    items : sequence of Item
        Of one layout.
    source : Source
    said : ColumnMapping, optional
        Which column is what, for a layout that is not known.

    Raises
    ------
    GeoError
        If a file cannot be read, or nobody has said which of its columns is what.
    """
    files = []
    for item in items:
        reading, data = read_item(item)
        digest = hashlib.sha256(data).hexdigest()
        files.append(EventFile(item.name, reading, event_table(reading), digest))
    frames, reports, systems = [], [], set()
    mapping = said
    columns: tuple[str, ...] = ()
    for file in with_labels(files):
        layout = layout_of(file.table, said)
        try:
            read = read_layout(file.table, layout)
        except SourceParseError as error:
            raise SourceParseError(f"The file {shown_name(file.name)} {error}") from error
        reports.append(events_report(file, read, layout))
        frames.append(read.events)
        systems.add(file.reading.crs)
        mapping, columns = layout.mapping, tuple(str(column) for column in file.table.columns)
    report = merged(name, reports)
    return Plan(
        source=source,
        editions=(),
        report=report,
        doubts=tuple(d for d in report.doubts if said is None or "columns are read as" not in d),
        crs=", ".join(sorted(systems)),
        events=pd.concat(frames) if len(frames) > 1 else frames[0],
        mapping=mapping,
        columns=columns,
    )


def plan_settlements(name: str, read_item: Read, item: Item, source: Source) -> Plan:
    """Read a table of settlement reports and return an edition for each day that it speaks of.

    Parameters
    ----------
    name, read_item
        As :func:`plan_import` takes them.
    item : Item
    source : Source
        Is marked synthetic: cells around settlements are a rule, not a survey.

    Raises
    ------
    GeoError
        If the table cannot be read.
    """
    reading, data = read_item(item)
    if reading.table is None:
        raise SourceParseError(f"The file {shown_name(item.name)} holds no table of settlements.")
    try:
        reports = read_reports(reading.table)
    except SourceParseError as error:
        raise SourceParseError(f"The file {shown_name(item.name)} {error}") from error
    made = replace(source, synthetic=True)
    left_out = (*reading.left_out, *reports.left_out)
    return Plan(
        source=made,
        editions=tuple(
            prepare(edition, area_figures(edition.areas), item.name, data)
            for edition in editions_of(reports, made)
        ),
        report=ImportReport(
            file=name,
            sha256=hashlib.sha256(data).hexdigest(),
            read=reading.read,
            kept=reading.read - len(left_out),
            repaired=tuple(reading.repaired),
            left_out=left_out,
            doubts=tuple(reading.doubts),
        ),
        doubts=tuple(reading.doubts),
        crs=reading.crs,
    )


def _doubts_in_time(
    planned: dict[datetime, PlannedEdition],
    known: Sequence[EditionRecord],
    now: datetime,
    several: bool,
) -> list[str]:
    """Return what looks wrong with editions beside the ones before them."""
    areas = {edition.as_of: sum(f.km2 for f in edition.areas) for edition in known}
    areas |= {instant: made.km2 for instant, made in planned.items()}
    doubts = []
    for instant, made in sorted(planned.items()):
        earlier = [when for when in areas if when < instant]
        before = areas[max(earlier)] if earlier else None
        front = f"{made.report.file}: " if several else ""
        doubts += [f"{front}{doubt}" for doubt in doubts_against(made, before, now)]
    return doubts


def _left_out(report: ImportReport) -> ImportReport:
    """Return the report of a file of which nothing is used after all."""
    reason = "is of a file in whose place another of the same instant is used"
    note = RowNote(f"{report.kept} areas", reason, report.kept)
    return ImportReport(
        file=report.file,
        sha256=report.sha256,
        read=report.read,
        kept=0,
        left_out=(*report.left_out, note),
        duplicates=report.duplicates,
        doubts=report.doubts,
    )


def _instant(dated: Dated) -> tuple[datetime, TimePrecision]:
    if dated.as_of is None:
        item = dated.items[0]
        hint = ""
        if item.edited_at is not None:
            hint = f" It was last edited {to_rfc3339(item.edited_at)}."
        raise ClockError(
            f"{item.name!r} does not say what instant it describes.{hint} Pass --as-of 2025-01-05 "
            "or --as-of 2025-01-05T13:30:00-05:00."
        )
    return dated.as_of, dated.precision
