"""The table of places as it is kept: two Parquet files, places and the names they bear.

``<stem>.places.parquet`` has a row for each place, ``<stem>.names.parquet`` a row for each folded
name, in the order of its bytes, with the places that bear it, best known first. A name is found by
halving: nothing is hashed, so two names cannot be taken for one another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from math import log10
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import ConfigurationError
from geo.gazetteer.folding import fold
from geo.gazetteer.romanise import romanised

__all__ = [
    "ABBREVIATION", "ALTERNATE", "FLAG_BITS", "Row", "Table", "read_table", "table_files",
    "write_table",
]  # fmt: skip

VERSION = "1"
QUANTUM = 1e-5
FLAG_BITS = 2
ALTERNATE = 1
"""The place has another name that comes first."""
ABBREVIATION = 2
"""Counts only as written: ``US`` and ``Conn.``, not ``us`` and ``conn``."""

# Names are found by halving among those that share so many bytes; shorter ones among all.
_SHELF = 3

_PLACES = pa.schema(
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
_NAMES = pa.schema([("name", pa.binary()), ("places", pa.list_(pa.uint32()))])

_STANDING = {
    "PCLI": 3.0, "PCLD": 2.0, "PCLS": 2.0, "PCLF": 2.0, "PCL": 2.0, "TERR": 1.0, "CONT": 5.0,
    "PPLC": 1.5, "PPLA": 0.8, "PPLA2": 0.3, "ADM1": -0.6, "ADM2": -0.7, "PPLX": -1.5, "RGN": 4.0,
    "SEA": 4.0, "OCN": 4.0, "STM": 1.0, "PPLH": -1.0, "PPLQ": -1.0, "PPLW": -1.0,
}  # fmt: skip


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
        kinds = np.array([_STANDING.get(code, 0.0) for code in self.code.values])
        return np.log10(self.population + 10) - 1 + kinds[self.code.codes]


class _Coded:
    """A column with few values."""

    def __init__(self, array: pa.DictionaryArray) -> None:
        self.values: list[str] = array.dictionary.to_pylist()
        self.codes = array.indices.to_numpy()

    def __getitem__(self, row: int) -> str:
        return self.values[self.codes[row]]


def write_table(rows: Iterable[Row], stem: Path) -> None:
    """Write places and the index of their names.

    Parameters
    ----------
    rows : iterable of Row
    stem : Path
        ``builtin`` in ``builtin.places.parquet``, with its folder.
    """
    ordered = sorted(rows, key=lambda row: (row.country, row.admin1, -row.population, row.id))
    _write(
        pa.table(
            [
                [row.id for row in ordered],
                [row.name for row in ordered],
                [row.name_uk for row in ordered],
                [row.name_ru for row in ordered],
                *(
                    pa.array([getattr(row, name) for row in ordered]).dictionary_encode()
                    for name in ("code", "country", "admin1", "admin2")
                ),
                [round(row.lon / QUANTUM) for row in ordered],
                [round(row.lat / QUANTUM) for row in ordered],
                [row.population for row in ordered],
                pa.array([row.origin for row in ordered]).dictionary_encode(),
            ],
            names=_PLACES.names,
        ).cast(_PLACES),
        _beside(stem, "places"),
    )
    borne: dict[str, dict[int, int]] = {}
    for number, row in enumerate(ordered):
        for name, flags in _names_of(row):
            if folded := fold(name):
                had = borne.setdefault(folded, {}).get(number)
                borne[folded][number] = flags if had is None else min(had, flags)
    index = sorted((name.encode(), bearers) for name, bearers in borne.items())
    packed: list[int] = []
    for _, bearers in index:
        best = sorted(
            bearers,
            key=lambda n: (-standing(ordered[n].code, ordered[n].population, bearers[n]), n),
        )
        packed += [number << FLAG_BITS | bearers[number] for number in best]
    ends = accumulate((len(bearers) for _, bearers in index), initial=0)
    lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(packed, pa.uint32()))
    _write(
        pa.table([pa.array([name for name, _ in index], pa.binary()), lists], names=_NAMES.names),
        _beside(stem, "names"),
    )


def _names_of(row: Row) -> Iterable[tuple[str, int]]:
    first = [row.name, row.name_uk, row.name_ru]
    for name in first:
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


def _write(table: pa.Table, path: Path) -> None:
    table = table.replace_schema_metadata({"salient": VERSION})
    coded = [
        name for name in table.schema.names if pa.types.is_dictionary(table.schema.field(name).type)
    ]
    deltas = {
        "lon": "DELTA_BINARY_PACKED",
        "lat": "DELTA_BINARY_PACKED",
        "population": "DELTA_BINARY_PACKED",
    }
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=coded or False,
        column_encoding={n: deltas[n] for n in table.schema.names if n in deltas},
        row_group_size=1 << 22,
        write_statistics=False,
    )


def _beside(stem: Path, what: str) -> Path:
    return stem.with_name(f"{stem.name}.{what}.parquet")


def table_files(stem: Path) -> tuple[Path, Path]:
    """Return the two files of a table."""
    return _beside(stem, "places"), _beside(stem, "names")


def changed_at(stem: Path) -> int:
    """Return when a table was last written, in nanoseconds; 0 if it is not there."""
    try:
        return _beside(stem, "places").stat().st_mtime_ns
    except OSError:
        return 0


def read_table(stem: Path) -> Table:
    """Read what :func:`write_table` wrote.

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
    for what, schema in (("places", _PLACES), ("names", _NAMES)):
        path = _beside(stem, what)
        try:
            part = pq.read_table(path, use_threads=False)
            if (part.schema.metadata or {}).get(b"salient") != VERSION.encode():
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
    table = Table(*parts)
    del parts
    # Reading takes twice what is kept; the rest goes back at once.
    pa.default_memory_pool().release_unused()
    return table
