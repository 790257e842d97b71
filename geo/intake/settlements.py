"""Editions out of a table of settlement reports, by the method of the seed scenario."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

import shapely
from shapely.geometry import Point

from geo.boundaries import read_oblasts
from geo.errors import SourceError
from geo.models import Edition, Source
from geo.sources.settlement_reports import Reports
from geo.sources.settlements import control_on, settlement_cells


def editions_of(reports: Reports, source: Source) -> Iterator[Edition]:
    """Yield an edition for each day on which a report changed something.

    Parameters
    ----------
    reports : Reports
    source : Source
        Must be marked synthetic: cells around settlements are a rule, not a survey.

    Raises
    ------
    SourceError
        If no settlement lies in an oblast that Salient knows.
    """
    oblasts = read_oblasts()
    points = shapely.multipoints(
        [
            Point(lon, lat)
            for lon, lat in zip(reports.table["lon"], reports.table["lat"], strict=True)
        ]
    )
    touched = oblasts[oblasts.intersects(points)]
    if touched.empty:
        raise SourceError(
            "No settlement of the table lies in Ukraine or in western Russia. Look whether "
            "latitude and longitude are swapped."
        )
    within = touched.union_all()
    cells = settlement_cells(reports.table, within)
    for day in reports.days:
        yield Edition(
            source=source,
            as_of=datetime.combine(day, time(), UTC),
            time_precision="day",
            areas=control_on(reports.table, cells, day, within),
        )
