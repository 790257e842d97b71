"""The library's front door: a store, its tables as frames, and pictures, for a notebook or script.

Each verb is a few lines over the rooms below, in the words of the screens. ``import geo`` has all
of them; ``docs/tour.ipynb`` shows them at work.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo.analysis.changes import SliverRule, changes, held_after
from geo.analysis.claims import claims_frame
from geo.analysis.editions import opening_edition
from geo.analysis.inventory import editions_frame, sources_frame
from geo.analysis.scorecard import Scorecard, scorecards
from geo.analysis.settled import settled_claims
from geo.archive import refresh, timeline_of
from geo.articles import Reading, read_article
from geo.articles.documents import pasted
from geo.boundaries import read_oblasts
from geo.chosen_editions import edition_on, editions_of
from geo.clock import last_moment, parse_when
from geo.errors import NotInStore
from geo.maps.layers import MapView
from geo.maps.links import view_from_link
from geo.publish.page import build_page
from geo.publish.picture import draw_picture
from geo.publish.wish import Wish, page_spec, picture_spec
from geo.store import Store
from geo.workspace import shared_gazetteer, shared_store

if TYPE_CHECKING:
    from geo.publish.drawing import Drawing


def open_store(path: str | Path | None = None) -> Store:
    """Open a store; a new one is made with the seed scenario in it.

    Parameters
    ----------
    path : str or Path, optional
        A GeoPackage; without it ``SALIENT_STORE``, else the dashboard's own. A store may be open in
        a notebook and in the dashboard at once.

    Raises
    ------
    StoreError
        If the file is no store, or not one that this version can open.
    """
    return shared_store(None if path is None else str(path))


def list_sources(store: Store) -> pd.DataFrame:
    """Return one row for each source: ``id`` as index, then title, terms and span of editions."""
    sources = store.sources()
    frame = sources_frame(sources, store.editions())
    return frame.set_index(pd.Index([source.id for source in sources], name="id"))


def list_editions(store: Store, source: str | None = None) -> pd.DataFrame:
    """Return one row for each edition and one column for each category and actor, in km2.

    Parameters
    ----------
    store : Store
    source : str, optional
        Id; without it, of all sources.

    Returns
    -------
    DataFrame
        As :func:`geo.analysis.inventory.editions_frame`; ``as_of`` is the index, in UTC.

    Raises
    ------
    NotInStore
        If there is no such source.
    """
    editions = store.editions() if source is None else editions_of(store, source)
    return editions_frame(editions).set_index("as_of")


def areas_on(store: Store, source: str, date: str) -> gpd.GeoDataFrame:
    """Return the control areas of a source's edition in force on a date.

    Parameters
    ----------
    store : Store
    source : str
        Id.
    date : str
        A day of the source's time zone, such as ``2025-01-05``, or an instant with its zone.

    Returns
    -------
    GeoDataFrame
        ``category``, ``actor``, ``kind``, ``label`` and multipolygons in EPSG:4326. ``attrs`` has
        ``as_of`` (an aware instant), ``attribution`` and ``synthetic``.

    Raises
    ------
    NotInStore
        If there is no such source, or none of its editions is as early.
    """
    edition = edition_on(store, source, date)
    areas = store.areas(edition.content_hash)
    areas.attrs = {
        "as_of": edition.as_of.isoformat(),
        "attribution": edition.source.attribution,
        "synthetic": edition.source.synthetic,
    }
    return areas


def compare(
    store: Store, source: str, before: str, after: str, *, by_oblast: bool = False
) -> pd.DataFrame:
    """Return what was gained and lost between two dates of a source, in km2.

    Parameters
    ----------
    store : Store
    source : str
        Id.
    before, after : str
        Dates, as :func:`areas_on` takes them.
    by_oblast : bool
        Whether each oblast touched has rows of its own.

    Returns
    -------
    DataFrame
        As :func:`geo.analysis.changes.changes`, without differences that are only line noise.

    Raises
    ------
    NotInStore
        As :func:`areas_on`.
    """
    old, new = edition_on(store, source, before), edition_on(store, source, after)
    step = store.derived.step(old.content_hash)
    return changes(
        store.areas(old.content_hash),
        store.areas(new.content_hash),
        read_oblasts() if by_oblast else None,
        SliverRule(),
        None if step is None else held_after(step),
    )


def list_claims(store: Store) -> pd.DataFrame:
    """Return one row for each claim, as people settled it; ``id`` is the index.

    The columns are those of :func:`geo.analysis.claims.claims_frame`.
    """
    claims = settled_claims(store.claims(), store.reviews())
    places = {place.id: place for place in store.places()}
    return claims_frame(claims, places).set_index("id")


def track(
    store: Store, source: str, *, first: str | None = None, last: str | None = None
) -> list[Scorecard]:
    """Follow the ground that a source shows as claimed: was it assessed later, when, how much.

    Parameters
    ----------
    store : Store
    source : str
        Id.
    first, last : str, optional
        Only claims that appear on these dates or between them.

    Returns
    -------
    list of Scorecard
        One for each party that claims, by its code.

    Raises
    ------
    NotInStore
        If there is no such source, or its last date is before its first edition.
    """
    refresh(store)
    own = editions_of(store, source)
    zone = own[0].source.time_zone
    begin = None if first is None else parse_when(first, zone)[0]
    end = None if last is None else last_moment(*parse_when(last, zone))
    start = own[0]
    if begin is not None:
        start = next((e for e in reversed(own) if e.as_of <= begin), start)
    stop = own[-1] if last is None else edition_on(store, source, last)
    timeline = timeline_of(store, source)
    ends = store.areas(start.content_hash), store.areas(stop.content_hash)
    return scorecards(
        timeline.edge_frame(), timeline.instants, ends, read_oblasts(), first=begin, last=end
    )


def read(text: str, *, published: str = "", title: str = "", outlet: str = "") -> Reading:
    """Read an article: its places, and who says what. Nothing is stored.

    Parameters
    ----------
    text : str
        Spans of what is found count in it.
    published : str
        A day or an instant; without it "on Saturday" stays open.
    title, outlet : str

    Raises
    ------
    ClockError
        If ``published`` is no date.
    """
    document = pasted(text, "notebook", title=title, date=published, outlet=outlet)
    return read_article(document, shared_gazetteer())


def picture(
    store: Store,
    source: str | None = None,
    date: str | None = None,
    *,
    since: str | None = None,
    title: str | None = None,
    layout: str = "landscape",
) -> Drawing:
    """Draw a map with legend, stamp and credits; a notebook shows it.

    Parameters
    ----------
    store : Store
    source, date : str, optional
        As :func:`areas_on` takes them; without them, what the dashboard opens with.
    since : str, optional
        A number of days before, or a day: what changed since then.
    title : str, optional
        A headline; made if it is None, none if it is empty.
    layout : str
        One of :data:`geo.publish.template.LAYOUTS`.

    Raises
    ------
    NotInStore
        As :func:`areas_on`; or there is nothing as early as ``since``.
    SchemaError
        If it cannot be drawn as wished.
    """
    view = _view(store, source, date, since)
    return draw_picture(picture_spec(store, Wish(view=view, title=title, layout=layout)))


def save_page(
    store: Store, path: str | Path, source: str | None = None, date: str | None = None
) -> Path:
    """Write the map as a page in one file, with its time bar; it opens with the network off.

    Parameters
    ----------
    store : Store
    path : str or Path
    source, date : str, optional
        As :func:`picture` takes them.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    NotInStore
        As :func:`areas_on`.
    ExportError
        If the source forbids that its data is passed on.
    """
    view = _view(store, source, date, None)
    own = editions_of(store, view.source)
    path = Path(path)
    path.write_bytes(build_page(store, page_spec(Wish(view=view), own, own[0], own[-1])))
    return path


def _view(store: Store, source: str | None, date: str | None, since: str | None) -> MapView:
    editions = store.editions()
    opening = opening_edition(editions, source or "")
    if opening is None:
        raise NotInStore(
            f"There is no source {source!r} in this store. list_sources(store) names them."
        )
    wanted = {"source": opening.source.id}
    if date is not None:
        edition_on(store, opening.source.id, date)
        wanted["at"] = date
    if since is not None:
        wanted["since"] = since
    view, notes = view_from_link(wanted, editions)
    if notes:
        raise NotInStore(" ".join(notes))
    return view
