"""Well-known binary from a stranger: measured before anything is set aside for it."""

from __future__ import annotations

import struct

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geo.errors import InvalidGeometry
from geo.sources.limits import Limits

_POINT, _LINE, _POLYGON = 1, 2, 3
_COLLECTIONS = (4, 5, 6, 7)
_EWKB_SRID, _EWKB_FLAGS = 0x20000000, 0xE0000000


def geometry_of_wkb(data: bytes, limits: Limits) -> BaseGeometry:
    """Return the geometry of well-known binary.

    Parameters
    ----------
    data : bytes
        ISO WKB or EWKB, of either byte order.
    limits : Limits
        Of these: depth and vertices.

    Raises
    ------
    InvalidGeometry
        If it is no such binary, or claims more than it has.
    """
    end = _end(data, 0, limits, 0)
    if end != len(data):
        raise InvalidGeometry(f"has a binary geometry with {len(data) - end} bytes too many")
    try:
        return shapely.from_wkb(data)
    except (ShapelyError, ValueError) as error:
        raise InvalidGeometry(f"has a binary geometry that cannot be read ({error})") from error


def _end(data: bytes, at: int, limits: Limits, depth: int) -> int:
    """Return where the geometry that begins at a place ends, if all that it claims is there."""
    if depth > limits.depth:
        raise InvalidGeometry(f"is nested deeper than the limit of {limits.depth} (depth)")
    order = data[at : at + 1]
    if order not in (b"\x00", b"\x01"):
        raise InvalidGeometry("has a binary geometry of no known form (WKB begins with 0 or 1)")
    sign = "<" if order == b"\x01" else ">"
    code = _count(data, at + 1, sign)
    kind = (code & ~_EWKB_FLAGS) % 1000
    dimensions = 2 + _extra(code)
    at += 5 + (4 if code & _EWKB_SRID else 0)
    size = 8 * dimensions
    if kind == _POINT:
        return _within(data, at + size)
    if kind not in (_LINE, _POLYGON, *_COLLECTIONS):
        raise InvalidGeometry(f"has a binary geometry of the type {kind}, which is not known")
    count = _count(data, at, sign)
    at += 4
    if kind == _LINE:
        return _within(data, at + count * size)
    for _ in range(count):
        if kind == _POLYGON:
            at = _within(data, at + 4 + _count(data, at, sign) * size)
        else:
            at = _end(data, at, limits, depth + 1)
    return at


def _extra(code: int) -> int:
    iso = (code & ~_EWKB_FLAGS) // 1000
    if iso > 3:
        raise InvalidGeometry("has a binary geometry of no known form")
    return max((0, 1, 1, 2)[iso], bool(code & 0x80000000) + bool(code & 0x40000000))


def _count(data: bytes, at: int, sign: str) -> int:
    if at + 4 > len(data):
        raise InvalidGeometry("has a binary geometry that is cut short")
    return int(struct.unpack_from(sign + "I", data, at)[0])


def _within(data: bytes, end: int) -> int:
    if end > len(data):
        raise InvalidGeometry(
            f"has a binary geometry that is cut short: it claims {end} bytes and has {len(data)}"
        )
    return end
