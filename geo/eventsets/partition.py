"""Events cut into files by month and cell, each part of the input by itself."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import fsspec
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.batch import Crew
from geo.clock import zone_named
from geo.errors import ConfigurationError, SchemaError, SourceError
from geo.eventsets.cells import cell_names
from geo.eventsets.files import LIST, SCHEMA, UNDATED, EventFile, EventSet
from geo.models import Source

_ROWS = 50_000  # of a table in memory, a part
_GEO = json.dumps(
    {
        "version": "1.1.0",
        "primary_column": "geometry",
        # Without a CRS: longitude and latitude of WGS84.
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
    }
)


@dataclass(frozen=True)
class Rows:
    """A part of what is to be partitioned: a table, or a row group of a Parquet file."""

    number: int
    table: pd.DataFrame | None = None
    url: str = ""
    group: int = 0
    count: int = 0
    """Rows of the row group."""


@dataclass(frozen=True)
class _Written:
    files: tuple[EventFile, ...]
    types: Counter[str]
    first: int | None
    last: int | None


def rows_of_table(events: pd.DataFrame) -> Iterator[Rows]:
    """Return a table of events in parts."""
    for number, start in enumerate(range(0, len(events), _ROWS)):
        yield Rows(number, table=events.iloc[start : start + _ROWS])


def rows_of_files(urls: Sequence[str]) -> list[Rows]:
    """Return the row groups of Parquet files with the columns of events.

    Raises
    ------
    SourceError
        If one cannot be opened.
    """
    found: list[Rows] = []
    for url in urls:
        try:
            with fsspec.open(url, "rb") as file:
                head = pq.ParquetFile(file).metadata
        except (OSError, ValueError, ImportError, pa.ArrowException) as error:
            raise SourceError(f"{url!r} cannot be read as Parquet ({error}). Check it.") from error
        for group in range(head.num_row_groups):
            count = head.row_group(group).num_rows
            found.append(Rows(len(found), url=url, group=group, count=count))
    return found


def partition(
    parts: Iterable[Rows],
    source: Source,
    url: str,
    crew: Crew,
    tell: Callable[[int], None] = lambda rows: None,
) -> EventSet:
    """Write events as files by month and cell, then the list of them.

    Parameters
    ----------
    parts : iterable of Rows
    source : Source
        Whose events they are. Months are those of its time zone.
    url : str
        Address of a folder; with ``--scheduler`` one that every worker reaches.
    crew : Crew
    tell : callable
        Told how many rows are written.

    Raises
    ------
    ConfigurationError
        If there is a set at that address already.
    SchemaError, SourceError
        If a part does not have the columns of events, or cannot be read or written.
    """
    fs, root = fsspec.url_to_fs(url)
    if fs.exists(f"{root}/{LIST}"):
        raise ConfigurationError(
            f"There is a set of events at {url!r} already. Choose another address, or remove it."
        )
    files: list[EventFile] = []
    types: Counter[str] = Counter()
    firsts, lasts = [], []
    done = 0
    for written in crew.run(partial(write_rows, url, source), parts):
        files += written.files
        types += written.types
        firsts += [] if written.first is None else [written.first]
        lasts += [] if written.last is None else [written.last]
        done += sum(file.rows for file in written.files)
        tell(done)
    made = EventSet(
        url=url,
        source=source,
        files=tuple(sorted(files, key=lambda file: file.path)),
        types=tuple(sorted(types.items(), key=lambda entry: (-entry[1], entry[0]))),
        first=min(firsts, default=None),
        last=max(lasts, default=None),
    )
    fs.makedirs(root, exist_ok=True)
    fs.pipe_file(f"{root}/{LIST}", made.as_json())
    return made


def write_rows(url: str, source: Source, rows: Rows) -> _Written:
    """Write one part. Its files have its number in their names: done twice, they are the same."""
    events = rows.table if rows.table is not None else _read(rows)
    if missing := [name for name in SCHEMA.names if name not in events.columns]:
        raise SchemaError(
            f"Part {rows.number} of the events", [f"it has no column {name!r}" for name in missing]
        )
    local = events["start"].dt.tz_convert(zone_named(source.time_zone)).dt.tz_localize(None)
    month = local.dt.strftime("%Y-%m").where(local.notna(), UNDATED)
    cell = cell_names(events["lon"].to_numpy(float), events["lat"].to_numpy(float))
    days = local.dropna().to_numpy("datetime64[D]").astype(np.int64)
    fs, root = fsspec.url_to_fs(url)
    files = []
    for (when, where), group in events.groupby([month.to_numpy(), cell], sort=True):
        path = f"month={when}/cell={where}/{rows.number:06d}.parquet"
        fs.makedirs(f"{root}/month={when}/cell={where}", exist_ok=True)
        fs.pipe_file(f"{root}/{path}", _parquet(group, source))
        files.append(EventFile(path, len(group)))
    counts = events["event_type"].value_counts()
    return _Written(
        files=tuple(files),
        types=Counter({str(name): int(count) for name, count in counts.items()}),
        first=int(days.min()) if len(days) else None,
        last=int(days.max()) if len(days) else None,
    )


def _read(rows: Rows) -> pd.DataFrame:
    try:
        with fsspec.open(rows.url, "rb") as file:
            read = pq.ParquetFile(file).read_row_group(rows.group, use_threads=False)
        kept = [name for name in SCHEMA.names if name in read.schema.names]
        return read.select(kept).to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"{rows.url!r} cannot be read ({error}). Check it.") from error


def _parquet(events: pd.DataFrame, source: Source) -> bytes:
    table = pa.Table.from_pandas(events[SCHEMA.names], SCHEMA, preserve_index=False)
    lon, lat = events["lon"].to_numpy(float), events["lat"].to_numpy(float)
    points = np.full(len(events), None, dtype=object)
    placed = np.isfinite(lon) & np.isfinite(lat)
    points[placed] = shapely.points(lon[placed], lat[placed])
    table = table.append_column("geometry", pa.array(shapely.to_wkb(points), pa.binary()))
    said = {
        "title": source.title, "attribution": source.attribution, "licence": source.licence,
        "terms": source.terms, "redistribution": source.redistribution,
        "synthetic": source.synthetic, "time_zone": source.time_zone,
    }  # fmt: skip
    table = table.replace_schema_metadata(
        {"geo": _GEO, "salient": json.dumps(said, ensure_ascii=False)}
    )
    written = io.BytesIO()
    pq.write_table(table, written, compression="zstd")
    return written.getvalue()
