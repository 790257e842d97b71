"""Editions as an import would store them, each with what a person must be asked about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from geo.clock import TimePrecision, to_rfc3339
from geo.errors import ClockError
from geo.intake.chosen import Chosen
from geo.intake.editions import PlannedEdition, doubts_against, plan_edition
from geo.intake.files import Dated, Read
from geo.intake.reports import merged
from geo.models import EditionRecord, ImportReport, Source


@dataclass(frozen=True)
class Plan:
    """An import before it is stored: what it would bring, and what must be asked first."""

    source: Source
    editions: tuple[PlannedEdition, ...]
    """By instant."""
    report: ImportReport
    """Of all files together."""
    doubts: tuple[str, ...]
    """What a person must answer for, each a sentence."""
    crs: str
    """The coordinate systems of the files; all was brought to EPSG:4326."""


@dataclass(frozen=True)
class Asked:
    """A planned edition and what looks wrong with it."""

    planned: PlannedEdition
    doubts: tuple[str, ...]


def plan_editions(
    read_item: Read,
    dated: Sequence[Dated],
    chosen: Chosen,
    known: Sequence[EditionRecord],
    now: datetime,
) -> Iterator[Asked]:
    """Yield the editions of some files in order of date.

    Parameters
    ----------
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

    Raises
    ------
    ClockError
        If a file does not say what instant it describes.
    GeoError
        If a file cannot be read; those before it were yielded.
    """
    areas = {edition.as_of: sum(f.km2 for f in edition.areas) for edition in known}
    came: set[datetime] = set()
    for files in dated:
        planned = plan_edition(read_item, files.items, chosen.source, chosen.says, _instant(files))
        instant = planned.edition.as_of
        earlier = [when for when in areas if when < instant]
        before = areas[max(earlier)] if earlier else None
        doubts = [*planned.report.doubts]
        doubts += doubts_against(planned, before, instant in came, now)
        areas[instant] = planned.km2
        came.add(instant)
        yield Asked(planned, tuple(doubts))


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


def plan_import(
    name: str,
    read_item: Read,
    dated: Sequence[Dated],
    chosen: Chosen,
    known: Sequence[EditionRecord],
    now: datetime,
) -> Plan:
    """Return what some files would bring.

    Parameters
    ----------
    name : str
        By which a person knows the files together: a folder's name.
    read_item, dated, chosen, known, now
        As :func:`plan_editions` takes them.

    Raises
    ------
    GeoError
        As :func:`plan_editions`; nothing is planned then.
    """
    asked = list(plan_editions(read_item, dated, chosen, known, now))
    several = len(asked) > 1
    return Plan(
        source=chosen.source,
        editions=tuple(a.planned for a in asked),
        report=merged(name, [a.planned.report for a in asked]),
        doubts=tuple(
            f"{a.planned.report.file}: {doubt}" if several else doubt
            for a in asked
            for doubt in a.doubts
        ),
        crs=", ".join(sorted({a.planned.crs for a in asked})),
    )
