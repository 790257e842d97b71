"""``python -m geo changes``: what was gained and lost between two dates, in km2."""

from __future__ import annotations

import click

from geo.analysis.changes import NO_RULE, SliverRule, changes
from geo.analysis.editions import edition_at
from geo.boundaries import read_oblasts
from geo.clock import last_moment, parse_when, stamp
from geo.errors import NotInStore
from geo.models import EditionRecord
from geo.store import Store
from geo.workspace import shared_store

_FORMATS = ("table", "csv", "json")


@click.command("changes")
@click.option("--source", required=True, help="Id of a source, as `editions` lists it.")
@click.option("--from", "first", required=True, help="2025-01-05, or an instant with its zone.")
@click.option("--to", "last", required=True, help="As --from.")
@click.option("--by", type=click.Choice(["oblast"]), help="Adds a row for each oblast touched.")
@click.option("--keep-slivers", is_flag=True, help="Keep differences that are only line noise.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True)
@click.pass_obj
def changes_command(
    store: str | None,
    source: str,
    first: str,
    last: str,
    by: str | None,
    keep_slivers: bool,
    form: str,
) -> None:
    """Compare the pictures that a source gives of two dates."""
    opened = shared_store(store)
    one, other = (_edition(opened, source, when) for when in (first, last))
    rule = NO_RULE if keep_slivers else SliverRule()
    frame = changes(
        opened.areas(one.content_hash),
        opened.areas(other.content_hash),
        read_oblasts() if by else None,
        rule,
    )
    if form == "csv":
        click.echo(frame.to_csv(index=False, float_format="%.6f"), nl=False)
    elif form == "json":
        click.echo(frame.to_json(orient="records", indent=1, double_precision=6))
    else:
        click.echo(f"{_words(one)}  to  {_words(other)}")
        click.echo(frame.to_string(index=False, float_format=lambda km2: f"{km2:,.1f}"))
        click.echo(
            "km2, geodesic (WGS84). "
            + (
                "Every difference is kept."
                if keep_slivers
                else f"Differences narrower than {rule.width_m:g} m and parts under "
                f"{rule.least_km2:g} km2 are left out and counted as removed."
            )
        )
        click.echo(f"{one.source.attribution}." + (" Synthetic." if one.source.synthetic else ""))


def _edition(store: Store, source: str, text: str) -> EditionRecord:
    own = [edition for edition in store.editions() if edition.source.id == source]
    if not own:
        known = ", ".join(sorted({edition.source.id for edition in store.editions()}))
        raise NotInStore(f"There is no source {source!r} in this store. It has: {known}.")
    instant = last_moment(*parse_when(text, own[0].source.time_zone))
    found = edition_at(own, source, instant)
    if found is None:
        raise NotInStore(
            f"{own[0].source.title} has nothing as early as {text}; its first edition is of "
            f"{_words(own[0])}."
        )
    return found


def _words(edition: EditionRecord) -> str:
    return stamp(edition.as_of, edition.source.time_zone, edition.time_precision)
