"""``python -m geo gazetteer``: which places are known, and more of them from GeoNames."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli.output import say
from geo.gazetteer.added import describe_added, remove_added
from geo.gazetteer.gazetteer import load_gazetteer
from geo.intake.dumps import LIMITS, add_dump
from geo.workspace import gazetteer_folder


@click.group("gazetteer", invoke_without_command=True)
@click.pass_context
def gazetteer_command(ctx: click.Context) -> None:
    """Say which places are known by name."""
    if ctx.invoked_subcommand is not None:
        return
    built_in = load_gazetteer().tables[0]
    say(f"built in   {built_in.count:>9,} places {built_in.keys:>10,} names   GeoNames (CC BY 4.0)")
    for added in describe_added(gazetteer_folder(ctx.obj)):
        say(
            f"{added.name:<10} {added.places:>9,} places {added.names:>10,} names   "
            f"{added.megabytes:.1f} MB"
        )


@gazetteer_command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--limit", "limits", multiple=True, metavar="NAME=NUMBER", help="As for import.")
@click.pass_obj
def add(store: str | None, file: Path, limits: tuple[str, ...]) -> None:
    """Add a country dump of GeoNames, such as RU.zip or RU.txt; one of that name is replaced."""
    allowed = LIMITS.with_settings(limits)
    say(f"Reading {file.name}. A large country takes a minute.")
    added, left_out = add_dump(file, gazetteer_folder(store), allowed)
    say(f"{added.name}: {added.places:,} places, {added.names:,} names, {added.megabytes:.1f} MB.")
    for why, count in left_out.items():
        say(f"    {count:,} left out: {why}")


@gazetteer_command.command()
@click.argument("name")
@click.pass_obj
def remove(store: str | None, name: str) -> None:
    """Remove a dump that was added."""
    remove_added(gazetteer_folder(store), name)
    say(f"{name} was removed.")
