"""A table of settlement, date, status and source, as people keep it, made fit for an edition.

One line says how a settlement stood from a day on, until the next line about it. Columns, in
capitals or not: ``settlement`` (or ``name``), ``lat`` and ``lon``, ``date``, ``status`` and
``source``; ``actor`` and ``kind`` where the status does not say them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo.clock import parse_when
from geo.errors import GeoError, SourceParseError
from geo.models import ACTOR, Category, Kind, RowNote
from geo.sources.settlements import COLUMNS

_NAMES = {
    "name": ("settlement", "name", "place", "locality"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "longitude"),
    "date": ("date", "from", "valid_from", "day"),
    "status": ("status", "category", "control"),
    "basis": ("source", "basis"),
    "actor": ("actor", "side"),
    "kind": ("kind",),
}
_NEEDED = ("name", "lat", "lon", "date", "status", "basis")
_NOBODY = {"none", "nobody", "left", ""}


@dataclass(frozen=True)
class Reports:
    """Reports on settlements, as :func:`geo.sources.settlements.control_on` takes them."""

    table: pd.DataFrame
    """Columns of :data:`geo.sources.settlements.COLUMNS`, one row for each interval."""
    days: tuple[date, ...]
    """Days on which something changed, in order."""
    left_out: tuple[RowNote, ...]


def is_settlement_table(columns: Sequence[str]) -> bool:
    """Return whether a table with these columns is one of settlement reports."""
    found = _columns(columns)
    # "name" and "date" stand in many tables; a status stands only in these.
    return all(name in found for name in _NEEDED)


def read_reports(table: pd.DataFrame) -> Reports:
    """Return the intervals that a table of reports speaks of.

    Parameters
    ----------
    table : DataFrame
        Text only; the index says where each row stands.

    Raises
    ------
    SourceParseError
        If no row can be used.
    """
    found = _columns([str(column) for column in table.columns])
    rows: list[dict[str, object]] = []
    left_out: list[RowNote] = []
    for label, values in zip(table.index, table.itertuples(index=False, name=None), strict=True):
        said = {name: str(values[position]).strip() for name, position in found.items()}
        try:
            rows.append(_row(said))
        except (GeoError, ValueError) as error:
            left_out.append(RowNote(str(label), str(error).rstrip(".")))
    if not rows:
        raise SourceParseError(
            "has no line that says how a settlement stood: "
            + "; ".join(f"{note.row} {note.reason}" for note in left_out[:5])
            + "."
        )
    frame = pd.DataFrame(rows).sort_values(["name", "valid_from"], kind="stable")
    # A status holds until the next day on which anything is said about the settlement; lines of
    # one day hold side by side, as when one party claims what another calls contested.
    days_of = {name: sorted(set(group)) for name, group in frame.groupby("name")["valid_from"]}
    frame["valid_to"] = [
        next((later for later in days_of[name] if later > day), None)
        for name, day in zip(frame["name"], frame["valid_from"], strict=True)
    ]
    days = tuple(sorted(set(frame["valid_from"])))
    nobody = frame["category"] == ""
    # A settlement that nobody holds bounds its neighbours' cells and has no interval of its own.
    frame.loc[nobody, ["valid_from", "valid_to"]] = None
    return Reports(frame.reindex(columns=list(COLUMNS)), days, tuple(left_out))


def _columns(columns: Sequence[str]) -> dict[str, int]:
    plain = [column.strip().lower() for column in columns]
    return {
        name: next(plain.index(spelling) for spelling in spellings if spelling in plain)
        for name, spellings in _NAMES.items()
        if any(spelling in plain for spelling in spellings)
    }


def _row(said: dict[str, str]) -> dict[str, object]:
    if not said["name"]:
        raise ValueError("names no settlement")
    if not said["basis"]:
        raise ValueError("names no source, and nothing is drawn without one")
    lat, lon = float(said["lat"]), float(said["lon"])
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"lies at {said['lat']}, {said['lon']}, which is not on the globe")
    category, actor = _status(said["status"], said.get("actor", ""))
    return {
        "name": said["name"],
        "lat": lat,
        "lon": lon,
        "coordinate_origin": "as the table gives it",
        "valid_from": parse_when(said["date"])[0].date(),
        "category": category,
        "actor": actor,
        "kind": Kind(said.get("kind") or Kind.CONTROL).value if category else "",
        "basis": said["basis"],
    }


def _status(status: str, actor: str) -> tuple[str, str]:
    """Return category and actor of ``claimed``, ``claimed RU`` or ``RU claimed``."""
    words = status.replace(",", " ").split()
    if " ".join(words).lower() in _NOBODY:
        return "", ""
    categories = [word.lower() for word in words if word.lower() in set(Category)]
    others = [word.upper() for word in words if word.lower() not in set(Category)]
    party = (others[0] if others else actor).upper()
    if len(categories) != 1 or len(others) > 1 or not ACTOR.fullmatch(party):
        raise ValueError(
            f"has the status {status[:60]!r}; write one of {', '.join(Category)} with a party, as "
            "in 'claimed RU', or none"
        )
    return categories[0], party
