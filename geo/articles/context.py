"""What a text says about where it is, and what is chosen by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from math import cos, radians, sqrt

from geo.gazetteer import Candidate

_ANCHORS = 40

Votes = tuple[dict[tuple[str, str], float], dict[str, float]]
"""For regions, by country and admin1, and for countries."""


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where a text is at home; see :mod:`geo.articles.locality`."""

    country: str = ""
    town: str = ""
    customs: dict[str, int] = field(default_factory=dict)
    local: bool = False
    war: bool = False
    """Whether the text reports fighting, where a village elsewhere is worse than none."""


@dataclass(slots=True)
class Context:
    """What a text says about where it is."""

    home: Home
    regions: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    """Votes for (country, admin1)."""
    countries: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    anchors: dict[tuple[str, str], tuple[float, float, str, list[int]]] = field(
        default_factory=dict
    )
    """Latitude, longitude and name of places that are sure, and where in the text they stand."""

    def nearest(self) -> Iterable[tuple[float, float, str, list[int]]]:
        """Return the surest anchors, as many as are looked at."""
        return islice(self.anchors.values(), _ANCHORS)


@dataclass(slots=True)
class Choice:
    """A name's candidates in order, and which of them is meant."""

    ranked: list[tuple[float, Candidate, list[str]]]
    chosen: Candidate | None
    why: str


def km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two points in km, good to a percent within a thousand.

    Parameters
    ----------
    one, other : tuple of float
        Latitude, longitude in degrees.
    """
    width = (one[1] - other[1] + 180.0) % 360.0 - 180.0
    x = width * cos(radians((one[0] + other[0]) / 2))
    y = one[0] - other[0]
    return 111.2 * sqrt(x * x + y * y)
