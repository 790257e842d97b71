"""The store's verbs: bring editions, places and claims in; hand them out again.

Nothing is overwritten and nothing is deleted; every import is one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from geo.figures import area_figures
from geo.models import Claim, ClaimStatus, Edition, ImportReport, Place, Source
from geo.store import edits, insert, live
from geo.store.check import Finding, check
from geo.store.derived import Derived
from geo.store.engine import OLDER, open_engine, version_of
from geo.store.events import add_events
from geo.store.history import Change, note_restore, recorded
from geo.store.migrate import migrate
from geo.store.prepared import PreparedEdition, prepare
from geo.store.reading import Reading
from geo.store.records import ImportResult


def open_store(path: str | Path, *, now: datetime | None = None) -> Store:
    """Open the store at ``path``, laying it out if the file is not there yet.

    A store of an older version is brought to this one, after a copy of it was put beside it.

    Parameters
    ----------
    path : str or Path
    now : datetime, optional
        Aware; when a migration takes place. The present by default.

    Raises
    ------
    StoreError
        If the file is something else, of another version, or cannot be written.
    """
    path = Path(path)
    engine = open_engine(path)
    version = version_of(engine, path)
    if version in OLDER:
        migrate(engine, path, version, now=now or datetime.now(UTC))
    return Store(engine)


class Store(Reading):
    """One GeoPackage. Safe to share between threads; opened by :func:`open_store`.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        As :func:`geo.store.engine.open_engine` makes it.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.derived = Derived(engine)

    def note_restore(self, file: str, *, at: datetime, by: str) -> None:
        """Write into the history that this store was put back from a copy."""
        note_restore(self._engine, file, at=at, by=by)

    def check(self) -> list[Finding]:
        """Return all that is wrong with the store; see :func:`geo.store.check.check`."""
        return check(self._engine)

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()

    def import_edition(
        self,
        edition: Edition,
        report: ImportReport,
        *,
        recorded_at: datetime,
        recorded_by: str,
        original: bytes = b"",
    ) -> ImportResult:
        """Add an edition, all or nothing; as :meth:`import_editions` with one.

        Parameters
        ----------
        edition : Edition
            Its geometries must be valid; :func:`geo.geometry.repair` makes them so.
        original : bytes
            The file that it came from, to be kept; empty if there is none.
        """
        figures = area_figures(edition.areas)
        prepared = prepare(edition, figures, report.file, original)
        return self.import_editions(
            [prepared], edition.source, report, recorded_at=recorded_at, recorded_by=recorded_by
        )

    def import_editions(
        self,
        editions: Sequence[PreparedEdition],
        source: Source,
        report: ImportReport,
        *,
        recorded_at: datetime,
        recorded_by: str,
    ) -> ImportResult:
        """Add editions of one source as one import, all or nothing.

        Parameters
        ----------
        editions : sequence of PreparedEdition
            As :func:`geo.store.prepare` makes them, each of another instant.
        source : Source
        report : ImportReport
            What was done to each row; kept for ever.
        recorded_at : datetime
            Aware.
        recorded_by : str
            Who imports.

        Returns
        -------
        ImportResult
            ``changed`` is False if the source has exactly these editions already; editions that it
            has are passed over.

        Raises
        ------
        StoreError
            If the source has another edition for one of the instants.
        """
        with recorded(self._engine, "import", at=recorded_at, by=recorded_by) as change:
            connection = change.connection
            insert.add_source(connection, source)
            new, known = insert.new_among(connection, source, editions)
            if not new and known is not None:
                return ImportResult(False, known)
            import_id = insert.add_import(connection, source, report, recorded_at, recorded_by)
            insert.add_editions(connection, source, import_id, new)
            live.refresh_layer(connection, source.id)
            _say(change, import_id, source, report, editions=len(new))
        return ImportResult(True, import_id)

    def import_events(
        self,
        events: pd.DataFrame,
        source: Source,
        report: ImportReport,
        *,
        recorded_at: datetime,
        recorded_by: str,
    ) -> ImportResult:
        """Add events as one import, all or nothing.

        Parameters
        ----------
        events : DataFrame
            Columns as in :data:`geo.events.EVENT_COLUMNS`; the index says where each row stood.
            What is in the store already, letter for letter, is not stored again; an event of a
            known id that says something else replaces what was said before, and that stays.
        source : Source
        report : ImportReport
        recorded_at, recorded_by
            As of :meth:`import_editions`.

        Returns
        -------
        ImportResult
            ``changed`` is False if this very file is live already.
        """
        with recorded(self._engine, "import", at=recorded_at, by=recorded_by) as change:
            connection = change.connection
            result = insert.begin_import(connection, source, report, recorded_at, recorded_by)
            if not result.changed:
                return result
            written = add_events(connection, events, source.id, result.import_id)
            live.refresh_events(connection, source.id)
            known = len(events) - written
            _say(change, result.import_id, source, report, events=written, known=known)
        return result

    def import_places(
        self,
        places: Sequence[Place],
        source: Source,
        report: ImportReport,
        *,
        recorded_at: datetime,
        recorded_by: str,
    ) -> ImportResult:
        """Add places whose ids the store does not have; the same file again changes nothing."""
        with recorded(self._engine, "import", at=recorded_at, by=recorded_by) as change:
            connection = change.connection
            result = insert.begin_import(connection, source, report, recorded_at, recorded_by)
            if not result.changed:
                return result
            insert.add_places(connection, places, result.import_id)
            _say(change, result.import_id, source, report, places=len(places))
        return result

    def import_claims(
        self,
        claims: Sequence[Claim],
        source: Source,
        report: ImportReport,
        *,
        recorded_at: datetime,
        recorded_by: str,
    ) -> ImportResult:
        """Add claims, each with its first status; the same file again changes nothing."""
        with recorded(self._engine, "import", at=recorded_at, by=recorded_by) as change:
            connection = change.connection
            result = insert.begin_import(connection, source, report, recorded_at, recorded_by)
            if not result.changed:
                return result
            insert.add_claims(
                connection, claims, source, result.import_id, recorded_at, recorded_by
            )
            _say(change, result.import_id, source, report, claims=len(claims))
        return result

    def undo(self, import_id: int, *, by: str, at: datetime, reason: str) -> None:
        """Let an import count no more. Nothing is deleted; its rows are no longer handed out.

        Parameters
        ----------
        import_id : int
            As :meth:`imports` gives it.
        by : str
            Who.
        at : datetime
            Aware.
        reason : str
            Why, in words; shown in the history.

        Raises
        ------
        NotInStore
            If there is no such import.
        StoreError
            If it was undone already, or no reason is given.
        """
        edits.undo(self._engine, import_id, by=by, at=at, reason=reason)

    def save_mapping(
        self, name: str, body: Mapping[str, Any], *, by: str, at: datetime, based_on: int
    ) -> int:
        """Remember how a table of these columns is to be read, and return the version.

        Parameters
        ----------
        name : str
            What the table is known by.
        body : mapping
            Plain JSON values.
        by, at
            Who and when; the instant is aware.
        based_on : int
            Version that was seen before the edit, 0 for none.

        Raises
        ------
        StaleEdit
            If there is a later version; both are shown and nothing is stored.
        """
        return edits.save_mapping(self._engine, name, body, by=by, at=at, based_on=based_on)

    def mapping(self, name: str) -> tuple[int, dict[str, Any]]:
        """Return the latest version of a mapping and its body; 0 and an empty one if none is."""
        return edits.mapping(self._engine, name)

    def set_claim_status(
        self,
        claim_id: str,
        status: ClaimStatus,
        *,
        by: str,
        at: datetime,
        reason: str,
        based_on: int,
    ) -> int:
        """Append a status to the history of a claim, and return its number.

        Parameters
        ----------
        based_on : int
            As :meth:`status_version` gave it before the edit.

        Raises
        ------
        StaleEdit
            If another set a status in the meantime.
        """
        return edits.set_claim_status(
            self._engine, claim_id, status, by=by, at=at, reason=reason, based_on=based_on
        )

    def status_version(self, claim_id: str) -> int:
        """Return the number of a claim's latest status, on which an edit is based."""
        return edits.status_version(self._engine, claim_id)


def _say(
    change: Change, import_id: int, source: Source, report: ImportReport, **counts: int
) -> None:
    change.subject = f"import {import_id}"
    change.details = {
        "file": report.file, "sha256": report.sha256, "source": source.id, **counts,
    }  # fmt: skip
