"""One report of many files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import pandas as pd

from geo.models import ImportReport, RowNote

_NUMBERED = re.compile(r"(?P<what>.*\D)(?P<number>\d+)", re.DOTALL)


def merged(name: str, reports: Sequence[ImportReport]) -> ImportReport:
    """Return the report of several files that come in as one import.

    Parameters
    ----------
    name : str
        Of the folder, or whatever a person knows the files by.
    reports : sequence of ImportReport
        Of one file they are returned as they are.

    Returns
    -------
    ImportReport
        Rows of one file with one reason stand together: ``a.geojson, feature 3-20``.
    """
    if len(reports) == 1:
        return reports[0]
    digest = hashlib.sha256("".join(report.sha256 for report in reports).encode())
    return ImportReport(
        file=name,
        sha256=digest.hexdigest(),
        read=sum(report.read for report in reports),
        kept=sum(report.kept for report in reports),
        repaired=_joined(reports, "repaired"),
        left_out=_joined(reports, "left_out"),
        duplicates=_joined(reports, "duplicates"),
        notes=_joined(reports, "notes"),
        doubts=tuple(f"{r.file}: {doubt}" for r in reports for doubt in r.doubts),
    )


def condensed(notes: Sequence[RowNote], file: str = "") -> list[RowNote]:
    """Return notes with rows of one reason drawn together: ``feature 3-20, 25``.

    Parameters
    ----------
    notes : sequence of RowNote
    file : str
        Put in front of the rows, where there are several files.
    """
    by_reason: dict[str, list[RowNote]] = {}
    for note in notes:
        by_reason.setdefault(note.reason, []).append(note)
    front = f"{file}, " if file else ""
    return [
        RowNote(
            front + ", ".join(_runs([note.row for note in group])),
            reason,
            sum(note.rows for note in group),
        )
        for reason, group in by_reason.items()
    ]


def _joined(reports: Sequence[ImportReport], which: str) -> tuple[RowNote, ...]:
    return tuple(
        note for report in reports for note in condensed(getattr(report, which), report.file)
    )


def _runs(rows: Sequence[str]) -> list[str]:
    """Return labels such as ``feature 3``, ``feature 4`` with their numbers drawn together."""
    runs: list[tuple[str, int, int]] = []
    said = []
    for row in rows:
        found = _NUMBERED.fullmatch(row)
        if found is None:
            said.append(row)
            continue
        what, number = found["what"], int(found["number"])
        if runs and runs[-1][0] == what and runs[-1][2] == number - 1:
            runs[-1] = (what, runs[-1][1], number)
        else:
            runs.append((what, number, number))
    previous = ""
    for what, first, last in runs:
        numbers = str(first) if first == last else f"{first}-{last}"
        said.append(numbers if what == previous else f"{what}{numbers}")
        previous = what
    return said


def report_frame(report: ImportReport) -> pd.DataFrame:
    """Return one row for each thing that there is to say about the rows of an import.

    Returns
    -------
    DataFrame
        ``what`` (``left out``, ``duplicate``, ``repaired``, ``to look at``), ``rows`` (how many),
        ``row`` (which), ``reason``.
    """
    said = (
        ("left out", report.left_out),
        ("duplicate", report.duplicates),
        ("repaired", report.repaired),
        ("to look at", report.notes),
    )
    rows = [
        (what, note.rows, note.row, note.reason)
        for what, notes in said
        for note in condensed(notes)
    ]
    return pd.DataFrame(rows, columns=["what", "rows", "row", "reason"])
