"""Events made by rule with a seed: as many, as clustered and as repetitive as real sets."""

from __future__ import annotations

import numpy as np
import pandas as pd

_TYPES = (
    "Shelling", "Air or drone strike", "Armed clash", "Attack", "Property destruction",
    "Disrupted weapons use", "Abduction", "Peaceful protest", "Looting", "Mine or remote explosive",
    "Territory regained", "Territory overtaken",
)  # fmt: skip
_TYPE_SHARES = np.array([34, 23, 18, 8, 4, 4, 2, 2, 1, 2, 1, 1]) / 100
_PRECISIONS = ("exact", "near", "admin2", "admin1", "country", "unknown")
_PRECISION_SHARES = np.array([38, 42, 11, 6, 1, 2]) / 100
_DISTRICTS, _OBLASTS, _SETTLEMENTS = 140, 27, 9_000
_FIRST, _DAYS = pd.Timestamp("2022-02-24", tz="UTC"), 1_350


def generated_events(
    count: int, seed: int = 20250105, first_day: int = 0, days: int = _DAYS
) -> pd.DataFrame:
    """Return events along a made-up front line, in the columns of a store's events.

    Parameters
    ----------
    count, seed : int
    first_day, days : int
        From which day after 24 February 2022, and over how many.

    Notes
    -----
    Four in ten have coordinates of their own, the others those of one of 9,000 settlements, of a
    district, an oblast or the country. One in a hundred has no place, one in two hundred no date,
    three in a hundred last several days.
    """
    made = np.random.default_rng(seed)
    along = made.uniform(0, 1, _SETTLEMENTS)
    away = made.standard_t(2, _SETTLEMENTS) * 0.35
    towns = np.column_stack(
        [
            np.clip(33.5 + 5 * np.sin(1.6 * along) + away, 22.3, 40.1),
            np.clip(46.4 + 4.3 * along + 0.4 * away, 44.4, 52.3),
        ]
    )
    popularity = made.zipf(1.5, _SETTLEMENTS).clip(max=3_000).astype(float)
    town = made.choice(_SETTLEMENTS, count, p=popularity / popularity.sum())
    precision = made.choice(len(_PRECISIONS), count, p=_PRECISION_SHARES)
    points = towns[town]
    exact = precision == 0
    points[exact] += made.normal(0, 0.02, (int(exact.sum()), 2))
    for code, groups in ((2, _DISTRICTS), (3, _OBLASTS), (4, 1)):
        chosen = precision == code
        points[chosen] = towns[town[chosen] % groups]
    points[made.random(count) < 0.01] = np.nan
    day = first_day + np.sort((days * made.beta(1.3, 1.1, count)).astype(int))
    instant = made.random(count) < 0.2
    minutes = np.where(instant, made.integers(0, 1_440, count), 0)
    start = _FIRST + pd.to_timedelta(day, "D") + pd.to_timedelta(minutes, "min")
    last = np.where(made.random(count) < 0.03, made.integers(1, 60, count), 0)
    end = start.floor("D") + pd.to_timedelta(last + 1, "D") - pd.Timedelta(seconds=1)
    end = end.where(~instant | (last > 0), start)
    undated = made.random(count) < 0.005
    kind = made.choice(len(_TYPES), count, p=_TYPE_SHARES)
    number = pd.Series(np.arange(count).astype(str))
    return pd.DataFrame(
        {
            "id": "MADE" + number,
            "event_type": np.array(_TYPES)[kind],
            "sub_type": "",
            "actors": "One side; other side",
            "place": "Settlement " + pd.Series(town.astype(str)),
            "admin1": "Oblast " + pd.Series((town % _OBLASTS).astype(str)),
            "admin2": "District " + pd.Series((town % _DISTRICTS).astype(str)),
            "country": "Ukraine",
            "lon": points[:, 0].round(5),
            "lat": points[:, 1].round(5),
            "start": pd.Series(start).where(~undated),
            "end": pd.Series(end).where(~undated),
            "time_precision": np.where(instant, "instant", "day"),
            "time_code": "",
            "geo_precision": np.array(_PRECISIONS)[precision],
            "geo_code": "",
            "fatalities": pd.Series(made.poisson(0.4, count), dtype="Int64"),
            "summary": "Event " + number + ", made by rule for a measurement.",
            "link": "https://example.org/event/" + number,
        }
    )
