"""What a file holds, before anyone has said what to do with it. Nothing is stored."""

from __future__ import annotations

import hashlib

from shapely.geometry import MultiPolygon

from geo.errors import GeoError
from geo.intake.chosen import Chosen
from geo.intake.editions import doubts_of
from geo.intake.events import (
    EventFile,
    event_table,
    events_report,
    holds_events,
    layout_of,
    read_layout,
)
from geo.intake.files import Item, Read
from geo.intake.outcome import Outcome, of_reading, of_report, refused
from geo.sources.features import Reading
from geo.sources.meaning import areas_of


def dry_run(read_item: Read, item: Item, chosen: Chosen | None) -> Outcome:
    """Read a file and say what an import would make of it.

    Parameters
    ----------
    read_item : callable
        Such as :func:`geo.intake.files.read_with` returns.
    item : Item
    chosen : Chosen, optional
        Whose file it is. Without it every row with a sound place counts as one that can be stored,
        and the sentence says what is still to be chosen.
    """
    try:
        reading, data = read_item(item)
        digest = hashlib.sha256(data).hexdigest()
        reading.doubts += doubts_of(reading)
        if holds_events(reading):
            return _of_events(EventFile(item.name, reading, event_table(reading), digest))
        if chosen is not None and reading.table is None:
            return of_report(areas_of(reading, chosen.says, item.name, digest).report)
        return of_report(of_reading(reading, item.name, digest), _to_choose(reading))
    except GeoError as error:
        return refused(error)


def _of_events(file: EventFile) -> Outcome:
    layout = layout_of(file.table)
    known = layout.known is not None
    if not known and (layout.mapping is None or layout.mapping.date_format is None):
        asked = (
            "Say which of its columns is the date and which the place, and how dates are written."
        )
        return of_report(of_reading(file.reading, file.name, file.sha256), [asked])
    return of_report(events_report(file, read_layout(file.table, layout), layout))


def _to_choose(reading: Reading) -> list[str]:
    areas = [f for f in reading.features if isinstance(f.geometry, MultiPolygon)]
    silent = sum("category" not in feature.properties for feature in areas)
    if silent:
        return [
            f"{silent} of its areas do not say their category: choose one at the import "
            "(--category, --actor)."
        ]
    return []
