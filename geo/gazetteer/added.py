"""Dumps of GeoNames that a user added: read line by line, kept as tables beside the store."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.errors import ConfigurationError, SchemaError
from geo.gazetteer.tables import Row, read_table, write_table

__all__ = ["Added", "added_tables", "describe_added", "keep_dump", "read_dump", "remove_added"]

COLUMNS = 19
_ORIGIN = "GeoNames (CC BY 4.0)"
# Populated places, administrative regions, and what of ground and water news is about.
_CLASSES = frozenset("APTHL")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_SUFFIX = ".places.parquet"


@dataclass(frozen=True)
class Added:
    """A table that was added."""

    name: str
    places: int
    names: int
    megabytes: float


def read_dump(content: bytes, what: str) -> tuple[list[Row], Counter[str]]:
    """Read a dump of GeoNames: tab-separated, 19 columns, no head.

    Parameters
    ----------
    content : bytes
        UTF-8.
    what : str
        The file, as the user knows it.

    Returns
    -------
    rows : list of Row
        Populated places, regions, waters, heights; roads, buildings and woods are left out.
    left_out : Counter of str
        Why, and how many lines; with the rows they add up to the lines of the file.

    Raises
    ------
    SchemaError
        If a line is not of that layout.
    """
    rows: list[Row] = []
    left_out: Counter[str] = Counter()
    problems: list[str] = []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SchemaError(what, [f"byte {error.start} is no UTF-8"]) from error
    for number, line in enumerate(_lines(text), 1):
        cells = line.split("\t")
        if len(cells) != COLUMNS:
            problems.append(f"line {number} has {len(cells)} columns, and GeoNames' have {COLUMNS}")
        elif cells[6] not in _CLASSES:
            left_out["is no populated place, region, water, height or area"] += 1
        else:
            try:
                rows.append(_row(cells))
            except ValueError as error:
                problems.append(f"line {number}: {error}")
        if len(problems) == 10:
            break
    if problems:
        raise SchemaError(what, problems)
    if not rows:
        raise SchemaError(what, ["it has no place"])
    return rows, left_out


def _lines(text: str) -> Iterator[str]:
    # splitlines would part at U+2028 and other characters that stand in names.
    return (line.rstrip("\r") for line in text.split("\n") if line.strip())


def _row(cells: list[str]) -> Row:
    number, name, ascii_name, alternates, lat, lon, _, code, country, _, *admin = cells[:13]
    if not number.isascii() or not number.isdigit():
        raise ValueError(f"{number[:40]!r} is no GeoNames id")
    if not name.strip() or len(name) > 200:
        raise ValueError("the name is empty or longer than 200 characters")
    latitude, longitude = float(lat), float(lon)
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError(f"{lat[:20]}, {lon[:20]} is no place on Earth")
    population = int(cells[14] or 0)
    if not 0 <= population < 10_000_000_000:
        raise ValueError(f"{cells[14][:20]} is no number of people")
    region = f"{country}.{admin[0]}" if admin[0] and admin[0] != "00" else ""
    return Row(
        id=number,
        name=name,
        code=code,
        country=country,
        admin1=region,
        admin2=f"{region}.{admin[1]}" if region and admin[1] else "",
        lon=longitude,
        lat=latitude,
        population=population,
        origin=_ORIGIN,
        alternates={other for other in (ascii_name, *alternates.split(",")) if len(other) > 2}
        - {name},
    )


def keep_dump(rows: list[Row], folder: Path, name: str) -> Added:
    """Keep rows as a table; one of that name is replaced.

    Parameters
    ----------
    rows : list of Row
    folder : Path
        Made if it is not there.
    name : str
        Letters, digits, ``-`` and ``_``, such as ``RU``.

    Raises
    ------
    ConfigurationError
        If the name is no such name, or nothing can be written there.
    """
    if not _NAME.fullmatch(name):
        raise ConfigurationError(
            f"{name!r} cannot be the name of a table. Use letters, digits, - and _, as in RU."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_table(rows, folder / f".{name}")
        for what in ("names", "places"):
            (folder / f".{name}.{what}.parquet").replace(folder / f"{name}.{what}.parquet")
    except OSError as error:
        raise ConfigurationError(
            f"The gazetteer's folder {folder} cannot be written ({error.strerror})."
        ) from error
    return _described(folder, name)


def added_tables(folder: Path) -> tuple[Path, ...]:
    """Return the stems of the tables in a folder, by name; empty where there is no folder."""
    if not folder.is_dir():
        return ()
    names = sorted(path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}"))
    return tuple(folder / name for name in names if _NAME.fullmatch(name))


def describe_added(folder: Path) -> list[Added]:
    """Say what was added."""
    return [_described(folder, stem.name) for stem in added_tables(folder)]


def _described(folder: Path, name: str) -> Added:
    table = read_table(folder / name)
    size = sum((folder / f"{name}.{what}.parquet").stat().st_size for what in ("names", "places"))
    return Added(name, table.count, table.keys, size / 1e6)


def remove_added(folder: Path, name: str) -> None:
    """Remove a table.

    Raises
    ------
    ConfigurationError
        If there is none of that name.
    """
    if folder / name not in added_tables(folder):
        raise ConfigurationError(
            f"There is no added table {name!r}. `python -m geo gazetteer` lists them."
        )
    for what in ("places", "names"):
        (folder / f"{name}.{what}.parquet").unlink(missing_ok=True)
