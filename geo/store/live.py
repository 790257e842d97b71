"""What counts: everything but what came with an import that was undone; and what follows from it.

The layer of control areas and the sets of events are made here, in the transaction of whatever
changed what they are made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from geo.geometry import geometry_key
from geo.store import geopackage, schema
from geo.store.backend import backend_of
from geo.store.blobs import read_blob
from geo.store.prepared import areas_frame


def is_live(import_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that an import was not undone."""
    return import_id.not_in(select(schema.undos.c.import_id))


def edition_at(connection: Connection, source_id: str, as_of: str) -> Any:
    """Return the row of a source's live edition of an instant, None if there is none."""
    editions = schema.editions.c
    return connection.execute(
        select(schema.editions).where(
            editions.source_id == source_id, editions.as_of == as_of, is_live(editions.import_id)
        )
    ).one_or_none()


def refresh_layer(connection: Connection, source_id: str) -> None:
    """Put the areas of a source's latest edition into the layer that GIS programs open."""
    layer = schema.control_areas
    connection.execute(layer.delete().where(layer.c.source == source_id))
    editions = schema.editions.c
    latest = connection.execute(
        select(schema.editions)
        .where(editions.source_id == source_id, is_live(editions.import_id))
        .order_by(editions.as_of.desc())
        .limit(1)
    ).one_or_none()
    if latest is None:
        return
    source = connection.execute(
        select(schema.sources).where(schema.sources.c.id == source_id)
    ).one()
    frame = areas_frame(read_blob(connection, latest.areas))
    if frame.empty:
        return
    connection.execute(
        layer.insert(),
        [
            {
                "geom": geopackage.to_blob(row.geometry, geometry_key(row.geometry)),
                "category": row.category,
                "actor": row.actor,
                "kind": row.kind,
                "label": row.label,
                "as_of": latest.as_of,
                "time_precision": latest.time_precision,
                "source": source_id,
                "attribution": source.attribution,
                "licence": source.licence,
                "synthetic": source.synthetic,
            }
            for row in frame.itertuples()
        ],
    )
    backend_of(connection).widen(connection, "control_areas", tuple(frame.total_bounds))


def latest_events(source_id: str) -> Any:
    """Return the condition that an event of a source counts: live, and of its latest import.

    A later import that says something else of an event replaces what earlier ones said; undone, it
    gives the earlier ones back.
    """
    events = schema.events.c
    newest = (
        select(events.id.label("event"), func.max(events.import_id).label("newest"))
        .where(events.source_id == source_id, is_live(events.import_id))
        .group_by(events.id)
        .subquery()
    )
    return newest, (events.id == newest.c.event) & (events.import_id == newest.c.newest)


def refresh_events(connection: Connection, source_id: str) -> None:
    """Count a source's events anew."""
    sets, events = schema.event_sets, schema.events.c
    connection.execute(sets.delete().where(sets.c.source_id == source_id))
    newest, counts = latest_events(source_id)
    row = connection.execute(
        select(func.count(), func.min(events.start), func.max(events.end))
        .select_from(schema.events.join(newest, counts))
        .where(events.source_id == source_id)
    ).one()
    if row[0] == 0:
        return
    made = connection.execute(select(func.max(schema.imports.c.id))).scalar() or 0
    undone = connection.execute(select(func.count()).select_from(schema.undos)).scalar() or 0
    connection.execute(
        sets.insert(),
        {
            "source_id": source_id,
            "count": row[0],
            "first": row[1],
            "last": row[2],
            "revision": f"{made}u{undone}",
        },
    )


def widen_to(
    connection: Connection, layer: str, lon: Sequence[float], lat: Sequence[float]
) -> None:
    """Let a layer's recorded extent cover some points."""
    if len(lon):
        bounds = (min(lon), min(lat), max(lon), max(lat))
        backend_of(connection).widen(connection, layer, bounds)
