"""Events that tests make: the columns of a store's events, filled where a test says so."""

import hashlib
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from geo.models import ImportReport, Source
from geo.store import Store

TEXTS = ("id", "sub_type", "actors", "place", "admin1", "admin2", "country", "summary", "link")


def frame(rows: list[dict]) -> pd.DataFrame:
    """Return events with what is not given left empty."""
    empty = {
        **dict.fromkeys(TEXTS, ""), "event_type": "Battle", "lon": np.nan, "lat": np.nan,
        "start": None, "end": None, "time_precision": "day", "time_code": "",
        "geo_precision": "exact", "geo_code": "", "fatalities": None,
    }  # fmt: skip
    made = pd.DataFrame([{**empty, **row} for row in rows], columns=list(empty))
    for name in ("start", "end"):
        made[name] = pd.to_datetime(made[name], utc=True, format="ISO8601").astype(
            "datetime64[us, UTC]"
        )
    texts = [*TEXTS, "event_type", "time_precision", "geo_precision", "time_code", "geo_code"]
    return made.astype(
        {"fatalities": "Int64", "lon": float, "lat": float} | dict.fromkeys(texts, "str")
    )


def import_events(
    store: Store,
    source: Source,
    events: pd.DataFrame,
    recorded_at: datetime = datetime(2025, 1, 12, tzinfo=UTC),
) -> None:
    """Bring events into a store as one import."""
    sha256 = hashlib.sha256(f"{source.id} {recorded_at} {len(events)}".encode()).hexdigest()
    report = ImportReport(
        file=f"{source.id}.csv", sha256=sha256, read=len(events), kept=len(events)
    )
    store.import_events(events, source, report, recorded_at=recorded_at, recorded_by="test")
