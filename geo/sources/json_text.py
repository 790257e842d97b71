"""JSON from a stranger: read as RFC 8259 has it, within limits, and what breaks it by its line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np

from geo.errors import SourceParseError
from geo.sources.limits import Limits

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
_TOO_LARGE = re.compile(rb"-?\d+(?:\.\d+)?[eE]\+?\d{3,}")


@dataclass
class Document:
    """A JSON text as it was read."""

    value: Any
    doubts: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    """What could not stay letter for letter, each a clause."""
    twice: frozenset[str] = frozenset()
    """Names that stand twice in one object; of these JSON readers keep the last in silence."""


def decoded(data: bytes) -> str:
    """Return UTF-8 text without its byte order mark.

    Raises
    ------
    SourceParseError
        If it is something else, with the place of the first byte that is none.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        raise SourceParseError("is UTF-16 or another encoding with NUL bytes. Save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceParseError(
            f"is not UTF-8: byte {error.start} (0x{data[error.start]:02X}, line {line}) is none. "
            "Save it as UTF-8."
        ) from error


def read_json(data: bytes, limits: Limits) -> Document:
    """Read one JSON text.

    Parameters
    ----------
    data : bytes
        UTF-8, with or without a byte order mark.
    limits : Limits
        Of these: depth.

    Raises
    ------
    SourceParseError
        With line and column of what breaks it.
    """
    text = decoded(data)
    if not text.strip("\x00 \t\r\n"):
        raise SourceParseError("is empty. Nothing can be read from it; get it once more.")
    bare = _STRING.sub(b"", data)
    depth = _depth(bare)
    if depth > limits.depth:
        raise SourceParseError(
            f"is nested {depth} levels deep, over the limit of {limits.depth} (depth)."
        )
    twice: set[str] = set()
    odd: set[str] = set()

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            twice.update(name for name in made if names.count(name) > 1)
        return made

    def constant(name: str) -> float:
        odd.add(name)
        return float(name.replace("Infinity", "inf"))

    try:
        value = json.loads(text, object_pairs_hook=members, parse_constant=constant)
    except json.JSONDecodeError as error:
        _raise_broken(text, error)
    except RecursionError:
        raise SourceParseError(
            f"is nested too deep, over the limit of {limits.depth} (depth)."
        ) from None
    except ValueError as error:  # a whole number of thousands of digits
        raise SourceParseError(f"holds a number that cannot be read ({error}).") from error
    made = Document(value, twice=frozenset(twice))
    if odd:
        made.doubts.append(f"It writes {' and '.join(sorted(odd))}, which JSON does not have.")
    if found := _TOO_LARGE.search(bare):
        made.doubts.append(f"It writes {found.group()[:40].decode()}, more than a number can hold.")
    if _HALF_PAIR.search(text):
        made.value, mended = _without_half_pairs(value)
        if mended:
            made.repairs.append(
                f"replaced half a Unicode character in {mended} texts, which nothing can store"
            )
    return made


def _depth(bare: bytes) -> int:
    """Return how deep a JSON text is nested; its strings were taken out."""
    codes = np.frombuffer(bare, dtype=np.uint8)
    opened = (codes == ord("[")) | (codes == ord("{"))
    closed = (codes == ord("]")) | (codes == ord("}"))
    steps = opened.astype(np.int32) - closed
    return int(np.cumsum(steps).max(initial=0))


def _raise_broken(text: str, error: json.JSONDecodeError) -> NoReturn:
    where = f"line {error.lineno}, column {error.colno}"
    if error.msg.startswith("Extra data"):
        raise SourceParseError(
            f"goes on after its end at {where}. Remove what follows, or save each document as a "
            "file of its own."
        ) from None
    if error.pos >= len(text.rstrip()):
        raise SourceParseError(
            f"is cut short: it ends at {where} in the middle ({error.msg}). Get it once more."
        ) from None
    raise SourceParseError(
        f"is not JSON that can be read: {error.msg} at {where}. Correct it there, or save it anew."
    ) from None


def _without_half_pairs(value: Any) -> tuple[Any, int]:
    """Return the value with each lone surrogate replaced, and in how many texts there was one."""
    mended = 0

    def plain(item: Any) -> Any:
        nonlocal mended
        if isinstance(item, str):
            made = item.encode("utf-8", "replace").decode()
            mended += made != item
            return made
        if isinstance(item, list):
            return [plain(part) for part in item]
        if isinstance(item, dict):
            return {plain(name): plain(part) for name, part in item.items()}
        return item

    return plain(value), mended
