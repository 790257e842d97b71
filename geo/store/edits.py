"""What people change: statuses of claims and saved mappings; each version stays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from geo.clock import to_rfc3339
from geo.errors import NotInStore, StaleEdit, StoreError
from geo.models import ClaimStatus
from geo.store import live, schema
from geo.store.history import recorded


def undo(engine: Engine, import_id: int, *, by: str, at: datetime, reason: str) -> None:
    """Let an import count no more; see :meth:`geo.store.Store.undo`."""
    if not reason.strip():
        raise StoreError("An undo needs a reason, so that others can read why. Give one.")
    with recorded(engine, "undo", at=at, by=by) as change:
        connection = change.connection
        row = connection.execute(
            select(schema.imports).where(schema.imports.c.id == import_id)
        ).one_or_none()
        if row is None:
            raise NotInStore(f"There is no import {import_id}. See python -m geo history.")
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
                "undone_by": by,
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
    by: str,
    at: datetime,
    based_on: int,
) -> int:
    """Append a version of a mapping; see :meth:`geo.store.Store.save_mapping`."""
    table = schema.mappings
    with recorded(engine, "mapping", at=at, by=by) as change:
        latest = change.connection.execute(
            select(table).where(table.c.name == name).order_by(table.c.version.desc()).limit(1)
        ).one_or_none()
        version = 0 if latest is None else latest.version
        wanted = json.dumps(dict(body), ensure_ascii=False, sort_keys=True)
        if version != based_on:
            raise StaleEdit(
                f"The mapping {name!r}",
                "none" if latest is None
                else f"{latest.body} (by {latest.saved_by}, {latest.saved_at})",
                wanted,
            )  # fmt: skip
        if latest is not None and latest.body == wanted:
            return version
        change.connection.execute(
            table.insert(),
            {
                "name": name,
                "version": version + 1,
                "body": wanted,
                "saved_at": to_rfc3339(at),
                "saved_by": by,
            },
        )
        change.subject = f"mapping {name}"
        change.details = {"old": None if latest is None else json.loads(latest.body),
                          "new": dict(body)}  # fmt: skip
    return version + 1


def set_claim_status(
    engine: Engine,
    claim_id: str,
    status: ClaimStatus,
    *,
    by: str,
    at: datetime,
    reason: str,
    based_on: int,
) -> int:
    """Append a status to a claim's history; see :meth:`geo.store.Store.set_claim_status`."""
    table = schema.claim_statuses
    with recorded(engine, "status", at=at, by=by) as change:
        latest = change.connection.execute(
            select(table).where(table.c.claim_id == claim_id).order_by(table.c.id.desc()).limit(1)
        ).one_or_none()
        if latest is None:
            raise NotInStore(f"There is no claim {claim_id!r} in the store. Reload the page.")
        if latest.id != based_on:
            raise StaleEdit(
                f"The status of the claim {claim_id!r}",
                f"{latest.status} (by {latest.set_by}, {latest.set_at}: {latest.reason})",
                f"{status.value} ({reason})",
            )
        number: int = change.connection.execute(
            table.insert().returning(table.c.id),
            {
                "claim_id": claim_id,
                "status": status.value,
                "set_at": to_rfc3339(at),
                "set_by": by,
                "reason": reason,
            },
        ).scalar_one()
        change.subject = f"claim {claim_id}"
        change.details = {"old": latest.status, "new": status.value, "reason": reason}
    return number


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


def status_version(engine: Engine, claim_id: str) -> int:
    """Return the number of a claim's latest status, on which an edit is based."""
    table = schema.claim_statuses.c
    with engine.connect() as connection:
        return int(
            connection.execute(
                select(func.max(table.id)).where(table.claim_id == claim_id)
            ).scalar()
            or 0
        )
