"""An import as it would be stored, with what a person must be asked about it first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from geo.clock import TimePrecision, to_rfc3339
from geo.errors import ClockError, GeoError
from geo.intake.chosen import Chosen
from geo.intake.editions import PlannedEdition, doubts_against, plan_edition
from geo.intake.files import Dated, Read
from geo.intake.reports import merged
from geo.models import EditionRecord, ImportReport, RowNote, Source
from geo.store import PreparedEdition


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
        Such as :func:`geo.intake.files.read_with` returns.
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
    planned: dict[datetime, PlannedEdition] = {}
    reports: list[ImportReport] = []
    doubts: list[str] = []
    systems: set[str] = set()
    for files in dated:
        front = f"{files.items[0].name}: " if len(dated) > 1 else ""
        try:
            made = plan_edition(read_item, files.items, chosen.source, chosen.says, _instant(files))
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
                f"{smaller.report.file}: it would be left out, since {made.report.file!r} is as of "
                f"{to_rfc3339(made.prepared.as_of)} as well and holds more."
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
