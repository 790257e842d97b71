"""Claims as they count: of imports that were not undone, each with its latest status."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from geo.store import live, schema


def every() -> Select[Any]:
    """Return the query of ``body`` and ``status`` of every claim, to be narrowed or ordered."""
    other = schema.claim_statuses.alias()
    newest = (
        select(func.max(other.c.id)).where(other.c.claim_id == schema.claims.c.id).scalar_subquery()
    )
    return (
        select(schema.claims.c.body, schema.claim_statuses.c.status)
        .select_from(schema.claims)
        .join(schema.claim_statuses, schema.claim_statuses.c.id == newest)
        .where(live.is_live(schema.claims.c.import_id))
    )
