"""``python -m geo geocode``: which places a name may mean, each with its reasons."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from geo.cli.output import say
from geo.errors import GeoError
from geo.gazetteer import Near
from geo.workspace import shared_gazetteer


class NoSuchPlace(GeoError):
    """A name that the gazetteer does not have."""


@click.command("geocode")
@click.argument("name")
@click.option("--near", help="A place that it should be near to, such as Tambov.")
@click.option(
    "--context", multiple=True, help="A region, country or word around the name; may be repeated."
)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON instead of lines.")
@click.pass_obj
def geocode(
    store: str | None,
    name: str,
    near: str | None,
    context: tuple[str, ...],
    limit: int,
    as_json: bool,
) -> None:
    """List the places that NAME may mean, likeliest first."""
    gazetteer = shared_gazetteer(store)
    beside = None
    if near:
        found = gazetteer.search(near, limit=1)
        if not found:
            raise NoSuchPlace(
                f"There is no place named {near!r} to be near to. Check its spelling."
            )
        beside = Near(found[0].place.lon, found[0].place.lat, found[0].place.name)
    candidates = gazetteer.search(name, limit=limit, near=beside, context=context)
    if as_json:
        rows = [asdict(candidate) for candidate in candidates]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if not candidates:
        raise NoSuchPlace(
            f"Nothing is called {name!r}, nor nearly so. Add a country with "
            "`python -m geo gazetteer add RU.zip`, or check the spelling."
        )
    for candidate in candidates:
        place = candidate.place
        where = f"{place.lat:9.5f} {place.lon:10.5f}"
        say(f"{candidate.score:6.2f}  {place.name:<28} {where}  {place.id}")
        say(f"        {'; '.join(candidate.reasons)}")
