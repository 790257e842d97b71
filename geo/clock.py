"""Instants in, instants out: always aware, always UTC inside, always shown with their zone.

Five clocks run in Salient (``event_time``, ``claimed_at``, ``as_of``, ``published_at``,
``recorded_at``); all of them are values of this module's making.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geo.errors import ClockError

TimePrecision = Literal["instant", "day"]

_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)

# Week dates are ISO 8601 as well, but nobody who writes one means its Monday.
_DAY_FIRST = re.compile(r"\d{4}-?\d\d-?\d\d(?P<rest>.*)", re.ASCII | re.DOTALL)

# English-language newsrooms write these zones without the summer-time letter (AP style).
_SPOKEN_ZONES = {
    "America/New_York": "ET",
    "Europe/Kyiv": "Kyiv time",
    "Europe/Moscow": "Moscow time",
}


def zone_named(name: str) -> ZoneInfo:
    """Return an IANA time zone.

    Raises
    ------
    ClockError
        If there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ClockError(
            f"{name!r} is no time zone. Use an IANA name such as Europe/Kyiv or UTC."
        ) from error


def parse_when(text: str, zone: str | None = None) -> tuple[datetime, TimePrecision]:
    """Read a date or an instant.

    Parameters
    ----------
    text : str
        ISO 8601 / RFC 3339: ``2025-01-05T13:30:00-05:00``, ``2025-01-05 13:30``, ``2025-01-05``.
    zone : str, optional
        IANA zone of a text that names none. A time of day without any zone is refused, because
        five hours on a front line are not a detail.

    Returns
    -------
    instant : datetime
        Aware, UTC. A bare date is midnight of that day in ``zone`` (UTC without one).
    precision : {"instant", "day"}

    Raises
    ------
    ClockError
        If the text is no such date, has no zone, or lies outside 1900-2200.

    Examples
    --------
    >>> parse_when("2025-01-05 13:30", "America/New_York")[0].isoformat()
    '2025-01-05T18:30:00+00:00'
    >>> parse_when("2025-01-05")[1]
    'day'
    """
    wanted = "Write it as 2025-01-05 or 2025-01-05T13:30:00-05:00."
    stripped = text.strip()
    try:
        parts = _DAY_FIRST.fullmatch(stripped)
        if parts is None:
            raise ValueError("it does not begin with a day")
        if not parts["rest"]:
            day = date.fromisoformat(stripped)
            local = datetime.combine(day, time(), zone_named(zone or "UTC"))
            return _in_range(local.astimezone(UTC), text), "day"
        instant = datetime.fromisoformat(stripped)
    except (ValueError, OverflowError) as error:
        raise ClockError(f"{text!r} is no date that can be read. {wanted}") from error
    if instant.tzinfo is None:
        if zone is None:
            raise ClockError(f"{text!r} has a time of day but no zone. {wanted} Or name the zone.")
        instant = instant.replace(tzinfo=zone_named(zone))
    try:
        return _in_range(instant.astimezone(UTC), text), "instant"
    except OverflowError as error:
        raise ClockError(f"{text!r} is no date that can be read. {wanted}") from error


def _in_range(instant: datetime, text: str) -> datetime:
    if not _EARLIEST <= instant < _LATEST:
        raise ClockError(f"{text!r} lies outside 1900 to 2200. Check the year.")
    return instant


def last_moment(instant: datetime, precision: TimePrecision) -> datetime:
    """Return the last second that a date speaks of: whoever names a day means all of it.

    Examples
    --------
    >>> last_moment(*parse_when("2025-01-05")).isoformat()
    '2025-01-05T23:59:59+00:00'
    """
    return instant + timedelta(days=1, seconds=-1) if precision == "day" else instant


def local_date(instant: datetime, zone: str) -> date:
    """Return the calendar day of an aware instant in a zone.

    Examples
    --------
    >>> local_date(datetime(2025, 1, 5, 23, tzinfo=UTC), "Europe/Kyiv")
    datetime.date(2025, 1, 6)
    """
    return instant.astimezone(zone_named(zone)).date()


def from_epoch(seconds: int) -> datetime:
    """Return the UTC instant of a Unix time in seconds; refuse what is outside 1900-2200."""
    try:
        instant = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise ClockError(f"{seconds} is no Unix time in seconds that can be read.") from error
    return _in_range(instant, str(seconds))


def to_rfc3339(instant: datetime) -> str:
    """Write an aware instant as RFC 3339 in UTC with ``Z``, to the second.

    Raises
    ------
    ClockError
        If the instant has no zone.

    Examples
    --------
    >>> to_rfc3339(datetime(2025, 1, 5, 18, 30, tzinfo=UTC))
    '2025-01-05T18:30:00Z'
    """
    if instant.tzinfo is None:
        raise ClockError(f"{instant.isoformat()} has no zone and cannot be written as an instant.")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp(instant: datetime, zone: str = "UTC", precision: TimePrecision = "instant") -> str:
    """Write an instant as a news map does, in the source's zone and in UTC.

    Parameters
    ----------
    instant : datetime
        Aware.
    zone : str
        IANA name of the zone in which the source speaks.
    precision : {"instant", "day"}
        A source that gives only a day gets no invented time of day.

    Examples
    --------
    >>> stamp(datetime(2025, 1, 5, 18, 30, tzinfo=UTC), "America/New_York")
    '5 Jan 2025, 1:30 p.m. ET (18:30 UTC)'
    >>> stamp(datetime(2025, 1, 5, tzinfo=UTC), precision="day")
    '5 Jan 2025'
    """
    local = instant.astimezone(zone_named(zone))
    day = f"{local.day} {local:%b %Y}"
    if precision == "day":
        return day
    utc = instant.astimezone(UTC)
    if zone == "UTC":
        return f"{day}, {utc:%H:%M} UTC"
    clock = f"{local.hour % 12 or 12}:{local:%M} {'a.m.' if local.hour < 12 else 'p.m.'}"
    other_day = "" if utc.date() == local.date() else f"{utc.day} {utc:%b}, "
    return f"{day}, {clock} {_SPOKEN_ZONES.get(zone, local.tzname())} ({other_day}{utc:%H:%M} UTC)"
