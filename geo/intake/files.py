"""Which files an import means, and which of them make one edition together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from geo.clock import TimePrecision
from geo.errors import ClockError, SourceError
from geo.sources.dated_names import as_of_from_name
from geo.sources.features import Reading
from geo.sources.limits import Limits
from geo.sources.reader import Reader, file_bytes

ENDINGS = (
    ".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".gpkg", ".zip", ".kml", ".kmz",
    ".parquet", ".geoparquet", ".fgb", ".csv", ".tsv", ".gz",
)  # fmt: skip
"""Endings of files that are taken from a folder; a file that is named is read whatever its name."""


@dataclass(frozen=True)
class Item:
    """A file that may be imported, wherever its bytes are."""

    name: str
    load: Callable[[Limits], bytes]
    """Returns the bytes; raises :class:`SourceParseError` if there are too many or none."""
    edited_at: datetime | None = None
    """When the service that sent it says that it was last edited. Aware, UTC."""

    @staticmethod
    def at(path: Path) -> Item:
        """Return the file at a path; it is opened when it is loaded."""
        return Item(path.name, partial(file_bytes, path))

    @staticmethod
    def of(name: str, data: bytes) -> Item:
        """Return a file whose bytes are at hand, as after an upload."""
        return Item(name, lambda _limits: data)


Read = Callable[[Item], tuple[Reading, bytes]]
"""Reads a file, and returns its bytes as well."""


def read_with(reader: Reader) -> Read:
    """Return the way to read files in the child process of a reader."""

    def read(item: Item) -> tuple[Reading, bytes]:
        data = item.load(reader.limits)
        return reader.read(item.name, data), data

    return read


@contextmanager
def reading_ahead(read_item: Read, items: Sequence[Item]) -> Iterator[Read]:
    """Let the next file be read, in its process, while what was read of this one is looked at.

    Parameters
    ----------
    read_item : callable
        Called in a thread, one file at a time.
    items : sequence of Item
        In the order in which they will be asked for.
    """
    following = dict(zip(map(id, items), items[1:], strict=False))
    begun: dict[int, Future[tuple[Reading, bytes]]] = {}
    pool = ThreadPoolExecutor(1)

    def read(item: Item) -> tuple[Reading, bytes]:
        now = begun.pop(id(item), None) or pool.submit(read_item, item)
        after = following.get(id(item))
        if after is not None:
            begun[id(after)] = pool.submit(read_item, after)
        return now.result()

    try:
        yield read
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True)
class Dated:
    """Files of one instant, as their names state it."""

    items: tuple[Item, ...]
    as_of: datetime | None
    """Aware, UTC; None if no name states it."""
    precision: TimePrecision = "day"


@dataclass(frozen=True)
class Found:
    """What lies at the paths that were named."""

    items: tuple[Item, ...]
    passed_over: tuple[Path, ...]
    """Files of a folder whose ending is none that is read."""
    from_folder: bool


def find_files(paths: Sequence[Path]) -> Found:
    """Return the files at some paths.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders; folders are searched to the bottom, hidden files left alone.

    Raises
    ------
    SourceError
        If a folder holds no file that can be read.
    """
    files: list[Path] = []
    passed_over: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        inside = sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p, path))
        taken = [p for p in inside if p.name.lower().endswith(ENDINGS)]
        if not taken:
            raise SourceError(
                f"The folder {path.name!r} holds no file that can be imported. Files of "
                f"{', '.join(ENDINGS)} are taken."
            )
        files += taken
        passed_over += sorted(set(inside) - set(taken))
    return Found(
        tuple(map(Item.at, files)), tuple(passed_over), any(path.is_dir() for path in paths)
    )


def by_date(
    items: Sequence[Item],
    zone: str,
    *,
    together: bool,
    as_of: tuple[datetime, TimePrecision] | None = None,
) -> tuple[Dated, ...]:
    """Return files in order of the instants that their names state.

    Parameters
    ----------
    items : sequence of Item
    zone : str
        IANA zone in which the source counts its days.
    together : bool
        Whether files of one day are layers of one edition, as ISW publishes them.
    as_of : (datetime, precision), optional
        What all of them describe, whatever their names say.

    Raises
    ------
    ClockError
        If a name states two days, or one of several files states none.
    """
    groups: dict[object, list[tuple[Item, datetime | None, TimePrecision]]] = {}
    for item in items:
        instant, precision = as_of or as_of_from_name(item.name, zone) or (None, "day")
        if instant is None and len(items) > 1:
            raise ClockError(
                f"The name {item.name!r} states no date, and several files are read in order of "
                "date. Rename it, or import it by itself with --as-of."
            )
        key = instant if together and instant is not None else id(item)
        groups.setdefault(key, []).append((item, instant, precision))
    dated = [
        Dated(tuple(item for item, _, _ in group), group[0][1], group[0][2])
        for group in groups.values()
    ]
    return tuple(sorted(dated, key=lambda d: (d.as_of is not None, d.as_of)))


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.relative_to(folder).parts)
