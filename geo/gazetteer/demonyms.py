"""Demonyms: peoples and the adjectives of places, and where they belong.

``facts/demonyms.csv`` has a place a line: its name, the country it is or lies in, the words that
speak of the place in an article (``Ukrainian forces``), and words that do not there but are looked
for: citizens of a city, languages, Cyrillic, peoples of no one place.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from geo.gazetteer.folding import fold

__all__ = ["country_of_people", "places_of_peoples"]

_FACTS = Path(__file__).parent / "facts" / "demonyms.csv"


def country_of_people(word: str) -> str | None:
    """Return the country of a demonym or adjective.

    Parameters
    ----------
    word : str
        Such as ``Ukrainian``, ``Tatars``, ``российские``; folded like a name.

    Returns
    -------
    str or None
        ISO 3166 code; empty for people of no one country (``Kurdish``); None if it is none.
    """
    return _countries().get(fold(word))


@cache
def places_of_peoples() -> dict[str, str]:
    """Return the place that an adjective or a people speaks of in an article.

    Returns
    -------
    dict of str
        ``Georgian``, ``South Ossetians`` to the name of the country, region or continent.
    """
    return {word: row["place"] for row in _rows() for word in _words(row["in_text"])}


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _rows():
        for word in (*_words(row["in_text"]), *_words(row["besides"])):
            found.setdefault(fold(word), row["country"])
    return found


def _rows() -> list[dict[str, str]]:
    with _FACTS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _words(field: str) -> list[str]:
    return field.split("|") if field else []
