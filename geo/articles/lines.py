"""Articles as lines of JSON, many at once: a group of lines in, a group of readings out."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from geo.articles.as_json import reading_json
from geo.articles.documents import document_of_line
from geo.articles.reading import read_article
from geo.errors import BatchError, GeoError, SourceParseError
from geo.gazetteer import load_gazetteer
from geo.gazetteer.tables import table_files


@dataclass(frozen=True)
class Readings:
    """What came of a group of lines."""

    lines: bytes
    """A line of JSON for each reading, UTF-8."""
    read: int
    problems: tuple[str, ...]
    """A sentence for each line that is not read, with its number."""
    taken: int
    """Lines of the input that this was, empty ones too."""


@dataclass(frozen=True)
class Tables:
    """Tables that were added to the gazetteer, and what was in them when the work began."""

    stems: tuple[Path, ...]
    digest: str

    @classmethod
    def of(cls, stems: Sequence[Path]) -> Tables:
        """Return the tables as they lie there now."""
        return cls(tuple(stems), _digest(tuple(stems)))


def read_lines(tables: Tables, group: Sequence[tuple[int, bytes]]) -> Readings:
    """Read a group of lines; what is no article is named, and the rest goes on.

    Parameters
    ----------
    tables : Tables
        What the user added to the gazetteer.
    group : sequence of (int, bytes)
        Numbers of lines, from 1, and the lines.

    Raises
    ------
    BatchError
        If this process does not have the same tables.
    ConfigurationError
        If a table cannot be read.
    """
    if _digest(tables.stems) != tables.digest:
        named = ", ".join(repr(str(stem)) for stem in tables.stems)
        raise BatchError(
            f"A worker does not have the same tables beside the store: {named}. Copy that folder "
            "to the same path on its machine."
        )
    gazetteer = load_gazetteer(tables.stems)
    made, problems = [], []
    with _garbage_left():
        for number, line in group:
            if not line.strip():
                continue
            try:
                document = document_of_line(_text(line))
                said = reading_json(read_article(document, gazetteer))
                made.append(json.dumps(said, ensure_ascii=False).encode() + b"\n")
            except GeoError as error:
                problems.append(f"Line {number}: {error}")
            except UnicodeEncodeError as error:
                problems.append(f"Line {number}: It has half a character ({error.reason}).")
    return Readings(b"".join(made), len(made), tuple(problems), len(group))


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Look for garbage after a group of lines and not within: reading leaves next to none.

    What is kept of words and names grows while new articles are read, and a collector that is
    called by its growth takes a fifth of the time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceParseError(
            f"It is not UTF-8 ({error.reason} at byte {error.start})."
        ) from error


@lru_cache(maxsize=4)
def _digest(stems: tuple[Path, ...]) -> str:
    found = sha256()
    for stem in stems:
        for path in table_files(stem):
            found.update(path.read_bytes() if path.is_file() else b"missing")
    return found.hexdigest()
