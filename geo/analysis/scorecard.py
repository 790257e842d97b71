"""Claimants side by side: what each said it took, what was assessed, how much more, how soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis.ground import cut_ground
from geo.analysis.overstatement import overstatement, overstatement_interval
from geo.analysis.track import Track, track
from geo.analysis.turnout import lag_curve, shares, summary
from geo.batch import ALONE, Crew
from geo.models import WHOLE, Category


@dataclass(frozen=True)
class Scorecard:
    """What became of one party's claims in one source."""

    actor: str
    track: Track
    km2: dict[str, float]
    """As :func:`geo.analysis.turnout.summary`."""
    shares: pd.DataFrame
    """As :func:`geo.analysis.turnout.shares`."""
    curve: pd.DataFrame
    """As :func:`geo.analysis.turnout.lag_curve`."""
    overstatement: pd.DataFrame
    """The party's rows of :func:`geo.analysis.overstatement.overstatement`."""
    interval: tuple[float, float]
    """As :func:`geo.analysis.overstatement.overstatement_interval`, for the whole."""

    @property
    def whole(self) -> tuple[float, float, float]:
        """Return km2 claimed, km2 assessed and overstatement in percent, of all oblasts."""
        row = self.overstatement[self.overstatement["oblast"] == WHOLE]
        if row.empty:
            return 0.0, 0.0, np.nan
        claimed, assessed, more = row[["claimed", "assessed", "overstated"]].iloc[0]
        return float(claimed), float(assessed), float(more)

    @property
    def median_lag(self) -> float:
        """Return days within which half of the claimed ground was assessed; NaN if it was not."""
        reached = self.curve.index[self.curve["assessed"] >= 0.5]
        return float(reached[0]) if len(reached) else np.nan


def claimants_of(edges: pd.DataFrame) -> list[str]:
    """Return the parties that claim areas somewhere in an archive, sorted.

    Parameters
    ----------
    edges : DataFrame
        As :meth:`geo.timeline.Timeline.edge_frame` gives them.
    """
    return sorted(edges.loc[edges["category"] == Category.CLAIMED, "actor"].unique())


def scorecards(
    edges: pd.DataFrame,
    instants: Sequence[datetime],
    ends: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
    oblasts: gpd.GeoDataFrame,
    *,
    actors: Sequence[str] | None = None,
    first: datetime | None = None,
    last: datetime | None = None,
    crew: Crew = ALONE,
) -> list[Scorecard]:
    """Return the scorecard of each party that claims.

    Parameters
    ----------
    edges, instants
        As :func:`geo.analysis.ground.cut_ground` takes them.
    ends : (GeoDataFrame, GeoDataFrame)
        The pictures in force at the ends of the period.
    oblasts : GeoDataFrame
        ``oblast`` and polygons.
    actors : sequence of str, optional
        Only these parties.
    first, last : datetime, optional
        The period, as :func:`geo.analysis.track.track` takes it.
    crew : Crew
        Who follows the claims: a part is a party.
    """
    wanted = [a for a in claimants_of(edges) if actors is None or a in actors]
    if not wanted:
        return []
    more = overstatement(*ends, oblasts, claimants=wanted)
    made = partial(_card, edges, instants, ends, oblasts, more, first, last)
    return list(crew.run(made, wanted))


def _card(
    edges: pd.DataFrame,
    instants: Sequence[datetime],
    ends: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
    oblasts: gpd.GeoDataFrame,
    more: pd.DataFrame,
    first: datetime | None,
    last: datetime | None,
    actor: str,
) -> Scorecard:
    found = track(cut_ground(edges, instants, actor, oblasts), first, last)
    return Scorecard(
        actor=actor,
        track=found,
        km2=summary(found),
        shares=shares(found),
        curve=lag_curve(found),
        overstatement=more[more["actor"] == actor],
        interval=overstatement_interval(*ends, actor),
    )
