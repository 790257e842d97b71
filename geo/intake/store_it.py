"""The last step of an import: what was planned and accepted goes into the store, all of it."""

from __future__ import annotations

from datetime import datetime

from geo.archive import refresh
from geo.intake.plan import Plan
from geo.store import Store


def store_plan(store: Store, plan: Plan, *, now: datetime, by: str) -> None:
    """Store a plan, and bring what is derived from the editions up to date.

    Parameters
    ----------
    store : Store
    plan : Plan
    now : datetime
        Aware; recorded as the time of the import.
    by : str
        Who imports.
    """
    for planned in plan.editions:
        store.import_edition(planned.edition, planned.report, recorded_at=now, recorded_by=by)
    refresh(store)
