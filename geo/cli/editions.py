"""``python -m geo editions``: what the store holds."""

from __future__ import annotations

import json

import click

from geo.cli.output import say
from geo.clock import to_rfc3339
from geo.workspace import shared_store


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
@click.pass_obj
def editions(store: str | None, as_json: bool) -> None:
    """List every edition with its areas in km2, dissolved within category, actor and kind."""
    found = shared_store(store).editions()
    if as_json:
        rows = [
            {
                "source": edition.source.id,
                "as_of": to_rfc3339(edition.as_of),
                "synthetic": edition.source.synthetic,
                "areas": [
                    {
                        "category": area.category,
                        "actor": area.actor,
                        "kind": area.kind,
                        "km2": round(area.km2, 3),
                    }
                    for area in edition.areas
                ],
            }
            for edition in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for edition in found:
        mark = "  synthetic" if edition.source.synthetic else ""
        say(f"{edition.source.id}  {to_rfc3339(edition.as_of)}{mark}")
        for area in edition.areas:
            words = f"{area.category} {area.actor} {area.kind}"
            say(f"    {words:<34}{area.km2:>12,.1f} km2")
