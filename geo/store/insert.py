"""Single inserts, each inside the transaction of its caller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import shapely
from sqlalchemy import Connection, Table, select

from geo.clock import to_rfc3339
from geo.errors import StoreError
from geo.geometry import geometry_key
from geo.models import Claim, ImportReport, Place, Source
from geo.store import geopackage, live, records, schema
from geo.store.blobs import Blobs
from geo.store.prepared import PreparedEdition
from geo.store.records import ImportResult


def add_source(connection: Connection, source: Source) -> None:
    """Add a source, or make sure that the store knows it with the same words."""
    row = connection.execute(
        select(schema.sources).where(schema.sources.c.id == source.id)
    ).one_or_none()
    if row is None:
        connection.execute(schema.sources.insert(), records.source_row(source))
    elif records.source_from(row) != source:
        raise StoreError(
            f"The store knows the source {source.id!r} with other words "
            f"({row.title!r}, licence {row.licence!r}). Use them, or another source id."
        )


def begin_import(
    connection: Connection,
    source: Source,
    report: ImportReport,
    recorded_at: datetime,
    recorded_by: str,
) -> ImportResult:
    """Write source and import into the store, unless this very file is live from it already."""
    imports = schema.imports.c
    known: int | None = connection.execute(
        select(imports.id).where(
            imports.source_id == source.id,
            imports.sha256 == report.sha256,
            live.is_live(imports.id),
        )
    ).scalar()
    if known is not None:
        return ImportResult(False, known)
    add_source(connection, source)
    return ImportResult(True, add_import(connection, source, report, recorded_at, recorded_by))


def add_import(
    connection: Connection,
    source: Source,
    report: ImportReport,
    recorded_at: datetime,
    recorded_by: str,
) -> int:
    """Write an import and return its number."""
    import_id: int = connection.execute(
        schema.imports.insert().returning(schema.imports.c.id),
        {
            "source_id": source.id,
            "file": report.file,
            "sha256": report.sha256,
            "recorded_at": to_rfc3339(recorded_at),
            "recorded_by": recorded_by,
            "report": records.report_json(report),
        },
    ).scalar_one()
    return import_id


def new_among(
    connection: Connection, source: Source, editions: Sequence[PreparedEdition]
) -> tuple[list[PreparedEdition], int | None]:
    """Return the editions that the store does not have yet, and an import of those that it has.

    Raises
    ------
    StoreError
        If the source has another edition for one of the instants.
    """
    instants = Counter(edition.as_of for edition in editions)
    twice = [instant for instant, count in instants.items() if count > 1]
    if twice:
        raise StoreError(
            f"Two editions of {source.title} as of {to_rfc3339(twice[0])} came at once, and a "
            "source has one picture of an instant. Leave one out."
        )
    new: list[PreparedEdition] = []
    known_import: int | None = None
    for edition in editions:
        as_of = to_rfc3339(edition.as_of)
        known = live.edition_at(connection, source.id, as_of)
        if known is None:
            new.append(edition)
        elif known.content_hash == edition.content_hash:
            known_import = known.import_id
        else:
            raise StoreError(
                f"{source.title} already has another edition as of {as_of}, from import "
                f"{known.import_id}. An edition is never overwritten: undo that import first, or "
                "give this file its own --as-of or --source."
            )
    return new, known_import


def add_editions(
    connection: Connection, source: Source, import_id: int, editions: Sequence[PreparedEdition]
) -> None:
    """Write editions with their figures, their areas and the files they came from."""
    blobs = Blobs(connection)
    for edition in editions:
        original = edition.original()
        edition_id = connection.execute(
            schema.editions.insert().returning(schema.editions.c.id),
            {
                "source_id": source.id,
                "import_id": import_id,
                "as_of": to_rfc3339(edition.as_of),
                "time_precision": edition.time_precision,
                "content_hash": edition.content_hash,
                "areas": blobs.add("areas", source.id, edition.areas()),
                "file": edition.file,
                "original": blobs.add("file", source.id, original) if original else None,
            },
        ).scalar_one()
        if edition.figures:
            connection.execute(
                schema.edition_areas.insert(),
                [{"edition_id": edition_id, **asdict(figure)} for figure in edition.figures],
            )


def add_places(connection: Connection, places: Sequence[Place], import_id: int) -> None:
    """Write places."""
    if not places:
        return
    _refuse_known(connection, schema.places, [place.id for place in places])
    points = [shapely.Point(p.lon, p.lat) for p in places]
    rows = [
        {
            **asdict(place),
            "alternates": "|".join(place.alternates),
            "import_id": import_id,
            "geom": geopackage.to_blob(point, geometry_key(point)),
        }
        for place, point in zip(places, points, strict=True)
    ]
    connection.execute(schema.places.insert(), rows)
    live.widen_to(connection, "places", [p.lon for p in places], [p.lat for p in places])


def add_claims(
    connection: Connection,
    claims: Sequence[Claim],
    source: Source,
    import_id: int,
    recorded_at: datetime,
    recorded_by: str,
) -> None:
    """Write claims, each with its first status."""
    if not claims:
        return
    _refuse_known(connection, schema.claims, [claim.id for claim in claims])
    connection.execute(
        schema.claims.insert(),
        [
            {
                "id": claim.id,
                "source_id": source.id,
                "import_id": import_id,
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


def _refuse_known(connection: Connection, table: Table, ids: Sequence[str]) -> None:
    """Refuse ids that are live already, or that come twice."""
    live_ids = set(
        connection.execute(select(table.c.id).where(live.is_live(table.c.import_id))).scalars()
    )
    twice = [own for own, count in Counter(ids).items() if count > 1 or own in live_ids]
    if twice:
        raise StoreError(
            f"Something of the id {twice[0]!r} is in the store already. Nothing was changed: what "
            "is stored is never overwritten."
        )
