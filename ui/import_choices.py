"""What a person says of files before an import: whose they are, and what their columns hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from geo.clock import TimePrecision, parse_when
from geo.errors import GeoError
from geo.intake.chosen import Chosen, choose
from geo.intake.events import event_table, first_of_events, holds_events, layout_of
from geo.intake.files import Item
from geo.intake.store_it import remembered
from geo.models import Category, Kind
from geo.sources.dialects import DIALECTS, dialect_of
from geo.sources.event_dates import DateFormat
from geo.sources.event_formats import EVENT_FORMATS
from geo.sources.features import Reading
from geo.sources.mapped import ColumnMapping
from geo.sources.meaning import Defaults
from ui import cached
from ui.messages import sentence

_OWN = "A source of my own"
_SAYS, _NONE = "As each area says", "–"
_ROLES = {
    "date": "Date", "event_type": "Type", "lon": "Longitude", "lat": "Latitude",
    "lat_lon": "Latitude and longitude in one", "place": "Place", "summary": "What happened",
    "fatalities": "Fatalities", "link": "Link", "id": "Its own id", "end": "End",
    "geo_precision": "How exactly placed",
}  # fmt: skip


def choose_source(items: Sequence[Item], readings: Sequence[Reading]) -> Chosen:
    """Ask whose files these are; what they say decides what is chosen first."""
    if holds_events(readings[0]):
        known = layout_of(event_table(first_of_events(readings))).known
        found = None if known is None else known.source
        sources = {layout.source.title: layout.source.id for layout in EVENT_FORMATS}
    else:
        features = [feature for reading in readings for feature in reading.features[:200]]
        dialect = dialect_of([item.name for item in items], features)
        found = None if dialect is None else dialect.source
        sources = {known.source.title: known.source.id for known in DIALECTS}
    options = [_OWN, *sources]
    title = st.selectbox(
        "Whose data is it?", options, index=0 if found is None else options.index(found.title)
    )
    if title != _OWN:
        return choose(sources[title])
    name_column, credit_column, licence_column = st.columns(3)
    name = name_column.text_input("Its name", value="My source")
    credit = credit_column.text_input("Credit line", placeholder="as its name")
    licence = licence_column.text_input("Licence", placeholder="in words")
    defaults = Defaults() if readings[0].table is not None else _meaning()
    return choose(name, attribution=credit or None, licence=licence, defaults=defaults)


def _meaning() -> Defaults:
    category_column, actor_column, kind_column = st.columns(3)
    category = category_column.selectbox("How sure", [_SAYS, *(c.value for c in Category)])
    actor = actor_column.text_input("Who", placeholder="as each area says; RU, UA ...")
    kind = kind_column.selectbox("What kind", [_SAYS, *(k.value for k in Kind)])
    return Defaults(
        category=None if category == _SAYS else category,
        actor=actor or None,
        kind=None if kind == _SAYS else kind,
    )


def choose_instant(chosen: Chosen) -> tuple[datetime, TimePrecision] | None:
    """Ask what instant the files describe, where their names do not say."""
    text = st.text_input(
        "As of",
        placeholder="2025-01-05 or 2025-01-05T13:30-05:00; empty where the file's name says it",
    )
    return parse_when(text, chosen.source.time_zone) if text.strip() else None


def choose_columns(reading: Reading) -> ColumnMapping | None:
    """Ask which column is what, for a layout that is not known; None if it is known.

    What was said of a table with these columns the last time stands there first, and else what
    their names suggest.
    """
    table = event_table(reading)
    names = [str(column) for column in table.columns]
    layout = layout_of(table, remembered(cached.store(), names))
    if layout.known is not None:
        return None
    said = {} if layout.mapping is None else layout.mapping.to_dict()
    st.html("<h2 class='salient-title'>Which column is what?</h2>")
    places = st.columns(3)
    chosen: dict[str, str] = {}
    for number, (role, title) in enumerate(_ROLES.items()):
        options = [_NONE, *names]
        value = places[number % 3].selectbox(
            title, options, index=options.index(said[role]) if said.get(role) in names else 0
        )
        if value != _NONE:
            chosen[role] = value
    forms = [_NONE, *(form.value for form in DateFormat)]
    known = said.get("date_format", _NONE)
    form = places[0].selectbox("Its dates are written as", forms, index=forms.index(known))
    zone = places[1].text_input("Zone of its times", value=said.get("zone", ""),
                                placeholder="IANA name; empty for days alone")  # fmt: skip
    if form != _NONE:
        chosen["date_format"] = form
    if zone.strip():
        chosen["zone"] = zone.strip()
    try:
        return ColumnMapping.from_dict(chosen)
    except GeoError as error:
        sentence("note", str(error))
        st.stop()
