"""The instant that a file's or a layer's name states, in every form in which archives write it."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import PurePath
from typing import NamedTuple

from geo.clock import TimePrecision, from_epoch, parse_when
from geo.errors import ClockError

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH = (
    "(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_M, _D = r"(?P<m>0[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01])"
_NOT_BEFORE, _NOT_AFTER = r"(?<![0-9])", r"(?![0-9])"


class _Form(NamedTuple):
    pattern: re.Pattern[str]
    american: bool = False
    """Month before day in digits alone: only names of American makers are read so."""


def _form(text: str, *, american: bool = False) -> _Form:
    return _Form(re.compile(_NOT_BEFORE + text + _NOT_AFTER, re.IGNORECASE), american)


_FORMS = (
    _form(_YEAR + _M + _D),  # 20250105
    _form(_YEAR + r"(?P<s>[-_.])" + _M + r"(?P=s)" + _D),  # 2025-01-05
    _form(r"(?P<d>0?[1-9]|[12]\d|3[01])[ _-]?" + _MONTH + r"[ _,-]{0,2}" + _YEAR),  # 05JAN2025
    # January 1-3, 2026 and Jan 30 - Feb 2, 2026: the last day is the one that the file shows.
    _form(
        r"(?:[a-z]{3,9}\.?[ _])?(?:\d{1,2} ?[-\u2013] ?)?" + _MONTH
        + r"\.?[ _]?(?:\d{1,2} ?[-\u2013] ?)?(?P<d>0?[1-9]|[12]\d|3[01])(?:,[ _]?|[ _])?" + _YEAR
    ),
    _form(_M + _D + _YEAR, american=True),  # 10302024
    _form(_M + _D + r"(?P<y>[2-3]\d)", american=True),  # 103024
)  # fmt: skip
# A layer of what was held before the invasion names that day, and is not of it.
_PRE_2022 = re.compile(r"before[ _]february[ _]24[ _,]*2022", re.IGNORECASE)
_AMERICAN = re.compile(
    r"\bAO\b|ControlMapAO|Assessed|Claimed|Counteroffensive|Partisan|Kursk Incursion|CoT|ISW",
    re.IGNORECASE,
)


def as_of_from_name(name: str, zone: str = "UTC") -> tuple[datetime, TimePrecision] | None:
    """Return the instant that a name states; None if it states none.

    Parameters
    ----------
    name : str
        Of a file (its ending does not count) or of a layer.
    zone : str
        IANA zone in which the source counts its days.

    Returns
    -------
    instant : datetime
        Aware, UTC; of a day its midnight in ``zone``.
    precision : {"instant", "day"}
        An instant only where the name is a Unix time.

    Raises
    ------
    ClockError
        If the name states two different days, or one that is not in the calendar.

    Examples
    --------
    >>> as_of_from_name("AssessedRussianAdvancesinUkraineJAN052025.zip")[0].isoformat()
    '2025-01-05T00:00:00+00:00'
    >>> as_of_from_name("1736112210.geojson")[1]
    'instant'
    """
    stem = PurePath(name).name
    while re.fullmatch(r"\.[a-z]{2,8}", suffix := PurePath(stem).suffix.lower()) and suffix:
        stem = PurePath(stem).stem
    if re.fullmatch(r"\d{10}", stem):
        return from_epoch(int(stem)), "instant"
    if re.fullmatch(r"\d{13}", stem):
        return from_epoch(int(stem) // 1000), "instant"
    days = _days(stem)
    if not days:
        return None
    if len(days) > 1:
        raise ClockError(
            f"The name {name!r} states {' and '.join(sorted(days))}. Pass --as-of to say which."
        )
    return parse_when(days.pop(), zone)


def _days(stem: str) -> set[str]:
    days = set()
    rest = _PRE_2022.sub(" ", stem)
    for form in _FORMS:
        if form.american and not _AMERICAN.search(stem):
            continue
        for found in form.pattern.finditer(rest):
            days.add(_day(found.groupdict(), stem))
        # What was read is not read again as another form.
        rest = form.pattern.sub(" ", rest)
    return days


def _day(parts: dict[str, str | None], stem: str) -> str:
    year = int(parts["y"] or 0)
    month = parts.get("m")
    number = int(month) if month else _MONTHS[str(parts["mon"])[:3].lower()]
    try:
        return date(year if year > 99 else 2000 + year, number, int(parts["d"] or 0)).isoformat()
    except ValueError as error:
        raise ClockError(
            f"The name {stem!r} states a day that is not in the calendar ({error}). Pass --as-of."
        ) from error
