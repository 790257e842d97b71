"""Settlement reports become an edition: who was said to hold which place, as cells around it.

Method
------
Every settlement of the table owns the ground that is nearer to it than to any other (its Voronoi
cell), but no farther than ``REACH_M``. The cells of all settlements that share a category, actor
and kind on a day are united, corners are rounded by ``ROUNDING_M``, and the result is clipped to
the oblast. It is a rule, not a survey: what comes out is marked synthetic everywhere.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.errors import ClockError, GeoError, SchemaError
from geo.geometry import CRS, as_multipolygon
from geo.models import Category, ControlArea, Kind

REACH_M = 5_500.0
"""Farthest that a settlement's cell reaches from its point."""
ROUNDING_M = 350.0
"""Radius by which the corners of a united area are rounded."""
PLANE = "EPSG:32636"
"""UTM zone 36 N: distances in the salient are true within 0.1 %."""

COLUMNS = (
    "name", "name_ru", "name_uk", "country", "admin1", "lat", "lon", "coordinate_method",
    "coordinate_origin", "doubtful", "valid_from", "valid_to", "actor", "category", "kind", "basis",
)  # fmt: skip


def read_settlements(path: Path) -> pd.DataFrame:
    """Read a table of settlements and their dated status intervals.

    Parameters
    ----------
    path : Path
        CSV, UTF-8, one row per settlement and interval; a settlement that never changed hands has
        one row without interval, and still bounds its neighbours' cells.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`; ``valid_from`` (inclusive) and ``valid_to`` (exclusive) are dates or
        None, ``lat`` and ``lon`` degrees.

    Raises
    ------
    SchemaError
        With every problem of the table at once.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise SchemaError(f"The table {path.name}", [str(error)]) from error
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise SchemaError(f"The table {path.name}", [f"has no column {name}" for name in missing])
    problems: list[str] = []
    for index, row in table.iterrows():
        try:
            _check_row(row)
        except (GeoError, ValueError) as error:
            problems.append(f"line {int(str(index)) + 2} ({row['name']}) {error}")
    if problems:
        raise SchemaError(f"The table {path.name}", problems)
    for name in ("lat", "lon"):
        table[name] = table[name].astype(float)
    for name in ("valid_from", "valid_to"):
        table[name] = [_day(value) for value in table[name]]
    return table[list(COLUMNS)]


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ClockError(f"has the day {text!r}; write it as 2025-01-05") from error


def _check_row(row: pd.Series) -> None:
    if not (-90 <= float(row["lat"]) <= 90 and -180 <= float(row["lon"]) <= 180):
        raise ValueError(f"lies at {row['lat']}, {row['lon']}, which is not on the globe")
    if not row["coordinate_origin"]:
        raise ValueError("has a coordinate without origin; leave the settlement out")
    start, end = _day(row["valid_from"]), _day(row["valid_to"])
    if start is None:
        if any(row[name] for name in ("valid_to", "actor", "category", "kind")):
            raise ValueError("has a status without a day on which it began")
        return
    if end is not None and end <= start:
        raise ValueError(f"has an interval that ends ({end}) before it begins ({start})")
    Category(row["category"])
    Kind(row["kind"])


def settlement_cells(table: pd.DataFrame, within: BaseGeometry) -> gpd.GeoSeries:
    """Return each settlement's cell, by name.

    Parameters
    ----------
    table : DataFrame
        As :func:`read_settlements` returns it.
    within : shapely geometry
        Ground that cells may cover (an oblast), EPSG:4326.

    Returns
    -------
    GeoSeries
        Index: settlement names; geometry in :data:`PLANE`; empty for cells outside ``within``.
    """
    points = table.drop_duplicates("name").set_index("name")
    plane = gpd.GeoSeries(
        gpd.points_from_xy(points["lon"], points["lat"]), index=points.index, crs=CRS
    ).to_crs(PLANE)
    ground = gpd.GeoSeries([within], crs=CRS).to_crs(PLANE).iloc[0]
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(list(plane)), extend_to=ground, ordered=True
    ).geoms
    reach = plane.buffer(REACH_M, quad_segs=32)
    owned = gpd.GeoSeries(list(cells), index=plane.index, crs=PLANE)
    return owned.intersection(reach).intersection(ground)


def control_on(
    table: pd.DataFrame, cells: gpd.GeoSeries, day: date, within: BaseGeometry
) -> list[ControlArea]:
    """Return the control areas of one day.

    Parameters
    ----------
    table : DataFrame
        As :func:`read_settlements` returns it.
    cells : GeoSeries
        As :func:`settlement_cells` returns them.
    day : date
        In the table's own days.
    within : shapely geometry
        The same ground that the cells were cut to, EPSG:4326.

    Returns
    -------
    list of ControlArea
        One per (category, actor, kind) that has ground, in the order of the legend.
    """
    current = table[
        [
            start is not None and start <= day and (end is None or day < end)
            for start, end in zip(table["valid_from"], table["valid_to"], strict=True)
        ]
    ]
    ground = gpd.GeoSeries([within], crs=CRS).to_crs(PLANE).iloc[0]
    areas = []
    for (category, actor, kind), group in current.groupby(["category", "actor", "kind"]):
        names = sorted(set(group["name"]))
        united = shapely.union_all(list(cells.loc[names])).buffer(1.0)
        # Closing, then opening: notches are filled and corners rounded by the same radius.
        round_ = united.buffer(ROUNDING_M).buffer(-2 * ROUNDING_M).buffer(ROUNDING_M)
        shape = round_.intersection(ground).simplify(15.0)
        if shape.is_empty:
            continue
        listed = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
        areas.append(
            ControlArea(
                category=Category(str(category)),
                actor=str(actor),
                kind=Kind(str(kind)),
                geometry=_on_globe(shape),
                label=f"Around {listed}",
            )
        )
    order = list(Category)
    return sorted(areas, key=lambda a: (order.index(a.category), a.actor, a.kind.value))


def _on_globe(shape: BaseGeometry) -> MultiPolygon:
    globe = gpd.GeoSeries([shape], crs=PLANE).to_crs(CRS).iloc[0]
    rounded = shapely.set_precision(globe, 1e-5)
    return as_multipolygon(rounded)
