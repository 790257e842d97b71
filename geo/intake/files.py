"""Which files an import means, and which of them make one edition together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from geo.clock import TimePrecision
from geo.errors import ClockError, SourceError
from geo.sources.dated_names import as_of_from_name

ENDINGS = (
    ".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".gpkg", ".zip", ".kml", ".kmz",
    ".parquet", ".geoparquet", ".fgb", ".csv", ".tsv", ".gz",
)  # fmt: skip
"""Endings of files that are taken from a folder; a file that is named is read whatever its name."""


@dataclass(frozen=True)
class Dated:
    """Files of one instant, as their names state it."""

    paths: tuple[Path, ...]
    as_of: datetime | None
    """Aware, UTC; None if no name states it."""
    precision: TimePrecision = "day"


@dataclass(frozen=True)
class Found:
    """What lies at the paths that were named."""

    dated: tuple[Dated, ...]
    """By instant."""
    passed_over: tuple[Path, ...]
    """Files of a folder whose ending is none that is read."""
    from_folder: bool


def find_files(
    paths: Sequence[Path],
    zone: str,
    *,
    together: bool,
    as_of: tuple[datetime, TimePrecision] | None = None,
) -> Found:
    """Return the files at some paths by the instant that their names state.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders; folders are searched to the bottom, hidden files left alone.
    zone : str
        IANA zone in which the source counts its days.
    together : bool
        Whether files of one day are layers of one edition, as ISW publishes them.
    as_of : (datetime, precision), optional
        What all of them describe, whatever their names say.

    Raises
    ------
    SourceError
        If a folder holds no file that can be read.
    ClockError
        If a name states two days, or a file of a folder states none.
    """
    files, passed_over = [], []
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
        passed_over += [p for p in inside if p not in set(taken)]
    from_folder = any(path.is_dir() for path in paths)
    groups: dict[object, list[tuple[Path, datetime | None, TimePrecision]]] = {}
    for file in files:
        instant, precision = as_of or as_of_from_name(file.name, zone) or (None, "day")
        if instant is None and from_folder:
            raise ClockError(
                f"The name {file.name!r} states no date, and a folder is read in order of date. "
                "Rename it, or import it by itself with --as-of."
            )
        key = instant if together and instant is not None else file
        groups.setdefault(key, []).append((file, instant, precision))
    dated = [
        Dated(tuple(file for file, _, _ in group), group[0][1], group[0][2])
        for group in groups.values()
    ]
    dated.sort(key=lambda d: (d.as_of is not None, d.as_of, d.paths))
    return Found(tuple(dated), tuple(passed_over), from_folder)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.relative_to(folder).parts)
