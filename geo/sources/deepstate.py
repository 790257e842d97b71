"""Editions as DeepStateMap publishes them, in the spellings of 2022 to 2025.

What a polygon is stands only in ``properties.name`` (a token such as
``geoJSON.status.occupied``, or Ukrainian and English words) and in ``properties.fill``. The
token decides; where the name says only "Liberated" or nothing that is known, the fill does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from geo.errors import SourceParseError
from geo.models import Category, Kind, Source
from geo.sources.features import Feature
from geo.sources.meaning import Dialect, Meaning, text_of

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

DEEPSTATE_DAILY = replace(
    DEEPSTATE,
    id="deepstate-daily",
    title="DeepStateMap, daily",
    attribution="Control areas: DeepStateMap (deepstatemap.live), by deepstate-map-data",
    url="https://github.com/cyterat/deepstate-map-data",
)

_Words = tuple[Category, str, Kind]

_OCCUPIED: _Words = (Category.ASSESSED, "RU", Kind.CONTROL)
_PRE_2022: _Words = (Category.ASSESSED, "RU", Kind.PRE_2022)
_UNKNOWN: _Words = (Category.ADVANCES, "RU", Kind.ADVANCE)
_REGAINED: _Words = (Category.ASSESSED, "UA", Kind.REGAINED)
_KURSK: _Words = (Category.ASSESSED, "UA", Kind.INCURSION)

_BY_TOKEN: dict[str, _Words] = {
    "status.occupied": _OCCUPIED,
    "status.unknown": _UNKNOWN,
    "territories.crimea": _PRE_2022,
    "territories.ordlo": _PRE_2022,
    "territories.tuzla": _PRE_2022,
    "zmiinyi_island": _REGAINED,
}
_BY_FILL: dict[str, _Words] = {
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


# The mirror that publishes one multipolygon of occupied Ukraine a day.
_MIRROR_NAME = re.compile(r"deepstatemap_data_\d{8}", re.IGNORECASE)


def says_deepstate(feature: Feature) -> Meaning:
    """Return what a feature of a DeepStateMap edition is, and its label.

    Raises
    ------
    SourceParseError
        As :func:`meaning_of`.
    """
    name = text_of(feature.properties, "name")
    category, actor, kind = meaning_of(name, text_of(feature.properties, "fill"))
    return Meaning(category, actor, kind, " ".join(name.split()))


def says_mirror(_feature: Feature) -> Meaning:
    """Return what the mirror's multipolygons are: occupied Ukraine, all kinds in one."""
    return Meaning(*_OCCUPIED)


def meaning_of(name: str, fill: str) -> _Words:
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


def _is_edition(names: Sequence[str], features: Sequence[Feature]) -> bool:
    return any(_TOKEN.search(text_of(feature.properties, "name")) for feature in features)


def _is_mirror(names: Sequence[str], features: Sequence[Feature]) -> bool:
    return any(_MIRROR_NAME.search(name) for name in names)


DIALECTS = (
    Dialect("DeepStateMap edition", DEEPSTATE, _is_edition, says_deepstate),
    Dialect("DeepStateMap daily file", DEEPSTATE_DAILY, _is_mirror, says_mirror),
)
