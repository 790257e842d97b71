"""Content that repeats what came before it, kept as what is new in it.

Editions of one source repeat themselves, and so do the files they came from. Each is packed with
zstd against the one before it as a dictionary; every so often one stands by itself, so that no
more than a few must be unpacked to read one.
"""

from __future__ import annotations

import hashlib
from typing import Any

import zstandard
from sqlalchemy import Connection, func, select

from geo.errors import StoreError
from geo.store import schema

MOST_DEPTH = 24
"""Longest chain: so many blobs are unpacked, at most, to read one."""
_LEVEL = 9
_SHARE = 0.6
"""A difference larger than this part of the whole is not worth a link of the chain."""
_LARGEST_WINDOW = 27


class Blobs:
    """The blobs of a store inside one transaction.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._latest: dict[tuple[str, str], tuple[int, int, bytes]] = {}

    def add(self, kind: str, stream: str, content: bytes) -> int:
        """Write content, unless it is there already, and return its number.

        Parameters
        ----------
        kind, stream : str
            What repeats itself: ``areas`` or ``file``, and the id of the source.
        content : bytes
        """
        digest = hashlib.sha256(content).hexdigest()
        blobs = schema.blobs.c
        known = self._connection.execute(
            select(blobs.id).where(
                blobs.sha256 == digest, blobs.kind == kind, blobs.stream == stream
            )
        ).scalar()
        if known is not None:
            return int(known)
        base, depth, before = self._last(kind, stream)
        packed, used = _packed(content, before if depth < MOST_DEPTH else b"")
        number: int = self._connection.execute(
            schema.blobs.insert().returning(blobs.id),
            {
                "kind": kind,
                "stream": stream,
                "base": base if used else None,
                "depth": depth + 1 if used else 0,
                "sha256": digest,
                "size": len(content),
                "data": packed,
            },
        ).scalar_one()
        self._latest[kind, stream] = (number, depth + 1 if used else 0, content)
        return number

    def _last(self, kind: str, stream: str) -> tuple[int | None, int, bytes]:
        if (kind, stream) not in self._latest:
            blobs = schema.blobs.c
            last = self._connection.execute(
                select(func.max(blobs.id)).where(blobs.kind == kind, blobs.stream == stream)
            ).scalar()
            if last is None:
                return None, 0, b""
            depth = self._connection.execute(
                select(blobs.depth).where(blobs.id == last)
            ).scalar_one()
            self._latest[kind, stream] = (last, depth, read_blob(self._connection, last))
        return self._latest[kind, stream]


def read_blob(connection: Connection, number: int) -> bytes:
    """Return the content of a blob.

    Raises
    ------
    StoreError
        If it is not what was written.
    """
    chain: list[Any] = []
    wanted: int | None = number
    while wanted is not None:
        row = connection.execute(
            select(schema.blobs).where(schema.blobs.c.id == wanted)
        ).one_or_none()
        if row is None or len(chain) > MOST_DEPTH:
            raise StoreError(f"Content {number} of the store is incomplete. {_ADVICE}")
        chain.append(row)
        wanted = row.base
    content = b""
    try:
        for row in reversed(chain):
            content = _unpacked(row.data, content if row.base is not None else b"", row.size)
    except zstandard.ZstdError as error:
        raise StoreError(
            f"Content {number} of the store is damaged ({error}). {_ADVICE}"
        ) from error
    if hashlib.sha256(content).hexdigest() != chain[0].sha256:
        raise StoreError(f"Content {number} of the store is not what was written. {_ADVICE}")
    return content


_ADVICE = "Run python -m geo check, and restore a backup."


def _packed(content: bytes, before: bytes) -> tuple[bytes, bool]:
    """Return content packed, and whether against what was before it."""
    if before:
        packed = _compressor(before, len(content)).compress(content)
        if len(packed) < _SHARE * len(content) / 2:
            return packed, True
    return _compressor(b"", len(content)).compress(content), False


def _compressor(before: bytes, size: int) -> zstandard.ZstdCompressor:
    window = min(_LARGEST_WINDOW, max(20, (size + len(before)).bit_length()))
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL, window_log=window, enable_ldm=True
    )
    return zstandard.ZstdCompressor(dict_data=_dictionary(before), compression_params=parameters)


def _dictionary(before: bytes) -> zstandard.ZstdCompressionDict | None:
    if not before:
        return None
    return zstandard.ZstdCompressionDict(before, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def _unpacked(data: bytes, before: bytes, size: int) -> bytes:
    reader = zstandard.ZstdDecompressor(
        dict_data=_dictionary(before), max_window_size=1 << _LARGEST_WINDOW
    )
    return bytes(reader.decompress(data, max_output_size=max(size, 1)))
