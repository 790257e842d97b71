"""What was gained and lost between two pictures of control, in km2 by category, party and oblast.

Method
------
Per category and actor, all kinds united. Gained is what only the later picture has, lost what only
the earlier one has (:mod:`geo.analysis.difference`). Two drawings of one line never agree to the
metre, so each difference is opened with a disc of 25 m diameter (what is narrower vanishes, the
rest keeps its shape up to rounded corners) and parts under 0.02 km2 are left out. What this removed
is part of the result. Areas are on the WGS84 ellipsoid. For the opening, degrees are scaled to
metres at the middle latitude of each part: a degree north or south the disc is true to 3 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.analysis.difference import difference_parts
from geo.geometry import areas_km2
from geo.models import ELSEWHERE, WHOLE, Category, EditionStep

_NOTHING_KM2 = 0.001  # a thousand square metres: two borders that only touch on paper
_DIGITS = 6
_DEGREE_M = 111_320.0
_QUAD_SEGS = 4  # of a quarter circle: rounded corners are true to 0.25 m
COLUMNS = ("category", "actor", "oblast", "before", "after", "gained", "lost", "net", "removed")
_Parts = npt.NDArray[np.object_]


@dataclass(frozen=True)
class SliverRule:
    """Which differences are only two drawings of one line."""

    width_m: float = 25.0
    """Diameter of the disc with which a difference is opened; 0 switches the opening off."""
    least_km2: float = 0.02
    """Parts with less area are left out; 0 keeps all."""

    def words(self) -> str:
        """Return the rule as a sentence for the screen."""
        if self == NO_RULE:
            return "Every difference is counted, however thin. Areas on the WGS84 ellipsoid."
        return (
            f"Differences narrower than {self.width_m:g} m and parts under {self.least_km2:g} km² "
            "are two drawings of one line: they are left out, and counted as removed. Areas on the "
            "WGS84 ellipsoid."
        )


NO_RULE = SliverRule(0.0, 0.0)
"""Keeps every difference, however thin."""


@dataclass(frozen=True)
class _Pieces:
    """Polygons without a common point inside, each with its area: measured once, asked often."""

    shapes: _Parts
    km2: npt.NDArray[np.float64]

    @classmethod
    def of(cls, shapes: _Parts | BaseGeometry) -> _Pieces:
        polygons = shapely.get_parts(shapes)
        return cls(polygons, areas_km2(polygons))

    def from_km2(self, least: float) -> _Pieces:
        there = self.km2 >= least
        return _Pieces(self.shapes[there], self.km2[there])


def changes(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    oblasts: gpd.GeoDataFrame | None = None,
    rule: SliverRule | None = None,
    held: Mapping[tuple[str, str, str], float] | None = None,
) -> pd.DataFrame:
    """Compare two pictures of control.

    Parameters
    ----------
    before, after : GeoDataFrame
        ``category``, ``actor`` and polygons, EPSG:4326, as :meth:`geo.store.Store.areas` gives.
    oblasts : GeoDataFrame, optional
        ``oblast`` and polygons; adds a row for each oblast that is touched, and one for what lies
        in none of them.
    rule : SliverRule, optional
        The default rule when left out; :data:`NO_RULE` keeps every difference.
    held : mapping, optional
        What ``before`` holds, in km2 by (category, actor, oblast), where that is known already,
        as from :func:`held_after`; measured when left out.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`; areas in km2. The row of oblast ``all`` comes first in each category and
        actor. ``net`` is ``gained - lost``; ``removed`` is what the rule left out of both.
    """
    rule = rule or SliverRule()
    keys = _keys(before, after)
    pairs = [_pair(before, after, key) for key in keys]
    rows: list[tuple[str | float, ...]] = []
    # GEOS works outside Python's lock: one party's ground is compared and cleaned while another's
    # is measured. Oblasts stay in this thread, since what GEOS prepares of them must not be shared.
    with ThreadPoolExecutor() as pool:
        compared = [pool.submit(_differences, old, new) for old, new in pairs]
        stages = []
        for key, (old, _), differences in zip(keys, pairs, compared, strict=True):
            raw = differences.result()
            kept = [pool.submit(_without_slivers, pieces, rule) for pieces in raw]
            if held is None:
                first = _measure(_Pieces.of(old), oblasts)
            else:
                first = np.array([held.get((*key, name), 0.0) for name in _names(oblasts)])
            stages.append((key, first, [_measure(pieces, oblasts) for pieces in raw], kept))
        for key, first, all_of_it, kept in stages:
            cleaned = [_measure(pieces.result(), oblasts) for pieces in kept]
            rows += _rows(key, np.array([first, *cleaned, *all_of_it]), oblasts)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def held_after(step: EditionStep) -> dict[tuple[str, str, str], float]:
    """Return what is held after a step, in km2 by (category, actor, oblast)."""
    return {(f.category, f.actor, f.oblast): f.after for f in step.figures}


def _rows(
    key: tuple[str, str], table: npt.NDArray[np.float64], oblasts: gpd.GeoDataFrame | None
) -> list[tuple[str | float, ...]]:
    """Return the rows of a key from figures that :func:`_measure` made, one set a line."""
    rows: list[tuple[str | float, ...]] = []
    for name, figures in zip(_names(oblasts), table.T, strict=True):
        if name != WHOLE and figures.max() < _NOTHING_KM2:
            continue
        # What is there after is what was there before and all that changed. To the square metre,
        # so that the columns add up as they are printed.
        before, gained, lost, *all_of_it = (round(float(km2), _DIGITS) for km2 in figures)
        after = max(0.0, round(before + all_of_it[0] - all_of_it[1], _DIGITS))
        removed = max(0.0, all_of_it[0] - gained) + max(0.0, all_of_it[1] - lost)
        net = round(gained - lost, _DIGITS)
        rows.append((*key, name, before, after, gained, lost, net, round(removed, _DIGITS)))
    return rows


def _names(oblasts: gpd.GeoDataFrame | None) -> list[str]:
    """Return whose figures :func:`_measure` gives, in its order."""
    return [WHOLE, *([] if oblasts is None else [*oblasts["oblast"], ELSEWHERE])]


def _keys(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    ranks = {category.value: rank for rank, category in enumerate(Category)}
    found = {
        (str(category), str(actor))
        for frame in (before, after)
        for category, actor in zip(frame["category"], frame["actor"], strict=True)
    }
    return sorted(found, key=lambda key: (ranks[key[0]], key[1]))


def _pair(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, key: tuple[str, str]
) -> tuple[BaseGeometry, BaseGeometry]:
    old, new = (
        frame.geometry.to_numpy()[(frame["category"] == key[0]) & (frame["actor"] == key[1])]
        for frame in (before, after)
    )
    return shapely.disjoint_subset_union_all(old), shapely.disjoint_subset_union_all(new)


def _differences(old: BaseGeometry, new: BaseGeometry) -> tuple[_Pieces, _Pieces]:
    gained, lost = difference_parts(old, new)
    return _Pieces.of(gained), _Pieces.of(lost)


def _without_slivers(pieces: _Pieces, rule: SliverRule) -> _Pieces:
    # An opening only takes away, so what is too small before it is too small after it.
    pieces = pieces.from_km2(rule.least_km2)
    if rule.width_m > 0 and len(pieces.shapes):
        pieces = _Pieces.of(_opened(pieces.shapes, rule.width_m / 2)).from_km2(rule.least_km2)
    return pieces


def _opened(parts: _Parts, radius_m: float) -> _Parts:
    middle = np.radians(shapely.bounds(parts)[:, [1, 3]].mean(axis=1))
    scale = np.column_stack([_DEGREE_M * np.cos(middle), np.full(len(parts), _DEGREE_M)])
    flat = _scaled(parts, scale)
    # Each part by itself: neighbours that touch in a point must not grow together.
    inset = shapely.buffer(flat, -radius_m, quad_segs=_QUAD_SEGS)
    opened = _scaled(shapely.buffer(inset, radius_m, quad_segs=_QUAD_SEGS), 1 / scale)
    return shapely.get_parts(opened[~shapely.is_empty(opened)])


def _scaled(shapes: _Parts, scale: npt.NDArray[np.float64]) -> _Parts:
    """Return shapes with x and y multiplied by the row of ``scale`` that is theirs."""
    xy, shape = shapely.get_coordinates(shapes, return_index=True)
    return shapely.set_coordinates(shapes.copy(), xy * scale[shape])


def _measure(pieces: _Pieces, oblasts: gpd.GeoDataFrame | None) -> npt.NDArray[np.float64]:
    """Return km2 of some pieces: in all, then in each oblast, then in none of them."""
    whole = float(pieces.km2.sum())
    if oblasts is None:
        return np.array([whole])
    within = _sums(pieces, oblasts)
    return np.array([whole, *within, max(0.0, whole - float(within.sum()))])


def _sums(pieces: _Pieces, oblasts: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
    """Return how much of some pieces, in km2, lies in each oblast."""
    total = np.zeros(len(oblasts))
    shapes, owner = pieces.shapes, oblasts.geometry.to_numpy()
    shapely.prepare(owner)
    piece, oblast = oblasts.sindex.query(shapes)
    inside = shapely.contains_properly(owner[oblast], shapes[piece])
    # Most parts of a difference lie in one oblast and need no cutting.
    crossing = ~inside & ~np.isin(piece, piece[inside])
    crossing[crossing] = shapely.intersects(owner[oblast[crossing]], shapes[piece[crossing]])
    cut = shapely.intersection(shapes[piece[crossing]], owner[oblast[crossing]])
    np.add.at(total, oblast[inside], pieces.km2[piece[inside]])
    np.add.at(total, oblast[crossing], areas_km2(cut))
    return total
