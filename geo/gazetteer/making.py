"""From places, one after the other, to the two tables that are kept of them.

Rows are put into columns as they come, so that a country of a million places takes a few times the
memory of its names and not a Python object for each.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.errors import SourceParseError
from geo.gazetteer.folding import fold
from geo.gazetteer.romanise import romanised
from geo.gazetteer.tables import (
    ABBREVIATION,
    ALTERNATE,
    FLAG_BITS,
    MADE,
    NAMES,
    PLACES,
    QUANTUM,
    VERSION,
    made_of,
    standings,
    table_files,
)

__all__ = ["Made", "Row", "make_table", "sound", "write_made", "write_table"]

# Rows that are Python objects at one time.
_CHUNK = 50_000
_ORDER = [
    ("country", "ascending"),
    ("admin1", "ascending"),
    ("population", "descending"),
    ("id", "ascending"),
]
_CODED = frozenset(name for name in PLACES.names if pa.types.is_dictionary(PLACES.field(name).type))
_DELTAS = ("lon", "lat", "population")


@dataclass(kw_only=True, slots=True)
class Row:
    """A place on its way into the table."""

    id: str
    name: str
    code: str
    country: str
    lon: float
    lat: float
    origin: str
    name_uk: str = ""
    name_ru: str = ""
    admin1: str = ""
    """Code such as ``RU.41``; of a first-level region its own."""
    admin2: str = ""
    """Code such as ``US.CT.001``; of a second-level region its own."""
    population: int = 0
    usual: set[str] = field(default_factory=set)
    """Names as good as the first, such as the one that the press used for long: ``Kiev``."""
    alternates: set[str] = field(default_factory=set)
    abbreviations: set[str] = field(default_factory=set)


class Made(NamedTuple):
    """A table that is not written yet."""

    places: pa.Table
    names: pa.Table


def make_table(rows: Iterable[Row]) -> Made:
    """Put places and the index of their names into columns.

    Parameters
    ----------
    rows : iterable of Row
        Taken one by one.

    Returns
    -------
    Made
        In the schemas of :mod:`geo.gazetteer.tables`.
    """
    places, names = _Columns(PLACES.names, _CODED), _Columns(["name"], frozenset())
    rows_of_names, flags_of_names = array("I"), array("B")
    for number, row in enumerate(rows):
        places.add(
            *(row.id, row.name, row.name_uk, row.name_ru),
            *(row.code, row.country, row.admin1, row.admin2),
            *(round(row.lon / QUANTUM), round(row.lat / QUANTUM), row.population, row.origin),
        )
        for name, flags in _folded(row).items():
            names.add(name.encode())
            rows_of_names.append(number)
            flags_of_names.append(flags)
    taken = places.table(PLACES)
    order = pc.sort_indices(
        pa.table(
            [
                pa.array(_in_order(taken["country"].combine_chunks())[1]),
                pa.array(_in_order(taken["admin1"].combine_chunks())[1]),
                taken["population"],
                taken["id"],
            ],
            names=[name for name, _ in _ORDER],
        ),
        _ORDER,
    ).to_numpy()
    ordered = taken.take(order).combine_chunks()
    rank = np.empty(order.size, np.uint32)
    rank[order] = np.arange(order.size, dtype=np.uint32)
    bearers = rank[np.frombuffer(rows_of_names, np.uint32)]
    how = np.frombuffer(flags_of_names, np.uint8)
    return Made(ordered, _indexed(ordered, names.table(pa.schema([NAMES.field(0)])), bearers, how))


def _in_order(coded: pa.DictionaryArray) -> tuple[pa.Array, npt.NDArray[np.int32]]:
    """Return the distinct values in the order of their bytes, and for each value its place."""
    by_bytes = pc.sort_indices(coded.dictionary)
    place = np.empty(len(by_bytes), np.int32)
    place[by_bytes.to_numpy()] = np.arange(len(by_bytes), dtype=np.int32)
    return coded.dictionary.take(by_bytes), place[coded.indices.to_numpy()]


def _indexed(
    places: pa.Table,
    names: pa.Table,
    bearers: npt.NDArray[np.uint32],
    flags: npt.NDArray[np.uint8],
) -> pa.Table:
    """Return each name once, in the order of its bytes, with who bears it, best known first."""
    distinct, place = _in_order(names["name"].combine_chunks().dictionary_encode())
    code = places["code"].combine_chunks()
    known = standings(
        code.dictionary.to_pylist(), code.indices.to_numpy(), places["population"].to_numpy()
    )
    order = np.lexsort((bearers, (flags & ALTERNATE) - known[bearers], place))
    packed = bearers[order] << FLAG_BITS | flags[order]
    ends = np.zeros(len(distinct) + 1, np.int32)
    np.cumsum(np.bincount(place, minlength=len(distinct)), out=ends[1:])
    lists = pa.ListArray.from_arrays(pa.array(ends), pa.array(packed, pa.uint32()))
    return pa.table([distinct, lists], schema=NAMES)


class _Columns:
    """Columns that grow by a row at a time and keep few Python objects."""

    def __init__(self, names: list[str], coded: frozenset[str]) -> None:
        self._names = names
        self._coded = coded
        self._lists: list[list[object]] = [[] for _ in names]
        self._chunks: list[pa.RecordBatch] = []

    def add(self, *values: object) -> None:
        for column, value in zip(self._lists, values, strict=True):
            column.append(value)
        if len(self._lists[0]) == _CHUNK:
            self._pack()

    def _pack(self) -> None:
        arrays = [
            pa.array(column).dictionary_encode() if name in self._coded else pa.array(column)
            for name, column in zip(self._names, self._lists, strict=True)
        ]
        self._chunks.append(pa.RecordBatch.from_arrays(arrays, names=self._names))
        for column in self._lists:
            column.clear()

    def table(self, schema: pa.Schema) -> pa.Table:
        if self._lists[0]:
            self._pack()
        if not self._chunks:
            return schema.empty_table()
        chunks, self._chunks = self._chunks, []
        return pa.Table.from_batches(chunks).unify_dictionaries().cast(schema)


def _folded(row: Row) -> dict[str, int]:
    """Return the folded names of a row, each with the best of its flags."""
    found: dict[str, int] = {}
    for name, flags in _names_of(row):
        if folded := fold(name):
            found[folded] = min(found.get(folded, flags), flags)
    return found


def _names_of(row: Row) -> Iterator[tuple[str, int]]:
    for name in (row.name, row.name_uk, row.name_ru):
        if name:
            yield name, 0
            yield from ((roman, 0 if name == row.name else ALTERNATE) for roman in romanised(name))
    for name in row.usual:
        yield name, 0
    for name in row.alternates:
        yield name, ALTERNATE
        yield from ((roman, ALTERNATE) for roman in romanised(name))
    for name in row.abbreviations:
        yield name, ALTERNATE | ABBREVIATION


def sound(made: Made) -> Made:
    """Return a table that another process made, once it is known to hold together.

    Raises
    ------
    SourceParseError
        If it has not the columns of a table, or a name whose bearer is not there.
    """
    try:
        places, names = made.places.cast(PLACES), made.names.cast(NAMES)
        for part in (places, names):
            part.validate(full=True)
        whole = not any(column.null_count for part in (places, names) for column in part.columns)
        bearers = pc.max(pc.list_flatten(names["places"])).as_py()
    except (pa.ArrowException, ValueError, KeyError) as error:
        raise SourceParseError(
            f"was read into something that is no table of places ({type(error).__name__}). Do not "
            "use it."
        ) from error
    if not whole or bearers is None or bearers >> FLAG_BITS >= places.num_rows:
        raise SourceParseError(
            "was read into a table of places whose names are of none of them. Do not use it."
        )
    return Made(places, names)


def write_made(made: Made, stem: Path) -> None:
    """Write a table.

    Parameters
    ----------
    made : Made
    stem : Path
        ``builtin`` in ``builtin.places.parquet``, with its folder.
    """
    # One mark in both, so that files of two tables are not taken for one.
    about = {"salient": VERSION, MADE: made_of(*made)}
    for part, path in zip(made, table_files(stem), strict=True):
        names = part.schema.names
        pq.write_table(
            part.replace_schema_metadata(about),
            path,
            compression="zstd",
            compression_level=19,
            use_dictionary=[name for name in names if name in _CODED] or False,
            column_encoding={n: "DELTA_BINARY_PACKED" for n in _DELTAS if n in names},
            row_group_size=1 << 22,
            write_statistics=False,
        )


def write_table(rows: Iterable[Row], stem: Path) -> None:
    """Write places and the index of their names; :func:`make_table` and :func:`write_made`."""
    write_made(make_table(rows), stem)
