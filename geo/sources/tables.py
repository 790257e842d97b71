"""Tables as text: CSV and its kin. Every line is kept as it stands, or left out by its number."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from geo.errors import SourceParseError
from geo.models import RowNote
from geo.sources.encodings import told_encoding
from geo.sources.features import Reading
from geo.sources.limits import Limits
from geo.sources.ucdp import GED_COLUMNS, headerless

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def read_table(data: bytes, limits: Limits) -> Reading:
    """Read a table of text.

    Parameters
    ----------
    data : bytes
        Lines of values parted by commas, semicolons, tabs or upright bars, with a header. UTF-8,
        UTF-16 with its mark, or a Cyrillic or Western 8-bit encoding that can be told.
    limits : Limits
        Of these: columns, rows and text.

    Returns
    -------
    Reading
        With a table; rows are called by the line on which they begin, ``line 2`` after the header.

    Raises
    ------
    SourceParseError
        If it is no table, or a quote that is not closed swallows lines.

    Notes
    -----
    RFC 4180. A value is text, letter for letter: no number, date or missing value is made of it.
    """
    text, encoding = _decoded(data)
    if not text.strip("\x00 \t\r\n"):
        raise SourceParseError("is empty. Nothing can be read from it; get it once more.")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise SourceParseError(
            f"has a NUL byte on line {line}, as a damaged file does. Remove it there, or get the "
            "file once more."
        )
    first, separator = _separator(text)
    csv.field_size_limit(limits.text)
    rows = _rows(text, separator, limits)
    del text  # as large as the file; the rows let go of it after the last
    for _ in range(first):
        next(rows)
    try:
        line, header = next(rows)
    except StopIteration:
        raise SourceParseError("has no header line. Add one that names the columns.") from None
    without = headerless(header)
    if not without:
        header = _checked(header, limits)
    reading = Reading("CSV" if separator == "," else f"table of text with {_SEPARATORS[separator]}")
    if encoding:
        reading.repaired.append(
            RowNote("all rows", f"read as {encoding}, which the file does not say")
        )
        reading.doubts.append(
            f"The file is not UTF-8; it was read as {encoding}. Look whether names come out right."
        )
    columns = _Columns(len(header) + 1)
    for line, values in rows:
        label = f"line {line}"
        if not any(values):
            continue  # a blank line is no row
        if columns.rows >= limits.rows:
            raise SourceParseError(
                f"has more than {limits.rows} lines, which is the limit (rows). Split it."
            )
        if len(values) != len(header):
            reason = f"has {len(values)} values where the header has {len(header)} columns"
            reading.left_out.append(RowNote(label, reason))
            continue
        columns.add([*values, label])
    *found, labels = columns.series()
    frame = pd.concat(found, axis=1)
    frame.columns = pd.Index(header)
    frame.index = pd.Index(labels)
    reading.table = frame
    if without:
        reading.doubts.append(
            "Its first line is an event and names no columns; they were taken to be UCDP GED's, in "
            "their order. Look whether the values stand in the right columns."
        )
        return with_header(reading, GED_COLUMNS)
    return reading


class _Columns:
    """Rows of text on their way into columns, packed by and by.

    Python's strings take four times the room: half a million rows of them would not fit.
    """

    _CHUNK = 20_000

    def __init__(self, count: int) -> None:
        self.rows = 0
        self._count = count
        self._loose: list[Sequence[str]] = []
        self._packed: list[list[pd.Series]] = []

    def add(self, values: Sequence[str]) -> None:
        self.rows += 1
        self._loose.append(values)
        if len(self._loose) == self._CHUNK:
            self._pack()

    def series(self) -> list[pd.Series]:
        if self._loose or not self._packed:
            self._pack()
        return [pd.concat(parts, ignore_index=True) for parts in zip(*self._packed, strict=True)]

    def _pack(self) -> None:
        columns = list(zip(*self._loose, strict=True)) if self._loose else [()] * self._count
        self._packed.append([pd.Series(values, dtype="str") for values in columns])
        self._loose = []


def with_header(reading: Reading, names: Sequence[str]) -> Reading:
    """Return a table whose header was in truth its first row, under other names.

    Parameters
    ----------
    reading : Reading
        With a table of as many columns as there are names.
    """
    table = reading.table
    if table is None:
        return reading
    first = pd.DataFrame(
        [list(table.columns)], columns=table.columns, index=["line 1"], dtype="str"
    )
    reading.table = pd.concat([first, table]).set_axis(list(names), axis=1)
    return reading


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text, and its encoding if that had to be told from the bytes."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16"), ""
        except UnicodeDecodeError as error:
            raise SourceParseError(
                f"begins as UTF-16 and breaks at byte {error.start}. Get it once more."
            ) from error
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        where = f"byte {error.start} (0x{data[error.start]:02X}) on line {line}"
    encoding = told_encoding(data)
    if encoding is None:
        raise SourceParseError(f"is not UTF-8: {where} is none. Save it as UTF-8.")
    return data.decode(encoding), encoding


def _separator(text: str) -> tuple[int, str]:
    """Return how many lines stand before the header, and the separator."""
    head = _LINE_END.split(text[:100_000], maxsplit=5)[:5]
    if found := re.fullmatch(r"sep=(.)", head[0]):
        if found[1] in _SEPARATORS:
            return 1, found[1]
        raise SourceParseError(f"says sep={found[1]!r}; tables are parted by one of , ; | or tabs.")
    counts = {mark: head[0].count(mark) for mark in _SEPARATORS}
    best = max(counts, key=lambda mark: counts[mark])
    if counts[best] == 0:
        raise SourceParseError(
            f"is no table: its first line has no comma, semicolon, tab or bar ({head[0][:60]!r}). "
            "Give it a header line that names its columns."
        )
    return 0, best


def _rows(text: str, separator: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each row begins, and its values."""
    # Not io.StringIO: it keeps four bytes for each letter.
    lines = (match[0] for match in _LINE.finditer(text))
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            _raise_broken(line, str(error), limits)


def _raise_broken(line: int, fault: str, limits: Limits) -> None:
    if "field larger" in fault:
        raise SourceParseError(
            f"has a value of more than {limits.text} characters in the row that begins on line "
            f"{line}, which is the limit (text)."
        )
    if "unexpected end" in fault:
        raise SourceParseError(
            f"has a quote on line {line} that is never closed and takes all lines after it. "
            "Close or double it there."
        )
    raise SourceParseError(
        f"has a quotation mark in the middle of a value in the row that begins on line {line} "
        f"({fault}). Double the mark and put the value in quotes."
    )


def _checked(header: Sequence[str], limits: Limits) -> list[str]:
    names = [name.strip().lstrip("\ufeff") for name in header]
    if len(names) > limits.columns:
        raise SourceParseError(
            f"has {len(names)} columns, over the limit of {limits.columns} (columns)."
        )
    twice = [name for name, count in Counter(names).items() if count > 1 and name]
    if twice:
        raise SourceParseError(
            f"has two columns called {twice[0][:60]!r}, and only one of them can be meant. Rename "
            "or remove the other."
        )
    return [name or f"column {number}" for number, name in enumerate(names, start=1)]
