"""GeoParquet, and plain Parquet as a table."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import Transformer

from geo.errors import InvalidGeometry, SourceParseError
from geo.geometry import CRS
from geo.sources.crs import transformer_from
from geo.sources.features import FeatureRows, Reading, plain_value
from geo.sources.json_text import read_json
from geo.sources.limits import Limits
from geo.sources.wkb import geometry_of_wkb

_BATCH = 1024


def read_parquet(data: bytes, limits: Limits) -> Reading:
    """Read GeoParquet (1.0 and 1.1, geometries as WKB), or a Parquet table without places.

    Raises
    ------
    SourceParseError
        If it is damaged, over a limit, or its metadata name a column that it does not have.

    Notes
    -----
    Format: OGC GeoParquet 1.1. It is read a batch at a time, since a few kB may hold gigabytes.
    """
    try:
        with np.errstate(all="ignore"), pq.ParquetFile(pa.BufferReader(data)) as file:
            _check_size(file, limits)
            about = (file.schema_arrow.metadata or {}).get(b"geo")
            if about is None:
                return _table(file, limits)
            return _features(file, _metadata(about, limits), limits)
    except (pa.ArrowException, OSError, ValueError, UnicodeError) as error:
        raise SourceParseError(
            f"is Parquet that cannot be read ({str(error)[:200]}). Get it once more."
        ) from error


def _check_size(file: pq.ParquetFile, limits: Limits) -> None:
    rows, columns = file.metadata.num_rows, len(file.schema_arrow.names)
    if rows > limits.rows:
        raise SourceParseError(f"has {rows} rows, over the limit of {limits.rows} (rows).")
    if columns > limits.columns:
        raise SourceParseError(
            f"has {columns} columns, over the limit of {limits.columns} (columns)."
        )


def _metadata(text: bytes, limits: Limits) -> dict[str, Any]:
    try:
        about = read_json(text, limits).value
    except SourceParseError as error:
        raise SourceParseError(f"has geo metadata that break: that text {error}") from error
    column = about.get("primary_column") if isinstance(about, dict) else None
    columns = about.get("columns") if isinstance(about, dict) else None
    if not isinstance(column, str) or not isinstance(columns, dict):
        raise SourceParseError("has geo metadata that name no primary column.")
    own = columns.get(column)
    return {"name": column, **(own if isinstance(own, dict) else {})}


def _features(file: pq.ParquetFile, about: dict[str, Any], limits: Limits) -> Reading:
    name = about["name"]
    if name not in file.schema_arrow.names:
        raise SourceParseError(
            f"says that its places are in the column {name[:80]!r}, and it has no such column."
        )
    kind = file.schema_arrow.field(name).type
    if about.get("encoding", "WKB") != "WKB" or not (
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
    ):
        raise SourceParseError(
            f"keeps its places as {about.get('encoding')!r} in a column of {kind}; only WKB is "
            "read. Save it with geometries as WKB."
        )
    rows = FeatureRows("GeoParquet", limits)
    to_degrees, code = _system(about, rows)
    if about.get("edges") == "spherical":
        rows.doubt("Its edges are great circles; they are drawn straight in degrees.")
    number = 0
    for batch in _batches(file, limits):
        columns = {n: _values(batch.column(n)) for n in batch.schema.names if n != name}
        for at, binary in enumerate(batch.column(name).to_pylist()):
            number += 1
            row = f"feature {number}"
            try:
                geometry = None if binary is None else geometry_of_wkb(binary, limits)
            except InvalidGeometry as error:
                rows.leave_out(row, str(error))
                continue
            said = {n: values[at] for n, values in columns.items()}
            rows.add(row, geometry, said, to_degrees=to_degrees)
    return rows.close(code)


def _system(about: dict[str, Any], rows: FeatureRows) -> tuple[Transformer | None, str]:
    if "crs" not in about:
        return None, CRS  # the standard's default is OGC:CRS84
    crs = about["crs"]
    if crs is None:
        rows.doubt("It names no coordinate system; its numbers are taken for degrees.")
        return None, CRS
    own = crs.get("id") if isinstance(crs, dict) else None
    who, number = (own.get("authority"), own.get("code")) if isinstance(own, dict) else (None, None)
    # A code of a registry only: the rest of PROJJSON may name files.
    if not str(who).isalnum() or not str(number).isalnum():
        raise SourceParseError(
            f"is in a coordinate system without a code of a registry ({json.dumps(crs)[:80]}). "
            "Save it in longitude and latitude (EPSG:4326)."
        )
    code = f"{who}:{number}"
    if code in (CRS, "OGC:CRS84"):
        return None, CRS
    return transformer_from(code), code


def _table(file: pq.ParquetFile, limits: Limits) -> Reading:
    parts = []
    for batch in _batches(file, limits):
        columns = [
            pd.Series(
                ["" if v is None else str(plain_value(v)) for v in _values(column)], dtype="str"
            )
            for column in batch.columns
        ]
        parts.append(pd.concat(columns, axis=1) if columns else pd.DataFrame())
    names = file.schema_arrow.names
    empty = pd.DataFrame({n: pd.Series(dtype="str") for n in range(len(names))})
    frame = pd.concat(parts, ignore_index=True) if parts else empty
    frame.columns = pd.Index(names)
    frame.index = pd.Index([f"row {n}" for n in range(1, len(frame) + 1)], dtype="str")
    return Reading("Parquet table", table=frame)


def _batches(file: pq.ParquetFile, limits: Limits) -> Any:
    size, most = 0, limits.megabytes * 1_000_000
    for batch in file.iter_batches(batch_size=_BATCH):
        size += batch.nbytes
        if size > most:
            raise SourceParseError(
                f"unpacks to more than {limits.megabytes} MB, which is the limit (megabytes)."
            )
        yield batch


def _values(column: pa.Array) -> list[Any]:
    # A moment may lie where Python's datetime has none; as text it can be told.
    if pa.types.is_temporal(column.type):
        column = column.cast(pa.string())
    return list(column.to_pylist())
