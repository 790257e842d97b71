"""``python -m geo seed build``: the seed's editions from its table of settlements."""

from __future__ import annotations

import click

from geo.cli.output import say
from geo.seeding import build_seed


@click.group()
def seed() -> None:
    """Work on the seed scenario."""


@seed.command()
def build() -> None:
    """Make the editions and the manifest anew from the tables in seeds/."""
    written = build_seed()
    say(f"{len(written)} editions and the manifest were written to {written[0].parent.parent}.")
