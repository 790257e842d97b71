"""What an import would put on the map, for the map to draw before anything is stored."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd

from geo.geometry import CRS
from geo.intake.editions import PlannedEdition
from geo.maps.payloads import index_payload
from geo.models import EditionRecord, TimelineRecord
from geo.timeline import encode

_KEPT = 8


@dataclass(frozen=True)
class Preview:
    """An archive that is not in the store, as the map's two addresses give it."""

    index: dict[str, Any]
    timeline: bytes
    """As :func:`geo.timeline.to_bytes` codes it; gzip."""


def preview_of(planned: Sequence[PlannedEdition]) -> Preview:
    """Return the preview of editions of one source.

    Parameters
    ----------
    planned : sequence of PlannedEdition
        At least one. Of several of one instant the first is shown.
    """
    by_instant = {p.edition.as_of: p for p in reversed(planned)}
    ordered = [by_instant[instant] for instant in sorted(by_instant)]
    records = [
        EditionRecord(
            id=number,
            source=p.edition.source,
            as_of=p.edition.as_of,
            time_precision=p.edition.time_precision,
            content_hash=str(number),
            areas=p.figures,
        )
        for number, p in enumerate(ordered)
    ]
    source = ordered[0].edition.source
    known = {source.id: TimelineRecord("timeline", tuple(r.content_hash for r in records))}
    return Preview(
        index=index_payload(records, [source], known, {}),
        timeline=encode((p.edition.as_of, _frame(p)) for p in ordered),
    )


def _frame(planned: PlannedEdition) -> gpd.GeoDataFrame:
    areas = planned.edition.areas
    return gpd.GeoDataFrame(
        {
            "category": [area.category.value for area in areas],
            "actor": [area.actor for area in areas],
            "kind": [area.kind.value for area in areas],
            "label": [area.label for area in areas],
        },
        geometry=[area.geometry for area in areas],
        crs=CRS,
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
