"""Control areas of every edition as features, with the time in which each is in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

import geopandas as gpd
import shapely

from geo.api.ogc.asked import Asked
from geo.api.ogc.collection import (
    PROVENANCE,
    Collection,
    Extent,
    Feature,
    Instant,
    Page,
    Text,
    first_of,
    gone,
    has,
    open_sources,
    provenance,
)
from geo.clock import to_rfc3339
from geo.errors import NotInStore
from geo.models import EditionRecord
from geo.store import Store

_KEPT = 8
_NEVER = datetime.max.replace(tzinfo=UTC)
"""When the latest edition of a source stops to be in force."""


def _in_force(store: Store) -> list[tuple[EditionRecord, datetime | None]]:
    """Return the editions that may be passed on, each with the instant of the one after it."""
    shared = open_sources(store)
    own = [edition for edition in store.editions() if edition.source.id in shared]
    return [
        (edition, after.as_of if after and after.source.id == edition.source.id else None)
        for edition, after in pairwise([*own, None])
        if edition is not None
    ]


@lru_cache(maxsize=_KEPT)
def _areas(store: Store, content_hash: str) -> gpd.GeoDataFrame:
    return store.areas(content_hash)


def _features(store: Store, asked: Asked, start: str) -> Iterator[Feature]:
    """Yield what is asked for; ``start`` is the id after which it begins, empty for all."""
    after, _, number = start.rpartition(".")
    started = not start
    for edition, until in _in_force(store):
        skipped = 0
        if not started:
            if edition.content_hash != after:
                continue
            started, skipped = True, int(number) + 1
        # Between two editions the earlier stays in force, as on the map.
        if not asked.in_time(edition.as_of, until or _NEVER):
            continue
        frame = _areas(store, edition.content_hash)
        boxes = [shapely.box(*box) for box in asked.boxes()]
        near = shapely.union_all(boxes) if boxes else None
        for position in range(skipped, len(frame)):
            row = frame.iloc[position]
            if near is not None and not row.geometry.intersects(near):
                continue
            found = _feature(edition, until, position, row)
            if has(found["properties"], asked):
                yield found
    if not started:
        raise gone(start)


def _feature(edition: EditionRecord, until: datetime | None, position: int, row: Any) -> Feature:
    return {
        "type": "Feature",
        "id": f"{edition.content_hash}.{position}",
        "geometry": shapely.geometry.mapping(row.geometry),
        "properties": {
            "category": row.category,
            "actor": row.actor,
            "kind": row.kind,
            "label": row.label,
            "as_of": to_rfc3339(edition.as_of),
            "until": None if until is None else to_rfc3339(until),
            **provenance(edition.source),
        },
    }


def _page(store: Store, asked: Asked) -> Page:
    start = asked.after
    if start and not start.rpartition(".")[2].isdecimal():
        raise gone(start)
    return first_of(_features(store, asked, start), asked.limit)


def _by_id(store: Store, name: str) -> Feature | None:
    content, _, number = name.rpartition(".")
    for edition, until in _in_force(store):
        if edition.content_hash == content and number.isdecimal():
            try:
                frame = _areas(store, content)
            except NotInStore:
                return None
            position = int(number)
            if position < len(frame):
                return _feature(edition, until, position, frame.iloc[position])
    return None


def _extent(store: Store) -> Extent:
    own = _in_force(store)
    if not own:
        return Extent(None, None, None)
    # The latest pictures say where; opening every edition for a box would take minutes.
    latest = [_areas(store, edition.content_hash) for edition, until in own if until is None]
    bounds = [frame.total_bounds for frame in latest if len(frame)]
    boxes = shapely.total_bounds([shapely.box(*box) for box in bounds]) if bounds else None
    return Extent(
        None if boxes is None else (boxes[0], boxes[1], boxes[2], boxes[3]),
        min(edition.as_of for edition, _ in own),
        None,
    )


CONTROL_AREAS = Collection(
    id="control-areas",
    title="Control areas",
    description="Who holds what, and how sure that is: every area of every edition whose source "
    "allows it. An edition is in force from its as_of until the next of its source; datetime asks "
    "for what is in force then.",
    properties={
        "category": Text, "actor": Text, "kind": Text, "label": Text, "as_of": Instant,
        "until": Instant, **PROVENANCE,
    },
    queryables=("category", "actor", "kind", "source"),
    extent=_extent,
    page=_page,
    feature=_by_id,
)  # fmt: skip
