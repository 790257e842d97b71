"""Which editions a command means: of a source, on a date."""

from __future__ import annotations

from geo.analysis.editions import edition_at
from geo.clock import last_moment, parse_when, stamp
from geo.errors import NotInStore
from geo.models import EditionRecord
from geo.store import Store


def editions_of(store: Store, source: str) -> list[EditionRecord]:
    """Return the editions of a source, by time; a source that is not there is an error."""
    own = [edition for edition in store.editions() if edition.source.id == source]
    if not own:
        known = ", ".join(sorted({edition.source.id for edition in store.editions()}))
        raise NotInStore(f"There is no source {source!r} in this store. It has: {known}.")
    return own


def edition_on(store: Store, source: str, text: str) -> EditionRecord:
    """Return a source's edition in force on a date as a person writes it."""
    own = editions_of(store, source)
    instant = last_moment(*parse_when(text, own[0].source.time_zone))
    found = edition_at(own, source, instant)
    if found is None:
        raise NotInStore(
            f"{own[0].source.title} has nothing as early as {text}; its first edition is of "
            f"{edition_stamp(own[0])}."
        )
    return found


def edition_stamp(edition: EditionRecord) -> str:
    """Return what instant an edition describes, in words."""
    return stamp(edition.as_of, edition.source.time_zone, edition.time_precision)
