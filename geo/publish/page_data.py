"""What a page in one file carries: the data that the dashboard's map asks its server for."""

from __future__ import annotations

import gzip
import hashlib
import json
import math
from typing import Any

import shapely

from geo.analysis.claims import dated_words
from geo.clock import last_moment
from geo.errors import ConfigurationError, NotInStore, RedistributionForbidden
from geo.geometry import QUANTUM
from geo.maps import payloads
from geo.maps.styles import style_table
from geo.maps.trimmed import Box, trimmed_basemap
from geo.models import Claim, EditionRecord, Source, TimelineRecord
from geo.store import Store
from geo.timeline import Timeline, from_bytes, to_bytes
from geo.timeline.grid import code_points

_ROOM = 1.5
_LEAST_DEGREES = 3.0
_WORLD = (-180.0, -80.0, 180.0, 84.0)


def page_data(
    store: Store, first: EditionRecord, last: EditionRecord
) -> tuple[dict[str, bytes], Box]:
    """Return everything that the page loads, packed, and the ground that it shows.

    Parameters
    ----------
    store : Store
    first, last : EditionRecord
        First and last edition of the page, of one source.

    Returns
    -------
    data : dict of str to bytes
        gzip, by ``styles``, ``index``, ``places``, ``claims``, ``events``, ``basemap`` and
        ``timeline``.
    box : tuple of float
        West, south, east, north in degrees.

    Raises
    ------
    RedistributionForbidden
        If the source forbids redistribution.
    NotInStore
        If the source's archive is not made yet.
    """
    refuse_unless_free(first.source)
    if first.as_of > last.as_of:
        raise ConfigurationError("The first date of the page is later than its last. Swap them.")
    source_id = first.source.id
    record = store.derived.timelines().get(source_id)
    own = [e for e in store.editions() if e.source.id == source_id]
    if record is None or first.content_hash not in record.editions:
        raise NotInStore(f"The archive of {first.source.title} is not made yet. Try again.")
    chosen = [e for e in own if first.as_of <= e.as_of <= last.as_of]
    timeline = from_bytes(store.derived.timeline_payload(record.hash))
    positions = [record.editions.index(e.content_hash) for e in (first, last)]
    timeline = timeline.between(*positions)
    packed = to_bytes(timeline)
    digest = hashlib.sha256(packed).hexdigest()[:32]
    sources = store.sources()
    free = {s.id: s for s in sources if s.redistribution}
    places = {place.id: place for place in store.places()}
    claims = [c for c in _claims_of(store, chosen) if c.source in free]
    box = _box(timeline)
    inside = [p for p in places.values() if _within(p.lon, p.lat, box)]
    kept = TimelineRecord(digest, tuple(e.content_hash for e in chosen))
    credited = [s for s in sources if s.id == source_id or s.id in {c.source for c in claims}]
    values: dict[str, Any] = {
        "styles": style_table(),
        "index": payloads.index_payload(chosen, credited, {source_id: kept}, store.derived.steps()),
        "places": payloads.places_payload(inside),
        "claims": [
            row | _details(claim, free[claim.source])
            for claim in claims
            for row in payloads.claims_payload([claim], places.values())
            if _within(row["lon"], row["lat"], box)
        ],
        "events": {"sources": []},
        "basemap": trimmed_basemap(box),
    }
    data = {name: _packed(value) for name, value in values.items()}
    return {**data, "timeline": packed}, box


def refuse_unless_free(source: Source) -> None:
    """Refuse to hand out a source as data when it forbids that.

    Raises
    ------
    RedistributionForbidden
    """
    if not source.redistribution:
        raise RedistributionForbidden(source.title, source.terms)


def _claims_of(store: Store, chosen: list[EditionRecord]) -> list[Claim]:
    days = payloads.CLAIM_WINDOW_DAYS * 86_400
    start = chosen[0].as_of.timestamp() - days
    end = last_moment(chosen[-1].as_of, chosen[-1].time_precision).timestamp() + days
    return [c for c in store.claims() if start <= payloads.claim_time(c).timestamp() <= end]


def _details(claim: Claim, source: Source) -> dict[str, str]:
    return {
        "class": claim.claim_class.value.replace("_", " "),
        "status": claim.status.value,
        "event": dated_words(claim.event_time),
        "published": dated_words(claim.published_at),
        "basis": claim.basis,
        "credit": source.attribution,
    }


def _box(timeline: Timeline) -> Box:
    """Return the ground of a timeline with room around it, as high as wide on the map."""
    if not len(timeline.arcs.points):
        return _WORLD
    points = code_points(timeline.arcs.points) * QUANTUM
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    low, high = (math.degrees(math.asinh(math.tan(math.radians(lat)))) for lat in (south, north))
    half = max(east - west, high - low, _LEAST_DEGREES / 2) * (0.5 + _ROOM)
    x, y = (west + east) / 2, (low + high) / 2
    ends = [math.degrees(math.atan(math.sinh(math.radians(v)))) for v in (y - half, y + half)]
    box = shapely.box(x - half, ends[0], x + half, ends[1]).intersection(shapely.box(*_WORLD))
    found: Box = tuple(round(v, 3) for v in box.bounds)
    return found


def _within(lon: float, lat: float, box: Box) -> bool:
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


def _packed(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), 9, mtime=0)
