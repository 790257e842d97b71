"""The last step of an import: what was planned and accepted goes into the store, all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from geo.access import Doer
from geo.archive import refresh
from geo.intake.events import mapping_name
from geo.intake.plan import Plan
from geo.sources.mapped import ColumnMapping
from geo.store import ImportResult, Store


def store_plan(
    store: Store,
    plan: Plan,
    *,
    now: datetime,
    by: Doer,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportResult:
    """Store a plan in one transaction, and bring what is derived from it up to date.

    Parameters
    ----------
    store : Store
    plan : Plan
    now : datetime
        Aware; recorded as the time of the import.
    by : Person or str
        Who imports.
    progress : callable
        Told how much of what is derived has been made, once all is stored.

    Returns
    -------
    ImportResult
        ``changed`` is False if the store has all of it already.

    Raises
    ------
    StoreError
        If the store has another edition for one of the instants; then nothing is stored.
    """
    if plan.events is not None:
        result = store.import_events(
            plan.events, plan.source, plan.report, recorded_at=now, recorded_by=by
        )
        if plan.mapping is not None:
            _remember(store, plan, plan.mapping, now, by)
        return result
    result = store.import_editions(
        plan.editions, plan.source, plan.report, recorded_at=now, recorded_by=by
    )
    refresh(store, progress)
    return result


def remembered(store: Store, columns: Sequence[str]) -> ColumnMapping | None:
    """Return how a table with these columns was read the last time; None if it never was."""
    _, known = store.mapping(mapping_name(columns))
    return ColumnMapping.from_dict(known) if known else None


def _remember(store: Store, plan: Plan, mapping: ColumnMapping, now: datetime, by: Doer) -> None:
    """Remember how columns of these names were read, for the next file that has them."""
    name = mapping_name(plan.columns)
    version, known = store.mapping(name)
    if known != mapping.to_dict():
        store.save_mapping(name, mapping.to_dict(), by=by, at=now, based_on=version)
