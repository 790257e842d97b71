"""The store's verbs: bring editions, places and claims in; hand them out again.

Nothing is overwritten and nothing is deleted; every import is one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from geo.access import Action, Doer
from geo.figures import area_figures
from geo.ledger import Review, ReviewKind, StatusEntry
from geo.models import Claim, ClaimStatus, Edition, ImportReport, Place, Source
from geo.store import edits, insert, live, reviews
from geo.store.address import Address
from geo.store.derived import Derived
from geo.store.engine import OLDER, open_engine, version_of
from geo.store.events import add_events
from geo.store.importing import importing, say
from geo.store.kept import Keeping
from geo.store.migrate import migrate
from geo.store.people import engine_for_people
from geo.store.prepared import PreparedEdition, prepare
from geo.store.reading import Reading
from geo.store.records import ImportResult
from geo.store.team import Team


def open_store(address: Address, *, now: datetime | None = None) -> Store:
    """Open a store, laying it out if the file is not there yet or the database is empty.

    A store of an older version is brought to this one, after a copy of a file was put beside it.

    Parameters
    ----------
    address : str or Path
        A path, or ``postgresql://user@host:port/database``; see :mod:`geo.store.address`.
    now : datetime, optional
        Aware; when a migration takes place. The present by default.

    Raises
    ------
    StoreError
        If it is something else, of another version, or cannot be written.
    """
    engine = open_engine(address)
    version = version_of(engine, address)
    if version in OLDER:
        migrate(engine, address, version, now=now or datetime.now(UTC))
    return Store(engine)


class Store(Reading, Keeping):
    """One store. Safe to share between threads; opened by :func:`open_store`.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        As :func:`geo.store.engine.open_engine` makes it.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.derived = Derived(engine)
        self.team = Team(engine)

    def for_people(self) -> Store:
        """Return this store as one in which only people who signed in can change anything."""
        return Store(engine_for_people(self._engine))

    def import_edition(
        self,
        edition: Edition,
        report: ImportReport,
        *,
        recorded_at: datetime,
        recorded_by: Doer,
        original: bytes = b"",
    ) -> ImportResult:
        """Add an edition of valid geometries and the file that it came from, if there is one.

        All or nothing; as :meth:`import_editions` with one.
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
        recorded_by: Doer,
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
        recorded_by : Person or str
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
        with importing(self._engine, recorded_at, recorded_by) as change:
            connection = change.connection
            change.concerns(None)
            insert.add_source(connection, source)
            new, known = insert.new_among(connection, source, editions)
            if not new and known is not None:
                return ImportResult(False, known)
            import_id = insert.add_import(connection, source, report, recorded_at, change.by)
            insert.add_editions(connection, source, import_id, new)
            live.refresh_layer(connection, source.id)
            say(change, import_id, source, report, editions=len(new))
        return ImportResult(True, import_id)

    def import_events(
        self,
        events: pd.DataFrame,
        source: Source,
        report: ImportReport,
        *,
        recorded_at: datetime,
        recorded_by: Doer,
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
        with importing(self._engine, recorded_at, recorded_by) as change:
            connection = change.connection
            change.concerns(None)
            result = insert.begin_import(connection, source, report, recorded_at, change.by)
            if not result.changed:
                return result
            written = add_events(connection, events, source.id, result.import_id)
            live.refresh_events(connection, source.id)
            known = len(events) - written
            say(change, result.import_id, source, report, events=written, known=known)
        return result

    def import_places(
        self,
        places: Sequence[Place],
        source: Source,
        report: ImportReport,
        *,
        recorded_at: datetime,
        recorded_by: Doer,
    ) -> ImportResult:
        """Add places whose ids the store does not have; the same file again changes nothing."""
        with importing(self._engine, recorded_at, recorded_by) as change:
            connection = change.connection
            change.concerns(None)
            result = insert.begin_import(connection, source, report, recorded_at, change.by)
            if not result.changed:
                return result
            insert.add_places(connection, places, result.import_id)
            say(change, result.import_id, source, report, places=len(places))
        return result

    def import_claims(
        self,
        claims: Sequence[Claim],
        source: Source,
        report: ImportReport,
        *,
        recorded_at: datetime,
        recorded_by: Doer,
    ) -> ImportResult:
        """Add claims, each with its first status; the same file again changes nothing."""
        with importing(self._engine, recorded_at, recorded_by) as change:
            connection = change.connection
            change.concerns(None)
            result = insert.begin_import(connection, source, report, recorded_at, change.by)
            if not result.changed:
                return result
            insert.add_claims(connection, claims, source, result.import_id, recorded_at, change.by)
            say(change, result.import_id, source, report, claims=len(claims))
        return result

    def import_article(
        self,
        places: Sequence[Place],
        claims: Sequence[Claim],
        source: Source,
        report: ImportReport,
        *,
        recorded_at: datetime,
        recorded_by: Doer,
    ) -> ImportResult:
        """Add what a person accepted of an article, places and claims, as one import."""
        with importing(self._engine, recorded_at, recorded_by, Action.ACCEPT_ARTICLE) as change:
            connection = change.connection
            change.concerns(None)
            result = insert.begin_import(connection, source, report, recorded_at, change.by)
            if not result.changed:
                return result
            number = result.import_id
            insert.add_places(connection, places, number)
            insert.add_claims(connection, claims, source, number, recorded_at, change.by)
            say(change, number, source, report, places=len(places), claims=len(claims))
        return result

    def undo(self, import_id: int, *, by: Doer, at: datetime, reason: str) -> None:
        """Let an import count no more. Nothing is deleted; its rows are no longer handed out.

        Parameters
        ----------
        import_id : int
            As :meth:`imports` gives it.
        by, at
            Who and when; the instant is aware.
        reason : str
            Why, in words; shown in the history.

        Raises
        ------
        NotAllowed
            If ``by`` may not.
        NotInStore
            If there is no such import.
        StoreError
            If it was undone already, or no reason is given.
        """
        edits.undo(self._engine, import_id, by=by, at=at, reason=reason)

    def save_mapping(
        self, name: str, body: Mapping[str, Any], *, by: Doer, at: datetime, based_on: int
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

    def mappings(self, prefix: str) -> dict[str, tuple[int, dict[str, Any]]]:
        """Return version and body of the latest of every mapping whose name begins so, by name."""
        return edits.mappings(self._engine, prefix)

    def set_claim_status(
        self,
        claim_id: str,
        status: ClaimStatus,
        *,
        by: Doer,
        at: datetime,
        reason: str,
        based_on: int,
        evidence: str = "",
    ) -> int:
        """Append a status to the history of a claim, and return its number.

        Parameters
        ----------
        reason : str
            Why; a status without one is refused.
        based_on : int
            As :meth:`status_version` gave it before the edit.
        evidence : str
            On what it rests: words or an address.

        Raises
        ------
        StoreError
            If there is no reason.
        StaleEdit
            If another set a status in the meantime.
        """
        return reviews.set_claim_status(
            self._engine, claim_id, status, by=by, at=at, reason=reason, evidence=evidence,
            based_on=based_on,
        )  # fmt: skip

    def status_history(self, claim_id: str | None = None) -> list[StatusEntry]:
        """Return every status that a claim ever had, first one first.

        Parameters
        ----------
        claim_id : str, optional
            Without it the statuses of all claims, in the order in which they were set.
        """
        return reviews.status_history(self._engine, claim_id)

    def save_review(
        self,
        kind: ReviewKind,
        subject: str,
        body: Mapping[str, Any],
        *,
        by: Doer,
        at: datetime,
        reason: str,
        based_on: int,
    ) -> int:
        """Append what a person settled about claims, and return its version.

        Parameters
        ----------
        kind, subject, body
            As :class:`geo.ledger.ReviewKind` says.
        reason : str
            Why; without one it is refused.
        based_on : int
            The version that the person saw; 0 for none.

        Raises
        ------
        SchemaError
            If the body is not that of its kind.
        StoreError
            If there is no reason.
        StaleEdit
            If another settled it in the meantime; it shows both.
        """
        return reviews.save_review(
            self._engine, kind, subject, body, by=by, at=at, reason=reason, based_on=based_on
        )

    def reviews(self) -> list[Review]:
        """Return all that people settled about claims, in its order, superseded versions too."""
        return reviews.reviews(self._engine)

    def status_version(self, claim_id: str) -> int:
        """Return the number of a claim's latest status, on which an edit is based."""
        return reviews.status_version(self._engine, claim_id)
