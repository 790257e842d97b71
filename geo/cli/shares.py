"""``python -m geo shares``: what percentage of a settlement or an oblast is held, by whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import geopandas as gpd

from geo.analysis.held_shares import circle, held_shares
from geo.boundaries import read_oblasts
from geo.chosen_editions import edition_on, edition_stamp
from geo.cli.output import say
from geo.errors import NotInStore, SchemaError
from geo.sources.reader import Reader
from geo.store import Store
from geo.workspace import shared_store

_FORMS = ("table", "json", "csv")


@click.command("shares")
@click.option("--source", required=True, help="Id of a source, as `editions` lists it.")
@click.option("--at", required=True, help="2025-01-05, or an instant with its zone.")
@click.option("--place", "places", multiple=True, help="Name of a settlement of the store.")
@click.option("--radius", type=float, default=3.0, show_default=True, help="Kilometres around it.")
@click.option(
    "--outlines",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="GeoJSON of outlines with a property name, in place of circles.",
)
@click.option("--format", "form", type=click.Choice(_FORMS), default="table", show_default=True)
@click.pass_obj
def shares_command(
    store: str | None,
    source: str,
    at: str,
    places: tuple[str, ...],
    radius: float,
    outlines: Path | None,
    form: str,
) -> None:
    """Say what percentage of settlements or oblasts is assessed, advances or claimed on a date.

    Without --place or --outlines: each oblast.
    """
    opened = shared_store(store)
    found = edition_on(opened, source, at)
    shapes, how = _outlines(opened, places, radius, outlines)
    frame = held_shares(opened.areas(found.content_hash), shapes)
    if form == "json":
        click.echo(frame.to_json(orient="records", force_ascii=False, indent=1))
        return
    if form == "csv":
        click.echo(frame.to_csv(index=False, float_format="%.6f"), nl=False)
        return
    say(f"{found.source.title}. Data as of {edition_stamp(found)}. {how}")
    for name, category, actor, km2, percent in frame.itertuples(index=False):
        say(f"  {percent:5.1f} percent of {name}: {category}, {actor} ({km2:,.1f} km2)")
    if frame.empty:
        say("  Nobody holds any of it.")
    say(f"{found.source.attribution}.")


def _outlines(
    store: Store, names: tuple[str, ...], radius: float, path: Path | None
) -> tuple[gpd.GeoDataFrame, str]:
    """Return outlines with their ``name``, and in words what they are."""
    if path is not None:
        with Reader() as reader:
            reading, _ = reader.read_file(path)
        named = [f for f in reading.features if f.properties.get("name")]
        if len(named) < len(reading.features):
            raise SchemaError(path.name, ["an outline has no property 'name'"])
        data: dict[str, Any] = {"name": [str(f.properties["name"]) for f in named]}
        shapes = [feature.geometry for feature in named]
        return gpd.GeoDataFrame(data, geometry=shapes, crs="EPSG:4326"), f"Outlines of {path.name}."
    if not names:
        oblasts = read_oblasts()
        return oblasts.rename(columns={"oblast": "name"}), "Outlines of oblasts: docs/methods.md."
    if not radius > 0:
        raise SchemaError("The option --radius", ["it must be above nought"])
    known = {place.name.casefold(): place for place in store.places()}
    missing = [name for name in names if name.casefold() not in known]
    if missing:
        raise NotInStore(f"There is no place {missing[0]!r} in this store. See the map's places.")
    found = [known[name.casefold()] for name in names]
    return (
        gpd.GeoDataFrame(
            {"name": [place.name for place in found]},
            geometry=[circle(place.lon, place.lat, radius) for place in found],
            crs="EPSG:4326",
        ),
        f"Circles of {radius:g} km, since no outline was given.",
    )
