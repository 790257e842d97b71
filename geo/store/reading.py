"""What the store hands out: all that counts, read in one query each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, Engine, func, select

from geo.clock import parse_when
from geo.errors import NotInStore
from geo.ledger import ReviewKind
from geo.models import (
    AreaFigure,
    Claim,
    ClaimStatus,
    EditionRecord,
    EventSetRecord,
    HistoryEntry,
    ImportRecord,
    Place,
    Source,
    Undo,
)
from geo.store import claims, live, records, schema
from geo.store.backend import Bounds
from geo.store.blobs import read_blob
from geo.store.events import read_events
from geo.store.history import entries, latest
from geo.store.prepared import areas_frame
from geo.store.where import EventsPage, InBox, events_in, places_in


class Reading:
    """The reading half of a store.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        As :func:`geo.store.engine.open_engine` makes it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def revision(self) -> int:
        """Return a number that grows with every change, whichever process made it."""
        with self._engine.connect() as connection:
            return latest(connection)

    def latest_entry(self) -> tuple[int, str]:
        """Return number and hash of the latest entry; kept elsewhere, they show a cut history."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(schema.history.c.id, schema.history.c.hash)
                .order_by(schema.history.c.id.desc())
                .limit(1)
            ).one_or_none()
        return (0, "") if row is None else (row.id, row.hash)

    def history(self, limit: int | None = None) -> list[HistoryEntry]:
        """Return who did what when, latest first."""
        with self._engine.connect() as connection:
            return entries(connection, limit)

    def sources(self) -> list[Source]:
        """Return every source of which something counts, by title."""
        table = schema.sources
        of_live = select(schema.imports.c.source_id).where(live.is_live(schema.imports.c.id))
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(table).where(table.c.id.in_(of_live)).order_by(table.c.title)
            )
            return [records.source_from(row) for row in rows]

    def was_imported(self, source_id: str) -> bool:
        """Return whether anything ever came in from a source, undone or not."""
        imports = schema.imports.c
        with self._engine.connect() as connection:
            found = connection.execute(
                select(imports.id).where(imports.source_id == source_id).limit(1)
            ).scalar()
        return found is not None

    def event_sets(self) -> list[EventSetRecord]:
        """Return the events of each source in figures, by the source's title."""
        by_id = {source.id: source for source in self.sources()}
        with self._engine.connect() as connection:
            rows = connection.execute(select(schema.event_sets)).all()
        found = [
            EventSetRecord(
                source=by_id[row.source_id],
                count=row._mapping["count"],
                first=None if row.first is None else parse_when(row.first)[0],
                last=None if row.last is None else parse_when(row.last)[0],
                revision=row.revision,
            )
            for row in rows
        ]
        return sorted(found, key=lambda record: record.source.title)

    def events(self, source_id: str) -> pd.DataFrame:
        """Return the events of a source, columns as in :data:`geo.events.EVENT_COLUMNS`."""
        return self.numbered_events(source_id).reset_index(drop=True)

    def numbered_events(self, source_id: str) -> pd.DataFrame:
        """Return the same with an index that numbers the rows in the store, for ever."""
        with self._engine.connect() as connection:
            return read_events(connection, source_id)

    def events_in(self, asked: InBox, *, after: int = 0, limit: int) -> EventsPage:
        """Return a page of the events that lie in a box; see :func:`geo.store.where.events_in`."""
        with self._engine.connect() as connection:
            return events_in(connection, asked, after=after, limit=limit)

    def places_in(self, boxes: Sequence[Bounds]) -> frozenset[str]:
        """Return the ids of the places that lie in any of some boxes, edges included.

        Parameters
        ----------
        boxes : sequence of (west, south, east, north)
            Degrees; at least one.
        """
        with self._engine.connect() as connection:
            return places_in(connection, boxes)

    def original(self, content_hash: str) -> bytes:
        """Return the file that an edition came from; empty if it was not kept.

        Raises
        ------
        NotInStore
            If there is no such edition.
        """
        with self._engine.connect() as connection:
            number = self._edition(connection, content_hash).original
            return b"" if number is None else read_blob(connection, number)

    def editions(self) -> list[EditionRecord]:
        """Return every edition without geometry, by source and instant."""
        by_id = {source.id: source for source in self.sources()}
        figures = select(schema.edition_areas).order_by(
            schema.edition_areas.c.edition_id,
            schema.edition_areas.c.category,
            schema.edition_areas.c.actor,
            schema.edition_areas.c.kind,
        )
        rows = (
            select(schema.editions)
            .where(live.is_live(schema.editions.c.import_id))
            .order_by(schema.editions.c.source_id, schema.editions.c.as_of)
        )
        with self._engine.connect() as connection:
            areas = {
                edition_id: tuple(
                    AreaFigure(category=r.category, actor=r.actor, kind=r.kind, km2=r.km2)
                    for r in group
                )
                for edition_id, group in groupby(
                    connection.execute(figures), key=lambda r: r.edition_id
                )
            }
            return [
                EditionRecord(
                    id=row.id,
                    source=by_id[row.source_id],
                    as_of=parse_when(row.as_of)[0],
                    time_precision=row.time_precision,
                    content_hash=row.content_hash,
                    areas=areas.get(row.id, ()),
                )
                for row in connection.execute(rows)
            ]

    def areas(self, content_hash: str) -> gpd.GeoDataFrame:
        """Return the control areas of an edition.

        Parameters
        ----------
        content_hash : str
            Of the edition, as :meth:`editions` gives it.

        Returns
        -------
        GeoDataFrame
            Columns ``category``, ``actor``, ``kind``, ``label``, ``geometry`` (multipolygons,
            EPSG:4326); index 0..n-1 in the order of the import.

        Raises
        ------
        NotInStore
            If there is no such edition.
        """
        with self._engine.connect() as connection:
            return areas_frame(read_blob(connection, self._edition(connection, content_hash).areas))

    def _edition(self, connection: Connection, content_hash: str) -> Any:
        editions = schema.editions.c
        row = connection.execute(
            select(schema.editions)
            .where(editions.content_hash == content_hash, live.is_live(editions.import_id))
            .limit(1)
        ).one_or_none()
        if row is None:
            raise NotInStore(f"No edition {content_hash[:12]!r} is in the store. Reload the page.")
        return row

    def places(self) -> list[Place]:
        """Return every place, in the order of import."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(schema.places)
                .where(live.is_live(schema.places.c.import_id))
                .order_by(schema.places.c.fid)
            )
            return [records.place_from(row) for row in rows]

    def place_sources(self) -> dict[str, str]:
        """Return by the id of each place the id of the source that brought it last."""
        places, imports = schema.places.c, schema.imports.c
        query = (
            select(places.id, imports.source_id)
            .join(schema.imports, imports.id == places.import_id)
            .where(live.is_live(places.import_id))
            .order_by(places.fid)
        )
        with self._engine.connect() as connection:
            return {row.id: row.source_id for row in connection.execute(query)}

    def claims(self) -> list[Claim]:
        """Return every claim with its latest status, by id."""
        return list(self.each_claim())

    def each_claim(self) -> Iterator[Claim]:
        """Yield every claim with its latest status, by id, without holding them all."""
        with self._engine.connect() as connection:
            query = claims.every().order_by(schema.claims.c.id)
            for row in connection.execute(query.execution_options(stream_results=True)):
                yield records.claim_from(row.body, row.status)

    def claim(self, claim_id: str) -> Claim:
        """Return one claim with its latest status.

        Raises
        ------
        NotInStore
            If there is no such claim.
        """
        query = claims.every().where(schema.claims.c.id == claim_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotInStore(f"The claim {claim_id!r} is not in this store.")
        return records.claim_from(row.body, row.status)

    def statuses(self) -> dict[str, ClaimStatus]:
        """Return the latest status of every claim by its id."""
        table = schema.claim_statuses.c
        with self._engine.connect() as connection:
            rows = connection.execute(select(table.claim_id, table.status).order_by(table.id))
            return {row.claim_id: ClaimStatus(row.status) for row in rows}

    def has_claims(self) -> bool:
        """Return whether any claim counts."""
        query = select(schema.claims.c.fid).where(live.is_live(schema.claims.c.import_id)).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() is not None

    def claims_state(self) -> tuple[int, int, int]:
        """Return what changes when other claims or places count; a review does not change it."""
        columns = (schema.claims.c.fid, schema.places.c.fid, schema.undos.c.id)
        with self._engine.connect() as connection:
            one, two, three = (
                int(connection.execute(select(func.max(column))).scalar() or 0)
                for column in columns
            )
        return one, two, three

    def reviewed_claims(self) -> set[str]:
        """Return the ids of claims whose status was set, or which were graded, by a person."""
        statuses, reviews = schema.claim_statuses.c, schema.reviews.c
        again = (
            select(statuses.claim_id).group_by(statuses.claim_id).having(func.count() > 1)
        )  # the first came with the import
        graded = select(reviews.subject).where(reviews.kind == ReviewKind.GRADE.value)
        with self._engine.connect() as connection:
            return {*connection.execute(again).scalars(), *connection.execute(graded).scalars()}

    def imports(self) -> list[ImportRecord]:
        """Return every import, undone ones too, latest first."""
        undo = schema.undos.c
        query = select(schema.imports, undo.undone_at, undo.undone_by, undo.reason).join(
            schema.undos, schema.undos.c.import_id == schema.imports.c.id, isouter=True
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(schema.imports.c.id.desc())).all()
        return [
            ImportRecord(
                id=row.id,
                source_id=row.source_id,
                file=row.file,
                sha256=row.sha256,
                recorded_at=parse_when(row.recorded_at)[0],
                recorded_by=row.recorded_by,
                report=json.loads(row.report),
                undone=None
                if row.undone_at is None
                else Undo(parse_when(row.undone_at)[0], row.undone_by, row.reason),
            )
            for row in rows
        ]
