"""What share of claims turned out so, with intervals, and how long that took.

Methods, and why so, in ``docs/methods.md``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from geo.analysis.intervals import ratio_interval
from geo.analysis.track import HORIZONS, LEAST_AREA_KM2, Track

MATURE_DAYS = HORIZONS[-1]
"""A claim younger than that is too young to be called never assessed."""
_SAMPLES = 20_000  # of the curve; each stands for as much ground as the others


def shares(tracked: Track, seed: int = 20250105) -> pd.DataFrame:
    """Return what share of the claimed ground was assessed so many days after the claim.

    Parameters
    ----------
    tracked : Track
    seed : int
        Of the bootstrap; the same seed gives the same intervals.

    Returns
    -------
    DataFrame
        Index ``days``. ``claimed_km2`` and ``assessed_km2`` of the claims that are old enough,
        ``share`` of the two (NaN if there is none), ``low`` and ``high`` (95 % interval; NaN with
        fewer than three claimed areas), ``areas`` (how many claimed areas that rests on), and
        ``too_young_km2``, which is in none of the other figures.
    """
    pieces = tracked.pieces
    rows = []
    for horizon, found in zip(HORIZONS, tracked.shares.T, strict=True):
        judged = ~np.isnan(found)
        km2 = pieces["km2"].to_numpy()
        by_area = (
            pd.DataFrame({"area": pieces["area"], "km2": km2, "good": km2 * found})[judged]
            .groupby("area")
            .sum()
        )
        claimed, good = by_area["km2"].sum(), by_area["good"].sum()
        low, high = ratio_interval(by_area["good"].to_numpy(), by_area["km2"].to_numpy(), seed)
        rows.append(
            (horizon, claimed, good, good / claimed if claimed else np.nan, low, high,
             (by_area["km2"] >= LEAST_AREA_KM2).sum(), km2[~judged].sum())
        )  # fmt: skip
    columns = [
        "days", "claimed_km2", "assessed_km2", "share", "low", "high", "areas", "too_young_km2",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).set_index("days")


def summary(tracked: Track) -> dict[str, float]:
    """Return the ground of all claims in km2, by what became of it.

    Returns
    -------
    dict
        ``claimed``, all of it: ``assessed`` (at some time after), of which ``lost`` (again);
        ``never`` (not assessed in 90 days or more); ``too_young`` (not assessed, and claimed less
        than 90 days before the last edition). Assessed, never and too young add up to all.
    """
    pieces = tracked.pieces
    came = pieces["assessed"] >= 0
    young = ~came & (pieces["followed"] < MATURE_DAYS)
    parts = {
        "assessed": came, "lost": pieces["lost"] >= 0, "never": ~came & ~young, "too_young": young,
    }  # fmt: skip
    return {
        "claimed": float(pieces["km2"].sum()),
        **{name: float(pieces.loc[rows, "km2"].sum()) for name, rows in parts.items()},
    }


def lag_curve(tracked: Track) -> pd.DataFrame:
    """Return the Kaplan-Meier curve of the days from claim to assessment.

    Returns
    -------
    DataFrame
        Index ``days``, ascending; ``assessed``: the share of claimed ground that is assessed
        within so many days, where what is not assessed at the end of the archive counts for as
        long as it was followed. Empty without a claim.

    Notes
    -----
    :func:`scipy.stats.ecdf` on right-censored data. It knows no weights: each piece stands in the
    sample as often as it has shares of the claimed ground, so that a claim cut in two is the same.
    """
    pieces = tracked.pieces
    if pieces.empty:
        return pd.DataFrame({"assessed": []}, index=pd.Index([], name="days", dtype=float))
    km2 = pieces["km2"].to_numpy()
    # Rounded along the running sum: what is lost on one piece is made up on the next.
    until = np.round(np.cumsum(km2) / km2.sum() * _SAMPLES).astype(int)
    times = np.diff(np.concatenate([[0], until]))
    lag = tracked.days_to("assessed").to_numpy()
    came = ~np.isnan(lag)
    data = stats.CensoredData(
        uncensored=np.repeat(lag[came], times[came]),
        right=np.repeat(pieces["followed"].to_numpy()[~came], times[~came]),
    )
    curve = stats.ecdf(data).cdf
    index = pd.Index(curve.quantiles, name="days", dtype=float)
    return pd.DataFrame({"assessed": curve.probabilities}, index=index)
