"""Geolocations of GeoConfirmed, as its site exports them: CSV with semicolons and a mark."""

from __future__ import annotations

import pandas as pd

from geo.models import Source
from geo.sources.event_dates import DateFormat, dates_as
from geo.sources.event_table import (
    EventFormat,
    EventRows,
    ReadEvents,
    first_of,
    has_columns,
    joined,
)

GEOCONFIRMED = Source(
    id="geoconfirmed",
    title="GeoConfirmed",
    publisher="GeoConfirmed",
    url="https://geoconfirmed.org",
    licence="not stated",
    attribution="Geolocations: GeoConfirmed (geoconfirmed.org)",
    redistribution=False,
)

_READ_DATE = dates_as(DateFormat.ISO)


def read_geoconfirmed(table: pd.DataFrame) -> ReadEvents:
    """Read geolocations of GeoConfirmed.

    Parameters
    ----------
    table : DataFrame
        Text only; the index says where each row stands.

    Notes
    -----
    ``Faction`` says whose people or things a picture shows, not who holds the ground; it and the
    units named are the ``actors``. The place is the code with the nearest settlement. Points are
    geolocated by volunteers and count as exact.
    """
    rows = EventRows(table, "id")
    return rows.events(
        {
            "sub_type": rows.text("equipment"),
            "actors": joined(rows.text("faction"), rows.text("units")),
            "place": rows.text("pluscode"),
            "lon": rows.text("longitude"),
            "lat": rows.text("latitude"),
            "start": rows.text("date"),
            "summary": first_of(rows.text("description"), rows.text("name")),
            "link": joined(rows.text("source"), rows.text("geolocation"), by=" "),
        },
        _READ_DATE,
        {"": "exact"},
    )


FORMATS = (
    EventFormat(
        "GeoConfirmed geolocations", GEOCONFIRMED,
        has_columns("date", "faction", "pluscode", "geolocation", "latitude", "longitude"),
        read_geoconfirmed,
    ),
)  # fmt: skip
