"""Tells by its content what a file is, and has it read by the reader of that format."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable
from pathlib import PurePath

from pyproj import Transformer

from geo.errors import SourceParseError
from geo.sources.features import Reading
from geo.sources.flatgeobuf import MAGIC, read_flatgeobuf
from geo.sources.geopackage import read_geopackage
from geo.sources.json_files import read_json_file
from geo.sources.kml import read_kml
from geo.sources.limits import Limits
from geo.sources.parquet import read_parquet
from geo.sources.tables import read_table
from geo.sources.zipped import read_zip

_Read = Callable[[bytes, Limits], Reading]

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document. Read an article's text with python -m geo read, not here"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document. Save the table as CSV"),
    (b"\x80\x04", "a Python pickle, which is never loaded"),
    (b"\x80\x05", "a Python pickle, which is never loaded"),
    (b"7z\xbc\xaf", "a 7-Zip archive. Save it as zip"),
    (b"Rar!", "a RAR archive. Save it as zip"),
    (b"BZh", "a bzip2 archive. Save it as zip"),
    (b"\xfd7zXZ", "an xz archive. Save it as zip"),
    (b"#!", "a script"),
)
"""First bytes of what is no data of this import, and what it is."""
_BINARY: tuple[tuple[bytes, _Read], ...] = (
    (b"PK\x03\x04", read_zip),
    (b"PK\x05\x06", read_zip),
    (b"SQLite format 3\x00", read_geopackage),
    (b"PAR1", read_parquet),
    (MAGIC, read_flatgeobuf),
)
_JSON_ENDINGS = (".json", ".geojson", ".topojson", ".geojsonl", ".geojsons", ".ndjson", ".jsonl")
_ENCODINGS = (
    "ascii", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin_1", "cp437", "cp850", "cp866",
    "cp1250", "cp1251", "cp1252", "koi8_r", "koi8_u", "iso8859_5", "mac_cyrillic", "idna",
)  # fmt: skip
"""What files say that they are in; Python opens the module of each when it is first used."""
_NOT_TEXT = {
    ".parquet": "Parquet", ".geoparquet": "Parquet", ".gpkg": "GeoPackage", ".fgb": "FlatGeobuf",
    ".zip": "zip archive", ".kmz": "zip archive", ".kml": "KML", ".shp": "text",
}  # fmt: skip
_XML_16 = re.compile(rb"\xff\xfe<\x00|\xfe\xff\x00<")
_PAGE = re.compile(rb"<!doctype html|<html|<head|<body", re.IGNORECASE)
_BLANKS = b"\xef\xbb\xbf \t\r\n"


def read_bytes(name: str, data: bytes, limits: Limits) -> Reading:
    """Read the content of a file of any format that is known.

    Parameters
    ----------
    name : str
        The file's own name. Only where text could be JSON or a table does its ending decide.
    data : bytes
    limits : Limits

    Raises
    ------
    SourceParseError
        With a text that begins with a verb and needs the file's name in front.
    """
    if data[:2] == b"\x1f\x8b":
        name, data = PurePath(name).stem, _gunzipped(data, limits)
        if data[:2] == b"\x1f\x8b":
            raise SourceParseError("is gzip inside gzip. Unpack it first.")
    if not data.strip(_BLANKS + b"\x00"):
        raise SourceParseError("is empty. Nothing can be read from it; get it once more.")
    read = _reader_of(name, data)
    return read(data, limits)


def warm() -> None:
    """Import and open all that reading needs, before the process may open no more."""
    import pyogrio  # noqa: F401

    Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True).transform(0, 0)
    for name in _ENCODINGS:
        codecs.lookup(name)
    # The detector of encodings imports its tables when it is first asked.
    read_table("назва;місце\n".encode("cp1251") * 9, Limits())


def _reader_of(name: str, data: bytes) -> _Read:
    for magic, read in _BINARY:
        if data.startswith(magic):
            return read
    for first, what in _OTHERS:
        if data.startswith(first):
            raise SourceParseError(f"is {what}. Nothing of it can be put on a map.")
    head = data[:2048].lstrip(_BLANKS)
    ending = PurePath(name).suffix.lower()
    if _PAGE.match(head) or ending in (".html", ".htm"):
        raise SourceParseError(
            "is an HTML page, as a server sends in place of a file that it does not give or that "
            "needs signing in. Open its address in a browser and save the data itself. If it is an "
            "article, read it with python -m geo read."
        )
    if head[:1] == b"<" or _XML_16.match(data):
        return read_kml
    if head[:1] in (b"{", b"[", b"\x1e") or ending in _JSON_ENDINGS:
        return read_json_file
    if ending in _NOT_TEXT:
        raise SourceParseError(
            f"is no {_NOT_TEXT[ending]}, whatever its name says. Look what it is, and give it the "
            "ending of that."
        )
    return read_table


def _gunzipped(data: bytes, limits: Limits) -> bytes:
    """Return the content of a gzip file, read only so far as the limits go."""
    most = limits.megabytes * 1_000_000
    parts, size, rest = [], 0, data
    try:
        while rest:
            stream = zlib.decompressobj(wbits=31)
            part = stream.decompress(rest, most - size + 1)
            size += len(part)
            if size > most or (size > 1_000_000 and size > limits.ratio * len(data)):
                raise SourceParseError(
                    f"unpacks to more than {min(most, limits.ratio * len(data)) / 1e6:.0f} MB, "
                    f"over the limits of {limits.megabytes} MB (megabytes) and {limits.ratio} "
                    "times its size (ratio)."
                )
            if not stream.eof:
                raise SourceParseError("is gzip that is cut short. Get it once more.")
            parts.append(part)
            rest = stream.unused_data.lstrip(b"\x00")
    except zlib.error as error:
        raise SourceParseError(f"is gzip that cannot be unpacked ({error}).") from error
    return b"".join(parts)
