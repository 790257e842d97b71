"""What people change about imports: undone ones and saved mappings; each version stays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select

from geo.access import Action, Doer
from geo.clock import to_rfc3339
from geo.errors import NotInStore, StaleEdit, StoreError
from geo.store import live, schema
from geo.store.history import recorded

_NEEDS = {
    "claims view: ": Action.SAVE_VIEW,
    "columns ": Action.REMEMBER_COLUMNS,
    "publish": Action.KEEP_PUBLISH_SETTINGS,
}
"""By how the name of a mapping begins, what it takes to save it."""


def _needs(name: str) -> Action:
    found = next((action for start, action in _NEEDS.items() if name.startswith(start)), None)
    # A name that nobody thought of is for those alone who may do anything.
    return Action.RESTORE if found is None else found


def undo(engine: Engine, import_id: int, *, by: Doer, at: datetime, reason: str) -> None:
    """Let an import count no more; see :meth:`geo.store.Store.undo`."""
    if not reason.strip():
        raise StoreError("An undo needs a reason, so that others can read why. Give one.")
    with recorded(engine, "undo", at=at, by=by, needs=Action.UNDO_IMPORT) as change:
        connection = change.connection
        row = connection.execute(
            select(schema.imports).where(schema.imports.c.id == import_id)
        ).one_or_none()
        if row is None:
            raise NotInStore(f"There is no import {import_id}. See python -m geo history.")
        change.concerns(row.recorded_by)
        done = connection.execute(
            select(schema.undos).where(schema.undos.c.import_id == import_id)
        ).one_or_none()
        if done is not None:
            raise StoreError(
                f"Import {import_id} was undone already, on {done.undone_at} by {done.undone_by}: "
                f"{done.reason.rstrip('.')}."
            )
        connection.execute(
            schema.undos.insert(),
            {
                "import_id": import_id,
                "undone_at": to_rfc3339(at),
                "undone_by": change.by,
                "reason": reason,
            },
        )
        live.refresh_layer(connection, row.source_id)
        live.refresh_events(connection, row.source_id)
        change.subject = f"import {import_id}"
        change.details = {"file": row.file, "source": row.source_id, "reason": reason}


def save_mapping(
    engine: Engine,
    name: str,
    body: Mapping[str, Any],
    *,
    by: Doer,
    at: datetime,
    based_on: int,
) -> int:
    """Append a version of a mapping; see :meth:`geo.store.Store.save_mapping`."""
    table = schema.mappings
    with recorded(engine, "mapping", at=at, by=by, needs=_needs(name)) as change:
        latest = change.connection.execute(
            select(table).where(table.c.name == name).order_by(table.c.version.desc()).limit(1)
        ).one_or_none()
        version = 0 if latest is None else latest.version
        # What was removed is nobody's any more.
        change.concerns(None if latest is None or latest.body == "{}" else latest.saved_by)
        wanted = json.dumps(dict(body), ensure_ascii=False, sort_keys=True)
        if latest is not None and latest.body == wanted:
            return version
        if version != based_on:
            raise StaleEdit(
                f"The mapping {name!r}",
                "none" if latest is None
                else f"{latest.body} (by {latest.saved_by}, {latest.saved_at})",
                wanted,
            )  # fmt: skip
        change.connection.execute(
            table.insert(),
            {
                "name": name,
                "version": version + 1,
                "body": wanted,
                "saved_at": to_rfc3339(at),
                "saved_by": change.by,
            },
        )
        change.subject = f"mapping {name}"
        change.details = {"old": None if latest is None else json.loads(latest.body),
                          "new": dict(body)}  # fmt: skip
    return version + 1


def mapping(engine: Engine, name: str) -> tuple[int, dict[str, Any]]:
    """Return the latest version of a mapping and its number; 0 and an empty one if none is."""
    table = schema.mappings.c
    with engine.connect() as connection:
        row = connection.execute(
            select(table.version, table.body)
            .where(table.name == name)
            .order_by(table.version.desc())
            .limit(1)
        ).one_or_none()
    return (0, {}) if row is None else (row.version, json.loads(row.body))


def mappings(engine: Engine, prefix: str) -> dict[str, tuple[int, dict[str, Any]]]:
    """Return the latest version and body of every mapping whose name begins so, by name."""
    table = schema.mappings.c
    query = (
        select(table.name, table.version, table.body)
        .where(table.name.startswith(prefix, autoescape=True))
        .order_by(table.name, table.version)
    )
    with engine.connect() as connection:
        rows = connection.execute(query)
        return {row.name: (row.version, json.loads(row.body)) for row in rows}
