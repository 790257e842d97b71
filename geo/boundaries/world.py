"""The world around the theatre, thinned out, from the npm package ``world-atlas``.

Source: ``countries-10m.json`` of ``world-atlas`` 2.0.2 (ISC), which is Natural Earth 4.1 at 1:10m
(public domain) as TopoJSON. A TopoJSON arc is a line that neighbours share; thinning the arcs,
not the countries, keeps neighbours fitting together. Disputed lines are Natural Earth's default.
Its Crimea never shows, because the theatre, drawn from another edition, replaces all around it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import translate
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import ConfigurationError
from geo.geometry import polygon_parts

Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Zone:
    """A rectangle of the world and how much detail it keeps, in degrees."""

    west: float
    south: float
    east: float
    north: float
    tolerance: float
    """No thinned line is farther than this from the full one."""
    smallest: float
    """A ring whose bounding box has less than this many square degrees is left out."""

    def holds(self, points: Points) -> npt.NDArray[np.bool_]:
        """Tell which points, an (n, 2) array of longitude and latitude, are inside."""
        x, y = points[:, 0], points[:, 1]
        inside: npt.NDArray[np.bool_] = (
            (x >= self.west) & (x <= self.east) & (y >= self.south) & (y <= self.north)
        )
        return inside


ZONES = (
    Zone(14, 38, 56, 63, tolerance=0.012, smallest=0.001),
    Zone(-12, 33, 64, 72, tolerance=0.05, smallest=0.03),
    Zone(-180, -90, 180, 90, tolerance=0.22, smallest=0.4),
)
"""From the theatre's surroundings to the far side; the first zone that holds a point counts.
The tolerances are about a pixel at zooms 7, 5 and 3."""

_HALF_TURN = 180.0
# Three corners and the first again.
_CLOSED_RING = 4
# Web maps end here.
_MAP = shapely.box(-180, -85.0511, 180, 85.0511)

# A leased town inside Kazakhstan that Natural Earth draws as if it were a country.
_PART_OF = {"Baikonur": "Kazakhstan"}


@dataclass(frozen=True)
class World:
    """Countries and the borders between them, EPSG:4326, longitude and latitude in degrees."""

    land: list[tuple[str, BaseGeometry]]
    """Name and polygons of each country that is large enough to be seen."""

    borders: list[shapely.LineString]
    """Lines with a country on both sides."""


def read_world(world_atlas: Path) -> World:
    """Read and thin the countries of the world.

    Parameters
    ----------
    world_atlas : Path
        The unpacked npm package, a folder with ``countries-10m.json``.

    Returns
    -------
    World
        Valid polygons between 85.05 degrees north and south, the limit of web maps. Islands too
        small for their zone are left out.

    Raises
    ------
    ConfigurationError
        If the file is missing or is not that TopoJSON.
    """
    path = world_atlas / "countries-10m.json"
    try:
        topology = json.loads(path.read_text(encoding="utf-8"))
        countries = topology["objects"]["countries"]["geometries"]
        full = _arcs(topology)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"The world map {path} cannot be read ({type(error).__name__}: {error}). "
            "Unpack world-atlas 2.0.2 from the npm registry and give its folder."
        ) from error
    thin = [_thinned(arc) for arc in full]
    land: dict[str, list[Polygon]] = {}
    users: Counter[tuple[int, str]] = Counter()
    for country in countries:
        name = country["properties"]["name"]
        name = _PART_OF.get(name, name)
        for coded in _coded_polygons(country):
            users.update({(i, name): 1 for i in {_index(a) for ring in coded for a in ring}})
            land.setdefault(name, []).extend(_polygon(coded, thin))
    countries_of_arc = Counter(arc for arc, _ in users)
    return World(
        land=[(name, shapely.union_all(parts)) for name, parts in land.items() if parts],
        borders=[
            shapely.LineString(thin[arc])
            for arc, count in sorted(countries_of_arc.items())
            if count > 1
        ],
    )


def _arcs(topology: dict[str, Any]) -> list[Points]:
    scale = np.array(topology["transform"]["scale"])
    origin = np.array(topology["transform"]["translate"])
    return [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"]]


def _coded_polygons(country: dict[str, Any]) -> list[list[list[int]]]:
    coded: list[Any] = country["arcs"]
    return [coded] if country["type"] == "Polygon" else coded


def _index(arc: int) -> int:
    """Undo TopoJSON's ``~i``, which says that arc ``i`` is run through backwards."""
    return arc if arc >= 0 else ~arc


def _zone_numbers(points: Points) -> npt.NDArray[np.intp]:
    numbers: npt.NDArray[np.intp] = np.array([z.holds(points) for z in ZONES]).argmax(axis=0)
    return numbers


def _thinned(arc: Points) -> Points:
    """Thin each stretch of an arc by the tolerance of the zone it runs through."""
    zone = _zone_numbers(arc)
    turns = np.flatnonzero(zone[1:] != zone[:-1]) + 1
    ends = np.unique([0, *turns.tolist(), len(arc) - 1]).tolist()
    pieces = [
        shapely.get_coordinates(
            shapely.LineString(arc[start : stop + 1]).simplify(
                ZONES[zone[start]].tolerance, preserve_topology=False
            )
        )
        for start, stop in pairwise(ends)
    ]
    return np.concatenate(pieces)


def _polygon(coded: list[list[int]], arcs: list[Points]) -> Iterator[Polygon]:
    """Yield the polygon of some rings of arcs, unless it has become too small to be seen."""
    found = [
        np.concatenate([arcs[a] if a >= 0 else arcs[~a][::-1] for a in ring]) for ring in coded
    ]
    kept = [ring for ring in found if len(ring) >= _CLOSED_RING and _is_seen(ring)]
    if kept and kept[0] is found[0]:
        unwrapped = Polygon(_unwrapped(kept[0]), [_unwrapped(hole) for hole in kept[1:]])
        # Thinning may close an inlet's mouth; the linework rule then keeps the inlet water.
        sound = shapely.make_valid(unwrapped, method="linework")
        for turn in (-360, 0, 360):
            yield from polygon_parts(translate(sound, xoff=turn).intersection(_MAP))


def _unwrapped(ring: Points) -> Points:
    """Let a ring run on over the antimeridian, and one around a pole come home by the pole.

    The atlas joins what the antimeridian cuts, so that a longitude may leap from 180 to -180.
    """
    x = np.unwrap(ring[:, 0], period=360)
    points = np.column_stack([x, ring[:, 1]])
    goes_around = abs(x[-1] - x[0]) > _HALF_TURN
    if not goes_around:
        return points
    pole = np.copysign(90.0, ring[0, 1])
    return np.vstack([points, [[x[-1], pole], [x[0], pole]]])


def _is_seen(ring: Points) -> bool:
    width, height = ring.max(axis=0) - ring.min(axis=0)
    zone = ZONES[_zone_numbers(ring.mean(axis=0, keepdims=True))[0]]
    return bool(width * height > zone.smallest)
