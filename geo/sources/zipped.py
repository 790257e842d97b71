"""Zip archives by what is in them: a KMZ, shapefiles, or a file of another format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from geo.errors import SourceParseError
from geo.models import RowNote
from geo.sources.archives import Entry, unpack
from geo.sources.features import Reading
from geo.sources.flatgeobuf import read_flatgeobuf
from geo.sources.geopackage import read_geopackage
from geo.sources.json_files import read_json_file
from geo.sources.kml import read_kml
from geo.sources.limits import Limits
from geo.sources.parquet import read_parquet
from geo.sources.shapefile import ENDINGS as SHAPEFILE_ENDINGS
from geo.sources.shapefile import read_shapefiles
from geo.sources.tables import read_table

_READERS: dict[str, Callable[[bytes, Limits], Reading]] = {
    ".kml": read_kml,
    ".geojson": read_json_file,
    ".json": read_json_file,
    ".gpkg": read_geopackage,
    ".parquet": read_parquet,
    ".fgb": read_flatgeobuf,
    ".csv": read_table,
}
_ARCHIVES = (".zip", ".kmz")


def read_zip(data: bytes, limits: Limits) -> Reading:
    """Read what a zip archive holds, if it is of one format.

    Raises
    ------
    SourceParseError
        If nothing in it can be read, or files of several formats lie in it.
    """
    entries, others = unpack(data, (*SHAPEFILE_ENDINGS, *_READERS), limits)
    shapes = [e for e in entries if e.name.lower().endswith(SHAPEFILE_ENDINGS)]
    rest = [e for e in entries if e not in shapes]
    nested = [name for name in others if name.lower().endswith(_ARCHIVES)]
    formats = {_ending(entry.name) for entry in rest} | ({".shp"} if shapes else set())
    if not formats:
        if nested:
            raise SourceParseError(
                f"holds the archive {nested[0][:80]!r}, and archives in archives are not unpacked. "
                "Unpack it yourself and import what it holds."
            )
        listed = ", ".join(repr(name[:40]) for name in others[:3]) or "nothing"
        raise SourceParseError(
            f"holds no KML, shapefile, GeoJSON or other file that can be read; it holds {listed}."
        )
    if len(formats) > 1:
        raise SourceParseError(
            f"holds files of several formats ({', '.join(sorted(formats))}). Import them one by "
            "one, or zip only those that belong together."
        )
    reading = read_shapefiles(shapes, limits) if shapes else _joined(rest, limits)
    if nested:
        reading.doubts.append(f"The archive {nested[0][:80]!r} in it was not unpacked.")
    return reading


def _ending(name: str) -> str:
    ending = "." + name.lower().rpartition(".")[2]
    return ".geojson" if ending == ".json" else ending


def _joined(entries: list[Entry], limits: Limits) -> Reading:
    """Return files of one format as one reading; of several, rows are called by their file too."""
    readings = []
    for entry in entries:
        try:
            reading = _READERS["." + entry.name.lower().rpartition(".")[2]](entry.content, limits)
        except SourceParseError as error:
            raise SourceParseError(f"holds {entry.name[:80]!r}, which {error}") from error
        readings.append((entry.name, reading))
    if len(readings) == 1:
        return readings[0][1]
    if any(reading.table is not None for _, reading in readings):
        raise SourceParseError("holds several tables. Import them one by one.")
    whole = Reading(readings[0][1].format)
    for name, reading in readings:
        stem = name.rpartition(".")[0]
        whole.features += [
            replace(f, row=f"{name}, {f.row}", layer=f.layer or stem) for f in reading.features
        ]
        whole.left_out += [RowNote(f"{name}, {n.row}", n.reason) for n in reading.left_out]
        whole.repaired += [RowNote(f"{name}, {n.row}", n.reason) for n in reading.repaired]
        whole.doubts += [f"{name}: {doubt}" for doubt in reading.doubts]
    systems = {reading.crs for _, reading in readings}
    whole.crs = ", ".join(sorted(systems))
    return whole
