"""What a desk asks for, from a command or the Publish page, and the picture or page that it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from geo.clock import last_moment, local_date, parse_when
from geo.errors import NotInStore
from geo.maps.layers import MapView
from geo.maps.links import baseline_of, edition_of
from geo.models import EditionRecord, Source
from geo.publish.page import PageSpec
from geo.publish.picture import DatedAreas, Language, PictureSpec
from geo.publish.template import read_template
from geo.store import Store


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A view, and how it is to look. Texts that are None are made."""

    view: MapView
    """With ``source`` and ``at``, as :func:`geo.maps.links.view_from_link` returns it."""
    beside: EditionRecord | None = None
    """An earlier date that is drawn next to it."""
    layout: str = "landscape"
    language: Language = "en"
    template: str | Path = "salient"
    title: str | None = None
    deck: str | None = None
    credit: str | None = None
    notes: str | None = None
    """One note a line."""


def picture_spec(store: Store, wish: Wish) -> PictureSpec:
    """Return the picture of a wish.

    Raises
    ------
    NotInStore
        If the view compares with a date before the first edition.
    SchemaError
        If something of it cannot be drawn; all problems at once.
    """
    editions = store.editions()
    shown = edition_of(wish.view, editions)
    base = baseline_of(wish.view, editions) if wish.view.since else None
    if wish.view.since and base is None:
        raise NotInStore(f"{shown.source.title} has nothing early enough to compare with.")
    return PictureSpec(
        edition=_dated(store, shown, carried_to(wish.view, shown)),
        beside=None if wish.beside is None else _dated(store, wish.beside),
        since=None if base is None else _dated(store, base),
        places=store.places(),
        other_sources=place_sources(store),
        hide=frozenset(wish.view.hide),
        layout=wish.layout,
        language=wish.language,
        template=read_template(wish.template),
        title=wish.title,
        deck=wish.deck,
        credit=wish.credit,
        notes=None if wish.notes is None else tuple(_lines(wish.notes)),
    )


def page_spec(
    wish: Wish, own: Sequence[EditionRecord], first: EditionRecord, last: EditionRecord
) -> PageSpec:
    """Return the page of a wish.

    Parameters
    ----------
    wish : Wish
    own : sequence of EditionRecord
        Of its source.
    first, last : EditionRecord
        Of the time bar.
    """
    return PageSpec(
        at=edition_of(wish.view, own),
        first=first,
        last=last,
        view=wish.view,
        title=wish.title or "",
        deck=wish.deck or "",
        credit=wish.credit or "",
        notes=wish.notes or "",
    )


def carried_to(view: MapView, shown: EditionRecord) -> datetime | None:
    """Return until when an edition stands for a view's date; None if it is of that date."""
    zone = shown.source.time_zone
    instant, precision = parse_when(view.at, zone)
    if local_date(instant, zone) == local_date(shown.as_of, zone):
        return None
    return last_moment(instant, precision)


def place_sources(store: Store) -> list[Source]:
    """Return the sources that may have given places: those of neither editions nor events."""
    others = {edition.source.id for edition in store.editions()}
    others |= {record.source.id for record in store.event_sets()}
    others |= {claim.source for claim in store.claims()}
    return [source for source in store.sources() if source.id not in others]


def _dated(store: Store, record: EditionRecord, until: datetime | None = None) -> DatedAreas:
    return DatedAreas(record=record, areas=store.areas(record.content_hash), carried_to=until)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
