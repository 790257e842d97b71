"""What the Publish page asks: which view, in which look, with which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.access import Action, Doer
from geo.analysis.editions import edition_at
from geo.clock import last_moment, local_date, parse_when
from geo.errors import StaleEdit
from geo.maps.layers import MapView
from geo.maps.links import edition_of, view_from_link
from geo.maps.styles import CATEGORY_TITLES
from geo.models import Category, EditionRecord
from geo.publish.picture import LANGUAGES, SCALES
from geo.publish.template import LAYOUTS, template_names
from geo.publish.wish import Wish
from geo.store import Store
from ui import cached
from ui.messages import sentence

_MAPPING = "publish"
_LANGUAGE_NAMES = {"en": "English", "uk": "Українська", "ru": "Русский"}
_LAYOUT_NAMES = {"landscape": "Landscape", "portrait": "Portrait", "square": "Square",
                 "column": "Phone column"}  # fmt: skip
_ONE, _BESIDE, _SINCE = "One date", "Two dates", "What changed"
_SHOWN = {category.value: CATEGORY_TITLES[category] for category in Category} | {"places": "Places"}


@dataclass(frozen=True)
class Asked:
    """What the page was asked for."""

    wish: Wish
    shown: EditionRecord
    earlier: EditionRecord | None
    own: Sequence[EditionRecord]
    """The editions of its source, by time."""
    scale: int
    version: int
    """Of the settings that were kept last."""


def ask(editions: Sequence[EditionRecord]) -> Asked:
    """Show the controls and return what they say; the view comes from the URL.

    Parameters
    ----------
    editions : sequence of EditionRecord
        At least one.
    """
    version, kept = cached.store().mapping(_MAPPING)
    view, notes = view_from_link(dict(st.query_params), editions)
    for note in notes:
        sentence("note", note)
    view, asked = _what(view, editions)
    columns = st.columns([1.5, 0.9, 1.8, 0.8, 0.8, 0.5])
    mode, day = _earlier(columns, view, asked, editions)
    layout, language, template, scale = _looks(columns[2:], kept)
    words = _words(kept)
    shown = edition_of(view, editions)
    own = [edition for edition in editions if edition.source.id == shown.source.id]
    earlier = None if day is None else _before(own, day)
    since = day.isoformat() if day is not None and mode == _SINCE and earlier else ""
    if day is not None and (earlier is None or earlier.as_of >= shown.as_of):
        sentence("note", f"{shown.source.title} has no earlier edition of {day.isoformat()}.")
        earlier, since = None, ""
    wish = Wish(
        view=replace(view, since=since), beside=earlier if mode == _BESIDE else None,
        layout=layout, language=language, template=template, **words,
    )  # fmt: skip
    return Asked(wish, shown, earlier, own, scale, version)


def keep(asked: Asked, store: Store, by: Doer) -> str | None:
    """Keep the settings in the store: tomorrow's map of the desk looks like today's.

    Parameters
    ----------
    asked : Asked
        The settings, and which version of them was seen.
    store : Store
        Where they are kept. It and the name are handed in, since a file is made outside the page's
        run, where no session is known.
    by : Person or str
        Who takes the file.

    Returns
    -------
    str or None
        What to say when another desk changed them meanwhile; then nothing is kept.
    """
    if not store.team.standing(by).may(Action.KEEP_PUBLISH_SETTINGS):
        return None  # the desk's look is an editor's; the file is everyone's
    wish = asked.wish
    body = {
        "layout": wish.layout, "language": wish.language, "template": str(wish.template),
        "credit": wish.credit or "", "notes": wish.notes or "", "scale": asked.scale,
    }  # fmt: skip
    try:
        store.save_mapping(_MAPPING, body, by=by, at=datetime.now(UTC), based_on=asked.version)
    except StaleEdit as error:
        return str(error)
    return None


def _what(view: MapView, editions: Sequence[EditionRecord]) -> tuple[MapView, date]:
    titles = {edition.source.id: edition.source.title for edition in editions}
    source_column, date_column, shown_column = st.columns([1.5, 0.9, 3.9])
    ids = list(titles)
    source = source_column.selectbox(
        "Source", ids, ids.index(view.source), format_func=titles.__getitem__
    )
    if source != view.source:
        st.query_params.from_dict({"source": source})
        st.rerun()
    days, asked = _days(view, editions)
    chosen = date_column.date_input(
        "Date", asked, min_value=days[0], max_value=days[1], format="YYYY-MM-DD",
        key=f"publish_date_{source}_{asked}",
    )  # fmt: skip
    if chosen != asked:
        st.query_params["at"] = chosen.isoformat()
        st.rerun()
    listed = [name for name in _SHOWN if name not in view.hide]
    picked = shown_column.pills(
        "On the map", list(_SHOWN), selection_mode="multi", default=listed,
        format_func=_SHOWN.__getitem__,
    )  # fmt: skip
    hide = {name for name in _SHOWN if name not in picked} | (set(view.hide) - set(_SHOWN))
    return replace(view, hide=tuple(sorted(hide))), asked


def _days(view: MapView, editions: Sequence[EditionRecord]) -> tuple[list[date], date]:
    own = [edition for edition in editions if edition.source.id == view.source]
    zone = own[0].source.time_zone
    days = [local_date(edition.as_of, zone) for edition in (own[0], own[-1])]
    return days, local_date(parse_when(view.at, zone)[0], zone)


def _earlier(
    columns: Sequence[DeltaGenerator],
    view: MapView,
    asked: date,
    editions: Sequence[EditionRecord],
) -> tuple[str, date | None]:
    days, _ = _days(view, editions)
    mode = columns[0].segmented_control(
        "Dates", [_ONE, _BESIDE, _SINCE], default=_SINCE if view.since else _ONE, required=True
    )
    if mode == _ONE:
        return mode, None
    before = _since_day(view.since, asked) or asked - timedelta(days=30)
    latest = max(days[0], asked)
    day = columns[1].date_input(
        "Earlier date", min(max(before, days[0]), latest), min_value=days[0], max_value=latest,
        format="YYYY-MM-DD",
    )  # fmt: skip
    return mode, day


def _since_day(since: str, asked: date) -> date | None:
    if not since:
        return None
    return asked - timedelta(days=int(since)) if since.isdigit() else date.fromisoformat(since)


def _before(own: Sequence[EditionRecord], day: date) -> EditionRecord | None:
    source = own[0].source
    moment = last_moment(*parse_when(day.isoformat(), source.time_zone))
    return edition_at(own, source.id, moment)


def _looks(columns: Sequence[DeltaGenerator], kept: Mapping[str, Any]) -> tuple[str, Any, str, int]:
    def chosen(name: str, options: Sequence[Any]) -> int:
        return list(options).index(kept[name]) if kept.get(name) in options else 0

    layout = columns[0].segmented_control(
        "Layout", LAYOUTS, default=LAYOUTS[chosen("layout", LAYOUTS)], required=True,
        format_func=_LAYOUT_NAMES.__getitem__,
    )  # fmt: skip
    language = columns[1].selectbox(
        "Language", LANGUAGES, chosen("language", LANGUAGES),
        format_func=_LANGUAGE_NAMES.__getitem__,
    )  # fmt: skip
    names = template_names()
    template = columns[2].selectbox("House style", names, chosen("template", names))
    scale = columns[3].selectbox(
        "PNG size", SCALES, chosen("scale", SCALES), format_func="{}x".format
    )
    return layout, language, template, scale


def _words(kept: Mapping[str, Any]) -> dict[str, str | None]:
    title, deck, credit, notes = st.columns([1, 1, 1, 1.5])
    made = "Left empty: written for you"
    words = {
        "title": title.text_input("Title", placeholder=made, max_chars=160),
        "deck": deck.text_input("Deck", placeholder="Left empty: none", max_chars=400),
        "credit": credit.text_input(
            "Credit", kept.get("credit", ""), placeholder=made, max_chars=300
        ),
        "notes": notes.text_area(
            "Notes, one a line", kept.get("notes", ""), height=68, max_chars=4_000,
            placeholder="Left empty: what the categories mean",
        ),
    }  # fmt: skip
    return {name: text or None for name, text in words.items()}
