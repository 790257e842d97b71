"""What people settle about claims, as rows: each version stays, the latest counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from geo.access import Action, Doer
from geo.clock import parse_when, to_rfc3339
from geo.errors import NotInStore, StaleEdit, StoreError
from geo.ledger import Review, ReviewKind, StatusEntry, checked_body
from geo.models import ClaimStatus
from geo.store import schema
from geo.store.history import recorded

NEEDS = {
    ReviewKind.GRADE: Action.GRADE,
    ReviewKind.PAIR: Action.PAIR,
    ReviewKind.TIE: Action.TIE,
    ReviewKind.CLAIMANT: Action.MERGE_CLAIMANT,
    ReviewKind.AREA_CLAIMANT: Action.NAME_AREA_CLAIMANT,
    ReviewKind.TOPONYM: Action.REMEMBER_NAME,
}
"""What it takes to settle something, by its kind."""


def set_claim_status(
    engine: Engine,
    claim_id: str,
    status: ClaimStatus,
    *,
    by: Doer,
    at: datetime,
    reason: str,
    evidence: str,
    based_on: int,
) -> int:
    """Append a status to a claim's history; see :meth:`geo.store.Store.set_claim_status`."""
    _need_reason("A status", reason)
    table = schema.claim_statuses
    with recorded(engine, "status", at=at, by=by, needs=Action.SET_STATUS) as change:
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
        first = select(func.min(table.c.id)).where(table.c.claim_id == claim_id)
        # The status with which a claim came in is nobody's judgement.
        came_so = latest.id == change.connection.execute(first).scalar()
        change.concerns(None if came_so else latest.set_by)
        number: int = change.connection.execute(
            table.insert().returning(table.c.id),
            {
                "claim_id": claim_id,
                "status": status.value,
                "set_at": to_rfc3339(at),
                "set_by": change.by,
                "reason": reason,
            },
        ).scalar_one()
        if evidence.strip():
            change.connection.execute(
                schema.status_evidence.insert(), {"status_id": number, "evidence": evidence}
            )
        change.subject = f"claim {claim_id}"
        change.details = {"old": latest.status, "new": status.value, "reason": reason}
    return number


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


def status_history(engine: Engine, claim_id: str | None = None) -> list[StatusEntry]:
    """Return every status that a claim ever had, or all of them; first one first."""
    statuses, evidence = schema.claim_statuses, schema.status_evidence
    query = (
        select(statuses, evidence.c.evidence)
        .join(evidence, evidence.c.status_id == statuses.c.id, isouter=True)
        .order_by(statuses.c.id)
    )
    if claim_id is not None:
        query = query.where(statuses.c.claim_id == claim_id)
    with engine.connect() as connection:
        return [
            StatusEntry(
                id=row.id,
                claim=row.claim_id,
                status=ClaimStatus(row.status),
                at=parse_when(row.set_at)[0],
                by=row.set_by,
                reason=row.reason,
                evidence=row.evidence or "",
            )
            for row in connection.execute(query)
        ]


def save_review(
    engine: Engine,
    kind: ReviewKind,
    subject: str,
    body: Mapping[str, Any],
    *,
    by: Doer,
    at: datetime,
    reason: str,
    based_on: int,
) -> int:
    """Append what a person settled; see :meth:`geo.store.Store.save_review`."""
    _need_reason(f"A {kind.value.replace('_', ' ')}", reason)
    wanted = json.dumps(checked_body(kind, body), ensure_ascii=False, sort_keys=True)
    table = schema.reviews
    with recorded(engine, "review", at=at, by=by, needs=NEEDS[kind]) as change:
        latest = change.connection.execute(
            select(table)
            .where(table.c.kind == kind.value, table.c.subject == subject)
            .order_by(table.c.version.desc())
            .limit(1)
        ).one_or_none()
        version = 0 if latest is None else latest.version
        if version != based_on:
            raise StaleEdit(
                f"The {kind.value.replace('_', ' ')} of {subject!r}",
                "none" if latest is None
                else f"{latest.body} (by {latest.set_by}, {latest.set_at}: {latest.reason})",
                f"{wanted} ({reason})",
            )  # fmt: skip
        change.concerns(None if latest is None else latest.set_by)
        change.connection.execute(
            table.insert(),
            {
                "kind": kind.value,
                "subject": subject,
                "version": version + 1,
                "body": wanted,
                "reason": reason,
                "set_at": to_rfc3339(at),
                "set_by": change.by,
            },
        )
        change.subject = f"{kind.value} {subject}"
        change.details = {
            "old": None if latest is None else json.loads(latest.body),
            "new": json.loads(wanted),
            "reason": reason,
        }
    return version + 1


def reviews(engine: Engine) -> list[Review]:
    """Return all that people settled, in its order, superseded versions too."""
    with engine.connect() as connection:
        return [
            Review(
                kind=ReviewKind(row.kind),
                subject=row.subject,
                version=row.version,
                body=json.loads(row.body),
                reason=row.reason,
                at=parse_when(row.set_at)[0],
                by=row.set_by,
            )
            for row in connection.execute(select(schema.reviews).order_by(schema.reviews.c.id))
        ]


def _need_reason(what: str, reason: str) -> None:
    if not reason.strip():
        raise StoreError(f"{what} needs a reason, so that others can read why. Give one.")
