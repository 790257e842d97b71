"""What an import would put on the map, for the map to draw before anything is stored."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.maps.events import in_order
from geo.maps.payloads import index_payload
from geo.models import EditionRecord, Source, TimelineRecord
from geo.store import PreparedEdition, areas_frame
from geo.timeline import encode

_KEPT = 8


@dataclass(frozen=True)
class Preview:
    """What is not in the store yet, as the map's addresses give it."""

    source: Source
    index: dict[str, Any] | None = None
    """Of editions; None for a preview of events, which stand on the store's own editions."""
    timeline: bytes = b""
    """As :func:`geo.timeline.to_bytes` codes it; gzip."""
    events: pd.DataFrame | None = None
    """In the order of the map; None for a preview of editions."""


def preview_of_events(source: Source, events: pd.DataFrame) -> Preview:
    """Return the preview of events of one source, columns as in EVENT_COLUMNS."""
    return Preview(source, events=in_order(events))


def preview_of(source: Source, editions: Sequence[PreparedEdition]) -> Preview:
    """Return the preview of editions of one source.

    Parameters
    ----------
    source : Source
    editions : sequence of PreparedEdition
        At least one, each of another instant.
    """
    ordered = sorted(editions, key=lambda p: p.as_of)
    records = [
        EditionRecord(
            id=number,
            source=source,
            as_of=p.as_of,
            time_precision=p.time_precision,
            content_hash=str(number),
            areas=p.figures,
        )
        for number, p in enumerate(ordered)
    ]
    known = {source.id: TimelineRecord("timeline", tuple(r.content_hash for r in records))}
    return Preview(
        source,
        index=index_payload(records, [source], known, {}),
        timeline=encode((p.as_of, areas_frame(p.areas())) for p in ordered),
    )


class Previews:
    """The previews that are open in this process; the oldest goes when there are many."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Preview] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, preview: Preview) -> str:
        """Keep a preview and return the word, not to be guessed, under which it is found."""
        token = secrets.token_urlsafe(12)
        with self._lock:
            self._open[token] = preview
            while len(self._open) > _KEPT:
                self._open.popitem(last=False)
        return token

    def get(self, token: str) -> Preview | None:
        """Return a preview; None if it is gone or there never was one of that name."""
        with self._lock:
            return self._open.get(token)


PREVIEWS = Previews()
"""Of this process; the page that makes them and the route that serves them share it."""
