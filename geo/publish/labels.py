"""Names on a map that do not collide: a priority, a few sides to try, and boxes that are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from geo.publish.projection import Box, MapFrame

_AIR = 2.0
"""Pixels that stay free around a label."""
_DOT = 3.5
_RIM = 7.0


@dataclass(frozen=True)
class Wish:
    """A name that would like to be on the map."""

    name: str
    lon: float
    lat: float
    rank: int
    """0 the most important."""
    kind: Literal["city", "oblast", "country"]


@dataclass(frozen=True)
class Placed:
    """A name that is on the map."""

    wish: Wish
    x: float
    """Where the baseline begins, pixels."""
    y: float
    box: Box
    dot: tuple[float, float] | None


class Boxes:
    """What is taken on a map."""

    def __init__(self, taken: Iterable[Box] = ()) -> None:
        self._taken = list(taken)

    def free(self, box: Box) -> bool:
        """Return whether a box touches none that is taken."""
        return not any(overlap(box, other) for other in self._taken)

    def take(self, box: Box) -> None:
        """Keep others out of a box."""
        self._taken.append(box)


def overlap(one: Box, other: Box) -> bool:
    """Return whether two boxes have ground in common.

    Examples
    --------
    >>> overlap((0, 0, 2, 2), (1, 1, 3, 3)), overlap((0, 0, 2, 2), (2, 0, 4, 2))
    (True, False)
    """
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def place_names(
    wishes: Sequence[Wish],
    frame: MapFrame,
    boxes: Boxes,
    measure: Callable[[Wish], tuple[float, float]],
    most: int,
) -> list[Placed]:
    """Choose which names are on a map, and where.

    Parameters
    ----------
    wishes : sequence of Wish
        The first ones first; a dot that has no room for its name stays away as well.
    boxes : Boxes
        What is taken; names are added.
    measure : callable
        Width and size of a name in pixels.
    most : int
        Names with a dot at most.

    Returns
    -------
    list of Placed
        No two boxes overlap, and none leaves the frame.
    """
    left, top, right, bottom = frame.frame
    placed: list[Placed] = []
    if not wishes:
        return placed
    at = frame.pixels(np.array([(wish.lon, wish.lat) for wish in wishes]))
    cities = 0
    for wish, (x, y) in zip(wishes, at.tolist(), strict=True):
        if not (left + _RIM < x < right - _RIM and top + _RIM < y < bottom - _RIM):
            continue
        if wish.kind == "city" and cities >= most:
            continue
        width, size = measure(wish)
        for start, base in _tries(wish, x, y, width, size):
            box = (start, base - 0.75 * size, start + width, base + 0.22 * size)
            grown = (box[0] - _AIR, box[1] - _AIR, box[2] + _AIR, box[3] + _AIR)
            inside = (
                grown[0] >= left + _AIR and grown[1] >= top + _AIR
                and grown[2] <= right - _AIR and grown[3] <= bottom - _AIR
            )  # fmt: skip
            dot = (x - _DOT, y - _DOT, x + _DOT, y + _DOT)
            if inside and boxes.free(grown) and (wish.kind != "city" or boxes.free(dot)):
                boxes.take(grown)
                if wish.kind == "city":
                    boxes.take(dot)
                    cities += 1
                placed.append(
                    Placed(wish, start, base, box, (x, y) if wish.kind == "city" else None)
                )
                break
    return placed


def _tries(wish: Wish, x: float, y: float, width: float, size: float) -> list[tuple[float, float]]:
    middle = y + 0.27 * size
    if wish.kind != "city":
        shifts = (0.0, -1.6 * size, 1.6 * size)
        return [(x - width / 2, middle + shift) for shift in shifts]
    gap = 7.0
    above, below = y - 0.6 * size, y + 1.2 * size
    return [
        (x + gap, middle),
        (x - gap - width, middle),
        (x + gap * 0.6, above + 2),
        (x + gap * 0.6, below - 2),
        (x - gap * 0.6 - width, above + 2),
        (x - gap * 0.6 - width, below - 2),
        (x - width / 2, above),
        (x - width / 2, below),
    ]
