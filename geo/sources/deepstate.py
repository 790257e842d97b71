"""Editions as DeepStateMap publishes them, in the spellings of 2022 to 2025.

What a polygon is stands only in ``properties.name`` (a token such as
``geoJSON.status.occupied``, or Ukrainian and English words) and in ``properties.fill``. The
token decides; where the name says only "Liberated" or nothing that is known, the fill does.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from geo.clock import from_epoch
from geo.errors import SourceParseError
from geo.models import Category, ControlArea, Kind, Source
from geo.sources.reading import ReadAreas, feature_geometry, read_feature_collection, text_of

DEEPSTATE = Source(
    id="deepstate",
    title="DeepStateMap",
    publisher="DeepState UA",
    url="https://deepstatemap.live",
    licence="DeepStateMap terms: non-commercial use with attribution",
    attribution="Control areas: DeepStateMap (deepstatemap.live)",
    redistribution=False,
    terms=(
        "DeepStateMap allows non-commercial use of its map data with attribution. "
        "Salient shows the credit on every screen and does not export the data."
    ),
    time_zone="Europe/Kyiv",
)

_Meaning = tuple[Category, str, Kind]

_OCCUPIED: _Meaning = (Category.ASSESSED, "RU", Kind.CONTROL)
_PRE_2022: _Meaning = (Category.ASSESSED, "RU", Kind.PRE_2022)
_UNKNOWN: _Meaning = (Category.ADVANCES, "RU", Kind.ADVANCE)
_REGAINED: _Meaning = (Category.ASSESSED, "UA", Kind.REGAINED)
_KURSK: _Meaning = (Category.ASSESSED, "UA", Kind.INCURSION)

_BY_TOKEN: dict[str, _Meaning] = {
    "status.occupied": _OCCUPIED,
    "status.unknown": _UNKNOWN,
    "territories.crimea": _PRE_2022,
    "territories.ordlo": _PRE_2022,
    "territories.tuzla": _PRE_2022,
    "zmiinyi_island": _REGAINED,
}
_BY_FILL: dict[str, _Meaning] = {
    "#a52714": _OCCUPIED,
    "#880e4f": _PRE_2022,
    "#000000": _PRE_2022,
    "#bcaaa4": _UNKNOWN,
    "#bdbdbd": _UNKNOWN,
    "#0288d1": _REGAINED,
    "#0f9d58": _REGAINED,
    "#01579b": _KURSK,
}
_OTHER_STATES = "#ff5252"
_TOKEN = re.compile(r"geoJSON\.((?:status|territories)\.\w+|zmiinyi_island)")
# Early editions paint Transnistria in the colour of Crimea; only its name tells it apart.
_ABROAD = re.compile(r"transnistria|придністров", re.IGNORECASE)


def as_of_from_name(path: Path) -> datetime | None:
    """Return the instant in a file name such as ``1736112210.geojson``; None if there is none."""
    return from_epoch(int(path.stem)) if re.fullmatch(r"\d{10}", path.stem) else None


def read_deepstate(path: Path) -> ReadAreas:
    """Read control areas from a DeepStateMap edition.

    Parameters
    ----------
    path : Path
        GeoJSON as published: 3D coordinates, points beside polygons, collections.

    Returns
    -------
    ReadAreas
        Unit and arrow points and other states' territories are left out, and counted.

    Raises
    ------
    SourceParseError
        If the file as a whole cannot be read.
    """
    features, account = read_feature_collection(path)

    def area(feature: Any) -> tuple[ControlArea, str | None]:
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            raise SourceParseError("is no feature with properties")
        properties = feature["properties"]
        geometry, repaired = feature_geometry(feature)
        name = text_of(properties, "name")
        category, actor, kind = meaning_of(name, text_of(properties, "fill"))
        made = ControlArea(
            category=category,
            actor=actor,
            kind=kind,
            geometry=geometry,
            label=" ".join(name.split()),
        )
        return made, repaired

    for number, feature in enumerate(features, start=1):
        account.take(f"feature {number}", partial(area, feature))
    return account.close()


def meaning_of(name: str, fill: str) -> _Meaning:
    """Return category, actor and kind of a DeepStateMap polygon.

    Raises
    ------
    SourceParseError
        If it is another state's territory, or neither name nor fill is known.

    Examples
    --------
    >>> meaning_of("Liberated /// geoJSON.status.dismissed", "#01579b")[2].value
    'incursion'
    """
    fill = fill.strip().lower()
    found = _TOKEN.search(name)
    token = found.group(1) if found else ""
    if token in _BY_TOKEN:
        return _BY_TOKEN[token]
    if token.startswith("territories.") or fill == _OTHER_STATES or _ABROAD.search(name):
        raise SourceParseError("is another state's territory, which no edition of this war covers")
    if fill in _BY_FILL:
        return _BY_FILL[fill]
    raise SourceParseError(f"has a name and a fill ({fill[:20]!r}) that no edition has used")
