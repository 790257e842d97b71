"""Types of columns that SQLite and PostgreSQL write differently, and the number of a row.

Python sees one thing on both: text as it is, a geometry as a GeoPackage blob.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import Any

import shapely
import sqlalchemy
from sqlalchemy import ColumnElement, Dialect, Integer, LargeBinary, Table, literal_column
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from geo.store.geopackage import SRS_ID, to_blob

SERVER = "postgresql"
"""Name of the dialect that has a server behind it."""

_WKB = struct.Struct("<BI")
_HEADER = struct.Struct("<2s2Bi")
_ENVELOPES = (0, 32, 48, 48, 64)
_HAS_SRID = 0x2000_0000
# PostgreSQL's text has no NUL, and a stranger's text may. Data link escape: what follows is meant
# otherwise.
_ESCAPE = "\x10"
_ESCAPED = re.compile("\x10(.)", re.DOTALL)

_Processor = Callable[[Any], Any] | None


class Text(TypeDecorator[str]):
    """Text that may hold any character, ordered by its bytes in UTF-8 on both."""

    impl = sqlalchemy.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the database."""
        server = dialect.name == SERVER
        return dialect.type_descriptor(sqlalchemy.Text(collation="C" if server else None))

    def bind_processor(self, dialect: Dialect) -> _Processor:
        """Return what makes a value ready for the database; nothing for SQLite."""
        return self.to_server if dialect.name == SERVER else None

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor:
        """Return what undoes :meth:`to_server`; nothing for SQLite."""
        return _unescaped if dialect.name == SERVER else None

    @staticmethod
    def to_server(value: str | None) -> str | None:
        """Return text as PostgreSQL keeps it."""
        if value is None or not ("\0" in value or _ESCAPE in value):
            return value
        return value.replace(_ESCAPE, 2 * _ESCAPE).replace("\0", f"{_ESCAPE}0")


def _unescaped(value: str | None) -> str | None:
    if value is None or _ESCAPE not in value:
        return value
    return _ESCAPED.sub(lambda found: "\0" if found[1] == "0" else found[1], value)


class Geometry(TypeDecorator[bytes]):
    """A geometry in WGS84 as a GeoPackage blob; in PostGIS a column of its own type.

    Parameters
    ----------
    kind : str
        ``POINT`` or ``MULTIPOLYGON``.
    envelope : bool
        Whether the blob has its bounds in its header, see :func:`geo.store.geopackage.to_blob`.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, kind: str, *, envelope: bool = True) -> None:
        super().__init__()
        self.kind = kind
        self.envelope = envelope

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the database."""
        server = dialect.name == SERVER
        return dialect.type_descriptor(_PostGis(self.kind) if server else LargeBinary())

    def bind_processor(self, dialect: Dialect) -> _Processor:
        """Return what makes a blob ready for the database; SQLite takes it as it is."""
        return self.to_server if dialect.name == SERVER else None

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor:
        """Return what makes a blob of what the database gives."""
        return self._from_server if dialect.name == SERVER else None

    @staticmethod
    def to_server(value: bytes | None) -> str | None:
        """Return a blob as PostGIS reads it: its WKB with the reference system, in hexadecimal."""
        if value is None:
            return None
        wkb = value[_HEADER.size + _ENVELOPES[value[3] >> 1 & 7] :]
        order, kind = _WKB.unpack_from(wkb)
        head = _WKB.pack(order, kind | _HAS_SRID) + struct.pack("<i", SRS_ID)
        return (head + wkb[_WKB.size :]).hex()

    def _from_server(self, value: str | None) -> bytes | None:
        if value is None:
            return None
        found = bytes.fromhex(value)
        order, kind = _WKB.unpack_from(found)
        wkb = _WKB.pack(order, kind & ~_HAS_SRID) + found[_WKB.size + 4 :]
        if self.envelope:
            return to_blob(shapely.from_wkb(wkb), wkb)
        return _HEADER.pack(b"GP", 0, 1, SRS_ID) + wkb


class _PostGis(UserDefinedType[Any]):
    cache_ok = True

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def get_col_spec(self, **_: Any) -> str:
        return f"geometry({self.kind},{SRS_ID})"


def numbered_by(table: Table) -> str:
    """Return the column that numbers the rows of a table, from 1 and without a gap.

    Its key where that is a number; else ``rowid``, which SQLite has in every table and PostgreSQL
    is given.
    """
    keys = list(table.primary_key.columns)
    own = len(keys) == 1 and isinstance(keys[0].type, Integer) and not keys[0].foreign_keys
    return str(keys[0].name) if own else "rowid"


def row_number(table: Table) -> ColumnElement[int]:
    """Return that column, to be asked for; see :func:`numbered_by`."""
    return literal_column(f"{table.name}.{numbered_by(table)}", Integer)
