"""The scorecard of the Claims page: claimants side by side, the caveats beside the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.analysis.editions import edition_at
from geo.analysis.overstatement import newsroom_words
from geo.analysis.scorecard import Scorecard
from geo.analysis.settled import area_claimants
from geo.analysis.turnout import MATURE_DAYS
from geo.clock import local_date, stamp
from geo.maps.styles import actor_title
from geo.markup import encode
from geo.models import Category, EditionRecord
from ui import cached, charts
from ui.controls import choice
from ui.messages import sentence
from ui.score_charts import lag_chart

_SHOWN_DAYS = (7, 30, 90)


def show_scorecard() -> None:
    """Draw the section, for a source and a period that the reader chooses."""
    sources = {e.source.id: e.source for e in cached.editions() if _has_claims(e)}
    if not sources:
        sentence(
            "empty",
            "No source in this store draws claimed areas. Import one whose editions have the "
            "category claimed, such as ISW's layers.",
        )
        return
    source_column, from_column, to_column = st.columns([2, 1, 1])
    titles = {name: source.title for name, source in sources.items()}
    chosen = choice(source_column, "Source", "source", titles)
    own = [e for e in cached.editions() if e.source.id == chosen]
    days = [local_date(e.as_of, e.source.time_zone) for e in (own[0], own[-1])]
    first = _day(from_column, "First claimed from", "from", days[0], days)
    last = _day(to_column, "to", "to", days[1], days)
    if first > last:
        sentence("error", f"The period ends on {last} and begins on {first}. Choose a later end.")
        return
    begin = datetime.combine(first, time(), UTC)
    end = datetime.combine(last + timedelta(days=1), time(), UTC) - timedelta(seconds=1)
    before = edition_at(own, chosen, begin) or own[0]
    after = edition_at(own, chosen, end) or own[-1]
    cards = cached.scorecards(chosen, before.content_hash, after.content_hash, begin, end)
    cards = [card for card in cards if card.km2["claimed"] > 0]
    if not cards:
        sentence("empty", "Nobody claimed ground for the first time in this period.")
        return
    st.html(score_table(cards, area_claimants(cached.reviews(), chosen)))
    for card in cards:
        rows = card.overstatement.itertuples(index=False, name=None)
        words = newsroom_words(rows, actor_title(card.actor)).replace(" km2", " km²")
        st.html(f"<p class='salient-newsroom'>{encode(words)}</p>")
    charts.show(lag_chart(cards))
    st.html(f"<p class='salient-fine'>{encode(_method(before, after))}</p>")


def score_table(cards: Sequence[Scorecard], named: Mapping[str, str]) -> str:
    """Return claimants side by side as an HTML table, each number with what it rests on.

    Parameters
    ----------
    cards : sequence of Scorecard
    named : mapping of str to str
        By party who claims its areas, where people settled that.
    """
    heads = [
        "Says it took, km²", "Assessed, km²", "Overstated",
        *(f"Assessed after {days} days" for days in _SHOWN_DAYS), "Half assessed in",
        f"Not in {MATURE_DAYS} days, km²", "Too young to judge, km²",
    ]  # fmt: skip
    head = "".join(f"<th scope='col' class='number'>{encode(text)}</th>" for text in heads)
    rows = "".join(f"<tr>{''.join(_cells(card, named.get(card.actor, '')))}</tr>" for card in cards)
    return (
        "<div class='salient-card salient-score'><table><thead><tr>"
        f"<th scope='col'>Claims by</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(card: Scorecard, named: str) -> list[str]:
    claimed, assessed, more = card.whole
    lag = card.median_lag
    cells = [
        f"{claimed:,.0f}",
        f"{assessed:,.0f}",
        _overstated(more, card.interval),
        *(_share(card.shares.loc[days]) for days in _SHOWN_DAYS),
        "not yet" if pd.isna(lag) else f"{lag:,.0f} days",
        f"{card.km2['never']:,.1f}",
        f"{card.km2['too_young']:,.1f}",
    ]
    return [
        f"<th scope='row'>{encode(actor_title(card.actor))}<small>{encode(named)}</small></th>",
        *(f"<td class='number'>{text}</td>" for text in cells),
    ]


def _overstated(more: float, interval: tuple[float, float]) -> str:
    """Return an overstatement with its interval; never without it."""
    if pd.isna(more):
        return "–<small>too little assessed</small>"
    low, high = interval
    span = "too few areas: no interval" if pd.isna(low) else f"{low:+.0f} % to {high:+.0f} %"
    return f"{more:+.0f} %<small>{span}</small>"


def _share(row: pd.Series) -> str:
    """Return a share with its interval and on how much it rests; never without them."""
    if pd.isna(row["share"]):
        return "–<small>archive too short</small>"
    areas = f"{row['areas']:,.0f} areas"
    if pd.isna(row["low"]):
        return f"{row['share']:.0%}<small>{areas}: no interval</small>"
    span = f"{row['low']:.0%} to {row['high']:.0%}"
    return f"{row['share']:.0%}<small>{span}</small><small>{areas}</small>"


def _day(place: DeltaGenerator, label: str, name: str, value: date, days: Sequence[date]) -> date:
    chosen: date = place.date_input(
        label, value, min_value=days[0], max_value=days[1], format="YYYY-MM-DD", key=name,
        bind="query-params",
    )  # fmt: skip
    return chosen


def _has_claims(edition: EditionRecord) -> bool:
    return any(figure.category == Category.CLAIMED for figure in edition.areas)


def _method(before: EditionRecord, after: EditionRecord) -> str:
    source = after.source
    said = [
        f"{source.title}, {stamp(before.as_of, source.time_zone, 'day')} to "
        f"{stamp(after.as_of, source.time_zone, 'day')}.",
        "Synthetic: drawn by rule, not surveyed." if source.synthetic else "",
        "Says it took: in a claimed or assessed area at the end and in none at the beginning. "
        "Shares rest on claims that are old enough; younger ones are counted apart and are no "
        "failures. Ground that nobody assessed was not shown to be a false claim. Intervals of "
        "95 % by resampling claimed areas; these do not stand or fall alone, so the intervals are "
        "rather too narrow. Methods: docs/methods.md.",
        f"{source.attribution}.",
    ]
    return " ".join(filter(None, said))
