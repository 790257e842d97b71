"""``python -m geo store``: copy a store into another of either kind, and compare them by hash."""

from __future__ import annotations

import click

from geo.cli.output import say
from geo.keeping import copy_between
from geo.store import open_store
from geo.store.address import shown
from geo.workspace import store_address


@click.group("store")
def store_command() -> None:
    """Copy whole stores between a file and a database, and compare them."""


@store_command.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy_command(source: str, target: str) -> None:
    """Copy all of the store FROM into the empty store TO, and compare them.

    Each is a GeoPackage or a postgresql:// address. Numbers, history and undone imports come along.
    """
    one, other = store_address(source), store_address(target)
    digest = copy_between(one, other)
    say(f"Copied {shown(one)} to {shown(other)}. Both have the hash {digest}.")


@store_command.command("hash")
@click.argument("address", metavar="STORE", required=False)
@click.pass_context
def hash_command(ctx: click.Context, address: str | None) -> None:
    """Print one hash of all that is stored in STORE, the same wherever the same is stored."""
    opened = open_store(store_address(address or ctx.obj))
    try:
        say(opened.hash())
    finally:
        opened.close()
