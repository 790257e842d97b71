"""The table of places as it is kept: two Parquet files, places and the names they bear.

``<stem>.places.parquet`` has a row for each place, ``<stem>.names.parquet`` a row for each folded
name, in the order of its bytes, with the places that bear it, best known first. A name is found by
halving: nothing is hashed, so two names cannot be taken for one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import sha256
from math import log10
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import ConfigurationError

__all__ = [
    "ABBREVIATION", "ALTERNATE", "FLAG_BITS", "MADE", "NAMES", "PLACES", "QUANTUM", "VERSION",
    "Table", "changed_at", "made_of", "read_table", "standing", "standings", "table_files",
]  # fmt: skip

VERSION = "1"
MADE = "made"
"""The key of the mark in the metadata of a table's files; the built-in one has none."""
QUANTUM = 1e-5
FLAG_BITS = 2
ALTERNATE = 1
"""The place has another name that comes first."""
ABBREVIATION = 2
"""Counts only as written: ``US`` and ``Conn.``, not ``us`` and ``conn``."""

# Names are found by halving among those that share so many bytes; shorter ones among all.
_SHELF = 3

PLACES = pa.schema(
    [
        ("id", pa.string()),
        ("name", pa.string()),
        ("name_uk", pa.string()),
        ("name_ru", pa.string()),
        ("code", pa.dictionary(pa.int16(), pa.string())),
        ("country", pa.dictionary(pa.int16(), pa.string())),
        ("admin1", pa.dictionary(pa.int16(), pa.string())),
        ("admin2", pa.dictionary(pa.int32(), pa.string())),
        ("lon", pa.int32()),
        ("lat", pa.int32()),
        ("population", pa.int64()),
        ("origin", pa.dictionary(pa.int16(), pa.string())),
    ]
)
NAMES = pa.schema([("name", pa.binary()), ("places", pa.list_(pa.uint32()))])

_STANDING = {
    "PCLI": 3.0, "PCLD": 2.0, "PCLS": 2.0, "PCLF": 2.0, "PCL": 2.0, "TERR": 1.0, "CONT": 5.0,
    "PPLC": 1.5, "PPLA": 0.8, "PPLA2": 0.3, "ADM1": -0.6, "ADM2": -0.7, "PPLX": -1.5, "RGN": 4.0,
    "RGNE": 4.0, "SEA": 4.0, "OCN": 4.0, "STM": 1.0, "STRT": 2.0, "CNL": 1.0, "LK": 1.0,
    "PPLH": -1.0, "PPLQ": -1.0, "PPLW": -1.0,
}  # fmt: skip


def standings(
    codes: Sequence[str], coded: npt.NDArray[np.integer], population: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return what :func:`standing` gives many places by their first names.

    Parameters
    ----------
    codes : sequence of str
        Feature codes.
    coded : ndarray of int
        Of each place, which of them is its own.
    population : ndarray of int64
        Of each place.
    """
    kinds = np.array([_STANDING.get(code, 0.0) for code in codes], float)
    return np.log10(population + 10) - 1 + kinds[coded]


def standing(code: str, population: int, flags: int) -> float:
    """Return how well a place is known by a name, before anything of a text is known.

    Parameters
    ----------
    code : str
        Its GeoNames feature code.
    population : int
    flags : int
        :data:`ALTERNATE` and :data:`ABBREVIATION`, or 0.

    Returns
    -------
    float
        About 0 for a village that nobody counted, 7 for a city of millions, 10 for a country.
    """
    return log10(population + 10) - 1 + _STANDING.get(code, 0.0) - (flags & ALTERNATE)


class Table:
    """Places and their names, in memory.

    Parameters
    ----------
    places, names : pyarrow.Table
        In the schemas of this module.
    """

    def __init__(self, places: pa.Table, names: pa.Table) -> None:
        self.count: int = places.num_rows
        columns = {name: places[name].combine_chunks() for name in places.schema.names}
        self.ids = columns["id"]
        self.name = columns["name"]
        self.name_uk = columns["name_uk"]
        self.name_ru = columns["name_ru"]
        self.code = _Coded(columns["code"])
        self.country = _Coded(columns["country"])
        self.admin1 = _Coded(columns["admin1"])
        self.admin2 = _Coded(columns["admin2"])
        self.origin = _Coded(columns["origin"])
        self.lon: npt.NDArray[np.int32] = columns["lon"].to_numpy()
        self.lat: npt.NDArray[np.int32] = columns["lat"].to_numpy()
        self.population: npt.NDArray[np.int64] = columns["population"].to_numpy()
        keys = names["name"].combine_chunks()
        bearers = names["places"].combine_chunks()
        _, offsets, blob = keys.buffers()
        self.keys: int = len(keys)
        self.offsets = memoryview(offsets).cast("i")[: self.keys + 1]
        self.blob: bytes = blob.to_pybytes() if blob is not None else b""
        self._starts = memoryview(bearers.buffers()[1]).cast("i")[: self.keys + 1]
        self._bearers: npt.NDArray[np.uint32] = bearers.values.to_numpy()
        self._shelves = self._shelved()

    def _shelved(self) -> dict[bytes, tuple[int, int]]:
        """Return where the names begin and end that share their first three bytes."""
        starts = np.frombuffer(self.offsets, np.int32)[:-1]
        if not starts.size:
            return {}
        # Three zeros more, so that a last name of one letter can be looked at like the others.
        text = np.frombuffer(self.blob + bytes(_SHELF), np.uint8)
        first = np.zeros(starts.size, np.int32)
        for place in range(_SHELF):
            first = first << 8 | text[starts + place]
        changes = np.flatnonzero(np.diff(first)) + 1
        lows = [0, *changes.tolist()]
        ends = [*changes.tolist(), starts.size]
        return {
            int(first[low]).to_bytes(_SHELF, "big"): (low, end)
            for low, end in zip(lows, ends, strict=True)
        }

    def rows_of(self, codes: Iterable[str]) -> npt.NDArray[np.intp]:
        """Return the rows with one of some feature codes."""
        wanted = [number for number, code in enumerate(self.code.values) if code in set(codes)]
        return np.flatnonzero(np.isin(self.code.codes, wanted))

    def key(self, index: int) -> bytes:
        """Return a folded name, in UTF-8, by its place in the order."""
        return self.blob[self.offsets[index] : self.offsets[index + 1]]

    def find(self, name: bytes) -> int:
        """Return the place in the order of the first name that is not before this one."""
        blob, offsets = self.blob, self.offsets
        low, high = self._shelves.get(name[:_SHELF], (0, self.keys))
        while low < high:
            middle = (low + high) >> 1
            if blob[offsets[middle] : offsets[middle + 1]] < name:
                low = middle + 1
            else:
                high = middle
        return low

    def bearers(self, index: int) -> list[tuple[int, int]]:
        """Return the rows that bear a name, each with its flags, best known first."""
        bearers = self._bearers[self._starts[index] : self._starts[index + 1]].tolist()
        return [(packed >> FLAG_BITS, packed & (1 << FLAG_BITS) - 1) for packed in bearers]

    def names_of(self, row: int) -> list[tuple[bytes, int]]:
        """Return the folded names that a row bears, in their order, each with its flags.

        Looks at every name of the table: a millisecond, for a place that somebody chose.
        """
        entries = np.flatnonzero(self._bearers >> FLAG_BITS == row)
        names = np.searchsorted(np.frombuffer(self._starts, np.int32), entries, "right") - 1
        flags = self._bearers[entries] & (1 << FLAG_BITS) - 1
        return [
            (self.key(name), flag)
            for name, flag in zip(names.tolist(), flags.tolist(), strict=True)
        ]

    def bearers_between(self, low: int, high: int) -> npt.NDArray[np.int64]:
        """Return the rows, shifted by :data:`FLAG_BITS` over their flags, of a range of names."""
        return self._bearers[self._starts[low] : self._starts[high]].astype(np.int64)

    @cached_property
    def standings(self) -> npt.NDArray[np.float64]:
        """What :func:`standing` gives each place by its first name."""
        return standings(self.code.values, self.code.codes, self.population)


class _Coded:
    """A column with few values."""

    def __init__(self, array: pa.DictionaryArray) -> None:
        self.values: list[str] = array.dictionary.to_pylist()
        self.codes = array.indices.to_numpy()

    def __getitem__(self, row: int) -> str:
        return self.values[self.codes[row]]


def _beside(stem: Path, what: str) -> Path:
    return stem.with_name(f"{stem.name}.{what}.parquet")


def table_files(stem: Path) -> tuple[Path, Path]:
    """Return the two files of a table, places and names."""
    return _beside(stem, "places"), _beside(stem, "names")


def changed_at(stem: Path) -> int:
    """Return when a table was last written, in nanoseconds; 0 if it is not there."""
    try:
        return max(path.stat().st_mtime_ns for path in table_files(stem))
    except OSError:
        return 0


def made_of(places: pa.Table, names: pa.Table) -> str:
    """Return a mark of a table's content, which both its files bear."""
    found = sha256()
    for column in (places["id"], names["name"]):
        for chunk in column.chunks:
            found.update(memoryview(chunk.buffers()[-1] or b""))
    return found.hexdigest()[:16]


def read_table(stem: Path) -> Table:
    """Read what :func:`geo.gazetteer.making.write_table` wrote.

    Parameters
    ----------
    stem : Path

    Returns
    -------
    Table

    Raises
    ------
    ConfigurationError
        If a file is missing, damaged or of another version.
    """
    parts: list[pa.Table] = []
    marks = set()
    for path, schema in zip(table_files(stem), (PLACES, NAMES), strict=True):
        try:
            part = pq.read_table(path, use_threads=False)
            about = part.schema.metadata or {}
            marks.add(about.get(MADE.encode()))
            if about.get(b"salient") != VERSION.encode():
                raise ConfigurationError(
                    f"The gazetteer's file {path.name} is of another version. Restore it from the "
                    "repository, or add the dump it was made from once more."
                )
            parts.append(part.cast(schema))
        except (OSError, pa.ArrowException) as error:
            raise ConfigurationError(
                f"The gazetteer's file {path} cannot be read ({str(error)[:120]}). Restore it "
                "from the repository, or add the dump it was made from once more."
            ) from error
    if len(marks) > 1:
        raise ConfigurationError(
            f"The gazetteer's table {stem.name} is being replaced, or was not written to its end. "
            "Try again in a moment, or add the dump it was made from once more."
        )
    table = Table(*parts)
    del parts
    # Reading takes twice what is kept; the rest goes back at once.
    pa.default_memory_pool().release_unused()
    return table
