"""Tells by its content what a file is, and has it read by the reader of that format."""

from __future__ import annotations

from geo.sources.features import Reading
from geo.sources.geojson import read_geojson
from geo.sources.limits import Limits
from geo.sources.tables import read_table


def warm() -> None:
    """Import and open all that reading needs, before the process may open no more."""


def read_bytes(name: str, data: bytes, limits: Limits) -> Reading:
    """Read the content of a file of any format that is known."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return read_geojson(data, limits)
    return read_table(data, limits)
