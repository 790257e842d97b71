"""What an import would do, or did, in one word, one sentence and a list of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from geo.errors import GeoError
from geo.models import ImportReport, RowNote, rows_of
from geo.sources.features import Reading

Word = Literal["accept", "repair", "reject"]
_LISTED = 12


@dataclass(frozen=True)
class Outcome:
    """How a file fared."""

    outcome: Word
    """``accept``: all as it came; ``repair``: something mended or some rows refused; ``reject``:
    nothing is stored."""
    read: int
    stored: int
    repaired: Sequence[RowNote]
    refused: Sequence[RowNote]
    notes: Sequence[RowNote]
    """Rows that are stored without a place or a date, or should be looked at."""
    message: str

    def as_json(self) -> dict[str, Any]:
        """Return the form of ``python -m geo import --dry-run --json``."""
        return {
            "outcome": self.outcome,
            "read": self.read,
            "stored": self.stored,
            "repaired": len(self.repaired),
            "refused": _rows(self.refused),
            "repairs": _rows(self.repaired),
            "notes": _rows(self.notes),
            "message": self.message,
        }


def refused(error: GeoError) -> Outcome:
    """Return the outcome of a file that cannot be read at all."""
    return Outcome("reject", 0, 0, (), (), (), str(error))


def of_report(report: ImportReport, more: Sequence[str] = ()) -> Outcome:
    """Return the outcome of a file whose rows were accounted for.

    Parameters
    ----------
    report : ImportReport
    more : sequence of str
        Further sentences, such as what must still be said before it can be stored.
    """
    left = (*report.left_out, *report.duplicates)
    word: Word = "accept"
    if report.read and not report.kept:
        word = "reject"
    elif report.repaired or report.left_out:
        word = "repair"
    counted = f"The file {report.file!r} has {_rows_word(report.read)}: {report.kept} can be kept"
    if report.left_out:
        counted += f", {rows_of(report.left_out)} are left out"
    if report.duplicates:
        counted += f", {rows_of(report.duplicates)} are duplicates"
    sentences = [counted + "."]
    for title, notes in (
        ("Left out", report.left_out), ("Duplicates", report.duplicates),
        ("Repaired", report.repaired), ("To look at", report.notes),
    ):  # fmt: skip
        if notes:
            sentences.append(f"{title}: {_listed(notes)}.")
    sentences += [*report.doubts, *more]
    return Outcome(
        word, report.read, report.kept, report.repaired, left, report.notes, " ".join(sentences)
    )


def of_reading(reading: Reading, file: str, sha256: str) -> ImportReport:
    """Return the report of a file before anyone has said what its rows mean."""
    return ImportReport(
        file=file,
        sha256=sha256,
        read=reading.read,
        kept=reading.read - len(reading.left_out),
        repaired=tuple(reading.repaired),
        left_out=tuple(reading.left_out),
        doubts=tuple(reading.doubts),
    )


def _rows(notes: Sequence[RowNote]) -> list[dict[str, str]]:
    return [{"row": note.row, "reason": note.reason} for note in notes]


def _rows_word(count: int) -> str:
    return "no rows" if count == 0 else "1 row" if count == 1 else f"{count} rows"


def _listed(notes: Sequence[RowNote]) -> str:
    said = [f"{note.row} {note.reason}".rstrip(".") for note in notes[:_LISTED]]
    rest = len(notes) - len(said)
    return "; ".join(said) + (f"; and {rest} more" if rest else "")
