"""What the map says of an event's precision, and an event in words for the card that a click opens.

The words are ours; everything else in a row is a stranger's text, which the browser sets with
``textContent``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.clock import local_date, stamp


@dataclass(frozen=True)
class Precision:
    """One degree of precision, as the filter names it and the card explains it."""

    id: str
    title: str
    sentence: str
    look: str = "solid"
    """How its mark is drawn: ``solid``, ``hollow``, or ``none`` for what is no point on a map."""


PLACE_PRECISIONS = (
    Precision("exact", "The place itself", "Placed at the coordinates of the place itself."),
    Precision("near", "Near the place", "Placed near where it happened, not at the spot."),
    Precision(
        "admin2",
        "District only",
        "Known by district only: the mark stands for the whole district.",
        "hollow",
    ),
    Precision(
        "admin1",
        "Oblast only",
        "Known by oblast or region only: the mark stands for all of it.",
        "hollow",
    ),
    # The middle of a country is no place where anything happened.
    Precision("country", "Country only", "Known by country only, so it is not drawn.", "none"),
    Precision("unknown", "Not said", "The source does not say how exact the place is.", "hollow"),
)
"""The values of the column ``geo_precision``, from sure to unsure."""

TIME_PRECISIONS = (
    Precision("instant", "Time of day", "With the time of day."),
    Precision("day", "One day", "Known to the day."),
    Precision("week", "Within a week", "Some time in these days."),
    Precision("month", "Within a month", "Some time in these days."),
    Precision("longer", "Over a longer time", "Some time in these days."),
    Precision("undated", "Undated", "The source gives no date that could be read."),
)
"""How exactly an event is dated: by its precision, and by the days from its start to its end."""
_WEEK_DAYS, _MONTH_DAYS = 7, 31


def time_precision(precision: str, days: int) -> str:
    """Return which of :data:`TIME_PRECISIONS` a dated event has.

    Parameters
    ----------
    precision : {"instant", "day"}
        Of its start.
    days : int
        From its first day to its last: 0 for an event of one day.
    """
    if days == 0:
        return "instant" if precision == "instant" else "day"
    if days < _WEEK_DAYS:
        return "week"
    return "month" if days < _MONTH_DAYS else "longer"


def event_rows(events: pd.DataFrame, numbers: Sequence[int], zone: str) -> list[dict[str, Any]]:
    """Return events in words, for a card.

    Parameters
    ----------
    events : DataFrame
        As :func:`geo.maps.events.in_order` returns them.
    numbers : sequence of int
        Positions in ``events``.
    zone : str
        IANA zone in which the source speaks of time.

    Returns
    -------
    list of dict
        In the order of ``numbers``: texts as they came, ``when``, ``whenExact`` and ``whereExact``
        in words of ours, ``fatalities`` a whole number or None, and the number itself as ``row``.

    Raises
    ------
    IndexError
        If there is no such position.
    """
    chosen = events.iloc[list(numbers)]
    return [
        _in_words(row, number, zone)
        for number, row in zip(numbers, chosen.itertuples(index=False), strict=True)
    ]


def _in_words(row: Any, number: int, zone: str) -> dict[str, Any]:
    when, exact = _when(row, zone)
    placed = not (pd.isna(row.lon) or pd.isna(row.lat))
    where = next(p.sentence for p in PLACE_PRECISIONS if p.id == row.geo_precision)
    return {
        "row": number,
        "id": row.id,
        "type": row.event_type,
        "subType": row.sub_type,
        "when": when,
        "whenExact": exact,
        "place": ", ".join(_distinct([row.place, row.admin2, row.admin1, row.country])),
        "whereExact": where if placed else "The source gives no coordinates, so it is not drawn.",
        "actors": row.actors,
        "fatalities": None if pd.isna(row.fatalities) else int(row.fatalities),
        "summary": row.summary,
        "link": row.link,
    }


def _when(row: Any, zone: str) -> tuple[str, str]:
    words = {precision.id: precision.sentence for precision in TIME_PRECISIONS}
    if pd.isna(row.start):
        return "Undated", words["undated"]
    start, end = row.start.to_pydatetime(), row.end.to_pydatetime()
    days = (local_date(end, zone) - local_date(start, zone)).days
    if days == 0:
        return stamp(start, zone, row.time_precision), words[time_precision(row.time_precision, 0)]
    first, last = stamp(start, zone, "day"), stamp(end, zone, "day")
    return f"{first} to {last}", words[time_precision(row.time_precision, days)]


def _distinct(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))
