"""What a collection is, and a page of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from geo.api.ogc.asked import Asked, BadRequest, BBox
from geo.models import Source
from geo.store import Store

Feature = dict[str, Any]
"""A GeoJSON feature; coordinates are longitude before latitude."""
Text = {"type": "string"}
Number = {"type": "number"}
Flag = {"type": "boolean"}
Instant = {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class Extent:
    """Where and when a collection lies; None where it is empty or unknown."""

    bbox: BBox | None
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True)
class Page:
    """Some features, and where the next page begins."""

    features: list[Feature]
    following: str
    """For :attr:`Asked.after`; empty on the last page."""
    matched: int | None
    """How many there are in all; None where counting would cost as much as reading them."""


@dataclass(frozen=True)
class Collection:
    """One kind of feature."""

    id: str
    title: str
    description: str
    properties: Mapping[str, Mapping[str, str]]
    """Names and JSON Schema types of the properties."""
    queryables: tuple[str, ...]
    """Properties of text that can be asked for a value."""
    extent: Callable[[Store], Extent]
    page: Callable[[Store, Asked], Page]
    feature: Callable[[Store, str], Feature | None]
    """A feature by its id."""


def open_sources(store: Store) -> dict[str, Source]:
    """Return the sources whose data may be passed on, by id."""
    return {source.id: source for source in store.sources() if source.redistribution}


def provenance(source: Source) -> dict[str, Any]:
    """Return what every feature says of its source."""
    return {
        "source": source.id,
        "attribution": source.attribution,
        "licence": source.licence,
        "synthetic": source.synthetic,
    }


PROVENANCE: dict[str, Mapping[str, str]] = {
    "source": Text, "attribution": Text, "licence": Text, "synthetic": Flag,
}  # fmt: skip


def page_of(ids: Sequence[str], features: Callable[[int], Feature], asked: Asked) -> Page:
    """Return a page of features that are at hand by their position.

    Parameters
    ----------
    ids : sequence of str
        Of those that match, in their order.
    features : callable
        Makes one by its position in ``ids``.
    asked : Asked

    Raises
    ------
    BadRequest
        If the page is to begin after a feature that is not among them.
    """
    start = 0
    if asked.after:
        try:
            start = ids.index(asked.after) + 1
        except ValueError:
            raise gone(asked.after) from None
    stop = min(start + asked.limit, len(ids))
    return Page(
        [features(position) for position in range(start, stop)],
        ids[stop - 1] if stop < len(ids) else "",
        len(ids),
    )


def first_of(features: Iterable[Feature], limit: int) -> Page:
    """Return the first features of a stream, with the id of the last where more follow."""
    stream: Iterator[Feature] = iter(features)
    found = list(islice(stream, limit))
    more = next(stream, None) is not None
    return Page(found, str(found[-1]["id"]) if more else "", None)


def gone(after: str) -> BadRequest:
    """Return what is said of a page that begins after a feature that is not there any more."""
    return BadRequest(
        f"No page begins after {after!r}: the collection has changed. Begin with the first page."
    )


def point(lon: float | None, lat: float | None) -> dict[str, Any] | None:
    """Return a GeoJSON point; None where the place is unknown."""
    if lon is None or lat is None or lon != lon or lat != lat:  # noqa: PLR0124 - NaN
        return None
    return {"type": "Point", "coordinates": [lon, lat]}


def has(properties: Mapping[str, Any], asked: Asked) -> bool:
    """Return whether properties have the values that are asked for."""
    return all(str(properties[name]) == value for name, value in asked.equal)
