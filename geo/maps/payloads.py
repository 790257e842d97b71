"""What the map loads by URL, as plain values: the index of editions, places, claims, events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from geo.clock import local_date, stamp, to_rfc3339
from geo.models import (
    WHOLE,
    Claim,
    EditionRecord,
    EditionStep,
    EventSetRecord,
    Place,
    PlacePrecision,
    Source,
    TimelineRecord,
)

CLAIM_WINDOW_DAYS = 10
"""A claim is on the map while its time is at most so many days from the shown date."""

_RANKS = {"PPLC": 0, "PPLA": 1, "PPLA2": 2, "PPLA3": 2}
_SMALL_PLACE = 3
_REGIONS = ("ADM", "PCL")


def index_payload(
    editions: Sequence[EditionRecord],
    sources: Sequence[Source],
    timelines: Mapping[str, TimelineRecord],
    steps: Mapping[str, EditionStep],
    of_events: Collection[str] = (),
) -> dict[str, Any]:
    """Return every source with its editions, by time, and the credits of places and claims.

    Parameters
    ----------
    editions : sequence of EditionRecord
        In the order of :meth:`geo.store.Store.editions`.
    sources : sequence of Source
        All of the store; those without an edition are where its places and claims come from.
    timelines : mapping of str to TimelineRecord
        By source id. An edition that its source's timeline does not have yet is not listed: it
        could not be drawn.
    steps : mapping of str to EditionStep
        By the content hash of the edition to which they lead.
    of_events : collection of str
        Sources that have events; they are credited where these are shown.
    """
    entries: dict[str, dict[str, Any]] = {}
    for edition in editions:
        source = edition.source
        timeline = timelines.get(source.id)
        if timeline is None or edition.content_hash not in timeline.editions:
            continue
        entry = entries.setdefault(
            source.id, {**_source(source), "timeline": timeline.hash, "editions": []}
        )
        entry["editions"].append(
            {
                "at": to_rfc3339(edition.as_of),
                "stamp": stamp(edition.as_of, source.time_zone, edition.time_precision),
                "day": stamp(edition.as_of, source.time_zone, "day"),
                "date": local_date(edition.as_of, source.time_zone).isoformat(),
                "step": _step(steps.get(edition.content_hash)),
                "figures": [[f.category, f.actor, f.kind, round(f.km2, 1)] for f in edition.areas],
            }
        )
    return {
        "sources": list(entries.values()),
        "credits": [
            source.attribution
            for source in sources
            if source.id not in entries and source.id not in of_events
        ],
        "claimWindowDays": CLAIM_WINDOW_DAYS,
    }


def _step(step: EditionStep | None) -> list[list[Any]] | None:
    # The first edition of all gained nothing: nobody knows what was before it.
    if step is None or not step.previous:
        return None
    return [
        [f.category, f.actor, round(f.gained, 2), round(f.lost, 2)]
        for f in step.figures
        if f.oblast == WHOLE
    ]


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "attribution": source.attribution,
        "licence": source.licence,
        "synthetic": source.synthetic,
        "opensAt": None if source.opens_at is None else to_rfc3339(source.opens_at),
    }


def places_payload(places: Iterable[Place]) -> list[dict[str, Any]]:
    """Return the places that are points on a map; a region or a country is not one."""
    return [
        {
            "id": place.id,
            "name": place.name,
            "lon": place.lon,
            "lat": place.lat,
            "rank": place_rank(place),
        }
        for place in places
        if is_point(place)
    ]


def place_rank(place: Place) -> int:
    """Return how early a place is named: 0 a capital, 3 a village."""
    return _RANKS.get(place.feature_code, _SMALL_PLACE)


def is_point(place: Place) -> bool:
    """Return whether a place is a point on a map; a region or a country is not one."""
    return not place.feature_code.startswith(_REGIONS)


def claims_payload(claims: Iterable[Claim], places: Iterable[Place]) -> list[dict[str, Any]]:
    """Return one entry for each claim and place at which it can be drawn.

    Notes
    -----
    A claim about a whole country is in the tables and not on the map: the middle of a country is
    no place where anything happened.
    """
    by_id = {place.id: place for place in places}
    return [
        {
            "id": claim.id,
            "claimant": claim.claimant,
            "side": claim.side,
            "statement": claim.statement,
            "at": to_rfc3339(claim_time(claim)),
            "exact": where.precision is PlacePrecision.EXACT,
            "place": by_id[where.place].name,
            "lon": by_id[where.place].lon,
            "lat": by_id[where.place].lat,
        }
        for claim in claims
        for where in claim.places
        if where.precision is not PlacePrecision.COUNTRY and where.place in by_id
    ]


def event_sets_payload(sets: Iterable[EventSetRecord], url: str) -> dict[str, Any]:
    """Return every source of events, with the URL under which its events are.

    Parameters
    ----------
    sets : iterable of EventSetRecord
    url : str
        Path of ours under which the routes of events are.
    """
    return {
        "sources": [
            {
                "id": found.source.id,
                "title": found.source.title,
                "attribution": found.source.attribution,
                "licence": found.source.licence,
                "count": found.count,
                "url": f"{url}/{found.source.id}/{found.revision}",
            }
            for found in sets
        ]
    }


def claim_time(claim: Claim) -> datetime:
    """Return the instant at which a claim is drawn: event, else claimed, else published."""
    dated = claim.event_time or claim.claimed_at or claim.published_at
    return dated.start
