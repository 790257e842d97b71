"""Events that tests make: the columns of a store's events, filled where a test says so."""

import numpy as np
import pandas as pd

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
        made[name] = pd.to_datetime(made[name], utc=True).astype("datetime64[us, UTC]")
    texts = [*TEXTS, "event_type", "time_precision", "geo_precision", "time_code", "geo_code"]
    return made.astype(
        {"fatalities": "Int64", "lon": float, "lat": float} | dict.fromkeys(texts, "str")
    )
