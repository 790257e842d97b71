"""The last step of an import: what was planned and accepted goes into the store, all of it."""

from __future__ import annotations

from datetime import datetime

from geo.archive import refresh
from geo.intake.plan import Plan
from geo.store import ImportResult, Store


def store_plan(store: Store, plan: Plan, *, now: datetime, by: str) -> ImportResult:
    """Store a plan in one transaction, and bring what is derived from it up to date.

    Parameters
    ----------
    store : Store
    plan : Plan
    now : datetime
        Aware; recorded as the time of the import.
    by : str
        Who imports.

    Returns
    -------
    ImportResult
        ``changed`` is False if the store has all of it already.

    Raises
    ------
    StoreError
        If the store has another edition for one of the instants; then nothing is stored.
    """
    result = store.import_editions(
        plan.editions, plan.source, plan.report, recorded_at=now, recorded_by=by
    )
    refresh(store)
    return result
