"""The command group, its ``--store`` option, and errors as sentences."""

from __future__ import annotations

from typing import Any

import click

from geo.cli.changes import changes_command
from geo.cli.claims import claims_command
from geo.cli.editions import editions
from geo.cli.events import events_group
from geo.cli.export import export_command
from geo.cli.gazetteer import gazetteer_command
from geo.cli.geocode import geocode
from geo.cli.import_file import import_file
from geo.cli.keeping import (
    backup_command,
    check_command,
    history_command,
    restore_command,
    undo_command,
)
from geo.cli.output import say
from geo.cli.people import people_command
from geo.cli.read import read_command
from geo.cli.seed import seed
from geo.cli.shares import shares_command
from geo.cli.stores import store_command
from geo.cli.timelines import timelines
from geo.cli.track import track_command
from geo.errors import GeoError


class _Sentences(click.Group):
    """Prints an error of ours as its sentence, without a traceback; exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GeoError as error:
            say(f"Error: {error}", err=True)
            ctx.exit(2)


@click.group(cls=_Sentences)
@click.option(
    "--store",
    metavar="STORE",
    help="GeoPackage or postgresql:// database to work on; else SALIENT_STORE, else the default.",
)
@click.pass_context
def cli(ctx: click.Context, store: str | None) -> None:
    """Salient: who holds what, who only says so, and how we know."""
    ctx.obj = store


cli.add_command(changes_command)
cli.add_command(editions)
cli.add_command(import_file)
cli.add_command(export_command)
cli.add_command(geocode)
cli.add_command(gazetteer_command)
cli.add_command(seed)
cli.add_command(check_command)
cli.add_command(backup_command)
cli.add_command(restore_command)
cli.add_command(history_command)
cli.add_command(store_command)
cli.add_command(undo_command)
cli.add_command(timelines)
cli.add_command(people_command)
cli.add_command(track_command)
cli.add_command(read_command)
cli.add_command(shares_command)
cli.add_command(claims_command)
cli.add_command(events_group)
