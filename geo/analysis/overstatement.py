"""How much more a party says it took in a period than it was assessed to take, by oblast."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.analysis.changes import SliverRule, changes
from geo.analysis.intervals import ratio_interval
from geo.geometry import areas_km2
from geo.models import WHOLE, Category

COLUMNS = ("actor", "oblast", "claimed", "assessed", "overstated")
_LEAST_KM2 = 0.05  # below it a percentage says nothing


def overstatement(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    oblasts: gpd.GeoDataFrame | None = None,
    rule: SliverRule | None = None,
    claimants: Collection[str] = (),
) -> pd.DataFrame:
    """Compare what each party says it took with what it was assessed to take.

    Parameters
    ----------
    before, after : GeoDataFrame
        Pictures of control at the two ends of the period, as :func:`geo.analysis.changes.changes`
        takes them.
    oblasts : GeoDataFrame, optional
        ``oblast`` and polygons; adds rows by oblast.
    rule : SliverRule, optional
        As of ``changes``.
    claimants : collection of str
        Parties that claim areas in the archive; if left out, those that do at either end.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`: ``claimed``, km2 that are in a claimed or assessed area of the party at
        the end and were in none at the beginning; ``assessed``, the same for assessed areas alone;
        ``overstated`` = 100 x (claimed - assessed) / assessed, NaN where nothing was assessed.
    """
    own = set(claimants) or {
        str(actor)
        for picture in (before, after)
        for actor in picture.loc[picture["category"] == Category.CLAIMED, "actor"]
    }
    frame = changes(_as_said(before, own), _as_said(after, own), oblasts, rule)
    wide = frame.pivot(index=["actor", "oblast"], columns="category", values="gained").fillna(0.0)
    rows = []
    # In the order of changes: the whole first, then the oblasts.
    for actor, oblast in frame[["actor", "oblast"]].drop_duplicates().itertuples(index=False):
        found = wide.loc[(actor, oblast)]
        claimed, assessed = found.get(Category.CLAIMED, 0.0), found.get(Category.ASSESSED, 0.0)
        more = np.nan if assessed < _LEAST_KM2 else 100 * (claimed - assessed) / assessed
        rows.append((actor, oblast, claimed, assessed, more))
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("actor", kind="stable")


def overstatement_interval(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, actor: str, seed: int = 20250105
) -> tuple[float, float]:
    """Return between what a party's overstatement in percent lies, at 95 %.

    Parameters
    ----------
    before, after : GeoDataFrame
        As :func:`overstatement` takes them; without its rule on slivers.
    actor : str
        The party.
    seed : int
        Of the bootstrap.

    Returns
    -------
    (float, float)
        By resampling the parts of gained ground that hang together; both NaN with fewer than three
        of them, or where too little was assessed for a bound.
    """
    then, now = _as_said(before, {actor}), _as_said(after, {actor})
    claimed, assessed = (_gained(then, now, c) for c in (Category.CLAIMED, Category.ASSESSED))
    parts = shapely.get_parts(shapely.union(claimed, assessed))
    parts = parts[areas_km2(parts) >= SliverRule().least_km2]
    low, high = ratio_interval(
        areas_km2(shapely.intersection(parts, claimed)),
        areas_km2(shapely.intersection(parts, assessed)),
        seed,
    )
    return 100 * (low - 1), 100 * (high - 1)


def newsroom_words(rows: Iterable[tuple[str, str, float, float, float]], title: str) -> str:
    """Return a party's rows as newsrooms print them.

    Parameters
    ----------
    rows : iterable of tuple
        Of one party, values as :data:`COLUMNS`.
    title : str
        What the party is called: ``Russian forces``.

    Examples
    --------
    >>> rows = [("RU", "all", 4714.0, 3434.0, 37.27), ("RU", "Luhansk Oblast", 136.0, 100.0, 36.0)]
    >>> newsroom_words(rows, "Russian forces")
    'Russian forces: claimed 4,714 km2, assessed 3,434; overstated by 36 % in Luhansk Oblast.'
    """
    whole, parts = "", []
    for _, oblast, claimed, assessed, more in rows:
        if oblast == WHOLE:
            whole = f"{title}: claimed {_amount(claimed)} km2, assessed {_amount(assessed)}"
        elif np.isnan(more):
            parts.append((claimed, f"{_amount(claimed)} km2 claimed and none assessed in {oblast}"))
        else:
            word = "overstated" if more >= 0 else "understated"
            parts.append((claimed, f"{word} by {abs(more):.0f} % in {oblast}"))
    said = [words for claimed, words in sorted(parts, reverse=True) if claimed >= _LEAST_KM2]
    return "; ".join([whole, ", ".join(said)] if said else [whole]) + "."


def _amount(km2: float) -> str:
    return f"{km2:,.0f}" if km2 >= 100 else f"{km2:,.1f}"


def _as_said(picture: gpd.GeoDataFrame, claimants: set[str]) -> gpd.GeoDataFrame:
    """Return a picture in which what is assessed is claimed as well: nobody disclaims it."""
    own = picture[picture["actor"].isin(claimants)]
    assessed = own[own["category"] == Category.ASSESSED]
    claimed = own[own["category"].isin([Category.ASSESSED, Category.CLAIMED])]
    both = [assessed, claimed.assign(category=Category.CLAIMED.value)]
    return gpd.GeoDataFrame(pd.concat(both, ignore_index=True), crs=picture.crs)


def _gained(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, category: Category) -> BaseGeometry:
    """Return the ground that lies in areas of a category after, and in none before."""
    own = [picture.loc[picture["category"] == category, "geometry"] for picture in (before, after)]
    return shapely.difference(shapely.union_all(own[1].values), shapely.union_all(own[0].values))
