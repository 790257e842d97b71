"""How sure a ratio of sums is: an interval by resampling what was summed up."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats

_RESAMPLES = 2_000
_FEWEST = 3
Floats = npt.NDArray[np.float64]


def ratio_interval(upper: Floats, lower: Floats, seed: int) -> tuple[float, float]:
    """Return the 95 % percentile interval of ``upper.sum() / lower.sum()``.

    Parameters
    ----------
    upper, lower : ndarray of shape (n,)
        Of each unit that is drawn anew, such as a claimed area; in any unit, the same for both.
    seed : int
        The same seed gives the same interval.

    Returns
    -------
    (float, float)
        Both NaN with fewer than three units, or where a bound is not finite.
    """
    if len(upper) < _FEWEST:
        return np.nan, np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        found = stats.bootstrap(
            (upper, lower),
            lambda a, b, axis: a.sum(axis=axis) / b.sum(axis=axis),
            paired=True,
            vectorized=True,
            method="percentile",
            n_resamples=_RESAMPLES,
            batch=max(1, 20_000_000 // (len(upper) * 8)),
            rng=np.random.default_rng(seed),
        )
        low, high = (float(bound) for bound in found.confidence_interval)
    return (low, high) if np.isfinite([low, high]).all() else (np.nan, np.nan)
