"""A timeline as bytes. The format, version 1, is described in ``docs/timeline-format.md``."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from geo.errors import SchemaError
from geo.geometry import QUANTUM
from geo.timeline.arcs import Arcs
from geo.timeline.grid import Ints, code_points, point_codes
from geo.timeline.timeline import Timeline

VERSION = 1
MAGIC = b"SALT"
_MOST_BYTES = 512 * 1024 * 1024
_GROUP_BITS = 7


def to_bytes(timeline: Timeline) -> bytes:
    """Code a timeline; the same timeline gives the same bytes.

    Returns
    -------
    bytes
        gzip, ready to be sent with ``Content-Encoding: gzip``.
    """
    arcs, last = timeline.arcs, len(timeline.instants) - 1
    seconds = np.array([int(i.timestamp()) for i in timeline.instants], np.int64)
    head = {"quantum": QUANTUM, "keys": timeline.keys}
    points = code_points(arcs.points)
    starts = points[arcs.offsets[:-1]] if len(arcs.signs) else points
    steps = np.delete(np.diff(points, axis=0), arcs.offsets[1:-1] - 1, axis=0)
    uses = arcs.uses
    columns = [
        _signed(np.diff(seconds, prepend=0)),
        np.diff(arcs.use_offsets),
        uses[:, 0] * 2 + uses[:, 1],
        uses[:, 2],
        last - uses[:, 3],
        np.bincount(arcs.signs, minlength=len(arcs.use_offsets) - 1),
        np.diff(arcs.offsets) - 2,
        *(_signed(np.diff(starts[:, axis], prepend=0)) for axis in (0, 1)),
        *(_signed(steps[:, axis]) for axis in (0, 1)),
    ]
    text = json.dumps(head, separators=(",", ":")).encode()
    parts = [MAGIC, bytes([VERSION]), _varints(np.array([len(text)])), text]
    for column in columns:
        parts += [_varints(np.array([len(column)])), _varints(column)]
    # Without the time of day in the header of gzip: the content alone decides the bytes.
    return gzip.compress(b"".join(parts), 9, mtime=0)


def from_bytes(payload: bytes) -> Timeline:
    """Read a timeline that :func:`to_bytes` wrote.

    Raises
    ------
    SchemaError
        If the bytes are none, are of another version, are cut off or do not fit together.
    """
    body = _unpacked(payload)
    if body[: len(MAGIC)] != MAGIC or body[len(MAGIC) : len(MAGIC) + 1] != bytes([VERSION]):
        raise _unusable(f"it does not begin as version {VERSION} does")
    try:
        return _assemble(_Reader(body, len(MAGIC) + 1))
    except (ValueError, IndexError, KeyError, TypeError, OverflowError) as error:
        raise _unusable(f"its columns do not fit together ({error})") from error


def _assemble(reader: _Reader) -> Timeline:
    head = json.loads(reader.take(int(reader.varints(1)[0])))
    if head["quantum"] != QUANTUM:
        raise ValueError(f"quantum {head['quantum']}")
    (seconds, use_counts, key_left, first, to_last, arc_counts, inner, x0, y0, dx, dy) = (
        reader.column() for _ in range(11)
    )
    reader.end()
    instants = tuple(datetime.fromtimestamp(s, UTC) for s in np.cumsum(_unsigned(seconds)).tolist())
    keys = tuple((str(c), str(a), str(k)) for c, a, k in head["keys"])
    uses = np.column_stack([key_left // 2, key_left % 2, first, len(instants) - 1 - to_last])
    offsets = np.concatenate([[0], np.cumsum(inner + 2)])
    starts = np.column_stack([np.cumsum(_unsigned(x0)), np.cumsum(_unsigned(y0))])
    steps = np.column_stack([_unsigned(dx), _unsigned(dy)])
    use_offsets = np.concatenate([[0], np.cumsum(use_counts)])
    if (
        len(steps) != int((inner + 1).sum())
        or int(arc_counts.sum()) != len(inner)
        or int(use_offsets[-1]) != len(uses)
        or (len(uses) and (uses[:, 0].max() >= len(keys) or (uses[:, 2] > uses[:, 3]).any()))
    ):
        raise ValueError("counts and columns differ")
    # A point is its arc's start plus the steps so far.
    points = np.zeros((int(offsets[-1]), 2), np.int64)
    inside = np.ones(len(points), bool)
    inside[offsets[:-1]] = False
    points[inside] = steps
    points = np.cumsum(points, axis=0)
    arc = np.repeat(np.arange(len(inner)), inner + 2)
    points += (starts - points[offsets[:-1]])[arc]
    signs = np.repeat(np.arange(len(arc_counts)), arc_counts)
    return Timeline(instants, keys, Arcs(point_codes(points), offsets, signs, uses, use_offsets))


class _Reader:
    """Takes bytes and columns off the front."""

    def __init__(self, body: bytes, at: int) -> None:
        self._body = np.frombuffer(body, np.uint8)
        self._at = at

    def take(self, count: int) -> bytes:
        self._at += count
        if self._at > len(self._body):
            raise ValueError("it ends too early")
        return self._body[self._at - count : self._at].tobytes()

    def varints(self, count: int) -> Ints:
        # No number is longer than ten bytes, so that a wrong count reads no more than that.
        window = self._body[self._at : self._at + 10 * count]
        ends = np.flatnonzero(window < 1 << _GROUP_BITS)[:count]
        if len(ends) < count:
            raise ValueError("it ends too early")
        if not count:
            return np.empty(0, np.int64)
        starts = np.concatenate([[0], ends[:-1] + 1])
        used = window[: ends[-1] + 1].astype(np.int64)
        place = np.arange(len(used)) - np.repeat(starts, ends - starts + 1)
        self._at += len(used)
        return np.add.reduceat((used & 127) << (_GROUP_BITS * np.minimum(place, 8)), starts)

    def column(self) -> Ints:
        return self.varints(int(self.varints(1)[0]))

    def end(self) -> None:
        if self._at != len(self._body):
            raise ValueError("bytes are left over")


def _varints(values: Ints) -> bytes:
    # LEB128: seven bits a byte, lowest first, the high bit set while more follow.
    widths = np.ones(len(values), np.int64)
    for groups in range(1, 9):
        widths += values >= 1 << (_GROUP_BITS * groups)
    ends = np.cumsum(widths)
    place = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - widths, widths)
    low = (np.repeat(values, widths) >> (_GROUP_BITS * place)) & 127
    more = place < np.repeat(widths, widths) - 1
    return (low | (more << _GROUP_BITS)).astype(np.uint8).tobytes()


def _signed(values: npt.NDArray[np.int64]) -> Ints:
    # Zigzag: 0, -1, 1, -2 ... as 0, 1, 2, 3 ..., so that small steps either way are one byte.
    return (values << 1) ^ (values >> 63)


def _unsigned(values: Ints) -> Ints:
    return (values >> 1) ^ -(values & 1)


def _unpacked(payload: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        body = unpacker.decompress(payload, _MOST_BYTES)
    except zlib.error as error:
        raise _unusable(f"it is not gzip ({error})") from error
    if not unpacker.eof:
        raise _unusable("it is cut off, or larger than 512 MiB")
    return body


def _unusable(problem: str) -> SchemaError:
    return SchemaError("The timeline", [problem])
