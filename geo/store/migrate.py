"""Stores of older versions brought to this one: in one transaction, after a copy was put beside.

Versions 1 and 2 kept every geometry as a row of its own; since version 3 an edition's areas are one
piece. The content hash of each edition is compared before anything is committed. Versions 4
and 5 have two tables more each than the one before; nothing that was there is touched.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import shapely
from sqlalchemy import Connection, Engine, text

from geo.access import Action, Standing
from geo.clock import TimePrecision, parse_when
from geo.errors import StoreError
from geo.figures import area_figures
from geo.models import Category, ControlArea, Edition, Kind
from geo.store import geopackage, live, records, schema
from geo.store.address import Address, is_server
from geo.store.backend import backend_of
from geo.store.backup import copy_store
from geo.store.blobs import Blobs
from geo.store.engine import writing
from geo.store.history import Change, append, tops
from geo.store.prepared import prepare

_MOVED = ("area_rows", "edition_areas", "editions", "shapes", "claim_statuses", "claims", "places")


def migrate(engine: Engine, address: Address, version: str, *, now: datetime) -> Path | None:
    """Bring a store to this version, and return where its copy lies.

    Of a database no copy is made: its administrator has backups, or ``python -m geo backup``.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    address : str or Path
        Of the store.
    version : str
        An older one, as :func:`geo.store.engine.version_of` gives it.
    now : datetime
        Aware; part of the copy's name.

    Raises
    ------
    StoreError
        If an edition does not come through as it was; then nothing is changed.
    """
    copy = None if is_server(address) else _copied(Path(address), version, now)
    with writing(engine) as connection:
        # Another process may have been first, while this one made its copy.
        if _version(connection) != version:
            return copy
        spans = {}
        if version in ("3", "4"):
            _add_tables(connection)
        else:
            _rebuild(connection)
            spans = {name: (1, top) for name, top in tops(connection).items() if top}
        told = {"from": version, "to": str(schema.SCHEMA_VERSION)}
        itself = Standing("salient", None, local=True)
        change = Change(connection, itself, Action.RESTORE, "store", told)
        append(connection, "migrate", change, spans, at=now, by="salient")
    return copy


def _copied(path: Path, version: str, now: datetime) -> Path:
    copy = path.with_name(f"{path.stem}.v{version}-{now:%Y%m%dT%H%M%SZ}{path.suffix}")
    if not copy.exists():
        copy_store(path, copy)
    return copy


def _version(connection: Connection) -> str:
    return str(
        connection.execute(
            text("SELECT value FROM salient_meta WHERE key = 'schema_version'")
        ).scalar()
    )


def _rebuild(connection: Connection) -> None:
    connection.execute(text("DROP VIEW IF EXISTS control_areas"))
    for name in _MOVED:
        for index in connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = :t "
                 "AND sql IS NOT NULL"), {"t": name},
        ).scalars().all():  # fmt: skip
            connection.execute(text(f'DROP INDEX "{index}"'))
        for verb in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}_no_{verb}"))
        connection.execute(text(f"ALTER TABLE {name} RENAME TO old_{name}"))
    schema.metadata.create_all(connection)
    for name in ("places", "claims", "claim_statuses"):
        _copy(connection, name)
    _move_editions(connection)
    for name in _MOVED:
        connection.execute(text(f"DROP TABLE old_{name}"))
    for table, shape, what in schema.LAYERS:
        known = connection.execute(
            text("SELECT count(*) FROM gpkg_contents WHERE table_name = :t"), {"t": table}
        ).scalar()
        if not known:
            geopackage.register_layer(connection, table, shape, what)
    for source in connection.execute(text("SELECT id FROM sources")).scalars().all():
        live.refresh_layer(connection, source)
    _close(connection)


def _add_tables(connection: Connection) -> None:
    schema.metadata.create_all(connection)
    _close(connection)


def _close(connection: Connection) -> None:
    backend_of(connection).protect(connection)
    connection.execute(
        schema.meta.update()
        .values(value=str(schema.SCHEMA_VERSION))
        .where(schema.meta.c.key == "schema_version")
    )


def _copy(connection: Connection, name: str) -> None:
    """Copy the rows of a table whose columns stayed the same, but for a number of its own."""
    old = connection.execute(text(f"SELECT * FROM old_{name} LIMIT 0")).keys()
    columns = ", ".join(f'"{column}"' for column in old)
    connection.execute(
        text(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM old_{name} ORDER BY rowid")
    )


def _move_editions(connection: Connection) -> None:
    blobs = Blobs(connection)
    sources = {
        row.id: records.source_from(row)
        for row in connection.execute(schema.sources.select()).all()
    }
    query = text(
        "SELECT e.*, i.file AS file FROM old_editions AS e JOIN imports AS i ON i.id = e.import_id "
        "ORDER BY e.source_id, e.as_of"
    )
    for row in connection.execute(query).all():
        edition = _edition(connection, row, sources[row.source_id])
        prepared = prepare(edition, area_figures(()), row.file)
        if prepared.content_hash != row.content_hash:
            raise StoreError(
                f"The edition of {row.source_id} as of {row.as_of} is damaged in this store, so it "
                "was not brought to the new version. Nothing was changed. Restore a backup."
            )
        connection.execute(
            schema.editions.insert(),
            {
                "id": row.id,
                "source_id": row.source_id,
                "import_id": row.import_id,
                "as_of": row.as_of,
                "time_precision": row.time_precision,
                "content_hash": row.content_hash,
                "areas": blobs.add("areas", row.source_id, prepared.areas()),
                "file": row.file,
                "original": None,
            },
        )
    _copy(connection, "edition_areas")


def _edition(connection: Connection, row: Any, source: Any) -> Edition:
    precision: TimePrecision = row.time_precision
    areas = connection.execute(
        text(
            "SELECT a.category, a.actor, a.kind, a.label, s.geom FROM old_area_rows AS a "
            "JOIN old_shapes AS s ON s.id = a.shape_id WHERE a.edition_id = :e ORDER BY a.id"
        ),
        {"e": row.id},
    ).all()
    return Edition(
        source=source,
        as_of=parse_when(row.as_of)[0],
        time_precision=precision,
        areas=[
            ControlArea(
                category=Category(area.category),
                actor=area.actor,
                kind=Kind(area.kind),
                geometry=shapely.from_wkb(shapely.to_wkb(geopackage.from_blob(area.geom))),
                label=area.label,
            )
            for area in areas
        ],
    )
