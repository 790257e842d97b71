"""Events of VIINA 2.0, in the tables it publishes and in a list by day that others make of them.

``event_info`` has a row for each report, ``event_1pd`` one for what several reports of a day say
of a place. ``event_labels`` says what was reported and not where; ``control`` and ``kontrol`` are
no events.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geo.errors import SourceParseError
from geo.models import RowNote, Source
from geo.sources.event_dates import DateFormat, dates_as
from geo.sources.event_table import (
    EventFormat,
    EventRows,
    ReadEvents,
    first_of,
    has_columns,
    joined,
    plain_name,
)

VIINA = Source(
    id="viina",
    title="VIINA 2.0",
    publisher="Yuri Zhukov and Natalie Ayers",
    url="https://github.com/zhukovyuri/VIINA",
    licence="ODbL 1.0",
    attribution="Contains information from VIINA, which is made available under the ODbL",
)

BY_DAY_COLUMNS = ("day", "longitude", "latitude", "place", "type code", "reports", "urls")
"""Columns that :func:`geo.sources.event_json.table_of_json` gives to a list by day."""

_READ_DATE = dates_as(DateFormat.ISO)
# ADM3 is a populated place, and many of its points are the middle of a town.
_GEO_PRECISION = {
    "STREET": "exact", "ADM3": "near", "ADM2": "admin2", "ADM1": "admin1", "ADM0": "country",
}  # fmt: skip
_TACTICS = {
    "t_aad_b": "air defence", "t_airstrike_b": "air strike", "t_airalert_b": "air alert",
    "t_uav_b": "drone", "t_armor_b": "armour", "t_arrest_b": "arrest",
    "t_artillery_b": "artillery", "t_control_b": "control", "t_firefight_b": "firefight",
    "t_ied_b": "explosive device", "t_raid_b": "raid", "t_occupy_b": "occupation",
    "t_property_b": "damage to property", "t_cyber_b": "cyber", "t_hospital_b": "hospital",
    "t_milcas_b": "military casualties", "t_civcas_b": "civilian casualties",
    "t_retreat_b": "retreat", "t_san_b": "sanctions",
}  # fmt: skip
_ACTORS = {
    "a_rus_b": "Russian forces", "a_ukr_b": "Ukrainian forces", "a_civ_b": "civilians",
    "a_other_b": "third party",
}  # fmt: skip


def read_event_info(table: pd.DataFrame) -> ReadEvents:
    """Read VIINA's reports, a row for each place that one of them names.

    Type and actors are empty unless :func:`join_labels` has added the labels.

    Parameters
    ----------
    table : DataFrame
        Text only; the index says where each row stands.

    Notes
    -----
    ``time`` is when the report came out, in a zone that VIINA does not name: it says nothing of
    when the event was, and stays in ``time_code``, except 00:00, which stands for unknown. The
    event keeps its day.
    """
    rows = EventRows(table, "event_id")
    time = rows.text("time")
    return rows.events(
        _place(rows)
        | {
            "event_type": _labels(rows, {"t_mil_b": "military"}),
            "sub_type": _labels(rows, _TACTICS),
            "actors": _labels(rows, _ACTORS),
            "place": first_of(rows.text("asciiname"), rows.text("address")),
            "start": rows.text("date"),
            "time_code": time.where(~time.str.fullmatch(r"0?0:00(?::00)?"), ""),
            "summary": rows.text("text"),
            "link": rows.text("url"),
        },
        _READ_DATE,
        _GEO_PRECISION,
    )


def read_event_1pd(table: pd.DataFrame) -> ReadEvents:
    """Read VIINA's events, one for all reports of a kind about a place on a day.

    ``event_type`` is ``military`` where VIINA holds the event to be of the war; ``sub_type`` and
    ``actors`` list every label that it sets.
    """
    rows = EventRows(table, "event_id_1pd")
    return rows.events(
        _place(rows)
        | {
            "event_type": _labels(rows, {"t_mil_b": "military"}),
            "sub_type": _labels(rows, _TACTICS),
            "actors": _labels(rows, _ACTORS),
            "place": rows.text("asciiname"),
            "start": rows.text("date"),
            "summary": joined(_reports(rows.text("n_reports")), rows.text("sources"), by=": "),
        },
        _READ_DATE,
        _GEO_PRECISION,
    )


def read_by_day(table: pd.DataFrame) -> ReadEvents:
    """Read a list by day: point, place, a code for the type, count of reports, addresses.

    ``event_type`` is the code as it stands, since no key to it is published. Of events that are
    alike letter for letter each is one of VIINA's, which has merged its reports already; what
    tells them apart was left out of the list.
    """
    rows = EventRows(table, counts_repeats=True)
    return rows.events(
        {
            "event_type": rows.text("type code"),
            "place": rows.text("place"),
            "lon": rows.text("longitude"),
            "lat": rows.text("latitude"),
            "start": rows.text("day"),
            "summary": _reports(rows.text("reports")),
            "link": rows.text("urls"),
        },
        _READ_DATE,
        {},
    )


def is_labels(columns: Sequence[str]) -> bool:
    """Return whether a table with these columns is ``event_labels``: labels, and no places."""
    names = {plain_name(column) for column in columns}
    return {"event_id", "t_mil_b"} <= names and "longitude" not in names


def join_labels(
    event_info: pd.DataFrame, labels: pd.DataFrame
) -> tuple[pd.DataFrame, list[RowNote]]:
    """Return ``event_info`` with the labels of its events.

    Parameters
    ----------
    event_info, labels : DataFrame
        Tables of text; ``labels`` is ``event_labels``.

    Returns
    -------
    table : DataFrame
        The rows of ``event_info`` with the columns of ``labels`` that they lack; labels are empty
        where there are none.
    notes : list of RowNote
        Rows of ``labels`` without an event.

    Raises
    ------
    SourceParseError
        If a table has no column ``event_id``, or two rows of labels have the same id.
    """
    for what, table in (("event_info", event_info), ("event_labels", labels)):
        if not has_columns("event_id")(list(table.columns)):
            raise SourceParseError(f"{what} has no column event_id, by which labels are joined.")
    ids, wanted = _event_ids(labels), _event_ids(event_info)
    if ids.duplicated().any():
        twice = ids[ids.duplicated(keep=False)]
        raise SourceParseError(
            f"event_labels has the event_id {twice.iloc[0]!r} twice, in {twice.index[0]} and "
            f"{twice.index[1]}. Leave one of them out and import it again."
        )
    known = {plain_name(column) for column in event_info.columns}
    added = labels[[column for column in labels.columns if plain_name(column) not in known]]
    found = added.set_axis(ids, axis=0).reindex(wanted, fill_value="")
    notes = [
        RowNote(str(row), f"labels the event {name!r}, which is not in event_info.")
        for row, name in ids[~ids.isin(wanted)].items()
    ]
    return pd.concat([event_info, found.set_axis(event_info.index)], axis=1), notes


def _event_ids(table: pd.DataFrame) -> pd.Series:
    plain = [plain_name(column) for column in table.columns]
    return table.iloc[:, plain.index("event_id")].str.strip()


def _place(rows: EventRows) -> dict[str, pd.Series]:
    return {
        "admin1": rows.text("adm1_name"),
        "admin2": rows.text("adm2_name"),
        "lon": rows.text("longitude"),
        "lat": rows.text("latitude"),
        "geo_code": rows.text("geo_precision"),
    }


def _labels(rows: EventRows, words: dict[str, str]) -> pd.Series:
    """Return by row the words of all labels that are set."""
    said = [
        pd.Series("", index=flag.index, dtype="str").where(~flag.isin(["1", "1.0"]), word)
        for flag, word in ((rows.text(column), word) for column, word in words.items())
    ]
    return joined(*said)


def _reports(count: pd.Series) -> pd.Series:
    words = (count + " reports").where(count != "1", "1 report")
    return words.where(count != "", "")


def _refuse_labels(_table: pd.DataFrame) -> ReadEvents:
    raise SourceParseError(
        "is VIINA's event_labels, which say what was reported and not where. Import event_info or "
        "event_1pd of the same year, which have the places."
    )


def _refuse_control(_table: pd.DataFrame) -> ReadEvents:
    raise SourceParseError(
        "is VIINA's control of settlements, day by day, and holds no events. Import event_info or "
        "event_1pd for events."
    )


def _is_control(columns: Sequence[str]) -> bool:
    plain = {plain_name(column) for column in columns}
    return {"date", "status_boost", "status"} <= plain and bool({"geonameid", "kod"} & plain)


FORMATS = (
    EventFormat(
        "VIINA event_info", VIINA,
        has_columns("event_id", "event_id_1pd", "geo_precision", "report_id", "longitude"),
        read_event_info,
    ),
    EventFormat(
        "VIINA event_1pd", VIINA,
        has_columns("event_id_1pd", "n_reports", "geo_precision", "t_mil_b", "longitude"),
        read_event_1pd,
    ),
    EventFormat("VIINA events by day", VIINA, has_columns(*BY_DAY_COLUMNS), read_by_day),
    EventFormat(
        "VIINA event_labels", VIINA, has_columns("event_id", "event_id_1pd", "t_mil_b"),
        _refuse_labels,
    ),
    EventFormat("VIINA control", VIINA, _is_control, _refuse_control),
)  # fmt: skip
