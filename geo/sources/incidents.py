"""Incidents of civilian harm that Bellingcat collected, as a list of objects without ids."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geo.models import RowNote, Source
from geo.sources.event_dates import DateFormat, dates_as
from geo.sources.event_table import EventFormat, EventRows, ReadEvents, plain_name

INCIDENTS = Source(
    id="bellingcat-incidents",
    title="Incidents of civilian harm in Ukraine",
    publisher="Bellingcat",
    url="https://ukraine.bellingcat.com",
    licence="not stated",
    attribution="Incidents: Bellingcat (ukraine.bellingcat.com)",
    redistribution=False,
)

INCIDENT_COLUMNS = ("date", "location", "description", "sources", "latitude", "longitude")
"""Columns that :func:`geo.sources.event_json.table_of_json` gives to incidents."""

_READ_DATE = dates_as(DateFormat.ISO)


def read_incidents(table: pd.DataFrame) -> ReadEvents:
    """Read a list of incidents.

    Parameters
    ----------
    table : DataFrame
        Text only; the index says where each row stands.

    Notes
    -----
    An incident letter for letter like another is a duplicate. One that shares only day and point
    with another may be the same again or a second one: it is kept, with a note.
    """
    rows = EventRows(table)
    read = rows.events(
        {
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
    read.notes.extend(_shared_day_and_point(read.events))
    return read


def _shared_day_and_point(events: pd.DataFrame) -> list[RowNote]:
    known = events[events["start"].notna() & events["lon"].notna()]
    where = ["start", "lon", "lat"]
    first: dict[tuple[object, ...], str] = {}
    notes = []
    shared = known[known.duplicated(where, keep=False)]
    for row, *key in shared[where].itertuples(name=None):
        other = first.setdefault(tuple(key), str(row))
        if other != str(row):
            reason = (
                f"has the day and the point of {other} and says it otherwise. Both are kept; look "
                "whether they are one incident."
            )
            notes.append(RowNote(str(row), reason))
    return notes


def _recognises(columns: Sequence[str]) -> bool:
    # Other tables have these among more columns, and ids or dates of their own ways.
    return {plain_name(column) for column in columns} == set(INCIDENT_COLUMNS)


FORMATS = (EventFormat("Bellingcat incidents", INCIDENTS, _recognises, read_incidents),)
