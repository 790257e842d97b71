"""A reading as plain values: what ``python -m geo read`` writes, and the scorers take."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from geo.articles.items import in_doubt
from geo.articles.nouns import ArticleClaim, Reading, Toponym
from geo.clock import to_rfc3339
from geo.gazetteer import Candidate
from geo.models import DatedText

_KINDS = {"PCL": "country", "ADM1": "oblast", "ADM": "district", "STM": "river", "CNL": "river",
          "SEA": "sea", "OCN": "sea", "GULF": "sea", "LK": "sea", "RGN": "region", "CONT": "region",
          "AREA": "region", "PEN": "region"}  # fmt: skip
_CITIES = ("PPLC", "PPLA", "PPLG")
_CITY_PEOPLE = 15_000


def kind_of(feature_code: str, population: int = 0) -> str:
    """Return what sort of place a feature code means, in a word.

    Examples
    --------
    >>> kind_of("ADM1"), kind_of("PPLC"), kind_of("PPL", 900), kind_of("PCLI"), kind_of("AIRB")
    ('oblast', 'city', 'village', 'country', 'facility')
    """
    for start, kind in _KINDS.items():
        if feature_code.startswith(start):
            return kind
    if feature_code.startswith("PPL"):
        large = feature_code.startswith(_CITIES) or population >= _CITY_PEOPLE
        return "city" if large else "village"
    return "facility"


def reading_json(reading: Reading) -> dict[str, Any]:
    """Return a reading as one object: ``id``, ``toponyms``, ``claims``; spans count characters.

    A toponym that a person has to choose for carries its candidates, each with its score and its
    reasons; where it was not told apart, no place is chosen and ``why`` says what stood against it.
    """
    return {
        "id": reading.document.id,
        "toponyms": [_toponym(toponym) for toponym in reading.toponyms],
        "claims": [_claim(claim) for claim in reading.claims],
    }


def _toponym(toponym: Toponym) -> dict[str, Any]:
    chosen = toponym.chosen
    place = None if chosen is None else chosen.place
    code = "" if place is None else place.feature_code
    return {
        "start": toponym.span[0],
        "end": toponym.span[1],
        "name": toponym.name,
        "lat": None if place is None else place.lat,
        "lon": None if place is None else place.lon,
        "geonameid": None if place is None or not place.id.isdigit() else place.id,
        "fcode": code or None,
        "kind": (toponym.ground or kind_of(code, chosen.population)) if chosen else None,
        "place": None if place is None else place.name,
        "says": toponym.kind.value,
        "on_map": toponym.on_map,
        "why": toponym.why,
        "candidates": [_candidate(c) for c in toponym.candidates] if in_doubt(toponym) else [],
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    place = candidate.place
    return {
        "place": place.name,
        "country": place.country,
        "admin1": place.admin1,
        "lat": place.lat,
        "lon": place.lon,
        "geonameid": place.id if place.id.isdigit() else None,
        "fcode": place.feature_code,
        "kind": kind_of(place.feature_code, candidate.population),
        "score": candidate.score,
        "reasons": list(candidate.reasons),
    }


def _claim(claim: ArticleClaim) -> dict[str, Any]:
    return {
        "claimant": claim.claimant,
        "claimant_span": claim.claimant_span,
        "cue_span": claim.cue_span,
        "content_spans": list(claim.content_spans),
        "class": claim.claim_class.value,
        "side": claim.side,
        "role": claim.role,
        "via": claim.via,
        "quoted": claim.quoted,
        "quantities": [asdict(quantity) for quantity in claim.quantities],
        "places": [
            {"span": place.toponym, "role": place.role, "precision": place.precision.value}
            for place in claim.places
        ],
        "event_time": _time(claim.event_time),
        "claimed_at": _time(claim.claimed_at),
    }


def _time(time: DatedText | None) -> dict[str, str] | None:
    if time is None:
        return None
    return {
        "from": to_rfc3339(time.start),
        "to": to_rfc3339(time.end),
        "precision": time.precision,
    }
