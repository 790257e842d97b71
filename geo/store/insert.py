"""Single inserts, each inside the transaction of its caller."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, select

from geo.clock import to_rfc3339
from geo.errors import StoreError
from geo.figures import area_figures
from geo.models import ControlArea, Edition, ImportReport, Source
from geo.store import geopackage, records, schema
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
    """Write source and import into the store, unless this very file came from it before."""
    known: int | None = connection.execute(
        select(schema.imports.c.id).where(
            schema.imports.c.source_id == source.id, schema.imports.c.sha256 == report.sha256
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
    """Write an import into the history and return its id."""
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


def add_areas(
    connection: Connection,
    edition_id: int,
    areas: Sequence[ControlArea],
    keys: Sequence[bytes],
) -> None:
    """Write the areas of an edition, each geometry once, and their dissolved figures."""
    rows = []
    for area, key in zip(areas, keys, strict=True):
        digest = hashlib.sha256(key).hexdigest()
        shape_id = connection.execute(
            select(schema.shapes.c.id).where(schema.shapes.c.hash == digest)
        ).scalar()
        if shape_id is None:
            shape_id = connection.execute(
                schema.shapes.insert().returning(schema.shapes.c.id),
                {"hash": digest, "geom": geopackage.to_blob(area.geometry, key)},
            ).scalar_one()
        rows.append(
            {
                "edition_id": edition_id,
                "shape_id": shape_id,
                "category": area.category.value,
                "actor": area.actor,
                "kind": area.kind.value,
                "label": area.label,
            }
        )
    if not rows:
        return
    connection.execute(schema.area_rows.insert(), rows)
    geopackage.widen_extent(connection, "control_areas", [a.geometry for a in areas])
    connection.execute(
        schema.edition_areas.insert(),
        [{"edition_id": edition_id, **asdict(figure)} for figure in area_figures(areas)],
    )


def content_hash(edition: Edition, keys: Sequence[bytes]) -> str:
    """Return the hash of all that an edition says: who, when, and each area with its words."""
    digest = hashlib.sha256(f"{edition.source.id}\n{to_rfc3339(edition.as_of)}\n".encode())
    for area, key in zip(edition.areas, keys, strict=True):
        words = (area.category.value, area.actor, area.kind.value, area.label)
        digest.update(json.dumps(words).encode())
        digest.update(key)
    return digest.hexdigest()
