"""What an editor should know before a map goes out, said while it can still be changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from geo.clock import local_date, parse_when, stamp
from geo.maps.payloads import CLAIM_WINDOW_DAYS
from geo.models import Category, EditionRecord
from geo.publish.wish import Wish

STALE_DAYS = 3
"""An edition older than this on the date that was asked for is worth a word."""


def cautions(
    wish: Wish, shown: EditionRecord, earlier: EditionRecord | None = None, *, today: date
) -> list[str]:
    """Return a sentence for each thing to look at before publishing.

    Parameters
    ----------
    wish : Wish
    shown : EditionRecord
        The edition that the wish shows.
    earlier : EditionRecord, optional
        The one with which it is compared.
    today : date
        In the zone of the source.
    """
    source = shown.source
    return [
        *_dates(wish, shown, earlier, today),
        *_hidden(wish, shown),
        *(
            ["Synthetic data: drawn by rule, not surveyed. Everything made here says so."]
            if source.synthetic
            else []
        ),
        *_terms(shown),
    ]


def _dates(
    wish: Wish, shown: EditionRecord, earlier: EditionRecord | None, today: date
) -> list[str]:
    zone = shown.source.time_zone
    asked = local_date(parse_when(wish.view.at, zone)[0], zone)
    of = local_date(shown.as_of, zone)
    when = stamp(shown.as_of, zone, shown.time_precision)
    found = []
    if (asked - of).days > STALE_DAYS:
        found.append(
            f"Old data: the edition is of {when}, {(asked - of).days} days before the date asked."
        )
    elif asked != of:
        found.append(f"No edition of that day: the one of {when} is carried forward and says so.")
    if (today - of).days > STALE_DAYS:
        found.append(
            f"The data is {(today - of).days} days old today. The stamp has its date; see that the "
            "text around the map has it too."
        )
    if earlier is not None and earlier.time_precision != shown.time_precision:
        found.append("Mixed dates: one picture is of an instant, the other only of a day.")
    if "claims" not in wish.view.hide:
        found.append(
            f"Mixed dates: the page in one file shows claims of up to {CLAIM_WINDOW_DAYS} days "
            "before and after its date, each with its own."
        )
    return found


def _hidden(wish: Wish, shown: EditionRecord) -> list[str]:
    there = {(figure.category, figure.actor) for figure in shown.areas}
    gone = sorted(
        {
            category
            for category, actor in there
            if {category, f"{category}.{actor}"} & set(wish.view.hide)
        },
        key=[c.value for c in Category].index,
    )
    words: Sequence[str] = [str(category) for category in gone]
    if not words:
        return []
    return [f"Hidden: this edition has areas that are {' and '.join(words)}, and the map does not."]


def _terms(shown: EditionRecord) -> list[str]:
    source = shown.source
    found = []
    if source.terms:
        found.append(f"Terms of {source.title}: {source.terms}")
    if not source.licence:
        found.append(f"{source.title} states no licence. Ask before you publish.")
    if not source.redistribution:
        found.append(
            f"{source.title} forbids that its data is passed on: there is a picture and a film of "
            "it, and neither data files nor a page in one file."
        )
    return found
