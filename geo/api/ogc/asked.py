"""What a request for features asks: its parameters, read as a stranger's text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from geo.clock import last_moment, parse_when
from geo.errors import ClockError, GeoError

DEFAULT_LIMIT, MOST = 100, 10_000
BBox = tuple[float, float, float, float]
_NUMBERS = (4, 6)
_OWN = ("bbox", "datetime", "limit", "after", "f")


class BadRequest(GeoError):
    """A parameter of a request cannot be followed."""


@dataclass(frozen=True)
class Asked:
    """What features are asked for."""

    bbox: BBox | None = None
    """West, south, east, north in degrees (CRS84); west may be greater than east, over the 180th
    meridian."""
    begin: datetime | None = None
    end: datetime | None = None
    """Aware, inclusive; both None for all times, one of them for an open interval."""
    limit: int = DEFAULT_LIMIT
    after: str = ""
    """The id after which a page begins, as the link to it says."""
    equal: tuple[tuple[str, str], ...] = ()
    """Properties and the values that they must have."""

    def in_time(self, first: datetime | None, last: datetime | None) -> bool:
        """Return whether a span of time, None for unknown, meets what is asked for."""
        if self.begin is None and self.end is None:
            return True
        if first is None or last is None:
            return False
        return (self.end is None or first <= self.end) and (
            self.begin is None or last >= self.begin
        )

    def boxes(self) -> list[BBox]:
        """Return the box, as two where it goes over the 180th meridian; empty for everywhere."""
        if self.bbox is None:
            return []
        west, south, east, north = self.bbox
        if west <= east:
            return [self.bbox]
        return [(west, south, 180.0, north), (-180.0, south, east, north)]


def read_asked(parameters: Iterable[tuple[str, str]], queryables: Mapping[str, object]) -> Asked:
    """Read the parameters of a request for features.

    Parameters
    ----------
    parameters : iterable of (name, value)
        As the address has them.
    queryables : mapping
        Names of the properties by which the collection can be asked.

    Raises
    ------
    BadRequest
        If one is unknown, stands twice or cannot be read; it names the parameter and its value.
    """
    said: dict[str, str] = {}
    for name, value in parameters:
        if name not in _OWN and name not in queryables:
            listed = ", ".join([*_OWN, *queryables])
            raise BadRequest(f"There is no parameter {name!r} here. There are: {listed}.")
        if name in said:
            raise BadRequest(f"The parameter {name!r} stands there twice. Give it once.")
        said[name] = value
    if said.get("f", "json") not in ("json", "geojson"):
        raise BadRequest(f"The form {said['f']!r} is not spoken here. Ask for f=json.")
    begin, end = _interval(said["datetime"]) if "datetime" in said else (None, None)
    return Asked(
        bbox=_bbox(said["bbox"]) if "bbox" in said else None,
        begin=begin,
        end=end,
        limit=_limit(said["limit"]) if "limit" in said else DEFAULT_LIMIT,
        after=said.get("after", ""),
        equal=tuple((name, said[name]) for name in queryables if name in said),
    )


def _bbox(text: str) -> BBox:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in _NUMBERS or not all(map(math.isfinite, numbers)):
        raise BadRequest(
            f"The bbox {text!r} is not west,south,east,north in degrees, such as 33,50,36,52."
        )
    if len(numbers) == _NUMBERS[1]:  # with heights, which nothing here has
        numbers = [*numbers[:2], *numbers[3:5]]
    west, south, east, north = numbers
    if south > north:
        raise BadRequest(f"The bbox {text!r} ends south of where it begins: {south} > {north}.")
    return west, south, east, north


def _interval(text: str) -> tuple[datetime | None, datetime | None]:
    parts = text.split("/")
    open_ended = ("", "..")
    if len(parts) > 2 or all(part in open_ended for part in parts):
        raise BadRequest(
            f"The datetime {text!r} is neither an instant nor from/to. Write 2025-01-05T18:30:00Z, "
            "2025-01-01T00:00:00Z/2025-02-01T00:00:00Z, or .. for an open end."
        )
    try:
        begin = None if parts[0] in open_ended else parse_when(parts[0])[0]
        end = None if parts[-1] in open_ended else last_moment(*parse_when(parts[-1]))
    except ClockError as error:
        raise BadRequest(f"The datetime {text!r} cannot be read. {error}") from error
    if begin is not None and end is not None and begin > end:
        raise BadRequest(f"The datetime {text!r} ends before it begins.")
    return begin, end


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= len(text) <= 9 or int(text) == 0:
        raise BadRequest(f"The limit {text!r} is no whole number from 1 to {MOST:,}.")
    return min(int(text), MOST)  # the standard lets a server give fewer
