"""What all event readers share: the columns of an event, its values, the account of every row.

A reader takes a table of text and gives a table of events. It guesses nothing: a date or a
coordinate that cannot be read leaves its row undated or without a place, with a note on what to
do; only a row that says nothing, and a row that was said before, do not become events.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.events import EVENT_COLUMNS
from geo.models import MAX_TEXT, RowNote, Source
from geo.sources.event_dates import DateReader, read_dates, shown

_TEXTS = (
    "event_type", "sub_type", "actors", "place", "admin1", "admin2", "country", "time_code",
    "geo_code", "summary", "link",
)  # fmt: skip

_DEGREES = r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,30})?"
_NEAR_NOUGHT = 0.01
"""Degrees from 0, 0 within which nobody means the sea there: a kilometre."""
_COUNT = r"[0-9]{1,9}(?:\.0+)?"
_ROWS_AT_ONCE = 20_000
"""How many rows are held as Python values at a time."""


@dataclass(frozen=True)
class ReadEvents:
    """What an event reader returns: rows in = events + left out + duplicates."""

    events: pd.DataFrame
    """Columns as in EVENT_COLUMNS; the index holds each row's place in the file."""
    notes: list[RowNote]
    """What was kept without a place or a date, cut, or should be looked at."""
    left_out: list[RowNote]
    """Rows that say nothing."""
    duplicates: list[RowNote]
    """Rows that repeat another letter for letter, with the row that they repeat."""


@dataclass(frozen=True)
class EventFormat:
    """One layout in which events come."""

    name: str
    source: Source
    recognises: Callable[[Sequence[str]], bool]
    """Whether a table with these columns is of this layout."""
    read: Callable[[pd.DataFrame], ReadEvents]


def has_columns(*names: str) -> Callable[[Sequence[str]], bool]:
    """Return the test whether a header has all of these columns, in capitals or not."""

    def test(columns: Sequence[str]) -> bool:
        return set(names) <= {plain_name(column) for column in columns}

    return test


def plain_name(column: str) -> str:
    """Return a column's name without capitals, blanks around it and a byte order mark."""
    return column.lstrip("\ufeff").strip().lower()


def joined(*texts: pd.Series, by: str = "; ") -> pd.Series:
    """Return texts one after the other by row, parted only where both sides say something."""
    whole = texts[0]
    for text in texts[1:]:
        both = (whole != "") & (text != "")
        whole = whole + pd.Series(np.where(both, by, ""), index=whole.index, dtype="str") + text
    return whole


def first_of(first: pd.Series, second: pd.Series) -> pd.Series:
    """Return the first of two texts by row, the second where the first is empty."""
    return first.where(first != "", second)


class EventRows:
    """The rows of one table on their way to events, each of them accounted for.

    Parameters
    ----------
    table : DataFrame
        Text only; the index says where each row stands.
    own_id : str
        Columns with the source's own id, the first that is there counts. Where it is empty, a
        hash of the row stands in, the same on every import.
    counts_repeats : bool
        Whether the source counts rows that are alike letter for letter as so many events. Where
        it does not, only the first of them is one.
    """

    def __init__(self, table: pd.DataFrame, *own_id: str, counts_repeats: bool = False) -> None:
        self._table = table
        self._counts_repeats = counts_repeats
        self._notes: list[RowNote] = []
        self._left_out: list[RowNote] = []
        self._duplicates: list[RowNote] = []
        self._drop_rows_that_say_nothing()
        self._ids = self._ids_of(self.text(*own_id))
        self._settle_repeated_rows()

    def text(self, *names: str) -> pd.Series:
        """Return the first of the named columns that is there, stripped; empty if none is."""
        columns = [str(column) for column in self._table.columns]
        plain = [plain_name(column) for column in columns]
        for name in names:
            # A header may write A and a: the exact name comes first.
            for known, wanted in ((columns, name), (plain, name.lower())):
                if wanted in known:
                    return self._table.iloc[:, known.index(wanted)].astype("str").str.strip()
        return pd.Series("", index=self._table.index, dtype="str")

    def events(
        self,
        texts: Mapping[str, pd.Series],
        read_date: DateReader,
        geo_readings: Mapping[str, str],
    ) -> ReadEvents:
        """Return the events.

        Parameters
        ----------
        texts : mapping of Series
            By event column the text of every row; columns that are not given are empty.
        read_date : DateReader
        geo_readings : mapping of str
            What the source's codes of precision mean, in the words of GEO_PRECISIONS. The code
            "" stands for rows that have none.
        """
        empty = pd.Series("", index=self._table.index, dtype="str")
        given = {name: texts.get(name, empty) for name in (*_TEXTS, "start", "end", "fatalities")}
        made = {name: self._cut(name, given[name]) for name in _TEXTS}
        made["id"] = self._ids
        made["lon"], made["lat"] = self._points(texts.get("lon", empty), texts.get("lat", empty))
        made |= self._times(given["start"], given["end"], read_date)
        made["fatalities"] = self._counts(given["fatalities"])
        codes = given["geo_code"].str.removesuffix(".0")  # a number, where a program saved it so
        readings = codes.map(lambda code: geo_readings.get(code, "unknown"))
        # Whatever the source says of it, nobody knows how exact a point at 0, 0 is.
        placed = made["lon"].notna() & ~_near_nought(made["lon"], made["lat"])
        made["geo_precision"] = readings.where(placed, "unknown").astype("str")
        events = pd.DataFrame(made)[list(EVENT_COLUMNS)]
        return ReadEvents(events, self._notes, self._left_out, self._duplicates)

    def _note(self, where: npt.NDArray[np.bool_], reason: str, *values: Iterable[str]) -> None:
        rows = [str(row) for row in self._table.index[where]]
        reasons = map(reason.format, *values) if values else [reason] * len(rows)
        self._notes += map(RowNote, rows, reasons)

    def _rows(self, where: npt.NDArray[np.bool_]) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        """Yield position, label and values of some rows."""
        chosen = np.flatnonzero(where)
        for begin in range(0, len(chosen), _ROWS_AT_ONCE):
            positions = chosen[begin : begin + _ROWS_AT_ONCE]
            rows = self._table.iloc[positions]
            # Column by column, since itertuples takes several times as long.
            columns = [rows.iloc[:, number].tolist() for number in range(rows.shape[1])]
            for position, label, *row in zip(positions.tolist(), rows.index, *columns, strict=True):
                yield position, str(label), tuple(row)

    def _keep(self, kept: npt.NDArray[np.bool_]) -> None:
        if not kept.all():
            self._table = self._table[kept]

    def _drop_rows_that_say_nothing(self) -> None:
        header = [plain_name(str(column)) for column in self._table.columns]
        kept = np.ones(len(self._table), dtype=bool)
        suspected = kept.copy()
        if header:  # a row that is empty or repeats the header shows it in its first value
            first = self._table.iloc[:, 0].astype("str").str.strip()
            suspected = first.str.lower().isin(["", header[0]]).to_numpy()
        for position, label, row in self._rows(suspected):
            if header and [plain_name(value) for value in row] == header:
                reason = "repeats the header, as files put together from several do"
            elif any(value.strip() for value in row):
                continue
            else:
                reason = "is empty"
            kept[position] = False
            self._left_out.append(RowNote(label, reason))
        self._keep(kept)

    def _ids_of(self, own: pd.Series) -> pd.Series:
        without = (own == "").to_numpy()
        if not without.any():
            return own
        ids = own.to_numpy(dtype=object, copy=True)
        for position, _, row in self._rows(without):
            content = "\x1f".join(row).encode("utf-8", "surrogatepass")
            ids[position] = hashlib.sha256(content).hexdigest()[:20]
        return pd.Series(ids, index=own.index, dtype="str")

    def _settle_repeated_rows(self) -> None:
        kept = np.ones(len(self._table), dtype=bool)
        ids = self._ids.to_numpy(dtype=object, copy=True)
        repeated = self._ids.duplicated(keep=False).to_numpy()
        same: dict[tuple[str, ...], list[str]] = {}
        first: dict[str, str] = {}
        for position, label, row in self._rows(repeated):
            own = str(ids[position])
            alike = same.setdefault(row, [])
            if alike and not self._counts_repeats:
                kept[position] = False
                self._duplicates.append(RowNote(label, f"repeats {alike[0]} letter for letter"))
            elif alike:
                ids[position] = f"{own}-{len(alike) + 1}"
                reason = f"is like {alike[0]} letter for letter; its source counts both, so do we."
                self._notes.append(RowNote(label, reason))
            elif own in first:
                reason = (
                    f"has the id {shown(own)} of {first[own]}, but says something else. Both are "
                    "kept; look at which of them holds."
                )
                self._notes.append(RowNote(label, reason))
            alike.append(label)
            first.setdefault(own, label)
        self._ids = pd.Series(ids, index=self._ids.index, dtype="str")[kept]
        self._keep(kept)

    def _cut(self, name: str, text: pd.Series) -> pd.Series:
        long = (text.str.len() > MAX_TEXT).to_numpy()
        if not long.any():
            return text
        if name == "link":  # half an address leads nowhere, or elsewhere
            self._note(long, f"has addresses of over {MAX_TEXT} characters; the first are kept.")
            return text.where(~long, text.str.slice(0, MAX_TEXT + 1).str.rpartition(" ")[0])
        self._note(long, f"has a long {name}, of which the first {MAX_TEXT} characters are kept.")
        return text.str.slice(0, MAX_TEXT)

    def _points(self, lon: pd.Series, lat: pd.Series) -> tuple[pd.Series, pd.Series]:
        x, y = _numbers(lon, _DEGREES), _numbers(lat, _DEGREES)
        good = ((x.abs() <= 180) & (y.abs() <= 90)).to_numpy()
        unsaid = ((lon == "") & (lat == "")).to_numpy()
        self._note(unsaid, "names no coordinates; it is kept without a place.")
        bad = ~good & ~unsaid
        self._note(
            bad,
            "has the latitude {} and the longitude {}, which are no point in decimal degrees; it "
            "is kept without a place. Correct them in the file and import it again.",
            lat[bad].map(shown),
            lon[bad].map(shown),
        )
        self._note(
            good & _near_nought(x, y).to_numpy(),
            "lies at 0, 0 in the Gulf of Guinea, where unknown places often end up. Correct its "
            "coordinates in the file and import it again.",
        )
        return x.where(good), y.where(good)

    def _times(
        self, starts: pd.Series, ends: pd.Series, read_date: DateReader
    ) -> dict[str, pd.Series]:
        begun, ended = read_dates(starts, read_date), read_dates(ends, read_date)
        doubts = begun["doubt"].where(starts != "", "names no date; it is kept undated.")
        odd = (doubts != "").to_numpy()
        self._note(odd, "{}", doubts[odd])
        said = (ends != "") & begun["start"].notna()
        odd = (said & (ended["doubt"] != "")).to_numpy()
        self._note(odd, "{} This is its end.", ended["doubt"][odd])
        early = (said & (ended["last"] < begun["start"])).to_numpy()
        self._note(
            early,
            "has the end {}, which lies before its start; it is kept without that end. Correct it "
            "in the file and import it again.",
            ends[early].map(shown),
        )
        known = said & ~early & ended["last"].notna()
        return {
            "start": begun["start"],
            "end": ended["last"].where(known, begun["last"]),
            "time_precision": begun["precision"],
        }

    def _counts(self, text: pd.Series) -> pd.Series:
        counts = _numbers(text, _COUNT).astype("Int64")
        bad = ((text != "") & counts.isna()).to_numpy()
        self._note(
            bad,
            "gives its fatalities as {}, which is no count; they are kept as unknown.",
            text[bad].map(shown),
        )
        return counts


def _near_nought(lon: pd.Series, lat: pd.Series) -> pd.Series:
    return (lon.abs() < _NEAR_NOUGHT) & (lat.abs() < _NEAR_NOUGHT)


def _numbers(text: pd.Series, pattern: str) -> pd.Series:
    # Only what the pattern allows is read: to_numeric alone would take 1e5, inf and _1_.
    return pd.to_numeric(text.where(text.str.fullmatch(pattern))).astype("float64")
