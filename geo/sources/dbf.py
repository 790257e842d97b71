"""dBASE tables, the attributes of shapefiles."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from geo.errors import SourceParseError
from geo.sources.encodings import told_encoding
from geo.sources.features import Value

_HEAD = struct.Struct("<4xIHH17xB2x")
_FIELD = struct.Struct("<11sc4xBB14x")
_LANGUAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x26: "cp866", 0x57: "cp1252", 0x65: "cp866",
    0xC8: "cp1250", 0xC9: "cp1251",
}  # fmt: skip
_NUMBER = re.compile(r"[+-]?[0-9]{1,17}")
_DECIMAL = re.compile(r"[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True)
class Attributes:
    """The rows of a table."""

    rows: list[dict[str, Value] | None]
    """None for a row that is marked as deleted."""
    told: str
    """The encoding, if it had to be told from the bytes; empty if the file names it."""


def read_dbf(data: bytes, encoding: str) -> Attributes:
    """Read a dBASE table.

    Parameters
    ----------
    data : bytes
    encoding : str
        As a ``.cpg`` file names it; empty if there is none, then the table's own byte counts.

    Raises
    ------
    SourceParseError
        With a clause, if it is damaged or its encoding cannot be told.

    Notes
    -----
    dBASE III and IV: header of 32 bytes, fields of 32 bytes, rows of fixed width.
    """
    if len(data) < 33:
        raise SourceParseError("is cut short")
    count, start, width, language = _HEAD.unpack_from(data)
    fields = []
    at = 32
    while at + 32 <= min(start, len(data)) and data[at] != 0x0D:
        name, kind, size, _ = _FIELD.unpack_from(data, at)
        fields.append((name.split(b"\x00")[0], kind.decode("ascii", "replace"), size))
        at += 32
    if not fields or start > len(data) or width != 1 + sum(size for _, _, size in fields):
        raise SourceParseError("has a header that does not describe its rows")
    if start + count * width > len(data):
        raise SourceParseError(f"is cut short: it claims {count} rows and has fewer")
    records = [data[start + n * width : start + (n + 1) * width] for n in range(count)]
    codec, told = _codec(b"".join(name for name, _, _ in fields) + data[start:], encoding, language)
    names = _names([name.decode(codec, "replace") for name, _, _ in fields])
    rows: list[dict[str, Value] | None] = []
    for record in records:
        if record[:1] == b"*":
            rows.append(None)
            continue
        row: dict[str, Value] = {}
        at = 1
        for name, (_, kind, size) in zip(names, fields, strict=True):
            row[name] = _value(record[at : at + size], kind, codec)
            at += size
        rows.append(row)
    return Attributes(rows, told)


def _codec(text: bytes, encoding: str, language: int) -> tuple[str, str]:
    """Return the encoding of a table, and its name once more if it had to be told."""
    for name in (_python_name(encoding), _LANGUAGES.get(language, ""), "utf-8"):
        if name and _decodes(text, name):
            return name, ""
    told = told_encoding(text)
    if told is None:
        raise SourceParseError(
            "has texts in an encoding that neither it nor a .cpg file names and that cannot be told"
        )
    return told, told


def _decodes(text: bytes, name: str) -> bool:
    try:
        text.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _python_name(encoding: str) -> str:
    plain = encoding.strip().lower().removeprefix("ansi ").replace("windows-", "cp")
    if re.fullmatch(r"\d{3,4}", plain):
        return f"cp{plain}"
    return {"88591": "latin_1", "utf8": "utf-8", "ldid/201": "cp1251"}.get(plain, plain)


def _names(names: list[str]) -> list[str]:
    made: list[str] = []
    for name in names:
        made.append(name if name not in made else f"{name} {len(made) + 1}")
    return made


def _value(raw: bytes, kind: str, codec: str) -> Value:
    text = raw.decode(codec, "replace").replace("\x00", " ").rstrip()
    bare = text.strip()
    value: Value = text
    if kind in "NFD" and (not bare or (set(bare) <= set("*0") and kind == "D")):
        value = None
    elif kind in "NF" and _NUMBER.fullmatch(bare):
        value = int(bare)
    elif kind in "NF" and _DECIMAL.fullmatch(bare):
        value = float(bare)
    elif kind == "D" and re.fullmatch(r"[0-9]{8}", bare):
        value = f"{bare[:4]}-{bare[4:6]}-{bare[6:]}"
    elif kind == "L":
        value = {"t": True, "y": True, "f": False, "n": False}.get(bare.lower())
    return value
