"""Editions made ready to be written, outside of any transaction, and small enough to wait."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import geopandas as gpd
import shapely
import zstandard

from geo.clock import TimePrecision, to_rfc3339
from geo.errors import StoreError
from geo.geometry import CRS, geometry_key
from geo.models import AreaFigure, Edition

_MAGIC = b"SAR1"
_HEAD = struct.Struct("<4sI")
_QUICK = 1  # of zstd: while it waits an edition need not be small, only smaller


@dataclass(frozen=True)
class PreparedEdition:
    """An edition as bytes, with all that is known of it."""

    source_id: str
    as_of: datetime
    time_precision: TimePrecision
    content_hash: str
    figures: tuple[AreaFigure, ...]
    file: str
    """Name of the file it came from."""
    packed_areas: Callable[[], bytes]
    """Return them, from memory or from a spool."""
    packed_original: Callable[[], bytes]
    """The same of the file; of no bytes if there is none."""

    def areas(self) -> bytes:
        """Return the areas as :func:`pack` writes them."""
        return zstandard.decompress(self.packed_areas())

    def original(self) -> bytes:
        """Return the bytes of the file."""
        packed = self.packed_original()
        return zstandard.decompress(packed) if packed else b""


class Spool:
    """A file without a name in which editions wait to be written, so that memory need not.

    It is gone with the last edition that waits in it.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="salient-")
        self._lock = threading.Lock()
        weakref.finalize(self, self._file.close)

    def keep(self, data: bytes) -> Callable[[], bytes]:
        """Put bytes away, and return what gets them back.

        Raises
        ------
        StoreError
            If the disk is full.
        """
        try:
            with self._lock:
                at = self._file.seek(0, os.SEEK_END)
                self._file.write(data)
        except OSError as error:
            raise StoreError(
                f"What was read could not be put away for the moment: {error.strerror}. Make room "
                f"in {tempfile.gettempdir()}, or name another folder in TMPDIR."
            ) from error
        return partial(self._read, at, len(data))

    def _read(self, at: int, size: int) -> bytes:
        with self._lock:
            self._file.seek(at)
            return self._file.read(size)


def prepare(
    edition: Edition,
    figures: Sequence[AreaFigure],
    file: str = "",
    original: bytes = b"",
    keep: Callable[[bytes], Callable[[], bytes]] | None = None,
) -> PreparedEdition:
    """Make an edition ready.

    Parameters
    ----------
    edition : Edition
        Its geometries must be valid; :func:`geo.geometry.repair` makes them so.
    figures : sequence of AreaFigure
        As :func:`geo.figures.area_figures` gives them.
    file : str
        Name of the file it came from.
    original : bytes
        The file itself, to be kept; empty if there is none.
    keep : callable, optional
        :meth:`Spool.keep`, for editions that are many; in memory when left out.
    """
    put = keep or _in_memory
    keys = [geometry_key(area.geometry) for area in edition.areas]
    squeeze = zstandard.ZstdCompressor(level=_QUICK)
    return PreparedEdition(
        source_id=edition.source.id,
        as_of=edition.as_of,
        time_precision=edition.time_precision,
        content_hash=content_hash(edition, keys),
        figures=tuple(figures),
        file=file,
        packed_areas=put(squeeze.compress(pack(edition, keys))),
        packed_original=put(squeeze.compress(original) if original else b""),
    )


def _in_memory(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def content_hash(edition: Edition, keys: Sequence[bytes]) -> str:
    """Return the hash of all that an edition says: who, when, and each area with its words."""
    digest = hashlib.sha256(f"{edition.source.id}\n{to_rfc3339(edition.as_of)}\n".encode())
    for area, key in zip(edition.areas, keys, strict=True):
        words = (area.category.value, area.actor, area.kind.value, area.label)
        digest.update(json.dumps(words).encode())
        digest.update(key)
    return digest.hexdigest()


def pack(edition: Edition, keys: Sequence[bytes]) -> bytes:
    """Return the areas of an edition as one piece: words as JSON, then geometries as WKB.

    Notes
    -----
    ``SAR1``, length of the head (4 bytes, little-endian), the head (JSON: for each area category,
    actor, kind, label, length of its WKB), then the WKB of each area one after the other.
    """
    head = json.dumps(
        [
            [area.category.value, area.actor, area.kind.value, area.label, len(key)]
            for area, key in zip(edition.areas, keys, strict=True)
        ]
    ).encode()
    return b"".join([_HEAD.pack(_MAGIC, len(head)), head, *keys])


def unpack(packed: bytes) -> tuple[list[list[str]], list[bytes]]:
    """Return category, actor, kind and label of each area, and its WKB.

    Raises
    ------
    StoreError
        If the bytes are not what :func:`pack` writes.
    """
    try:
        magic, size = _HEAD.unpack_from(packed)
        entries = json.loads(packed[_HEAD.size : _HEAD.size + size])
        at = _HEAD.size + size
        words, keys = [], []
        for category, actor, kind, label, length in entries:
            words.append([category, actor, kind, label])
            keys.append(packed[at : at + length])
            at += length
    except (struct.error, ValueError, TypeError) as error:
        raise StoreError(_DAMAGED) from error
    if magic != _MAGIC or at != len(packed):
        raise StoreError(_DAMAGED)
    return words, keys


_DAMAGED = "The areas of an edition are damaged in the store. Run python -m geo check."


def areas_frame(packed: bytes) -> gpd.GeoDataFrame:
    """Return the areas that :func:`pack` wrote, as :meth:`geo.store.Store.areas` gives them."""
    words, keys = unpack(packed)
    columns = ("category", "actor", "kind", "label")
    return gpd.GeoDataFrame(
        {name: [row[at] for row in words] for at, name in enumerate(columns)},
        geometry=shapely.from_wkb(keys),
        crs=CRS,
    )
