"""The bundled background as shapes, decoded once in a process, and the names on it."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import shapely

from geo.errors import ConfigurationError
from geo.geometry import delta_decode

BASEMAP_FILE = Path(__file__).resolve().parent.parent / "maps" / "data" / "basemap.json"
NAMES_FILE = Path(__file__).parent / "data" / "names.csv"

_HOME = ("UA", "RU")


@dataclass(frozen=True)
class Named:
    """A name of the background."""

    kind: str
    """``city``, ``oblast`` or ``country``."""
    name: str
    country: str
    lon: float
    lat: float
    rank: int


@dataclass(frozen=True)
class Background:
    """Shapes in degrees, longitude first."""

    world: shapely.Geometry
    land: shapely.Geometry
    countries: dict[str, shapely.Geometry]
    """``UA`` and ``RU``."""
    borders: shapely.Geometry
    oblasts: shapely.Geometry
    names: tuple[Named, ...]


@cache
def background() -> Background:
    """Return the bundled background.

    Raises
    ------
    ConfigurationError
        If its file cannot be read.
    """
    try:
        stored: dict[str, Any] = json.loads(BASEMAP_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"The background {BASEMAP_FILE.name} cannot be read ({error}). Restore it from the "
            "repository, or run `make basemap`."
        ) from error
    world, theatre = stored["world"], stored["theatre"]
    named = [
        Named("city", c["name"], c["country"], c["lon"], c["lat"], c["rank"])
        for c in stored["cities"]
    ]
    named += [
        Named(label["kind"], label["name"], "", label["lon"], label["lat"], 0)
        for label in stored["labels"]
    ]
    return Background(
        world=_land(world),
        land=_land(theatre, lambda code: code not in _HOME),
        countries={home: _land(theatre, lambda code, home=home: code == home) for home in _HOME},
        borders=_lines(theatre["borders"], theatre["quantum"]),
        oblasts=_lines(theatre["oblast_borders"], theatre["quantum"]),
        names=tuple(named),
    )


def _land(section: dict[str, Any], wanted: Any = lambda code: True) -> shapely.Geometry:
    shapes = []
    for land in section["land"]:
        if wanted(land["country"]):
            found = [delta_decode(codes, section["quantum"]) for codes in land["rings"]]
            shapes.append(_even_odd(found))
    return shapely.union_all(shapes)


def _even_odd(rings: list[Any]) -> shapely.Geometry:
    """Make polygons of rings in which every second one within another is a hole."""
    return shapely.build_area(
        shapely.multilinestrings([shapely.LinearRing(ring) for ring in rings])
    )


def _lines(coded: list[list[int]], quantum: float) -> shapely.Geometry:
    return shapely.multilinestrings([shapely.LineString(delta_decode(c, quantum)) for c in coded])


@cache
def _names() -> dict[str, tuple[str, str]]:
    with NAMES_FILE.open(encoding="utf-8", newline="") as file:
        return {row["en"]: (row["uk"], row["ru"]) for row in csv.DictReader(file)}


def name_in(language: str, name: str) -> str:
    """Return a name of the background in a language; empty if it has none there."""
    if language == "en":
        return name
    uk, ru = _names().get(name, ("", ""))
    return uk if language == "uk" else ru
