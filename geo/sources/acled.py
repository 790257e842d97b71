"""Events of ACLED, as its export tool and its API write them to CSV.

31 columns, in small letters (export, API) or capitals (the curated regional files), the first of
them often behind a byte order mark.
"""

from __future__ import annotations

import pandas as pd

from geo.models import Source
from geo.sources.event_dates import DateFormat, dates_as
from geo.sources.event_table import EventFormat, EventRows, ReadEvents, has_columns, joined

ACLED = Source(
    id="acled",
    title="ACLED",
    publisher="Armed Conflict Location & Event Data",
    url="https://acleddata.com",
    licence="ACLED terms of use; its raw data may not be passed on",
    attribution="Events: Armed Conflict Location & Event Data (ACLED), acleddata.com",
    redistribution=False,
    terms=(
        "ACLED lets registered users use its data with attribution and forbids passing on the raw "
        "data. Salient shows the credit on every screen and does not export the data."
    ),
)

_READ_DATE = dates_as(DateFormat.ISO, DateFormat.NAMED)
_GEO_PRECISION = {"1": "exact", "2": "near", "3": "admin1"}


def read_acled(table: pd.DataFrame) -> ReadEvents:
    """Read events of ACLED.

    Parameters
    ----------
    table : DataFrame
        Text only; the index says where each row stands.

    Notes
    -----
    ``time_code`` is ACLED's ``time_precision``: 1 the day, 2 the week, 3 the month. ``geo_code``
    is its ``geo_precision``: 1 the place itself, 2 near it, 3 only the region, whose capital then
    stands for it.
    """
    rows = EventRows(table, "event_id_cnty", "data_id")
    return rows.events(
        {
            "event_type": rows.text("event_type"),
            "sub_type": rows.text("sub_event_type"),
            "actors": joined(rows.text("actor1"), rows.text("actor2")),
            "place": rows.text("location"),
            "admin1": rows.text("admin1"),
            "admin2": rows.text("admin2"),
            "country": rows.text("country"),
            "lon": rows.text("longitude"),
            "lat": rows.text("latitude"),
            "start": rows.text("event_date"),
            "time_code": rows.text("time_precision"),
            "geo_code": rows.text("geo_precision"),
            "fatalities": rows.text("fatalities"),
            "summary": rows.text("notes"),
        },
        _READ_DATE,
        _GEO_PRECISION,
    )


FORMATS = (
    EventFormat(
        "ACLED events", ACLED,
        has_columns("event_date", "sub_event_type", "actor1", "latitude", "longitude"),
        read_acled,
    ),
)  # fmt: skip
