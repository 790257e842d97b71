"""``python -m geo changes``: what was gained and lost between two dates, in km2."""

from __future__ import annotations

import click

from geo.analysis.changes import NO_RULE, SliverRule, changes, held_after
from geo.analysis.report import FORMATS, render
from geo.boundaries import read_oblasts
from geo.chosen_editions import edition_on
from geo.workspace import shared_store


@click.command("changes")
@click.option("--source", required=True, help="Id of a source, as `editions` lists it.")
@click.option("--from-source", help="Id of the source of the earlier picture, if it is another.")
@click.option("--from", "first", required=True, help="2025-01-05, or an instant with its zone.")
@click.option("--to", "last", required=True, help="As --from.")
@click.option("--by", type=click.Choice(["oblast"]), help="Adds a row for each oblast touched.")
@click.option("--keep-slivers", is_flag=True, help="Keep differences that are only line noise.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def changes_command(
    store: str | None,
    source: str,
    from_source: str | None,
    first: str,
    last: str,
    by: str | None,
    keep_slivers: bool,
    form: str,
) -> None:
    """Compare two pictures of control: of two dates, of one source or of two."""
    opened = shared_store(store)
    before = edition_on(opened, from_source or source, first)
    after = edition_on(opened, source, last)
    rule = NO_RULE if keep_slivers else SliverRule()
    step = opened.derived.step(before.content_hash)
    frame = changes(
        opened.areas(before.content_hash),
        opened.areas(after.content_hash),
        read_oblasts() if by else None,
        rule,
        None if step is None else held_after(step),
    )
    click.echo(render(form, frame, before, after, rule), nl=False)
