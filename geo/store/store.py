"""The store's verbs: bring editions, places and claims in; hand them out again.

Nothing is overwritten and nothing is deleted; every import is one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from pathlib import Path

import geopandas as gpd
import shapely
from sqlalchemy import Engine, func, select

from geo.clock import parse_when, to_rfc3339
from geo.errors import NotInStore, StoreError
from geo.geometry import CRS, geometry_key
from geo.models import (
    AreaFigure,
    Claim,
    Edition,
    EditionRecord,
    ImportRecord,
    ImportReport,
    Place,
    Source,
)
from geo.store import geopackage, insert, records, schema
from geo.store.derived import Derived
from geo.store.engine import open_engine, writing
from geo.store.records import ImportResult


def open_store(path: str | Path) -> Store:
    """Open the store at ``path``, laying it out if the file is not there yet.

    Raises
    ------
    StoreError
        If the file is something else, of another version, or cannot be written.
    """
    return Store(open_engine(Path(path)))


class Store:
    """One GeoPackage. Safe to share between threads; opened by :func:`open_store`.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        As :func:`geo.store.engine.open_engine` makes it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.derived = Derived(engine)

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()

    def import_edition(
        self, edition: Edition, report: ImportReport, *, recorded_at: datetime, recorded_by: str
    ) -> ImportResult:
        """Add an edition, all or nothing.

        Parameters
        ----------
        edition : Edition
            Its geometries must be valid; :func:`geo.geometry.repair` makes them so.
        report : ImportReport
            What its reader did to each row; kept for ever.
        recorded_at : datetime
            Aware.
        recorded_by : str
            Who imports.

        Returns
        -------
        ImportResult
            ``changed`` is False if the source has exactly this edition already.

        Raises
        ------
        StoreError
            If the source has another edition for the same instant.
        """
        keys = [geometry_key(area.geometry) for area in edition.areas]
        content_hash = insert.content_hash(edition, keys)
        with writing(self._engine) as connection:
            insert.add_source(connection, edition.source)
            known = connection.execute(
                select(schema.editions).where(
                    schema.editions.c.source_id == edition.source.id,
                    schema.editions.c.as_of == to_rfc3339(edition.as_of),
                )
            ).one_or_none()
            if known is not None:
                if known.content_hash == content_hash:
                    return ImportResult(False, known.import_id)
                raise StoreError(
                    f"{edition.source.title} already has another edition as of "
                    f"{to_rfc3339(edition.as_of)}. An edition is never overwritten: give this "
                    "file its own --as-of, or its own --source."
                )
            import_id = insert.add_import(
                connection, edition.source, report, recorded_at, recorded_by
            )
            edition_id = connection.execute(
                schema.editions.insert().returning(schema.editions.c.id),
                {
                    "source_id": edition.source.id,
                    "import_id": import_id,
                    "as_of": to_rfc3339(edition.as_of),
                    "time_precision": edition.time_precision,
                    "content_hash": content_hash,
                },
            ).scalar_one()
            insert.add_areas(connection, edition_id, edition.areas, keys)
        return ImportResult(True, import_id)

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
        with writing(self._engine) as connection:
            result = insert.begin_import(connection, source, report, recorded_at, recorded_by)
            if not result.changed or not places:
                return result
            points = [shapely.Point(p.lon, p.lat) for p in places]
            rows = [
                {
                    **asdict(place),
                    "alternates": "|".join(place.alternates),
                    "import_id": result.import_id,
                    "geom": geopackage.to_blob(point, geometry_key(point)),
                }
                for place, point in zip(places, points, strict=True)
            ]
            connection.execute(schema.places.insert(), rows)
            geopackage.widen_extent(connection, "places", list(points))
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
        with writing(self._engine) as connection:
            result = insert.begin_import(connection, source, report, recorded_at, recorded_by)
            if not result.changed or not claims:
                return result
            connection.execute(
                schema.claims.insert(),
                [
                    {
                        "id": claim.id,
                        "source_id": source.id,
                        "import_id": result.import_id,
                        "claimant": claim.claimant,
                        "side": claim.side,
                        "claim_class": claim.claim_class.value,
                        "body": records.claim_json(claim),
                    }
                    for claim in claims
                ],
            )
            connection.execute(
                schema.claim_statuses.insert(),
                [
                    {
                        "claim_id": claim.id,
                        "status": claim.status.value,
                        "set_at": to_rfc3339(recorded_at),
                        "set_by": recorded_by,
                        "reason": "As it came with the import.",
                    }
                    for claim in claims
                ],
            )
        return result

    def revision(self) -> int:
        """Return a number that grows with every import, whichever process made it."""
        with self._engine.connect() as connection:
            return int(connection.execute(select(func.max(schema.imports.c.id))).scalar() or 0)

    def sources(self) -> list[Source]:
        """Return every source, by title."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(schema.sources).order_by(schema.sources.c.title))
            return [records.source_from(row) for row in rows]

    def editions(self) -> list[EditionRecord]:
        """Return every edition without geometry, by source and instant."""
        by_id = {source.id: source for source in self.sources()}
        figures = select(schema.edition_areas).order_by(
            schema.edition_areas.c.edition_id,
            schema.edition_areas.c.category,
            schema.edition_areas.c.actor,
            schema.edition_areas.c.kind,
        )
        rows = select(schema.editions).order_by(
            schema.editions.c.source_id, schema.editions.c.as_of
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
            edition_id = connection.execute(
                select(schema.editions.c.id).where(schema.editions.c.content_hash == content_hash)
            ).scalar_one_or_none()
            if edition_id is None:
                raise NotInStore(
                    f"No edition {content_hash[:12]!r} is in the store. Reload the page."
                )
            rows = connection.execute(
                select(schema.area_rows, schema.shapes.c.geom)
                .join(schema.shapes, schema.shapes.c.id == schema.area_rows.c.shape_id)
                .where(schema.area_rows.c.edition_id == edition_id)
                .order_by(schema.area_rows.c.id)
            ).all()
        columns = ("category", "actor", "kind", "label")
        return gpd.GeoDataFrame(
            {name: [getattr(row, name) for row in rows] for name in columns},
            geometry=[geopackage.from_blob(row.geom) for row in rows],
            crs=CRS,
        )

    def places(self) -> list[Place]:
        """Return every place, in the order of import."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(schema.places).order_by(schema.places.c.fid))
            return [records.place_from(row) for row in rows]

    def claims(self) -> list[Claim]:
        """Return every claim with its latest status, by id."""
        latest = (
            select(func.max(schema.claim_statuses.c.id).label("id"))
            .group_by(schema.claim_statuses.c.claim_id)
            .subquery()
        )
        query = (
            select(schema.claims.c.body, schema.claim_statuses.c.status)
            .join(schema.claim_statuses, schema.claim_statuses.c.claim_id == schema.claims.c.id)
            .join(latest, latest.c.id == schema.claim_statuses.c.id)
            .order_by(schema.claims.c.id)
        )
        with self._engine.connect() as connection:
            return [records.claim_from(r.body, r.status) for r in connection.execute(query)]

    def imports(self) -> list[ImportRecord]:
        """Return the history of imports, latest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(schema.imports).order_by(schema.imports.c.id.desc())
            ).all()
        return [
            ImportRecord(
                id=row.id,
                source_id=row.source_id,
                file=row.file,
                sha256=row.sha256,
                recorded_at=parse_when(row.recorded_at)[0],
                recorded_by=row.recorded_by,
                report=json.loads(row.report),
            )
            for row in rows
        ]
