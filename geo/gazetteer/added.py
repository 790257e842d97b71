"""Tables that a user added: kept beside the store, listed, removed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from geo.errors import ConfigurationError
from geo.gazetteer.making import Made, write_made
from geo.gazetteer.tables import read_table, table_files

__all__ = ["Added", "added_tables", "checked_name", "describe_added", "keep_table", "remove_added"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_SUFFIX = ".places.parquet"


@dataclass(frozen=True)
class Added:
    """A table that was added."""

    name: str
    places: int
    names: int
    megabytes: float


def checked_name(name: str) -> str:
    """Return a name that a table may have.

    Parameters
    ----------
    name : str
        Letters, digits, ``-`` and ``_``, such as ``RU``.

    Raises
    ------
    ConfigurationError
        If it is no such name.
    """
    if not _NAME.fullmatch(name):
        raise ConfigurationError(
            f"{name!r} cannot be the name of a table. Use letters, digits, - and _, as in RU."
        )
    return name


def keep_table(made: Made, folder: Path, name: str) -> Added:
    """Keep a table; one of that name is replaced.

    Parameters
    ----------
    made : Made
    folder : Path
        Made if it is not there.
    name : str
        As :func:`checked_name` takes it.

    Raises
    ------
    ConfigurationError
        If the name is no such name, or nothing can be written there.
    """
    own, coming = folder / checked_name(name), folder / f".{name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_made(made, coming)
        for new, old in zip(table_files(coming), table_files(own), strict=True):
            new.replace(old)
    except OSError as error:
        raise ConfigurationError(
            f"The gazetteer's folder {folder} cannot be written ({error.strerror})."
        ) from error
    return _described(own)


def added_tables(folder: Path) -> tuple[Path, ...]:
    """Return the stems of the tables in a folder, by name; empty where there is no folder."""
    if not folder.is_dir():
        return ()
    names = sorted(path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}"))
    return tuple(folder / name for name in names if _NAME.fullmatch(name))


def describe_added(folder: Path) -> list[Added]:
    """Say what was added."""
    return [_described(stem) for stem in added_tables(folder)]


def _described(stem: Path) -> Added:
    table = read_table(stem)
    size = sum(path.stat().st_size for path in table_files(stem))
    return Added(stem.name, table.count, table.keys, size / 1e6)


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
    for path in table_files(folder / name):
        path.unlink(missing_ok=True)
