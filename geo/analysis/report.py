"""Changes as text: a table for the eye, Markdown, CSV and JSON, all with the same figures."""

from __future__ import annotations

import pandas as pd

from geo.analysis.changes import COLUMNS, SliverRule
from geo.clock import local_date, stamp
from geo.models import EditionRecord

FORMATS = ("table", "markdown", "csv", "json")


def render(
    form: str,
    changes: pd.DataFrame,
    before: EditionRecord,
    after: EditionRecord,
    rule: SliverRule,
) -> str:
    """Return a report on two editions as text that ends with a line break.

    Parameters
    ----------
    form : {"table", "markdown", "csv", "json"}
        CSV and JSON hold the figures alone, to six digits; the others say sources and method too.
    changes : DataFrame
        As :func:`geo.analysis.changes.changes` returns it for these editions and this rule.
    before, after : EditionRecord
    rule : SliverRule
    """
    if form == "csv":
        return as_csv(changes)
    if form == "json":
        return changes.to_json(orient="records", indent=1, double_precision=6) + "\n"
    heading = f"{_words(before)}  to  {_words(after)}"
    notes = [f"km², {rule.words()}", *credits_of(before, after)]
    if form == "markdown":
        return "\n".join([f"**{heading}**", "", *_markdown(changes), "", *notes, ""])
    table = changes.to_string(index=False, float_format=lambda km2: f"{km2:,.1f}")
    return "\n".join([heading, table, *notes, ""])


def as_csv(changes: pd.DataFrame) -> str:
    """Return the figures as CSV with a heading, km2 to six digits."""
    return changes.to_csv(index=False, float_format="%.6f", lineterminator="\n")


def report_name(before: EditionRecord, after: EditionRecord) -> str:
    """Return a file name without ending: ``changes-kursk-seed-2024-12-20-2025-01-05``."""
    days = [local_date(e.as_of, e.source.time_zone).isoformat() for e in (before, after)]
    return f"changes-{after.source.id}-{days[0]}-{days[1]}"


def _markdown(changes: pd.DataFrame) -> list[str]:
    words, numbers = COLUMNS[:3], COLUMNS[3:]
    rows = [
        [*(str(row[name]) for name in words), *(f"{row[name]:,.2f}" for name in numbers)]
        for row in changes.to_dict("records")
    ]
    rule = [*("---" for _ in words), *("---:" for _ in numbers)]
    return [f"| {' | '.join(cells)} |" for cells in ([*words, *numbers], rule, *rows)]


def credits_of(before: EditionRecord, after: EditionRecord) -> list[str]:
    """Return the credit of each source that two editions are of, with what is synthetic marked."""
    sources = {edition.source.id: edition.source for edition in (before, after)}.values()
    return [f"{s.attribution}." + (" Synthetic." if s.synthetic else "") for s in sources]


def _words(edition: EditionRecord) -> str:
    when = stamp(edition.as_of, edition.source.time_zone, edition.time_precision)
    return f"{edition.source.title}, {when}"
