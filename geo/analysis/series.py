"""How areas went over time: figures of every edition, km2 a day, and where the pace changed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from ruptures import KernelCPD

from geo.clock import to_rfc3339
from geo.models import EditionRecord, EditionStep

MEAN_DAYS = 7
_LEAST_DAYS = 7
_EPOCH = pd.Timestamp(0, tz="UTC")
COLUMNS = (
    "as_of", "at", "category", "actor", "oblast", "km2", "gained", "lost", "net", "days",
)  # fmt: skip


def area_series(
    editions: Sequence[EditionRecord], steps: Mapping[str, EditionStep]
) -> pd.DataFrame:
    """Return one row for each edition, category, actor and oblast.

    Parameters
    ----------
    editions : sequence of EditionRecord
        Of one source, by time.
    steps : mapping of str to EditionStep
        By content hash; an edition without one is left out.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`: ``as_of`` (UTC), ``at`` (the same as a link writes it), ``km2`` held, and
        ``gained``, ``lost``, ``net`` against the edition before, ``days`` earlier. A category and
        actor that vanishes has a row with 0 km2. The first edition has no gain, loss or days.
    """
    rows = []
    previous: EditionRecord | None = None
    for edition in editions:
        step = steps.get(edition.content_hash)
        if step is None:
            continue
        days = math.nan
        if previous is not None:
            days = (edition.as_of - previous.as_of).total_seconds() / 86_400
        for f in step.figures:
            change = (f.gained, f.lost, f.net) if step.previous else (math.nan,) * 3
            rows.append(
                (edition.as_of, to_rfc3339(edition.as_of), f.category, f.actor, f.oblast, f.after,
                 *change, days)
            )  # fmt: skip
        previous = edition
    return pd.DataFrame(rows, columns=list(COLUMNS))


def daily_pace(series: pd.DataFrame) -> pd.DataFrame:
    """Return the net change in km2 a day, and its mean over seven days.

    Parameters
    ----------
    series : DataFrame
        Rows of :func:`area_series` of one category, actor and oblast.

    Returns
    -------
    DataFrame
        ``day`` (UTC midnight), ``pace``, ``mean``. What lies between two editions is spread evenly
        over the time between them, since nobody knows on which day it happened; the mean is over
        the day and the six before it, and missing while there are fewer. Empty for less than two
        editions.

    Examples
    --------
    >>> when = pd.to_datetime(["2025-01-01", "2025-01-03"], utc=True)
    >>> rows = pd.DataFrame({"as_of": when, "net": [float("nan"), 8.0], "days": [float("nan"), 2]})
    >>> daily_pace(rows)["pace"].tolist()
    [4.0, 4.0]
    """
    known = series.dropna(subset=["net"])
    if known.empty:
        return pd.DataFrame({"day": pd.to_datetime([], utc=True), "pace": [], "mean": []})
    ends = ((known["as_of"] - _EPOCH) / pd.Timedelta(days=1)).to_numpy()
    instants = np.concatenate([[ends[0] - known["days"].iloc[0]], ends])
    # What was reached by each midnight, on straight lines between the editions.
    reached = np.concatenate([[0.0], known["net"].cumsum()])
    midnights = np.arange(math.floor(instants[0]), math.ceil(instants[-1]) + 1)
    pace = np.diff(np.interp(midnights, instants, reached))
    days = _EPOCH + pd.to_timedelta(midnights[:-1], unit="D")
    frame = pd.DataFrame({"day": days, "pace": pace})
    return frame.assign(mean=frame["pace"].rolling(MEAN_DAYS).mean())


def change_points(series: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the days on which the pace changed for good.

    Parameters
    ----------
    series : DataFrame
        As for :func:`daily_pace`.

    Notes
    -----
    PELT (Killick, Fearnhead, Eckley 2012) on the km2 a day with a squared-error cost, by the
    library ruptures; the penalty is that of BIC, 2 s^2 ln n, with n editions and s from the median
    absolute difference between the paces of neighbouring editions, times the days that an edition
    stands for (median), since its pace is repeated on each. No stretch is shorter than a week.
    """
    pace = daily_pace(series)
    rates = (series["net"] / series["days"]).dropna().to_numpy()
    if len(rates) < 4 or len(pace) < 2 * _LEAST_DAYS:
        return []
    # Of a normal distribution the median absolute difference of two draws is 0.954 s.
    noise = float(np.median(np.abs(np.diff(rates)))) / 0.954
    if noise == 0:
        return []
    found = KernelCPD(kernel="linear", min_size=_LEAST_DAYS).fit(pace[["pace"]].to_numpy())
    repeated = max(1.0, float(series["days"].median()))
    ends = found.predict(pen=2 * noise**2 * repeated * math.log(len(rates)))
    return [pace["day"].iloc[end] for end in ends[:-1]]
