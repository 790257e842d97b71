"""``python -m geo track``: what was claimed on the map, and whether it turned out so."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import click
import pandas as pd

from geo.analysis.editions import edition_at
from geo.analysis.overstatement import newsroom_words
from geo.analysis.scorecard import Scorecard, claimants_of, scorecards
from geo.analysis.settled import area_claimants
from geo.analysis.track import LEAST_AREA_KM2, claimed_areas
from geo.analysis.turnout import MATURE_DAYS
from geo.archive import refresh, timeline_of
from geo.batch import crew
from geo.boundaries import read_oblasts
from geo.chosen_editions import edition_stamp, editions_of
from geo.cli.crew_options import crew_options, noted
from geo.cli.output import say
from geo.clock import last_moment, parse_when, to_rfc3339
from geo.errors import NotInStore
from geo.maps.styles import actor_title
from geo.models import EditionRecord
from geo.workspace import shared_store

_FORMS = ("table", "json", "csv")


@click.command("track")
@click.option("--source", required=True, help="Id of a source, as `editions` lists it.")
@click.option("--actor", help="Party whose claims are followed; each that claims, if left out.")
@click.option("--from", "first", help="Only claims first made then or later: 2025-01-05.")
@click.option("--to", "last", help="Only claims first made then or earlier.")
@click.option("--areas", "each", is_flag=True, help="A row for each claimed area.")
@click.option("--format", "form", type=click.Choice(_FORMS), default="table", show_default=True)
@crew_options
@click.pass_obj
def track_command(
    store: str | None,
    source: str,
    actor: str | None,
    first: str | None,
    last: str | None,
    each: bool,
    form: str,
    workers: int | None,
    scheduler: str | None,
) -> None:
    """Say what of the ground that was claimed was assessed, when, and what never was.

    Claims too young to judge are counted apart. Methods: docs/methods.md.
    """
    opened = shared_store(store)
    refresh(opened)
    editions = editions_of(opened, source)
    zone = editions[0].source.time_zone
    begin = None if first is None else parse_when(first, zone)[0]
    end = None if last is None else last_moment(*parse_when(last, zone))
    timeline = timeline_of(opened, source)
    edges = timeline.edge_frame()
    before, after = _ends(editions, begin, end)
    ends = opened.areas(before.content_hash), opened.areas(after.content_hash)
    with crew(workers, scheduler, noted) as followers:
        cards = scorecards(
            edges, timeline.instants, ends, read_oblasts(),
            actors=None if actor is None else [actor], first=begin, last=end, crew=followers,
        )  # fmt: skip
    if not cards:
        listed = ", ".join(claimants_of(edges)) or "nobody"
        raise NotInStore(
            f"No area of {source!r} is claimed by {actor or 'anyone'}. It has claims by: {listed}."
        )
    if each:
        _print_areas(cards, form)
    elif form == "json":
        click.echo(json.dumps(_as_json(cards, before, after), ensure_ascii=False, indent=1))
    elif form == "csv":
        tables = [card.shares.assign(actor=card.actor) for card in cards]
        click.echo(pd.concat(tables).to_csv(float_format="%.6f"), nl=False)
    else:
        _print_words(cards, before, after, area_claimants(opened.reviews(), source))


def _ends(
    editions: list[EditionRecord], first: datetime | None, last: datetime | None
) -> tuple[EditionRecord, EditionRecord]:
    """Return the editions in force at the ends of a period; without one, the first and last."""
    source = editions[0].source.id
    before = editions[0] if first is None else edition_at(editions, source, first) or editions[0]
    after = editions[-1] if last is None else edition_at(editions, source, last)
    if after is None:
        raise NotInStore(
            f"{source!r} has nothing that early; its first edition is of "
            f"{edition_stamp(editions[0])}."
        )
    return before, after


def _print_words(
    cards: Sequence[Scorecard],
    before: EditionRecord,
    after: EditionRecord,
    named: Mapping[str, str],
) -> None:
    say(f"{after.source.title}, {edition_stamp(before)} to {edition_stamp(after)}")
    for card in cards:
        rows = card.overstatement.itertuples(index=False, name=None)
        say()
        say(newsroom_words(rows, actor_title(card.actor)))
        low, high = card.interval
        if not pd.isna(low):
            say(f"  95 % interval of the overstatement: {low:+.0f} % to {high:+.0f} %")
        if card.actor in named:
            say(f"  claimed by {named[card.actor]}")
        km2 = card.km2
        say(
            f"  of {km2['claimed']:,.1f} km2 that were claimed on the map: "
            f"{km2['assessed']:,.1f} assessed since ({km2['lost']:,.1f} of it lost again), "
            f"{km2['never']:,.1f} not in {MATURE_DAYS} days or more, "
            f"{km2['too_young']:,.1f} too young to judge"
        )
        say("  days   assessed     95 % interval   of km2   too young, km2   claimed areas")
        for days, claimed, _, share, low, high, areas, young in _rows(card.shares):
            part = "–" if pd.isna(share) else f"{share:.1%}"
            span = "–" if pd.isna(low) else f"{low:.1%} to {high:.1%}"
            say(
                f"  {days:>4}   {part:>8}   {span:>15}   {claimed:>6,.0f}   {young:>14,.1f}   "
                f"{areas:>13,.0f}"
            )
        if pd.isna(card.median_lag):
            say("  less than half of the claimed ground was assessed so far (Kaplan-Meier)")
        else:
            days = f"{card.median_lag:.0f} days"
            say(f"  half of the claimed ground was assessed in {days} (Kaplan-Meier)")
    say()
    say("Methods and caveats: docs/methods.md. " + after.source.attribution + ".")


def _print_areas(cards: Sequence[Scorecard], form: str) -> None:
    table = pd.concat([claimed_areas(card.track).assign(actor=card.actor) for card in cards])
    if form == "json":
        click.echo(table.reset_index().to_json(orient="records", date_format="iso", indent=1))
    elif form == "csv":
        click.echo(table.to_csv(float_format="%.6f"), nl=False)
    else:
        large = table[table["km2"] >= LEAST_AREA_KM2]
        shown = large[["claimed", "actor", "km2", "oblast", "lag", "never"]]
        for claimed, party, km2, oblast, lag, never in shown.itertuples(index=False, name=None):
            when = "never so far" if pd.isna(lag) else f"after {lag:.0f} days"
            say(
                f"{to_rfc3339(claimed.to_pydatetime())}  {party:<4}{km2:>9,.2f} km2  "
                f"{oblast:<24} assessed {when:<16} {1 - never:6.1%} of it"
            )
        if len(large) < len(table):
            rest = table.loc[table["km2"] < LEAST_AREA_KM2, "km2"]
            say(f"and {len(rest)} of less than {LEAST_AREA_KM2} km2, {rest.sum():.2f} km2 in all")


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return frame.itertuples(name=None)


def _as_json(
    cards: Sequence[Scorecard], before: EditionRecord, after: EditionRecord
) -> dict[str, Any]:
    return {
        "source": after.source.id,
        "attribution": after.source.attribution,
        "synthetic": after.source.synthetic,
        "from": to_rfc3339(before.as_of),
        "to": to_rfc3339(after.as_of),
        "claims": {
            card.actor: {
                "km2": card.km2,
                "overstatement": json.loads(card.overstatement.to_json(orient="records")),
                "overstated_interval": [None if pd.isna(end) else end for end in card.interval],
                "shares": json.loads(card.shares.reset_index().to_json(orient="records")),
                "lag_curve": json.loads(card.curve.reset_index().to_json(orient="records")),
            }
            for card in cards
        },
    }
