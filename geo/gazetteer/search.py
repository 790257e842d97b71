"""Looking for a place as a person does: a beginning, a slip, "Kotovsk, Tambov", something near."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.asking import Asked, named_around, understood
from geo.gazetteer.candidate import Candidate
from geo.gazetteer.demonyms import country_of_people
from geo.gazetteer.distance import km_between
from geo.gazetteer.folding import fold
from geo.gazetteer.romanise import romanised
from geo.gazetteer.spelling import Speller
from geo.gazetteer.tables import ABBREVIATION, ALTERNATE, FLAG_BITS, Table

if TYPE_CHECKING:
    from geo.gazetteer.gazetteer import Gazetteer

__all__ = ["Near", "search"]

LONGEST = 100
"""Characters that are looked at; no place has a longer name."""
_ROMANISED = 0.2
_PARTLY = 1.5
_PARTLY_BESIDE_A_TOWN = 3.0
_TOWN = 10_000
_SLIP = 1.6
_BESIDE = 2.5
_HALF_KM = 150.0
_IN_REGION = 4.0
_IN_COUNTRY = 2.0
_SAID_REGION = 3.0
_POOL = 60
_SAID_TOWN = 3.0


@dataclass(frozen=True)
class Near:
    """A point that what is looked for should be near to."""

    lon: float
    lat: float
    name: str = ""
    """How reasons call it; empty: the point itself is not spoken of."""


def search(
    gazetteer: Gazetteer,
    text: str,
    *,
    limit: int = 10,
    near: Near | None = None,
    context: Sequence[str] = (),
) -> list[Candidate]:
    """Return the places that somebody may have meant, likeliest first.

    Parameters
    ----------
    gazetteer : Gazetteer
    text : str
        A name or the beginning of one, in any script, with what :func:`understood` reads beside it:
        ``Kotovsk, Tambov``, ``Kyiv region``, ``city of Kursk``.
    limit : int
        How many at most.
    near : Near, optional
        Nearer places stand first.
    context : sequence of str
        Names of regions and countries, or words such as ``oblast``, that stand around the name.

    Returns
    -------
    list of Candidate
        Each with its score in words. A name that is spelt right comes before one that is not.
    """
    asked = understood(gazetteer, text[:LONGEST], context)
    found = _found(gazetteer, asked.name, limit)
    regions = named_around(gazetteer, asked.around)
    judged = [
        (slips, _judged(gazetteer, one, near, regions, asked)) for slips, one in found.values()
    ]
    judged.sort(key=lambda pair: (pair[0] > 0, -pair[1].score, pair[1].place.id))
    return [one for _, one in judged[:limit]]


def _found(gazetteer: Gazetteer, name: str, limit: int) -> dict[str, tuple[int, Candidate]]:
    """Return candidates by their place's id, each with the slips that it takes for granted."""
    found: dict[str, tuple[int, Candidate]] = {}
    folded = fold(name)
    if not folded:
        return found

    def take(candidates: Iterable[Candidate], minus: float, how: str = "", slips: int = 0) -> None:
        for one in candidates:
            said = (how or one.reasons[0], *one.reasons[1:])
            new = replace(one, score=one.score - minus, reasons=said)
            had = found.get(one.place.id)
            if had is None or (slips == 0, new.score) > (had[0] == 0, had[1].score):
                found[one.place.id] = slips, new

    # What is written in Cyrillic may be known in Latin letters alone.
    spellings = list(dict.fromkeys([folded, *(fold(roman) for roman in romanised(name))]))
    take(gazetteer.named(name), 0)
    for spelling in spellings[1:]:
        take(gazetteer.named(spelling), _ROMANISED)
    take(gazetteer.named_in_russian(name), 0)
    people = gazetteer.region(country_of_people(name) or "")
    if people is not None:
        take([people], 0, "country by the name of its people")
    exact = bool(found)
    if len(folded) > 1:
        # Who has typed the whole name of a town means it rather than what is longer: Bucha.
        whole = any(one.population >= _TOWN for _, one in found.values())
        minus = _PARTLY_BESIDE_A_TOWN if whole else _PARTLY
        for number in range(len(gazetteer.tables)):
            take(_beginning(gazetteer, number, folded), minus, f"begins with {name}")
    if len(found) < limit:
        for number, table in enumerate(gazetteer.tables):
            for spelling in spellings:
                for index, slips in _speller(table).alike(spelling):
                    # A name that exists may still be a slip, of one letter and not of two.
                    if exact and slips > 1:
                        continue
                    how = "one letter off" if slips == 1 else "two letters off"
                    take(_borne(gazetteer, number, index), _SLIP * slips, how, slips)
    return found


@lru_cache(maxsize=8)
def _speller(table: Table) -> Speller:
    return Speller(table)


def _borne(gazetteer: Gazetteer, number: int, index: int) -> list[Candidate]:
    bearers = gazetteer.tables[number].bearers(index)[:_POOL]
    return [
        gazetteer.candidate(number, row, flags)
        for row, flags in bearers
        if not flags & ABBREVIATION
    ]


def _beginning(gazetteer: Gazetteer, number: int, folded: str) -> list[Candidate]:
    """Return the best known places with a name that begins like that."""
    table = gazetteer.tables[number]
    key = folded.encode()
    packed = table.bearers_between(table.find(key), table.find(key + b"\xff"))
    packed = packed[packed & ABBREVIATION == 0]
    standing = table.standings[packed >> FLAG_BITS] - (packed & ALTERNATE)
    if packed.size > _POOL:
        packed = packed[np.argpartition(-standing, _POOL)[:_POOL]]
    return [
        gazetteer.candidate(number, one >> FLAG_BITS, one & (1 << FLAG_BITS) - 1)
        for one in packed.tolist()
    ]


def _judged(
    gazetteer: Gazetteer,
    one: Candidate,
    near: Near | None,
    regions: Iterable[Candidate],
    asked: Asked,
) -> Candidate:
    place = one.place
    score = one.score
    reasons = [one.reasons[0]]
    if near is not None:
        km = float(km_between(near.lon, near.lat, place.lon, place.lat))
        score += _BESIDE * _HALF_KM / (_HALF_KM + km)
        if near.name:
            reasons.append(f"{km:,.0f} km from {near.name}")
    mine = {parent.place.id for parent in gazetteer.parents(one)}
    agreeing = [region.place for region in regions if region.place.id in mine]
    if agreeing:
        inner = next((r for r in agreeing if r.feature_code == "ADM1"), agreeing[0])
        score += _IN_REGION if inner.feature_code == "ADM1" else _IN_COUNTRY
        reasons.append(f"in {inner.name}, which is named with it")
    # Cities with a region's rights are regions by law alone; nobody calls one "Kyiv region".
    if asked.region and place.feature_code == "ADM1" and not place.name.endswith(" City"):
        score += _SAID_REGION
        reasons.append("a region is spoken of")
    if asked.town and place.feature_code.startswith("PPL"):
        score += _SAID_TOWN
        reasons.append("a city, town or village is spoken of")
    where = ", ".join(parent.place.name for parent in gazetteer.parents(one))
    if where:
        reasons.append(f"lies in {where}")
    if one.population:
        reasons.append(f"{one.population:,} people")
    return replace(one, score=round(score, 2), reasons=tuple(reasons))
