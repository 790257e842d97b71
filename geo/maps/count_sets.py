"""Tiles of counts made from a partitioned set of events, cell by cell."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from geo.batch import Crew
from geo.errors import ConfigurationError, GeoError, NotInStore
from geo.eventsets import EventFile, EventSet
from geo.eventsets.cells import CELL_ZOOM, NOWHERE
from geo.maps.event_counts import (
    DEEPEST,
    TILE_BITS,
    Counting,
    Counts,
    count_events,
    no_tile,
    summary,
    tiles,
)
from geo.maps.events import NEEDED_COLUMNS
from geo.models import SLUG, Source

_ROWS = 1_000_000  # read at once
_TILES, _SUMMARY, _SET = "tiles.pmtiles", "summary.bin", "set.json"


@dataclass(frozen=True)
class CountSet:
    """Tiles of counts that lie ready in a folder."""

    folder: Path
    source: Source
    count: int
    revision: str
    """A hash of the tiles."""


@dataclass(frozen=True)
class _Cell:
    """What became of a cell."""

    tiles: tuple[tuple[int, int, int, bytes], ...]
    coarse: Counts
    whole: Counts
    rows: int


def make_counts(
    events: EventSet,
    folder: Path,
    crew: Crew,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> CountSet:
    """Count a set's events into tiles for the map.

    Parameters
    ----------
    events : EventSet
    folder : Path
        Where sets of tiles are kept; this one's folder is named after its source and replaces one
        that is there.
    crew : Crew
        A part is a cell of the partition: one worker needs the memory for its events.
    tell : callable
        Told how many events of how many are counted.

    Returns
    -------
    CountSet
    """
    source = events.source
    how = Counting.of(events.types, events.first, events.last, source.time_zone)
    wholes: list[Counts] = []
    coarse: list[Counts] = []
    done = 0
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f".{source.id}.{os.getpid()}"
    half.mkdir()
    try:
        with (half / _TILES).open("wb") as file:
            writer = Writer(file)
            for cell in crew.run(partial(count_cell, events_alone(events), how), _cells(events)):
                for zoom, x, y, content in cell.tiles:
                    writer.write_tile(zxy_to_tileid(zoom, x, y), content)
                wholes.append(cell.whole)
                coarse.append(cell.coarse)
                done += cell.rows
                tell(done, events.rows)
            counts = Counts.together(coarse)
            for zoom in range(CELL_ZOOM - 1, -1, -1):
                for x, y, content in tiles(counts, zoom):
                    writer.write_tile(zxy_to_tileid(zoom, x, y), content)
                counts = counts.coarser(zoom + TILE_BITS)
            if not writer.tile_entries:  # an archive of no tiles has no zooms
                writer.write_tile(0, no_tile())
            writer.finalize(_HEADER, {"attribution": source.attribution, "name": source.title})
        whole = Counts.together(wholes)
        (half / _SUMMARY).write_bytes(summary(whole, how))
        digest = sha256((half / _SUMMARY).read_bytes())
        with (half / _TILES).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        said = {"source": _plain(source), "count": events.rows, "revision": digest.hexdigest()[:16]}
        (half / _SET).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        final = folder / source.id
        if final.exists():
            shutil.rmtree(final)
        half.replace(final)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return _opened(final)


def count_cell(events: EventSet, how: Counting, files: tuple[EventFile, ...]) -> _Cell:
    """Count the events of a cell; tiles below a cell's size are whole with it."""
    drawn, wholes = [], []
    for some in _few(files):
        counted, whole = count_events(events.read(some, columns=NEEDED_COLUMNS), how)
        drawn.append(counted)
        wholes.append(whole)
    counts = Counts.together(drawn)
    made = []
    for zoom in range(DEEPEST, CELL_ZOOM - 1, -1):
        made += [(zoom, x, y, content) for x, y, content in tiles(counts, zoom)]
        counts = counts.coarser(zoom + TILE_BITS)
    return _Cell(tuple(made), counts, Counts.together(wholes), sum(file.rows for file in files))


def events_alone(events: EventSet) -> EventSet:
    """Return a set without its list of files, which every part would carry along."""
    return replace(events, files=(), types=())


def count_sets(folder: Path) -> list[CountSet]:
    """Return the sets of tiles in a folder, by id; none if there is no folder."""
    return [_opened(path.parent) for path in sorted(folder.glob(f"*/{_SET}"))]


def count_set(folder: Path, id: str, revision: str) -> CountSet:
    """Return one set of tiles.

    Raises
    ------
    NotInStore
        If it is not there, or not in that revision any more.
    """
    if SLUG.fullmatch(id) and (folder / id / _SET).is_file():
        found = _opened(folder / id)
        if found.revision == revision:
            return found
    raise NotInStore("These counts of events are not there any more. Reload the page.")


def summary_of(counts: CountSet) -> bytes:
    """Return what the panel shows of a whole set, packed."""
    return (counts.folder / _SUMMARY).read_bytes()


def tile_of(counts: CountSet, zoom: int, x: int, y: int) -> bytes | None:
    """Return a tile, packed, or None where there are no events."""
    if not (0 <= zoom <= DEEPEST and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
        return None
    with (counts.folder / _TILES).open("rb") as file:
        found: bytes | None = Reader(MmapSource(file)).get(zoom, x, y)
        return found


_HEADER = {
    "tile_type": TileType.UNKNOWN, "tile_compression": Compression.GZIP,
    "min_lon_e7": -1_800_000_000, "min_lat_e7": -850_000_000,
    "max_lon_e7": 1_800_000_000, "max_lat_e7": 850_000_000,
    "center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0,
}  # fmt: skip


def _cells(events: EventSet) -> Iterator[tuple[EventFile, ...]]:
    by_cell = sorted(events.files, key=lambda file: (file.cell == NOWHERE, file.cell, file.path))
    for _, files in groupby(by_cell, key=lambda file: file.cell):
        yield tuple(files)


def _few(files: tuple[EventFile, ...]) -> Iterator[list[EventFile]]:
    """Return files so many at a time that their rows fit into memory and are worth a reading."""
    some: list[EventFile] = []
    for file in files:
        some.append(file)
        if sum(one.rows for one in some) >= _ROWS:
            yield some
            some = []
    if some:
        yield some


def _plain(source: Source) -> dict[str, object]:
    return {name: getattr(source, name) for name in ("id", "title", "attribution", "licence")}


def _opened(folder: Path) -> CountSet:
    try:
        said = json.loads((folder / _SET).read_text(encoding="utf-8"))
        return CountSet(folder, Source(**said["source"]), int(said["count"]), str(said["revision"]))
    except (OSError, ValueError, KeyError, TypeError, GeoError) as error:
        raise ConfigurationError(
            f"The counts of events in {str(folder)!r} are damaged ({error}). Remove the folder, or "
            "make them once more with: python -m geo events tiles."
        ) from error
