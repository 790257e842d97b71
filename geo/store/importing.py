"""The entry that an import leaves in the history."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import Engine

from geo.access import Action, Doer
from geo.models import ImportReport, Source
from geo.store.history import Change, recorded


def importing(
    engine: Engine, at: datetime, by: Doer, needs: Action = Action.IMPORT
) -> AbstractContextManager[Change]:
    """Hold the write lock for an import, and append its entry; see :func:`recorded`."""
    return recorded(engine, "import", at=at, by=by, needs=needs)


def say(
    change: Change, import_id: int, source: Source, report: ImportReport, **counts: int
) -> None:
    """Say what came in, for the entry."""
    change.subject = f"import {import_id}"
    change.details = {
        "file": report.file, "sha256": report.sha256, "source": source.id, **counts,
    }  # fmt: skip
