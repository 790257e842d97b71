"""FlatGeobuf, the one format that is read through GDAL; every other driver of GDAL is left out.

GDAL opens a file by its content, whatever it is called: a text that describes another file would
have that file read. The drivers are therefore left out by name before GDAL starts, in the
environment of the child process; later it does nothing.
"""

from __future__ import annotations

import io
import re

import numpy as np

from geo.errors import InvalidGeometry, SourceParseError
from geo.geometry import CRS
from geo.sources.crs import transformer_from
from geo.sources.features import FeatureRows, Reading
from geo.sources.limits import Limits
from geo.sources.wkb import geometry_of_wkb

MAGIC = b"fgb\x03fgb"
_KEPT = {"FlatGeobuf", "MEM"}
_SKIPPED = (
    "ADBC", "AIVector", "AVCBin", "AVCE00", "AmigoCloud", "CSV", "CSW", "Carto", "DGN", "DXF",
    "EDIGEO", "EEDA", "ESRI Shapefile", "ESRIJSON", "Elasticsearch", "GDALG", "GML", "GPKG",
    "GPSBabel", "GPX", "GTFS", "GeoJSON", "GeoJSONSeq", "GeoRSS", "HTTP", "Idrisi", "JML",
    "JSONFG", "KML", "LIBKML", "LVBAG", "MBTiles", "MVT", "MapInfo File", "MapML",
    "MiraMonVector", "NGW", "OAPIF", "ODS", "OGCAPI", "OGR_GMT", "OGR_PDS", "OGR_VRT", "OSM",
    "OpenFileGDB", "PCIDSK", "PDF", "PDS4", "PGDUMP", "PLSCENES", "PMTiles", "S57", "SQLite",
    "SXF", "Selafin", "TopoJSON", "VDV", "VFK", "VICAR", "WAsP", "WFS", "XLSX", "VRT",
)  # fmt: skip
ENVIRONMENT = {
    "GDAL_SKIP": ",".join(_SKIPPED),
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
}
"""Must stand in the environment of a process before it imports pyogrio."""
_CODE = re.compile(r"[A-Za-z]+:[0-9]+")


def read_flatgeobuf(data: bytes, limits: Limits) -> Reading:
    """Read a FlatGeobuf.

    Raises
    ------
    SourceParseError
        If it is damaged, in an unknown coordinate system, or this process has drivers of GDAL
        that could take the file for something else.
    """
    # Imported here and not above: who only lists the environment must not start GDAL.
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    others = sorted(set(pyogrio.list_drivers()) - _KEPT)
    if others:
        raise SourceParseError(
            f"is not read here: this GDAL has drivers that are not left out ({others[0]}), which "
            "could open other files. Save it as GeoJSON or GeoPackage."
        )
    try:
        about, _, binaries, columns = pyogrio.raw.read(io.BytesIO(data))
    except (DataSourceError, DataLayerError, FeatureError, ValueError, RuntimeError) as error:
        raise SourceParseError(
            f"is FlatGeobuf that cannot be read ({str(error)[:200]}). Get it once more."
        ) from error
    code = str(about["crs"] or "")
    if code and not _CODE.fullmatch(code):
        raise SourceParseError(
            "is in a coordinate system without a code of a registry. Save it in longitude and "
            "latitude (EPSG:4326)."
        )
    rows = FeatureRows("FlatGeobuf", limits)
    if not code:
        rows.doubt("It names no coordinate system; its numbers are taken for degrees.")
    to_degrees = None if code in ("", CRS) else transformer_from(code)
    names = [str(name) for name in about["fields"]]
    for at, binary in enumerate(binaries):
        row = f"feature {at + 1}"
        said = {name: _value(column[at]) for name, column in zip(names, columns, strict=True)}
        try:
            geometry = None if binary is None else geometry_of_wkb(bytes(binary), limits)
        except InvalidGeometry as error:
            rows.leave_out(row, str(error))
            continue
        rows.add(row, geometry, said, to_degrees=to_degrees)
    return rows.close(code or CRS)


def _value(value: object) -> object:
    return str(value) if isinstance(value, np.datetime64) else value
