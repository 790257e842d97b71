"""``python -m geo timelines``: what is kept of each source's archive, and whether it is exact."""

from __future__ import annotations

import click
import shapely

from geo.archive import refresh
from geo.errors import StoreError
from geo.geometry import CRS
from geo.models import EditionRecord
from geo.store import Store
from geo.timeline import Timeline, dissolved, from_bytes
from geo.workspace import shared_store


@click.command("timelines")
@click.option("--check", is_flag=True, help="Decode every edition and compare it with the store.")
@click.pass_obj
def timelines(store: str | None, check: bool) -> None:
    """List the timeline of each source: editions, arcs and size.

    With --check, every area of every edition is decoded and must be the stored one, dissolved on
    the grid, with a symmetric difference of exactly nought; exit code 2 if one is not.
    """
    opened = shared_store(store)
    refresh(opened)
    for source_id, record in opened.derived.timelines().items():
        payload = opened.derived.timeline_payload(record.hash)
        timeline = from_bytes(payload)
        click.echo(
            f"{source_id}: {len(timeline.instants)} editions, {len(timeline.arcs.signs):,} arcs, "
            f"{len(timeline.arcs.points):,} points, {len(payload):,} bytes as sent"
        )
        if check:
            editions = [e for e in opened.editions() if e.source.id == source_id]
            areas = sum(_check(opened, edition, timeline) for edition in editions)
            click.echo(f"  every edition comes back exactly: {areas} areas compared")


def _check(store: Store, edition: EditionRecord, timeline: Timeline) -> int:
    decoded = timeline.areas(timeline.position_at(edition.as_of))
    expected = dissolved(store.areas(edition.content_hash))
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
