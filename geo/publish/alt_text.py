"""A map in words, for those who cannot see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from geo.clock import stamp
from geo.maps.styles import CATEGORY_TITLES, actor_title
from geo.models import Category, EditionRecord


def alt_text(edition: EditionRecord, hidden: Collection[str] = ()) -> str:
    """Return what a map of an edition shows, as sentences.

    Parameters
    ----------
    edition : EditionRecord
    hidden : collection of str
        ``claimed`` or ``claimed.RU``: what the map does not show, and so is not told.
    """
    found: dict[tuple[Category, str], float] = defaultdict(float)
    for figure in edition.areas:
        if not {figure.category, f"{figure.category}.{figure.actor}"} & set(hidden):
            found[Category(figure.category), figure.actor] += figure.km2
    source = edition.source
    when = stamp(edition.as_of, source.time_zone, edition.time_precision)
    parts = [
        f"{CATEGORY_TITLES[category]}, {actor_title(actor)}: {km2:,.0f} km²."
        for (category, actor), km2 in sorted(
            found.items(), key=lambda item: (list(Category).index(item[0][0]), item[0][1])
        )
    ]
    made = " Synthetic: drawn by rule, not surveyed." if source.synthetic else ""
    return " ".join([f"Map of who holds what, by {source.title}. Data as of {when}.{made}", *parts])
