"""Whether a place of the gazetteer is one that the store has already."""

from __future__ import annotations

from collections.abc import Sequence

from geo.articles.as_json import kind_of
from geo.articles.context import km
from geo.gazetteer import Candidate, fold
from geo.gazetteer.romanise import romanised
from geo.models import Place

NEAR_KM = {"village": 5.0, "city": 15.0, "facility": 5.0, "district": 60.0, "river": 300.0,
           "oblast": 300.0, "region": 500.0, "sea": 800.0}  # fmt: skip
"""By kind, how far apart two sources may set one place; of countries the name is enough."""
_SETTLED = ("city", "village")


def known_as(candidate: Candidate, known: Sequence[Place]) -> str:
    """Return the id under which the store has a place; its own where it has not.

    Parameters
    ----------
    candidate : Candidate
        With its other names, as :meth:`geo.gazetteer.Gazetteer.with_alternates` gives it.
    known : sequence of Place
        What the store has.

    Notes
    -----
    It is the store's when it has the same id; or else the same kind and country, a name in common
    in any spelling and script, and lies within :data:`NEAR_KM`. Of several the nearest one counts.
    """
    own = candidate.place
    kind = kind_of(own.feature_code, candidate.population)
    spellings = _spellings(own)
    best, best_km = own.id, float("inf")
    for place in known:
        if place.id == own.id:
            return own.id
        if place.country != own.country or not _same_kind(kind, place.feature_code):
            continue
        apart = km((own.lat, own.lon), (place.lat, place.lon))
        if apart > NEAR_KM.get(kind, float("inf")) or apart >= best_km:
            continue
        if spellings & _spellings(place):
            best, best_km = place.id, apart
    return best


def _same_kind(kind: str, code: str) -> bool:
    other = kind_of(code)
    # Without its population a town of the store looks like a village.
    return other == kind or (other in _SETTLED and kind in _SETTLED)


def _spellings(place: Place) -> set[str]:
    names = [place.name, place.name_uk, place.name_ru, *place.alternates]
    return {fold(name) for own in names for name in (own, *romanised(own)) if name} - {""}
