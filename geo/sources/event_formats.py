"""The layouts of event data that are known, told by the columns of a table."""

from __future__ import annotations

from collections.abc import Sequence

from geo.sources import acled, geoconfirmed, incidents, timemap, ucdp, viina
from geo.sources.event_table import EventFormat

EVENT_FORMATS = (
    *acled.FORMATS, *ucdp.FORMATS, *viina.FORMATS, *geoconfirmed.FORMATS, *timemap.FORMATS,
    *incidents.FORMATS,
)  # fmt: skip


def event_format_of(columns: Sequence[str]) -> EventFormat | None:
    """Return the layout of a table with these columns; None if it is none that is known."""
    return next((layout for layout in EVENT_FORMATS if layout.recognises(columns)), None)
