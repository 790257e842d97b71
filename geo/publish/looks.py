"""What of an edition is drawn, and what is drawn alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from geo.models import Category, Kind


@dataclass(frozen=True)
class Look:
    """What is drawn alike: the key of a style."""

    category: str
    actor: str
    kind: str

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Regained ground lowest, what is only claimed on top of what it claims."""
        at = list(Category).index(Category(self.category))
        return at, int(self.kind != Kind.REGAINED), self.actor, self.kind


def shown_areas(areas: gpd.GeoDataFrame, hide: Collection[str]) -> gpd.GeoDataFrame:
    """Return the areas that are not hidden, by the words of a link."""
    party = areas["category"].astype(str) + "." + areas["actor"].astype(str)
    return areas.loc[~areas["category"].isin(hide) & ~party.isin(hide)]


def looks_of(areas: gpd.GeoDataFrame) -> list[Look]:
    """Return what there is to draw, lowest first."""
    keys = areas[["category", "actor", "kind"]].drop_duplicates()
    found = [Look(str(c), str(a), str(k)) for c, a, k in keys.itertuples(index=False)]
    return sorted(found, key=lambda look: look.order)


def bounds_of(frames: Iterable[gpd.GeoDataFrame]) -> tuple[float, float, float, float] | None:
    """Return the box of degrees around areas; None if there are none."""
    boxes = np.array([frame.total_bounds for frame in frames if len(frame)])
    if not len(boxes):
        return None
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)
