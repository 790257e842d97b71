"""Data files: GeoJSON, GeoPackage, GeoParquet, KML and CSV, each with what a user must know.

A data file never goes alone: a README with sources, licences and method and a CITATION.cff lie
beside it, in the folder or in the zip.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import shapely

from geo.errors import RedistributionForbidden, StoreError
from geo.publish.citation import citation, readme
from geo.publish.csv_files import lossless_csv, spreadsheet_csv
from geo.publish.data_rows import DIGITS, DataRows
from geo.publish.kml import kml

_EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip's earliest time: the same data give the same bytes


def geojson(rows: DataRows) -> bytes:
    """Return the areas as RFC 7946: WGS84, no ``crs``, right-hand rule, seven digits."""
    features = [
        {
            "type": "Feature",
            "properties": {k: v for k, v in row.items() if k != "geometry"},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [_positions(ring) for ring in (part.exterior, *part.interiors)]
                    for part in row["geometry"].geoms
                ],
            },
        }
        for row in rows.areas.to_dict("records")
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _positions(ring: shapely.LinearRing) -> list[list[float]]:
    found: list[list[float]] = shapely.get_coordinates(ring).round(DIGITS).tolist()
    return found


def geopackage(rows: DataRows) -> bytes:
    """Return the areas as the layer ``areas`` of a GeoPackage."""
    return _through_file(
        "areas.gpkg", lambda p: rows.areas.to_file(p, layer="areas", driver="GPKG")
    )


def geoparquet(rows: DataRows) -> bytes:
    """Return the areas as GeoParquet 1.1."""
    return _through_file(
        "areas.parquet", lambda path: rows.areas.to_parquet(path, schema_version="1.1.0")
    )


def csv(rows: DataRows) -> bytes:
    """Return the areas as CSV with their outlines in WKT; no text in it can start a formula."""
    return spreadsheet_csv(_with_wkt(rows)).encode("utf-8")


def _with_wkt(rows: DataRows) -> pd.DataFrame:
    frame = rows.areas.drop(columns="geometry")
    return frame.assign(
        wkt=shapely.to_wkt(rows.areas.geometry.to_numpy(), rounding_precision=DIGITS)
    )


def _through_file(name: str, write: Callable[[Path], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


MAKERS: dict[str, Callable[[DataRows], bytes]] = {
    ".geojson": geojson,
    ".gpkg": geopackage,
    ".parquet": geoparquet,
    ".kml": kml,
    ".csv": csv,
}
"""How a file of each ending is made."""


def all_files(rows: DataRows, link: str) -> dict[str, bytes]:
    """Return every data file by name, with README and citation.

    Parameters
    ----------
    rows : DataRows
    link : str
        The view on the map, as a part of an address: ``/?source=...``.
    """
    found = {}
    if len(rows.areas):
        found = {f"areas{ending}": make(rows) for ending, make in MAKERS.items()}
        found["areas-exact.csv"] = lossless_csv(_with_wkt(rows)).encode("utf-8")
    if len(rows.claims):
        found["claims.csv"] = spreadsheet_csv(rows.claims).encode("utf-8")
    return found | _papers(rows, link, list(found))


def one_file(rows: DataRows, out: Path, link: str) -> dict[str, bytes]:
    """Return one data file by its ending, and its README and citation named after it.

    Raises
    ------
    RedistributionForbidden
        If the source of the areas forbids that they are passed on.
    """
    if not len(rows.areas):
        source = rows.editions[0].source
        raise RedistributionForbidden(source.title, source.terms)
    body = MAKERS[out.suffix.lower()](rows)
    papers = _papers(rows, link, [out.name])
    return {out.name: body} | {f"{out.stem}.{name}": text for name, text in papers.items()}


def _papers(rows: DataRows, link: str, names: list[str]) -> dict[str, bytes]:
    return {
        "README.md": readme(rows, link, names).encode("utf-8"),
        "CITATION.cff": citation(rows).encode("utf-8"),
    }


def zipped(files: dict[str, bytes]) -> bytes:
    """Return files as a zip; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, body)
    return buffer.getvalue()


def write_files(files: dict[str, bytes], folder: Path) -> list[Path]:
    """Write files into a folder, which is made if it is not there.

    Raises
    ------
    StoreError
        If one cannot be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, body in files.items():
            path = folder / name
            path.write_bytes(body)
            written.append(path)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror}.") from error
    return written
