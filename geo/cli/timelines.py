"""``python -m geo timelines``: what is kept of each source's archive, and whether it is exact."""

from __future__ import annotations

from functools import lru_cache, partial

import click
import geopandas as gpd
import shapely

from geo.archive import refresh
from geo.batch import Crew, crew
from geo.cli.crew_options import crew_options, noted, progress
from geo.cli.output import say
from geo.errors import StoreError
from geo.geometry import CRS
from geo.models import EditionRecord
from geo.store import Store
from geo.timeline import Timeline, dissolved, from_bytes
from geo.workspace import shared_store


@click.command("timelines")
@click.option("--check", is_flag=True, help="Decode every edition and compare it with the store.")
@click.option("--rebuild", is_flag=True, help="Make every timeline anew from its editions.")
@crew_options
@click.pass_obj
def timelines(
    store: str | None, check: bool, rebuild: bool, workers: int | None, scheduler: str | None
) -> None:
    """List the timeline of each source: editions, arcs and size.

    --rebuild makes them and the changes between editions again; --workers and --scheduler spread
    that, and the check, over processes.

    With --check, every area of every edition is decoded and must be the stored one, dissolved on
    the grid, with a symmetric difference of exactly nought; exit code 2 if one is not.
    """
    opened = shared_store(store)
    with crew(workers, scheduler, noted) as builders:
        _list(opened, check, rebuild, builders)


def _list(opened: Store, check: bool, rebuild: bool, builders: Crew) -> None:
    with progress("Building", "editions coded and compared") as tell:
        refresh(opened, tell, builders, anew=rebuild)
    for source_id, record in opened.derived.timelines().items():
        payload = opened.derived.timeline_payload(record.hash)
        timeline = from_bytes(payload)
        say(
            f"{source_id}: {len(timeline.instants)} editions, {len(timeline.arcs.signs):,} arcs, "
            f"{len(timeline.arcs.points):,} points, {len(payload):,} bytes as sent"
        )
        if check:
            editions = [e for e in opened.editions() if e.source.id == source_id]
            pairs = ((edition, opened.areas(edition.content_hash)) for edition in editions)
            areas = sum(builders.run(partial(check_edition, payload), pairs))
            say(f"  every edition comes back exactly: {areas} areas compared")


def check_edition(payload: bytes, pair: tuple[EditionRecord, gpd.GeoDataFrame]) -> int:
    """Decode an edition from its timeline and return how many areas are the stored ones.

    Raises
    ------
    StoreError
        If one is not.
    """
    edition, areas = pair
    timeline = _decoded(payload)
    decoded = timeline.areas(timeline.position_at(edition.as_of))
    expected = dissolved(areas)
    keys = ["category", "actor", "kind"]
    same = decoded[keys].equals(expected[keys]) and decoded.crs == expected.crs == CRS
    if same:
        odd = shapely.symmetric_difference(decoded.geometry.values, expected.geometry.values)
        same = bool((shapely.area(odd) == 0).all())
    if not same:
        raise StoreError(
            f"The edition of {edition.as_of.isoformat()} of {edition.source.id} does not come back "
            "from its timeline as it is stored. This is a fault of Salient: please report it."
        )
    return len(expected)


@lru_cache(maxsize=1)
def _decoded(payload: bytes) -> Timeline:
    return from_bytes(payload)
