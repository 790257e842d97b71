"""Events of Bellingcat's TimeMap of civilian harm in Ukraine: its ``events.json`` and its export.

Dates are month, day and year (``2/24/2022``); latitude and longitude are text.
"""

from __future__ import annotations

import pandas as pd

from geo.models import Source
from geo.sources.event_dates import DateFormat, dates_as
from geo.sources.event_table import EventFormat, EventRows, ReadEvents, has_columns

TIMEMAP = Source(
    id="bellingcat-timemap",
    title="Civilian Harm in Ukraine TimeMap",
    publisher="Bellingcat",
    url="https://ukraine.bellingcat.com",
    licence="not stated",
    attribution="Incidents: Bellingcat, Civilian Harm in Ukraine (ukraine.bellingcat.com)",
    redistribution=False,
)

TIMEMAP_COLUMNS = (
    "id", "date", "latitude", "longitude", "location", "description", "sources", "associations",
)  # fmt: skip
"""Columns that :func:`geo.sources.event_json.table_of_json` gives to a TimeMap's events."""

_READ_DATE = dates_as(DateFormat.MDY, DateFormat.ISO)


def read_timemap(table: pd.DataFrame) -> ReadEvents:
    """Read events of the TimeMap.

    Parameters
    ----------
    table : DataFrame
        Text only; the index says where each row stands.

    Notes
    -----
    ``sub_type`` is what the TimeMap filters by, ``link`` its sources: addresses in the export, in
    ``events.json`` the ids of entries in a second file.
    """
    rows = EventRows(table, "id")
    return rows.events(
        {
            "sub_type": rows.text("associations"),
            "place": rows.text("location"),
            "lon": rows.text("longitude"),
            "lat": rows.text("latitude"),
            "start": rows.text("date"),
            "summary": rows.text("description"),
            "link": rows.text("sources"),
        },
        _READ_DATE,
        {},
    )


FORMATS = (EventFormat("Bellingcat TimeMap", TIMEMAP, has_columns(*TIMEMAP_COLUMNS), read_timemap),)
