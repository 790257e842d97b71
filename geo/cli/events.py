"""``python -m geo events``: large sets of events as partitioned files, and as tiles for the map."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from geo.batch import crew
from geo.cli.crew_options import crew_options, noted, progress
from geo.cli.output import say
from geo.errors import NotInStore
from geo.eventsets import open_set, partition, rows_of_files, rows_of_table
from geo.eventsets.join import join_events
from geo.maps.count_sets import make_counts
from geo.models import Source
from geo.workspace import counts_folder, shared_store


@click.group("events")
def events_group() -> None:
    """Large sets of events: partitioned files, and tiles of counts for the map."""


@events_group.command("partition")
@click.argument("out", metavar="OUT")
@click.argument("files", nargs=-1, metavar="[FILES]...")
@click.option("--source", help="Id of a source of events in the store; or, with files, theirs.")
@click.option("--title", help="With files: the source's title; else its id.")
@click.option("--attribution", help="With files: the credit line.")
@click.option("--licence", default="", help="With files: the licence.")
@click.option("--zone", default="UTC", show_default=True, help="With files: zone of its days.")
@crew_options
@click.pass_obj
def partition_command(
    store: str | None,
    out: str,
    files: tuple[str, ...],
    source: str | None,
    title: str | None,
    attribution: str | None,
    licence: str,
    zone: str,
    workers: int | None,
    scheduler: str | None,
) -> None:
    """Write a set of events as GeoParquet by month and cell into the folder OUT.

    OUT is a folder or an address such as s3://bucket/events, for which fsspec needs its package.
    The events are those of a source in the store, or of Parquet FILES with the same columns.
    """
    if not source or bool(files) != bool(attribution):
        raise click.UsageError(
            "Name a --source of the store; or files, with --source and --attribution."
        )
    if files:
        parts = rows_of_files(files)
        said = Source(
            id=source, title=title or source, attribution=attribution or "", licence=licence,
            time_zone=zone,
        )  # fmt: skip
        total = sum(rows.count for rows in parts)
    else:
        opened = shared_store(store)
        record = next((r for r in opened.event_sets() if r.source.id == source), None)
        if record is None:
            listed = ", ".join(r.source.id for r in opened.event_sets()) or "none"
            raise NotInStore(f"The store has no events of {source!r}. It has: {listed}.")
        said, total = record.source, record.count
        table: pd.DataFrame = opened.events(source)
        parts = list(rows_of_table(table))
    with (
        crew(workers, scheduler, noted) as writers,
        progress("Partitioning", "events") as tell,
    ):
        made = partition(parts, said, out, writers, lambda rows: tell(rows, total))
    say(f"{made.rows:,} events in {len(made.files):,} files at {out}.")


@events_group.command("tiles")
@click.argument("url", metavar="SET")
@crew_options
@click.pass_obj
def tiles_command(store: str | None, url: str, workers: int | None, scheduler: str | None) -> None:
    """Count a partitioned set into tiles beside the store, from which the map draws it.

    The map then offers the set by its title. Tiles of the same source are replaced.
    """
    events = open_set(url)
    folder = counts_folder(store)
    with crew(workers, scheduler, noted) as counters, progress("Counting", "events") as tell:
        made = make_counts(events, folder, counters, tell)
    size = sum(path.stat().st_size for path in Path(made.folder).iterdir())
    say(f"{made.count:,} events as tiles of {size:,} bytes in {made.folder}.")


@events_group.command("join")
@click.argument("url", metavar="SET")
@click.option("--control", required=True, help="Source of control areas, as `editions` lists it.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A Parquet file.")
@crew_options
@click.pass_obj
def join_command(
    store: str | None,
    url: str,
    control: str,
    out: Path,
    workers: int | None,
    scheduler: str | None,
) -> None:
    """Join a partitioned set to oblasts, and to the control areas in force when an event began.

    Of events that are placed by district or worse, control is not asked. Columns: docs/scale.md.
    """
    events = open_set(url)
    opened = shared_store(store)
    kept = opened.derived.timelines().get(control)
    if kept is None:
        listed = ", ".join(opened.derived.timelines())
        raise NotInStore(f"The store has no control areas of {control!r}. It has: {listed}.")
    payload = opened.derived.timeline_payload(kept.hash)
    with crew(workers, scheduler, noted) as joiners, progress("Joining", "events") as tell:
        count = join_events(events, payload, out, joiners, tell)
    say(f"{count:,} events joined in {out}.")
