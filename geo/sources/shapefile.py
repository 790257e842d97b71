"""Zipped shapefiles: outlines by their bytes, attributes from the .dbf, system from the .prj."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS as System
from pyproj import Transformer
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geo.errors import InvalidGeometry, SourceParseError
from geo.geometry import CRS
from geo.sources.archives import Entry
from geo.sources.crs import transformer_from
from geo.sources.dbf import Attributes, read_dbf
from geo.sources.esri import polygons_of_rings
from geo.sources.features import FeatureRows, Reading
from geo.sources.limits import Limits

ENDINGS = (".shp", ".dbf", ".prj", ".cpg")
_MAGIC, _VERSION = 9994, 1000
_POINTS, _MULTIPOINTS = (1, 11, 21), (8, 18, 28)
_LINES, _POLYGONS = (3, 13, 23), (5, 15, 25)
_PATCHES = 31
_WKT = re.compile(r"\s*(?:GEOGCS|PROJCS|GEOGCRS|PROJCRS|GEODCRS|COMPD_?C[RS]S)\s*\[", re.IGNORECASE)


class _Damaged(ValueError):
    """A record claims what it does not have, so that nothing in its file can be believed."""


def read_shapefiles(entries: Sequence[Entry], limits: Limits) -> Reading:
    """Read every shapefile among the files of an archive.

    Parameters
    ----------
    entries : sequence of Entry
        Files that end as in ENDINGS. A ``.shx`` is not needed: records are read in their order.
    limits : Limits

    Returns
    -------
    Reading
        ``layer`` is the name of the ``.shp`` without its ending.

    Raises
    ------
    SourceParseError
        If a shapefile lacks a part, is cut short or damaged, or is in an unknown system.

    Notes
    -----
    ESRI Shapefile Technical Description, July 1998. Heights and measures are left out.
    """
    parts = {entry.name.casefold(): entry for entry in entries}
    outlines = [entry for entry in entries if entry.name.casefold().endswith(".shp")]
    if not outlines:
        raise SourceParseError("has parts of a shapefile in it, but no .shp. Zip all its files.")
    rows = FeatureRows("Shapefile", limits)
    systems: set[str] = set()
    for shp in outlines:
        stem = shp.name[:-4]
        several = f"{stem}, " if len(outlines) > 1 else ""

        def part(ending: str, stem: str = stem) -> bytes | None:
            found = parts.get(f"{stem}{ending}".casefold())
            return None if found is None else found.content

        to_degrees, code = _system(stem, part(".prj"), rows)
        systems.add(code)
        attributes = _attributes(stem, part(".dbf"), part(".cpg"), rows)
        _read_layer(shp, several, attributes, to_degrees, rows)
    systems.discard(CRS)
    return rows.close(", ".join(sorted(systems)) or CRS)


def _system(stem: str, prj: bytes | None, rows: FeatureRows) -> tuple[Transformer | None, str]:
    if prj is None:
        rows.doubt(
            f"{stem} has no .prj that names its coordinate system; its numbers are taken for "
            "degrees."
        )
        return None, CRS
    text = prj.decode("utf-8", "replace").strip("\ufeff\x00 \r\n\t")
    # WKT only: a PROJ string or an address could name another file.
    if not _WKT.match(text) or len(text) > 20_000:
        raise SourceParseError(
            f"has {stem}.prj, which describes no coordinate system ({text[:60]!r}). Save it in "
            "longitude and latitude (EPSG:4326)."
        )
    try:
        system = System.from_wkt(text)
        if system.is_geographic and system.equals(System.from_epsg(4326), ignore_axis_order=True):
            return None, CRS
        known = system.to_authority(min_confidence=60)
        if known == ("EPSG", "4326"):
            return None, CRS
        if known is not None:
            code = ":".join(known)
            return transformer_from(code), code
        return Transformer.from_crs(system, CRS, always_xy=True), system.name[:60]
    except CRSError as error:
        raise SourceParseError(
            f"has {stem}.prj, which describes no coordinate system that is known "
            f"({text[:60]!r}). Save it in longitude and latitude (EPSG:4326)."
        ) from error


def _attributes(
    stem: str, dbf: bytes | None, cpg: bytes | None, rows: FeatureRows
) -> Attributes | None:
    if dbf is None:
        rows.repaired("all rows", f"read without attributes: {stem}.dbf is missing")
        rows.doubt(f"{stem}.dbf is missing: its areas say nothing of themselves.")
        return None
    try:
        made = read_dbf(dbf, "" if cpg is None else cpg.decode("ascii", "replace"))
    except SourceParseError as error:
        raise SourceParseError(f"has {stem}.dbf, which {error}. Get it once more.") from error
    if made.told:
        rows.repaired("all rows", f"texts read as {made.told}, which {stem}.dbf does not say")
        rows.doubt(f"{stem}.dbf was read as {made.told}. Look whether names come out right.")
    return made


def _read_layer(
    shp: Entry,
    several: str,
    attributes: Attributes | None,
    to_degrees: Transformer | None,
    rows: FeatureRows,
) -> None:
    records = list(_records(shp))
    said = attributes.rows if attributes is not None else [{} for _ in records]
    if len(said) != len(records):
        raise SourceParseError(
            f"has {len(records)} outlines in {shp.name} and {len(said)} rows in its .dbf; which "
            "belong together cannot be told. Save it anew from a GIS."
        )
    layer = shp.name[:-4]
    for number, (content, properties) in enumerate(zip(records, said, strict=True), start=1):
        row = f"{several}record {number}"
        if properties is None:
            rows.leave_out(row, "is marked as deleted")
            continue
        try:
            with np.errstate(invalid="ignore"):  # NaN is refused by name when the row is added
                geometry = _geometry(content)
        except InvalidGeometry as error:
            rows.leave_out(row, str(error))
            continue
        except _Damaged as error:
            raise SourceParseError(
                f"has {shp.name}, whose {row} {error}: the file is damaged. Get it once more."
            ) from error
        except (ShapelyError, ValueError) as error:
            rows.leave_out(row, f"has an outline that cannot be read ({error})")
            continue
        rows.add(row, geometry, properties, layer=layer, to_degrees=to_degrees)


def _records(shp: Entry) -> Iterator[bytes]:
    data, name = shp.content, shp.name
    if len(data) < 100 or struct.unpack_from(">i", data)[0] != _MAGIC:
        raise SourceParseError(f"has {name}, which is no shapefile.")
    length = struct.unpack_from(">i", data, 24)[0] * 2
    version, kind = struct.unpack_from("<2i", data, 28)
    if version != _VERSION or length < 100:
        raise SourceParseError(f"has {name}, whose header is damaged. Get it once more.")
    if kind == _PATCHES:
        raise SourceParseError(f"has {name}, which holds patches in space (MultiPatch), not areas.")
    if length > len(data):
        raise SourceParseError(
            f"has {name}, which is cut short: it claims {length} bytes and has {len(data)}. Get it "
            "once more."
        )
    at = 100
    while at < length:
        if at + 8 > length:
            raise SourceParseError(f"has {name}, which breaks after byte {at}. Get it once more.")
        size = struct.unpack_from(">2i", data, at)[1] * 2
        if size < 4 or at + 8 + size > length:
            raise SourceParseError(
                f"has {name}, in which the record at byte {at} claims {size} bytes that are not "
                "there. Get it once more."
            )
        yield data[at + 8 : at + 8 + size]
        at += 8 + size


def _geometry(content: bytes) -> BaseGeometry | None:
    kind = struct.unpack_from("<i", content)[0]
    if kind == 0:
        return None
    if kind in _POINTS:
        return shapely.Point(_numbers(content, 4, 1)[0])
    if kind in _MULTIPOINTS:
        count = _integers(content, 36, 1)[0]
        return shapely.MultiPoint(_numbers(content, 40, count))
    if kind not in (*_LINES, *_POLYGONS):
        raise InvalidGeometry(f"is a shape of the type {kind}, which is not read")
    parts, points = _integers(content, 36, 2)
    starts = _integers(content, 44, parts)
    xy = _numbers(content, 44 + 4 * parts, points)
    edges = [*starts, points]
    if any(a < 0 or a >= b for a, b in pairwise(edges)) or points == 0:
        raise _Damaged("has parts that do not fit its points")
    lines = [xy[a:b] for a, b in pairwise(edges)]
    if kind in _LINES:
        return shapely.MultiLineString([line for line in lines if len(line) > 1])
    rings = [ring.tolist() for ring in lines if len(ring) > 3]
    if not rings:
        raise InvalidGeometry("has no ring of four positions")
    return shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in polygons_of_rings(rings)])


def _integers(content: bytes, at: int, count: int) -> list[int]:
    if count < 0 or at + 4 * count > len(content):
        raise _Damaged(f"claims {count} parts or points, which it does not have")
    return list(struct.unpack_from(f"<{count}i", content, at))


def _numbers(content: bytes, at: int, count: int) -> npt.NDArray[np.float64]:
    if count < 0 or at + 16 * count > len(content):
        raise _Damaged(f"claims {count} points, which it does not have")
    return np.frombuffer(content, dtype="<f8", count=2 * count, offset=at).reshape(-1, 2)
