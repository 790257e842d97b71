"""Dumps of GeoNames: read in the child process, kept as tables beside the store."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from geo.errors import SourceParseError
from geo.gazetteer.added import Added, checked_name, keep_table
from geo.gazetteer.dumps import lines_of, read_dump
from geo.gazetteer.making import Made, make_table, sound
from geo.sources.archives import unpack_one
from geo.sources.limits import Limits
from geo.sources.packing import arrow_bytes, arrow_table
from geo.sources.reader import ChildProcess, file_bytes, shown_name

LIMITS = Limits(megabytes=600, seconds=300)
"""The largest dump of a country, that of the United States, has about half of that."""
_BLOCK = 1 << 16


def add_dump(path: Path, folder: Path, limits: Limits = LIMITS) -> tuple[Added, Mapping[str, int]]:
    """Add a dump of GeoNames to the gazetteer; one of that name is replaced.

    Parameters
    ----------
    path : Path
        Such as ``RU.zip`` or ``RU.txt``; the table is called ``RU``.
    folder : Path
        Where tables are kept: :func:`geo.workspace.gazetteer_folder`.
    limits : Limits

    Returns
    -------
    added : Added
    left_out : mapping of str to int
        Why lines were left out, and how many.

    Raises
    ------
    SourceParseError
        If it cannot be opened, is over a limit, or is no such dump.
    ConfigurationError
        If its name cannot be the name of a table, or nothing can be written in the folder.
    """
    name = checked_name(path.stem)
    with ChildProcess(limits, "geo.intake.dump_child") as child:
        answer = child.answer(path.name, file_bytes(path, limits))
    try:
        made, left_out = _unpacked(answer)
    except SourceParseError as error:
        raise SourceParseError(f"The file {shown_name(path.name)} {error}") from error
    return keep_table(made, folder, name), left_out


def read_packed(data: bytes, limits: Limits) -> list[bytes | memoryview]:
    """Read a dump, as the child process does, and return its table as frames.

    Raises
    ------
    SourceParseError
        What is wrong with it, as a sentence that begins after its name.
    """
    left_out: Counter[str] = Counter()
    blocks = unpack_one(data, _is_dump, limits) if data.startswith(b"PK") else _cut(data)
    made = make_table(read_dump(lines_of(blocks), left_out, most=limits.rows))
    said = json.dumps({"left_out": left_out}).encode()
    return [said, *(arrow_bytes(part) for part in made)]


def _unpacked(answer: list[bytes]) -> tuple[Made, dict[str, int]]:
    try:
        left_out = {str(why): int(n) for why, n in json.loads(answer[0])["left_out"].items()}
        made = Made(arrow_table(answer[1]), arrow_table(answer[2]))
    except (ValueError, KeyError, TypeError, IndexError, pa.ArrowException) as error:
        raise SourceParseError(
            f"was read into something that is no table of places ({type(error).__name__}). Do not "
            "use it."
        ) from error
    return sound(made), left_out


def _is_dump(name: str) -> bool:
    return name.lower().endswith(".txt") and not name.lower().startswith("readme")


def _cut(data: bytes) -> Iterator[bytes]:
    return (data[start : start + _BLOCK] for start in range(0, len(data), _BLOCK))
