"""``python -m geo gazetteer``: which places are known, and more of them from GeoNames."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli.output import say
from geo.errors import SourceParseError
from geo.gazetteer.added import describe_added, keep_dump, read_dump, remove_added
from geo.gazetteer.gazetteer import load_gazetteer
from geo.sources.archives import unpack
from geo.sources.limits import Limits
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
    allowed = Limits().with_settings(limits)
    if file.stat().st_size > allowed.megabytes * 1_000_000:
        raise SourceParseError(
            f"{file.name} is larger than {allowed.megabytes} MB, which is the limit (megabytes)."
        )
    content = file.read_bytes()
    if content.startswith(b"PK"):
        try:
            content = _dump_in(content, file, allowed)
        except SourceParseError as error:
            raise SourceParseError(f"{file.name} {error}") from error
    if content.count(b"\n") > allowed.rows:
        raise SourceParseError(
            f"{file.name} has more than {allowed.rows:,} lines, the limit (rows)."
        )
    rows, left_out = read_dump(content, file.name)
    added = keep_dump(rows, gazetteer_folder(store), file.stem)
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


def _dump_in(content: bytes, file: Path, limits: Limits) -> bytes:
    entries, _ = unpack(content, (".txt",), limits)
    dumps = [entry for entry in entries if not entry.name.lower().startswith("readme")]
    if len(dumps) != 1:
        raise SourceParseError(
            f"has {len(dumps)} dumps in it. One is wanted, such as {file.stem}.txt."
        )
    return dumps[0].content
