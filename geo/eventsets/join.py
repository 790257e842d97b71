"""Events joined to what they lie in: the oblast, and the control areas in force when they began."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.batch import Crew
from geo.boundaries import read_oblasts
from geo.errors import ExportError
from geo.eventsets.files import EventFile, EventSet
from geo.timeline import Timeline, from_bytes

_MOMENT = pa.timestamp("us", tz="UTC")
JOINED = pa.schema(
    [
        ("id", pa.string()), ("lon", pa.float64()), ("lat", pa.float64()), ("start", _MOMENT),
        ("time_precision", pa.string()), ("geo_precision", pa.string()),
        ("oblast", pa.string()), ("as_of", _MOMENT), ("control", pa.string()),
    ]
)  # fmt: skip
"""Of the table that comes out.

``oblast`` is empty outside of all of them. ``as_of``: the edition in force at ``start``; null for
an undated event, and before the first edition. ``control`` names the areas of that edition that
hold the point, ``assessed RU control`` and so on, separated by ``"; "``; empty for none, null
where it was not asked: no edition, or a place that is not known that well.
"""
_PLACED = ("exact", "near")
"""Only of these is asked who controls the point; others stand for a whole district or more."""


def join_events(
    events: EventSet,
    control: bytes,
    out: Path,
    crew: Crew,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Join a partitioned set to oblasts and control areas, and write a Parquet file.

    Parameters
    ----------
    events : EventSet
    control : bytes
        The timeline of a source of control areas, as :func:`geo.timeline.to_bytes` codes it.
    out : Path
        Gets its name when it is whole.
    crew : Crew
        A part is a month: its editions are decoded once.
    tell : callable
        Told how many events of how many are joined.

    Returns
    -------
    int
        How many events were joined: rows of the file, month by month in the order of the set.

    Raises
    ------
    ExportError
        If the file cannot be written.
    """
    half = out.with_name(f"{out.name}.part")
    bare = EventSet(events.url, events.source, (), (), events.first, events.last)
    done = 0
    try:
        with pq.ParquetWriter(half, JOINED, compression="zstd") as writer:
            for table in crew.run(partial(join_files, bare, control), _months(events)):
                writer.write_table(table)
                done += table.num_rows
                tell(done, events.rows)
        half.replace(out)
    except OSError as error:
        raise ExportError(f"{str(out)!r} cannot be written ({error}). Check the path.") from error
    finally:
        half.unlink(missing_ok=True)
    return done


def join_files(events: EventSet, control: bytes, files: tuple[EventFile, ...]) -> pa.Table:
    """Join the events of some files; in their order."""
    frame = events.read(files, columns=JOINED.names[:6])
    return pa.Table.from_pandas(
        joined(frame, _oblasts(), _timeline(control)), JOINED, preserve_index=False
    )


def joined(events: pd.DataFrame, oblasts: gpd.GeoDataFrame, timeline: Timeline) -> pd.DataFrame:
    """Return events with the columns of :data:`JOINED`.

    Parameters
    ----------
    events : DataFrame
        The first six of the columns.
    oblasts : GeoDataFrame
        As :func:`geo.boundaries.read_oblasts` gives them. A point on a border is in the first.
    timeline : Timeline
    """
    lon, lat = events["lon"].to_numpy(float), events["lat"].to_numpy(float)
    placed = np.isfinite(lon) & np.isfinite(lat)
    points = np.full(len(events), None, dtype=object)
    points[placed] = shapely.points(lon[placed], lat[placed])
    oblast = np.full(len(events), "", dtype=object)
    row, region = shapely.STRtree(oblasts.geometry.to_numpy()).query(points, "intersects")
    first = pd.Series(region).groupby(row).min()
    oblast[first.index] = oblasts["oblast"].to_numpy()[first.to_numpy()]
    instants = pd.DatetimeIndex(timeline.instants, dtype="datetime64[us, UTC]")
    position = instants.searchsorted(events["start"].array, side="right") - 1
    position[events["start"].isna().to_numpy()] = -1
    control = np.full(len(events), None, dtype=object)
    asked = placed & events["geo_precision"].isin(_PLACED).to_numpy() & (position >= 0)
    for edition in np.unique(position[asked]):
        here = np.flatnonzero(asked & (position == edition))
        control[here] = _controlled(points[here], timeline.areas(int(edition)))
    as_of = pd.Series(pd.NaT, index=events.index, dtype=instants.dtype)
    there = position >= 0
    as_of[there] = instants[position[there]]
    return events.assign(oblast=oblast, as_of=as_of, control=control)


def _controlled(points: npt.NDArray[np.object_], areas: gpd.GeoDataFrame) -> list[str]:
    names = [
        f"{category} {actor} {kind}"
        for category, actor, kind in areas[["category", "actor", "kind"]].itertuples(index=False)
    ]
    row, area = shapely.STRtree(areas.geometry.to_numpy()).query(points, "intersects")
    held: list[list[int]] = [[] for _ in points]
    for one, other in zip(row.tolist(), area.tolist(), strict=True):
        held[one].append(other)
    return ["; ".join(names[number] for number in sorted(numbers)) for numbers in held]


def _months(events: EventSet) -> Iterator[tuple[EventFile, ...]]:
    for _, files in groupby(events.files, key=lambda file: file.month):
        yield tuple(files)


@lru_cache(maxsize=1)
def _oblasts() -> gpd.GeoDataFrame:
    return read_oblasts()


@lru_cache(maxsize=1)
def _timeline(control: bytes) -> Timeline:
    return from_bytes(control)
