"""Tables as the browser's typed arrays: a head of words, then columns of numbers, then texts.

The bytes, before gzip:

==========  ====================================================================================
magic       four bytes that say of what
version     one byte
length      four bytes, little-endian: the length of the head
head        JSON in UTF-8; ``columns`` lists the columns, ``texts`` the texts
columns     one after the other, as the head lists them: name, count, width
texts       one after the other, as the head lists them: name, length in bytes
==========  ====================================================================================

A column of *n* whole numbers from nought is *width* planes of *n* bytes: first the lowest byte of
every value, then the next. High bytes are nearly all nought, and so take next to no room packed.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer]


def pack(
    magic: bytes,
    version: int,
    head: Mapping[str, Any],
    columns: Mapping[str, Ints],
    texts: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a table as gzip, ready to be sent; the same table gives the same bytes.

    Parameters
    ----------
    magic : bytes
        Four.
    version : int
        From 1 to 255.
    head : mapping
        JSON values.
    columns : mapping of str to array of int
        Values from 0 to 2**32 - 1, by name.
    texts : mapping of str to bytes, optional
    """
    texts = texts or {}
    listed: dict[str, Any] = {
        **head,
        "columns": [[name, len(column), _width(column)] for name, column in columns.items()],
    }
    if texts:
        listed["texts"] = [[name, len(text)] for name, text in texts.items()]
    words = json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()
    parts = [magic, bytes([version]), len(words).to_bytes(4, "little"), words]
    parts += [_planes(column) for column in columns.values()]
    parts += texts.values()
    return gzip.compress(b"".join(parts), 6, mtime=0)


def _width(column: Ints) -> int:
    return max(1, (int(column.max(initial=0)).bit_length() + 7) // 8)


def _planes(column: Ints) -> bytes:
    wide = column.astype("<u4").view(np.uint8).reshape(-1, 4)
    return np.ascontiguousarray(wide[:, : _width(column)].T).tobytes()
