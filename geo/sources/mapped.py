"""Any table of events, read as a person says: which column is what, and how it writes its dates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

import pandas as pd

from geo.clock import zone_named
from geo.errors import ClockError, SchemaError
from geo.events import GEO_PRECISIONS
from geo.sources.event_dates import DateFormat, dates_as, formats_that_read
from geo.sources.event_table import EventRows, ReadEvents, plain_name

_PAIR = r"^([^\s,;]+)\s*[,;\s]\s*([^\s,;]+)$"
_ROLES = (
    "id", "event_type", "date", "end", "lon", "lat", "lat_lon", "place", "fatalities", "summary",
    "link", "geo_precision",
)  # fmt: skip
"""Fields of a mapping that name a column."""


@dataclass(frozen=True, kw_only=True)
class ColumnMapping:
    """Which column of a table holds what; empty text where no column does.

    Raises
    ------
    SchemaError
        If no column holds the date or the place, one column is to be two things, or the zone is
        none.
    """

    date: str
    date_format: DateFormat | None = None
    """How ``date`` and ``end`` are written. None until a person has said it: a table that holds
    only dates such as 3/4/2023 does not."""
    zone: str = ""
    """IANA zone of times of day that name none; without it their day is kept."""
    id: str = ""
    event_type: str = ""
    end: str = ""
    lon: str = ""
    lat: str = ""
    lat_lon: str = ""
    """The column with ``lat,lon`` in one, in place of the two."""
    place: str = ""
    fatalities: str = ""
    summary: str = ""
    link: str = ""
    geo_precision: str = ""
    """A column with the words of GEO_PRECISIONS; other words are kept as the code they are."""

    def __post_init__(self) -> None:
        """Refuse what cannot be read, all faults at once."""
        problems = []
        if not self.date:
            problems.append("no column is named for the date")
        if bool(self.lon) != bool(self.lat):
            problems.append("longitude and latitude need a column each")
        if bool(self.lon or self.lat) == bool(self.lat_lon):
            problems.append(
                "the place must be in two columns, longitude and latitude, or in one with both"
            )
        named = [column for column in self.columns().values() if column]
        problems += [
            f"the column {column[:60]!r} is named for two things"
            for column in dict.fromkeys(named)
            if named.count(column) > 1
        ]
        if self.zone:
            try:
                zone_named(self.zone)
            except ClockError:
                problems.append(
                    f"its time zone {self.zone[:60]!r} is no IANA name like Europe/Kyiv"
                )
        if problems:
            raise SchemaError("The choice of columns", problems)

    def columns(self) -> dict[str, str]:
        """Return the columns by what they hold, empty where none does."""
        return {role: getattr(self, role) for role in _ROLES}

    def to_dict(self) -> dict[str, str]:
        """Return the mapping as plain JSON, without what is empty."""
        return {name: str(value) for name, value in asdict(self).items() if value}

    @classmethod
    def from_dict(cls, saved: Mapping[str, object]) -> ColumnMapping:
        """Return the mapping that :meth:`to_dict` wrote.

        Raises
        ------
        SchemaError
            If it is none.
        """
        names = [field.name for field in fields(cls)]
        problems = [f"{name!r} is nothing that a column can hold" for name in {*saved} - {*names}]
        problems += [
            f"{name!r} is {value!r:.60} and no text"
            for name, value in saved.items()
            if not isinstance(value, str)
        ]
        said = {name: value for name, value in saved.items() if isinstance(value, str)}
        written = said.pop("date_format", "")
        if written not in ("", *DateFormat):
            problems.append(f"the date format {written[:60]!r} is none of {', '.join(DateFormat)}")
        if problems:
            raise SchemaError("The saved choice of columns", sorted(problems))
        return cls(
            date=said.pop("date", ""), date_format=DateFormat(written) if written else None, **said
        )


def read_mapped(table: pd.DataFrame, mapping: ColumnMapping) -> ReadEvents:
    """Read the events of a table as a person says.

    Parameters
    ----------
    table : DataFrame
        Text only; the index says where each row stands.
    mapping : ColumnMapping

    Raises
    ------
    SchemaError
        If it names a column that the table does not have, or not how dates are written.
    """
    present = {str(column) for column in table.columns}
    problems = [
        f"the table has no column {column[:60]!r} for {role}"
        for role, column in mapping.columns().items()
        if column and column not in present
    ]
    if mapping.date_format is None:
        problems.append(
            f"nobody has said how {mapping.date[:60]!r} writes its dates: one of "
            f"{', '.join(DateFormat)}"
        )
    if problems or mapping.date_format is None:
        raise SchemaError("The choice of columns", problems)
    rows = EventRows(table, *filter(None, [mapping.id]))
    texts = {role: rows.text(column) for role, column in mapping.columns().items() if column}
    texts["start"] = texts.pop("date")
    if mapping.lat_lon:
        texts["lat"], texts["lon"] = _parted(texts.pop("lat_lon"))
    if mapping.geo_precision:
        texts["geo_code"] = texts.pop("geo_precision")
    return rows.events(
        texts,
        dates_as(mapping.date_format, zone=mapping.zone or None),
        {word: word for word in GEO_PRECISIONS},
    )


def _parted(pairs: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return latitude and longitude; what is no pair stays whole, to be shown as it stands."""
    found = pairs.str.extract(_PAIR).fillna("").astype("str")
    whole = found[0] == ""
    return found[0].where(~whole, pairs), found[1]


_NAMES = {
    "id": "id event_id event_id_cnty incident_id eventid uid uuid guid globalid objectid fid",
    "event_type": "event_type type category eventtype incident_type kind",
    "date": (
        "event_date date acq_date date_start start_date eventdate incident_date day datetime "
        "timestamp start begin datesort"
    ),
    "end": "end_date date_end end enddate",
    "lon": "lon_point lon longitude lng long",
    "lat": "lat_point lat latitude",
    "lat_lon": "geo lat_lon latlon lat_lng latlng lat_long coordinates coords",
    "place": "place location nearest_location place_name location_name settlement city town",
    "fatalities": "fatalities deaths killed",
    "summary": "notes description summary text details title headline name model",
    "link": "link url source_url href sources source",
    "geo_precision": "geo_precision location_precision",
}
"""Names under which columns of the field's tables come, the likeliest first."""


def suggest_mapping(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> ColumnMapping | None:
    """Propose which column is what, by the names of the columns alone, for a person to confirm.

    Parameters
    ----------
    columns : sequence of str
    rows : sequence of sequences of str
        Some rows of the table, from which it is told how dates are written, and nothing else.

    Returns
    -------
    ColumnMapping or None
        None if no column is named like a date or none like a place. ``date_format`` is None where
        the rows leave it open.
    """
    plain = [re.sub(r"[\W_]+", "_", plain_name(column)).strip("_") for column in columns]
    found = {
        role: next((columns[plain.index(name)] for name in names.split() if name in plain), "")
        for role, names in _NAMES.items()
    }
    if found["lon"] and found["lat"]:
        found["lat_lon"] = ""
    elif found["lat_lon"]:
        found["lon"] = found["lat"] = ""
    else:
        return None
    if not found["date"]:
        return None
    position = list(columns).index(found["date"])
    dates = list(dict.fromkeys(row[position].strip() for row in rows if row[position].strip()))
    return ColumnMapping(date_format=_written(dates), **found)


def _written(dates: Sequence[str]) -> DateFormat | None:
    """Return how dates are written, None if there are none or day and month could be swapped."""
    fit = formats_that_read(dates) if dates else []
    if DateFormat.DMY in fit and DateFormat.MDY in fit:
        return None
    # 20250131 and 1738281600 could also be seconds and milliseconds of January 1970.
    return fit[0] if fit else None
