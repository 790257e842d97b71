"""Dates as tables of events write them. How a column writes its dates is said, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import NamedTuple

import pandas as pd

from geo.clock import TimePrecision, from_epoch, last_moment, parse_when
from geo.errors import ClockError


class DateFormat(StrEnum):
    """How a column writes its dates."""

    ISO = "ISO"
    DMY = "D/M/Y"
    MDY = "M/D/Y"
    YMD = "Y/M/D"
    NAMED = "D Month Y"
    EPOCH_SECONDS = "epoch seconds"
    EPOCH_MS = "epoch ms"


_Y, _M, _D, _SEP = "(?P<y>[0-9]{4})", "(?P<m>[0-9]{1,2})", "(?P<d>[0-9]{1,2})", "(?P<sep>[/.-])"
_SHAPES = {
    DateFormat.ISO: ("2025-01-31", _Y + "(?P<sep>-?)(?P<m>[0-9]{2})(?P=sep)(?P<d>[0-9]{2})"),
    DateFormat.DMY: ("31/1/2025", _D + _SEP + _M + "(?P=sep)" + _Y),
    DateFormat.MDY: ("1/31/2025", _M + _SEP + _D + "(?P=sep)" + _Y),
    DateFormat.YMD: ("2025/1/31", _Y + _SEP + _M + "(?P=sep)" + _D),
    DateFormat.NAMED: ("31 January 2025", _D + "(?P<sep>[ -])(?P<m>[A-Za-z]{3,9})(?P=sep)" + _Y),
    DateFormat.EPOCH_SECONDS: ("1738281600", r"(?P<seconds>-?[0-9]{1,12})(?:\.0+)?"),
    DateFormat.EPOCH_MS: ("1738281600000", r"(?P<seconds>-?[0-9]{1,12})[0-9]{3}(?:\.0+)?"),
}
"""By way of writing an example and a pattern."""
_CLOCK = r"(?:[ T]+(?P<clock>[0-9]{1,2}:.*))?"
_PATTERNS = {
    written: re.compile(shape + (_CLOCK if "<y>" in shape else ""), re.DOTALL)
    for written, (_, shape) in _SHAPES.items()
}
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_MIDNIGHT = re.compile(r"T0?0:00(:00(\.0+)?)?")


class Dated(NamedTuple):
    """A date as it was read."""

    start: datetime
    precision: TimePrecision
    doubt: str = ""
    """What a person should know about it; empty when all of the text was understood."""


DateReader = Callable[[str], Dated]
"""Reads one text as a date; raises :class:`ClockError` when it is none."""


def dates_as(*written: DateFormat, zone: str | None = None) -> DateReader:
    """Return the reader of dates that are written in one of some ways, which exclude each other.

    Parameters
    ----------
    written : DateFormat
    zone : str, optional
        IANA zone in which the source speaks. Without one, a time of day that names none itself
        is not an instant: only its day is kept, and said so.

    Examples
    --------
    >>> dates_as(DateFormat.DMY)("3/4/2023").start.isoformat()
    '2023-04-03T00:00:00+00:00'
    """
    return partial(_read_date, written, zone)


def formats_that_read(texts: Sequence[str]) -> list[DateFormat]:
    """Return the ways of writing in which all of some texts are dates.

    Examples
    --------
    >>> [way.value for way in formats_that_read(["3/4/2023", "25/4/2023"])]
    ['D/M/Y']
    """
    return [written for written in DateFormat if all(_is_date(text, written) for text in texts)]


def read_dates(text: pd.Series, read_date: DateReader) -> pd.DataFrame:
    """Read a column of dates; each distinct text is read once.

    Returns
    -------
    DataFrame
        By row ``start`` and ``last``, aware UTC or NaT, the first and the last second of what the
        text names; ``precision``; ``doubt``, a sentence or empty.
    """
    codes, distinct = pd.factorize(text)
    read = [_read_or_doubt(value, read_date) for value in distinct]
    dates = pd.DataFrame(read, columns=["start", "last", "precision", "doubt"], dtype="object")
    dates = dates.astype({"precision": "str", "doubt": "str"})
    for name in ("start", "last"):
        dates[name] = pd.to_datetime(dates[name], utc=True).astype("datetime64[us, UTC]")
    return dates.take(codes).set_axis(text.index)


def shown(text: str) -> str:
    """Return a value as a note quotes it: a stranger's text, short and in quotation marks."""
    return repr(text if len(text) <= 60 else text[:60] + "...")


def _is_date(text: str, written: DateFormat) -> bool:
    try:
        _read_date((written,), None, text)
    except ClockError:
        return False
    return True


def _read_or_doubt(
    text: str, read_date: DateReader
) -> tuple[datetime | None, datetime | None, TimePrecision, str]:
    try:
        start, precision, doubt = read_date(text)
    except ClockError as error:
        reason = f"is kept undated: {error} Correct it in the file and import it again."
        return None, None, "day", reason
    return start, last_moment(start, precision), precision, doubt


def _read_date(written: Sequence[DateFormat], zone: str | None, text: str) -> Dated:
    found = next(filter(None, (_PATTERNS[way].fullmatch(text) for way in written)), None)
    try:
        if found is None:
            raise ClockError("It has another shape.")
        parts = found.groupdict()
        if "seconds" in parts:
            return Dated(from_epoch(int(parts["seconds"])), "instant")
        day = f"{parts['y']}-{_month(parts['m']):0>2}-{parts['d']:0>2}"
        clock = re.sub(r"UTC$", "Z", parts["clock"] or "").replace(" ", "")
        return _with_clock(day, "T" + clock if clock else "", zone)
    except ClockError as error:
        examples = " or ".join(_SHAPES[way][0] for way in written)
        raise ClockError(
            f"{shown(text)} is no date from 1900 to 2200 written like {examples}."
        ) from error


def _month(text: str) -> str:
    name = text.lower()
    numbers = (str(n) for n, full in enumerate(_MONTHS, 1) if name in (full, full[:3]))
    return next(numbers, text)


def _with_clock(day: str, clock: str, zone: str | None) -> Dated:
    try:
        return Dated(*parse_when(day + clock, zone))
    except ClockError:
        # The day stands; midnight without a zone is how spreadsheets and databases write one.
        doubt = (
            f"has the time of day {shown(clock[1:])} with no zone or unreadable; its day is kept."
        )
        return Dated(*parse_when(day, zone), "" if _MIDNIGHT.fullmatch(clock) else doubt)
