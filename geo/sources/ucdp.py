"""Events of the Uppsala Conflict Data Program: GED and its monthly candidate releases.

49 columns. A candidate release has also come without its header row.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geo.models import Source
from geo.sources.event_dates import DateFormat, dates_as, formats_that_read
from geo.sources.event_table import (
    EventFormat,
    EventRows,
    ReadEvents,
    first_of,
    has_columns,
    joined,
)

UCDP = Source(
    id="ucdp-ged",
    title="UCDP GED",
    publisher="Uppsala Conflict Data Program",
    url="https://ucdp.uu.se",
    licence="CC BY 4.0",
    attribution="Events: UCDP Georeferenced Event Dataset, Uppsala University (CC BY 4.0)",
)

GED_COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
    "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name",
    "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline",
    "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
"""Columns of GED in order."""

_READ_DATE = dates_as(DateFormat.ISO)
_VIOLENCE = {
    "1": "State-based conflict",
    "2": "Non-state conflict",
    "3": "One-sided violence",
}
# 5 is a line or an area without sharp bounds, 7 the sea or the air: neither is a unit of ours.
_GEO_PRECISION = {"1": "exact", "2": "near", "3": "admin2", "4": "admin1", "6": "country"}


def headerless(columns: Sequence[str]) -> bool:
    """Return whether what was taken for the header is the first event of a file without one.

    Parameters
    ----------
    columns : sequence of str
        The values of the first row.
    """
    if len(columns) != len(GED_COLUMNS):
        return False
    row = dict(zip(GED_COLUMNS, columns, strict=True))
    return (
        row["type_of_violence"] in _VIOLENCE
        and row["where_prec"] in {*"1234567"}
        and DateFormat.ISO in formats_that_read([row["date_start"], row["date_end"]])
    )


def read_ucdp(table: pd.DataFrame) -> ReadEvents:
    """Read events of UCDP GED.

    Parameters
    ----------
    table : DataFrame
        Text only; the index says where each row stands.

    Notes
    -----
    ``fatalities`` is UCDP's best estimate. ``time_code`` is its ``date_prec``: 1 the day, 2 two to
    six days, 3 the week, 4 the month, 5 the year; ``geo_code`` is its ``where_prec``, 1 to 7.
    """
    rows = EventRows(table, "id")
    violence = rows.text("type_of_violence")
    return rows.events(
        {
            "event_type": violence.map(lambda code: _VIOLENCE.get(code, code)).astype("str"),
            "actors": joined(rows.text("side_a"), rows.text("side_b")),
            "place": rows.text("where_coordinates"),
            "admin1": rows.text("adm_1"),
            "admin2": rows.text("adm_2"),
            "country": rows.text("country"),
            "lon": rows.text("longitude"),
            "lat": rows.text("latitude"),
            "start": rows.text("date_start"),
            "end": rows.text("date_end"),
            "time_code": rows.text("date_prec"),
            "geo_code": rows.text("where_prec"),
            "fatalities": rows.text("best"),
            "summary": first_of(rows.text("source_headline"), rows.text("where_description")),
        },
        _READ_DATE,
        _GEO_PRECISION,
    )


FORMATS = (
    EventFormat(
        "UCDP GED events", UCDP,
        has_columns("type_of_violence", "side_a", "side_b", "date_start", "where_prec"),
        read_ucdp,
    ),
)  # fmt: skip
