"""Claims, places and sources as features: lists that fit into memory as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import shapely

from geo.api.ogc.asked import Asked
from geo.api.ogc.collection import (
    PROVENANCE,
    Collection,
    Extent,
    Feature,
    Flag,
    Instant,
    Page,
    Text,
    has,
    open_sources,
    page_of,
    point,
    provenance,
)
from geo.clock import to_rfc3339
from geo.models import Claim, Place, PlacePrecision, Source
from geo.store import Store

_Span = tuple[datetime, datetime] | None
_Row = tuple[Feature, _Span, tuple[str, ...]]
"""A feature, its time, and the ids of the places where it is."""


def _claims(store: Store) -> list[_Row]:
    shared = open_sources(store)
    places = {place.id: place for place in store.places()}
    return [
        _claim(claim, places, shared[claim.source])
        for claim in store.claims()
        if claim.source in shared
    ]


def _claim(claim: Claim, places: Mapping[str, Place], source: Source) -> _Row:
    when = claim.event_time or claim.claimed_at or claim.published_at
    # The middle of a country is no place where anything happened.
    where = tuple(
        p.place
        for p in claim.places
        if p.place in places and p.precision is not PlacePrecision.COUNTRY
    )
    spots = [[places[place].lon, places[place].lat] for place in where]
    feature = {
        "type": "Feature",
        "id": claim.id,
        "geometry": {"type": "MultiPoint", "coordinates": spots} if spots else None,
        "properties": {
            "claimant": claim.claimant,
            "side": claim.side,
            "role": claim.role,
            "class": claim.claim_class.value,
            "status": claim.status.value,
            "statement": claim.statement,
            "places": "; ".join(places[p.place].name for p in claim.places if p.place in places),
            "from": to_rfc3339(when.start),
            "to": to_rfc3339(when.end),
            "published": to_rfc3339(claim.published_at.start),
            **provenance(source),
        },
    }
    return feature, (when.start, when.end), where


def _places(store: Store) -> list[_Row]:
    shared = open_sources(store)
    own = store.place_sources()
    return [
        (
            {
                "type": "Feature",
                "id": place.id,
                "geometry": point(place.lon, place.lat),
                "properties": {
                    "name": place.name,
                    "name_uk": place.name_uk,
                    "name_ru": place.name_ru,
                    "feature_code": place.feature_code,
                    "country": place.country,
                    "admin1": place.admin1,
                    "origin": place.origin,
                    **provenance(shared[own[place.id]]),
                },
            },
            None,
            (place.id,),
        )
        for place in store.places()
        if own[place.id] in shared
    ]


def _sources(store: Store) -> list[_Row]:
    return [
        (
            {
                "type": "Feature",
                "id": source.id,
                "geometry": None,
                "properties": {
                    "title": source.title,
                    "publisher": source.publisher,
                    "url": source.url,
                    "redistribution": source.redistribution,
                    "terms": source.terms,
                    **provenance(source),
                },
            },
            None,
            (),
        )
        for source in store.sources()
    ]


def _collection(
    name: str,
    title: str,
    description: str,
    rows: Callable[[Store], list[_Row]],
    properties: Mapping[str, Mapping[str, str]],
    queryables: tuple[str, ...],
) -> Collection:
    def page(store: Store, asked: Asked) -> Page:
        boxes = asked.boxes()
        inside = store.places_in(boxes) if boxes else frozenset()
        found = [
            feature
            for feature, span, where in rows(store)
            if asked.in_time(*(span or (None, None)))
            and has(feature["properties"], asked)
            and (not boxes or not inside.isdisjoint(where))
        ]
        return page_of([feature["id"] for feature in found], found.__getitem__, asked)

    def by_id(store: Store, asked: str) -> Feature | None:
        return next((feature for feature, _, _ in rows(store) if feature["id"] == asked), None)

    def extent(store: Store) -> Extent:
        found = rows(store)
        spots = [shapely.geometry.shape(f["geometry"]) for f, _, _ in found if f["geometry"]]
        spans = [span for _, span, _ in found if span is not None]
        box = shapely.total_bounds(spots) if spots else None
        return Extent(
            None if box is None else (box[0], box[1], box[2], box[3]),
            min((first for first, _ in spans), default=None),
            max((last for _, last in spans), default=None),
        )

    return Collection(name, title, description, properties, queryables, extent, page, by_id)


CLAIMS = _collection(
    "claims",
    "Claims",
    "Who says what, with its latest status. A point for each place that is no whole country; "
    "datetime asks for the time that a claim is about, else when it was made.",
    _claims,
    {
        **dict.fromkeys(("claimant", "side", "role", "class", "status", "statement"), Text),
        "places": Text, "from": Instant, "to": Instant, "published": Instant, **PROVENANCE,
    },
    ("claimant", "side", "class", "status", "source"),
)  # fmt: skip
PLACES = _collection(
    "places",
    "Places",
    "The places of claims and maps, each with the origin of its coordinate.",
    _places,
    {
        **dict.fromkeys(("name", "name_uk", "name_ru", "feature_code", "country"), Text),
        "admin1": Text, "origin": Text, **PROVENANCE,
    },
    ("name", "feature_code", "country", "source"),
)  # fmt: skip
SOURCES = _collection(
    "sources",
    "Sources",
    "Who published what is here, on what terms. Of a source without redistribution nothing else "
    "is served.",
    _sources,
    {
        **dict.fromkeys(("title", "publisher", "url", "terms"), Text),
        "redistribution": Flag, **PROVENANCE,
    },
    ("publisher", "source"),
)  # fmt: skip
