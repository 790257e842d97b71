"""The columns of a table of events, shared by those who read, store, count and draw it."""

from __future__ import annotations

EVENT_COLUMNS = (
    "id", "event_type", "sub_type", "actors", "place", "admin1", "admin2", "country", "lon", "lat",
    "start", "end", "time_precision", "time_code", "geo_precision", "geo_code", "fatalities",
    "summary", "link",
)  # fmt: skip
"""Columns of a table of events, in order.

``id`` to ``country``, ``time_code``, ``geo_code``, ``summary`` and ``link`` are text, empty where
the source says nothing; ``time_code`` and ``geo_code`` are the source's own codes of precision.
``lon`` and ``lat`` are degrees (EPSG:4326), both NaN for an event without a place. ``start`` and
``end`` are aware UTC instants, the first and the last second of what the source says, both NaT for
an undated event. ``time_precision`` is ``instant`` or ``day`` (``day`` where there is no date),
``geo_precision`` one of GEO_PRECISIONS, ``fatalities`` a count or NA. ``link`` holds addresses
parted by blanks, or what stands for them in the source.
"""
GEO_PRECISIONS = ("exact", "near", "admin2", "admin1", "country", "unknown")
"""How exactly an event is placed: at its coordinates, about there, or only somewhere in a
district, an oblast or a country, whose coordinates then stand for it."""
