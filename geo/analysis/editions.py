"""Which of a source's editions answers a date, and which one comes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from geo.models import EditionRecord


def edition_at(
    editions: Sequence[EditionRecord], source: str, instant: datetime
) -> EditionRecord | None:
    """Return a source's latest edition at or before an instant, or None before its first."""
    before = [e for e in editions if e.source.id == source and e.as_of <= instant]
    return before[-1] if before else None


def opening_edition(editions: Sequence[EditionRecord], source: str = "") -> EditionRecord | None:
    """Return the edition with which a source opens.

    Parameters
    ----------
    editions : sequence of EditionRecord
    source : str
        Id; without it the first source that is not synthetic, else the first.

    Returns
    -------
    EditionRecord or None
        None if there is no such source, or no edition at all.
    """
    if not source and editions:
        source = min((e.source for e in editions), key=lambda s: s.synthetic).id
    own = [e for e in editions if e.source.id == source]
    named = [e for e in own if e.as_of == e.source.opens_at]
    return next(iter(named or own[-1:]), None)
