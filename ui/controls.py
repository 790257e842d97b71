"""What pages ask their reader with Streamlit's own widgets; every answer is in the URL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from geo.analysis.editions import edition_at, opening_edition
from geo.clock import last_moment, local_date, parse_when
from geo.maps.styles import CATEGORY_TITLES, actor_title
from geo.models import Category, EditionRecord
from ui.messages import sentence

_OWN_DATES = "Two dates"
# As they stand in the URL: /changes?d=7 opens on the last seven days.
_SPANS = ("1", "7", "30", "365", _OWN_DATES)
_DEFAULT_SPAN = "30"


def two_pictures(editions: Sequence[EditionRecord]) -> tuple[EditionRecord, EditionRecord]:
    """Ask which two pictures to compare.

    A date before the first edition of its source gets that edition, and a sentence that says so.

    Parameters
    ----------
    editions : sequence of EditionRecord
        At least one, in the order of :meth:`geo.store.Store.editions`.

    Returns
    -------
    before, after : EditionRecord
        Each the last edition of its source at the end of the day that was asked for.
    """
    titles = {edition.source.id: edition.source.title for edition in editions}
    opening = opening_edition(editions)
    first = opening.source.id if opening else next(iter(titles))
    names = sorted(titles, key=lambda name: name != first)
    source_column, span_column = st.columns([1, 2])
    source = choice(source_column, "Source", "source", {name: titles[name] for name in names})
    span = span_column.segmented_control(
        "Changes of the last ... days",
        _SPANS,
        default=_DEFAULT_SPAN,
        required=True,
        key="d",
        bind="query-params",
    )
    days = _days(editions, source)
    if span != _OWN_DATES:
        end = days[-1]
        return (
            _picture(editions, source, end - timedelta(days=int(span))),
            _picture(editions, source, end),
        )
    earlier, from_column, to_column = st.columns([1, 1, 1])
    others = {"": "The same source"} | {name: titles[name] for name in names if name != source}
    other = choice(earlier, "Earlier picture from", "from_source", others)
    start = _date(from_column, "From", "from", _days(editions, other or source), 0)
    end = _date(to_column, "To", "to", days, -1)
    return _picture(editions, other or source, start), _picture(editions, source, end)


def category_and_actor(
    column: st.delta_generator.DeltaGenerator, series: pd.DataFrame
) -> tuple[str, str]:
    """Ask which category and actor of a series of figures the charts are to show."""
    keys = series[["category", "actor"]].drop_duplicates().itertuples(index=False, name=None)
    names = {f"{category}.{actor}": (category, actor) for category, actor in keys}
    titles = {
        name: f"{CATEGORY_TITLES[Category(category)]}, {actor_title(actor)}"
        for name, (category, actor) in names.items()
    }
    return names[choice(column, "Pace and oblasts of", "of", titles)]


def choice(
    column: st.delta_generator.DeltaGenerator, label: str, name: str, titles: dict[str, str]
) -> str:
    """Ask for one of some things by title; its id stands in the URL and is returned."""
    # Not bound by Streamlit, which would write the title into the URL.
    ids = list(titles)
    known = st.query_params.get(name, "")
    index = ids.index(known) if known in ids else 0
    chosen: str = column.selectbox(label, ids, index, format_func=titles.__getitem__)
    if chosen != ids[index]:
        st.query_params[name] = chosen
    return chosen


def _days(editions: Sequence[EditionRecord], source: str) -> list[date]:
    return [local_date(e.as_of, e.source.time_zone) for e in editions if e.source.id == source]


def _date(
    column: st.delta_generator.DeltaGenerator, label: str, key: str, days: list[date], which: int
) -> date:
    chosen: date = column.date_input(
        label,
        days[which],
        min_value=days[0],
        max_value=days[-1],
        format="YYYY-MM-DD",
        key=key,
        bind="query-params",
    )
    return chosen


def _picture(editions: Sequence[EditionRecord], source: str, day: date) -> EditionRecord:
    own = [edition for edition in editions if edition.source.id == source]
    zone = own[0].source.time_zone
    found = edition_at(own, source, last_moment(*parse_when(day.isoformat(), zone)))
    if found is None:
        sentence(
            "note",
            f"{own[0].source.title} has nothing as early as {day.isoformat()}: "
            "its first edition is compared.",
        )
        return own[0]
    return found
