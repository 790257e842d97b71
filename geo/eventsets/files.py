"""A partitioned set of events: its list of files, and reading no more of them than is asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

import fsspec
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
from pyarrow.fs import FSSpecHandler, PyFileSystem

from geo.clock import zone_named
from geo.errors import SourceError, SourceParseError
from geo.events import EVENT_COLUMNS
from geo.eventsets.cells import cells_of_box
from geo.models import Source

LIST = "_salient.json"
"""The list of a set's files, beside its folders. Written last: what has none is no set."""
VERSION = 1
UNDATED = "undated"
_MOMENT = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [
        (name, {"lon": pa.float64(), "lat": pa.float64(), "start": _MOMENT, "end": _MOMENT,
                "fatalities": pa.int64()}.get(name, pa.string()))
        for name in EVENT_COLUMNS
    ]
)  # fmt: skip
"""Of every file, before its ``geometry`` (WKB, longitude and latitude of WGS84)."""


@dataclass(frozen=True)
class EventFile:
    """One file of a set."""

    path: str
    """Below the set's folder: ``month=2025-01/cell=1203101/000000.parquet``."""
    rows: int

    @property
    def month(self) -> str:
        """``2025-01`` in the source's time zone, or :data:`UNDATED`."""
        return self.path.split("/")[0].removeprefix("month=")

    @property
    def cell(self) -> str:
        """As :func:`geo.eventsets.cells.cell_names` names it."""
        return self.path.split("/")[1].removeprefix("cell=")


@dataclass(frozen=True)
class EventSet:
    """A set of events as files."""

    url: str
    source: Source
    files: tuple[EventFile, ...]
    types: tuple[tuple[str, int], ...]
    """Every type with how many events have it, most frequent first."""
    first: int | None
    last: int | None
    """First and last day on which an event begins, in the source's zone, as days since 1970."""

    @property
    def rows(self) -> int:
        """How many events there are."""
        return sum(file.rows for file in self.files)

    def read(
        self,
        files: Sequence[EventFile] | None = None,
        *,
        columns: Sequence[str] = EVENT_COLUMNS,
        box: tuple[float, float, float, float] | None = None,
        first: datetime | None = None,
        last: datetime | None = None,
    ) -> pd.DataFrame:
        """Read events; of what lies outside of box and time, no file is opened.

        Parameters
        ----------
        files : sequence of EventFile, optional
            Only these; all if left out.
        columns : sequence of str
            Of EVENT_COLUMNS; others are not read from the disk either.
        box : tuple of float, optional
            West, south, east, north in degrees; only events in it.
        first, last : datetime, optional
            Aware; only events that begin in this time, both ends included.

        Returns
        -------
        DataFrame
            In the order of the files' paths, and within each as they were written.

        Raises
        ------
        SourceError
            If a file is missing or damaged.
        """
        chosen = self._within(self.files if files is None else files, box, first, last)
        wanted = ds.scalar(True)
        if box is not None:
            west, south, east, north = box
            wanted &= (ds.field("lon") >= west) & (ds.field("lon") <= east)
            wanted &= (ds.field("lat") >= south) & (ds.field("lat") <= north)
        if first is not None:
            wanted &= ds.field("start") >= pa.scalar(first, _MOMENT)
        if last is not None:
            wanted &= ds.field("start") <= pa.scalar(last, _MOMENT)
        if not chosen:
            return _frame(SCHEMA.empty_table().select(list(columns)))
        fs, root = fsspec.url_to_fs(self.url)
        try:
            table = ds.dataset(
                [f"{root}/{file.path}" for file in chosen],
                schema=SCHEMA, format="parquet", filesystem=PyFileSystem(FSSpecHandler(fs)),
            ).to_table(columns=list(columns), filter=wanted, use_threads=False)  # fmt: skip
        except (OSError, pa.ArrowException) as error:
            raise SourceError(
                f"A file of the set of events at {self.url!r} cannot be read ({str(error)[:200]}). "
                "Partition the set once more."
            ) from error
        return _frame(table)

    def _within(
        self,
        files: Sequence[EventFile],
        box: tuple[float, float, float, float] | None,
        first: datetime | None,
        last: datetime | None,
    ) -> list[EventFile]:
        zone = zone_named(self.source.time_zone)
        begin, end = (
            None if at is None else f"{at.astimezone(zone):%Y-%m}" for at in (first, last)
        )
        cells = None if box is None else cells_of_box(*box)
        return [
            file
            for file in files
            if (cells is None or file.cell in cells)
            and not ((begin or end) and file.month == UNDATED)
            and (begin is None or file.month >= begin)
            and (end is None or file.month <= end)
        ]

    def as_json(self) -> bytes:
        """Return the list of files; the same set gives the same bytes."""
        said: dict[str, Any] = {
            "version": VERSION,
            "source": {k: v for k, v in asdict(self.source).items() if k != "opens_at"},
            "types": self.types,
            "first": self.first,
            "last": self.last,
            "files": [[file.path, file.rows] for file in self.files],
        }
        return json.dumps(said, ensure_ascii=False, indent=0).encode()

    @classmethod
    def from_json(cls, url: str, content: bytes) -> Self:
        """Return the set whose list was written by :meth:`as_json`."""
        said = json.loads(content)
        return cls(
            url=url,
            source=Source(**said["source"]),
            files=tuple(EventFile(str(path), int(rows)) for path, rows in said["files"]),
            types=tuple((str(name), int(count)) for name, count in said["types"]),
            first=said["first"],
            last=said["last"],
        )


def open_set(url: str) -> EventSet:
    """Open a partitioned set of events.

    Raises
    ------
    SourceError
        If there is none at the address, or fsspec has no package for such an address.
    SourceParseError
        If its list of files is damaged.
    """
    try:
        fs, root = fsspec.url_to_fs(url)
        content = fs.cat_file(f"{root}/{LIST}")
    except (OSError, ValueError, ImportError) as error:
        raise SourceError(
            f"There is no partitioned set of events at {url!r} ({error}). Make one with: python -m "
            "geo events partition."
        ) from error
    try:
        return EventSet.from_json(url, content)
    except (ValueError, KeyError, TypeError) as error:
        raise SourceParseError(
            f"The list of files {LIST} at {url!r} is damaged ({error}). Partition the set once "
            "more."
        ) from error


def _frame(table: pa.Table) -> pd.DataFrame:
    frame = table.to_pandas()
    kinds: dict[str, str] = {}
    for name in frame.columns:
        if pa.types.is_string(SCHEMA.field(name).type):
            kinds[name] = "str"
        elif name in ("start", "end"):
            kinds[name] = "datetime64[us, UTC]"
        elif name == "fatalities":
            kinds[name] = "Int64"
    return frame.astype(kinds)
