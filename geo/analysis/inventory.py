"""What a store holds, as tables: sources, editions, imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from geo.clock import stamp
from geo.models import Category, EditionRecord, HistoryEntry, ImportRecord, Source

_IMPORT_COLUMNS = (
    "id", "recorded", "by", "source", "file", "read", "kept", "repaired", "left_out",
    "duplicates", "undone", "sha256",
)  # fmt: skip
_EDITION_COLUMNS = ("source", "as_of", "stamp", "synthetic")


def sources_frame(sources: Sequence[Source], editions: Sequence[EditionRecord]) -> pd.DataFrame:
    """Return one row for each source, with its terms and the span of its editions."""
    rows = []
    for source in sources:
        own = [e for e in editions if e.source.id == source.id]
        rows.append(
            {
                "source": source.title,
                "publisher": source.publisher,
                "editions": len(own),
                "first": stamp(own[0].as_of, source.time_zone, "day") if own else "",
                "last": stamp(own[-1].as_of, source.time_zone, "day") if own else "",
                "synthetic": source.synthetic,
                "licence": source.licence,
                "redistribution": source.redistribution,
                "attribution": source.attribution,
                "terms": source.terms,
                "url": source.url,
            }
        )
    return pd.DataFrame(rows)


def editions_frame(editions: Sequence[EditionRecord]) -> pd.DataFrame:
    """Return one row for each edition and one column for each category and actor, in km2.

    Returns
    -------
    DataFrame
        ``source``, ``as_of`` (datetime64, UTC), ``stamp`` (words, in the source's zone),
        ``synthetic``, then ``assessed RU``, ``assessed UA`` ... as far as they occur; a figure is
        the sum over kinds, missing where an edition has no such area.
    """
    rows = []
    for edition in editions:
        figures: defaultdict[str, float] = defaultdict(float)
        for area in edition.areas:
            figures[f"{area.category} {area.actor}"] += area.km2
        rows.append(
            {
                "source": edition.source.title,
                "as_of": edition.as_of,
                "stamp": stamp(edition.as_of, edition.source.time_zone, edition.time_precision),
                "synthetic": edition.source.synthetic,
                **figures,
            }
        )
    ranks = {category.value: rank for rank, category in enumerate(Category)}
    figures_found = {name for row in rows for name in row if name not in _EDITION_COLUMNS}
    ordered = sorted(figures_found, key=lambda name: (ranks[name.split()[0]], name))
    frame = pd.DataFrame(rows, columns=[*_EDITION_COLUMNS, *ordered])
    frame["as_of"] = pd.to_datetime(frame["as_of"], utc=True)
    return frame


def imports_frame(imports: Sequence[ImportRecord], sources: Sequence[Source]) -> pd.DataFrame:
    """Return one row for each import, with the balance of its rows; in the given order."""
    titles = {source.id: source.title for source in sources}
    rows = [
        {
            "id": record.id,
            "recorded": record.recorded_at,
            "by": record.recorded_by,
            "source": titles.get(record.source_id, record.source_id),
            "file": record.file,
            "read": record.report["read"],
            "kept": record.report["kept"],
            "repaired": sum(note.get("rows", 1) for note in record.report["repaired"]),
            "left_out": sum(note.get("rows", 1) for note in record.report["left_out"]),
            "duplicates": sum(n.get("rows", 1) for n in record.report.get("duplicates", ())),
            "undone": "" if record.undone is None else record.undone.reason,
            "sha256": record.sha256,
        }
        for record in imports
    ]
    return pd.DataFrame(rows, columns=list(_IMPORT_COLUMNS))


def notes_frame(imports: Sequence[ImportRecord]) -> pd.DataFrame:
    """Return one row for each row of a file of which there is something to say."""
    rows = [
        {"import": record.id, "file": record.file, "what": what.replace("_", " ")}
        | {name: note[name] for name in ("row", "reason")}
        for record in imports
        for what in ("repaired", "left_out", "duplicates", "notes")
        for note in record.report.get(what, ())
    ]
    return pd.DataFrame(rows, columns=["import", "file", "what", "row", "reason"])


def history_frame(entries: Sequence[HistoryEntry]) -> pd.DataFrame:
    """Return one row for each entry of the history: number, when, who, what, and its details."""
    rows = [
        {
            "id": entry.id,
            "at": entry.at,
            "by": entry.by,
            "action": entry.action,
            "subject": entry.subject,
            "details": ", ".join(
                f"{name}: {value}" for name, value in entry.details.items() if name != "sha256"
            ),
        }
        for entry in entries
    ]
    return pd.DataFrame(rows, columns=["id", "at", "by", "action", "subject", "details"])
