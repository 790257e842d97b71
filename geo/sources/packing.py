"""A reading as bytes, from the child process to its parent: JSON, WKB and Arrow, never pickle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo.errors import SourceParseError
from geo.models import RowNote
from geo.sources.features import Feature, Reading


def packed(reading: Reading) -> list[bytes | memoryview]:
    """Return a reading as a list of byte strings: what is said, the geometries, the table."""
    said = {
        "format": reading.format,
        "crs": reading.crs,
        "features": [[f.row, f.layer, f.properties] for f in reading.features],
        "repaired": [[note.row, note.reason] for note in reading.repaired],
        "left_out": [[note.row, note.reason] for note in reading.left_out],
        "doubts": reading.doubts,
        "table": reading.table is not None,
    }
    geometries = pa.array(
        shapely.to_wkb(np.array([f.geometry for f in reading.features], dtype=object)).tolist(),
        type=pa.large_binary(),
    )
    parts: list[bytes | memoryview] = [
        json.dumps(said).encode(),
        arrow_bytes(pa.table({"wkb": geometries})),
    ]
    if reading.table is not None:
        table = reading.table
        # By number: names of columns may be anything, and Arrow has its own ideas of some.
        columns = {str(n): _texts(table.iloc[:, n]) for n in range(table.shape[1])}
        columns["row"] = _texts(table.index.to_series())
        parts += [json.dumps([str(name) for name in table.columns]).encode()]
        parts += [arrow_bytes(pa.table(columns))]
    return parts


def unpacked(parts: Sequence[bytes | memoryview]) -> Reading:
    """Return the reading that :func:`packed` made.

    Raises
    ------
    SourceParseError
        If the bytes are not of that form, as when the child was taken over.
    """
    try:
        said: dict[str, Any] = json.loads(bytes(parts[0]))
        geometries = shapely.from_wkb(arrow_table(parts[1])["wkb"].to_numpy(zero_copy_only=False))
        features = [
            Feature(row, geometry, properties, layer)
            for (row, layer, properties), geometry in zip(
                said["features"], geometries.tolist(), strict=True
            )
        ]
        table = None
        if said["table"]:
            names = json.loads(bytes(parts[2]))
            columns = arrow_table(parts[3])
            series = [
                columns[str(n)].to_pandas().astype("str").rename(n) for n in range(len(names))
            ]
            table = pd.concat(series, axis=1)
            table.columns = pd.Index(names)
            table.index = pd.Index(columns["row"].to_pandas().astype("str"))
        return Reading(
            format=said["format"],
            crs=said["crs"],
            features=features,
            table=table,
            repaired=[RowNote(*note) for note in said["repaired"]],
            left_out=[RowNote(*note) for note in said["left_out"]],
            doubts=said["doubts"],
        )
    except (ValueError, KeyError, TypeError, IndexError, pa.ArrowException) as error:
        raise SourceParseError(
            f"was read into something that is no reading ({type(error).__name__}). Do not use it."
        ) from error


def _texts(values: pd.Series) -> pa.ChunkedArray | pa.Array:
    return pa.array(values.astype("str"), type=pa.large_string())


def arrow_bytes(table: pa.Table) -> memoryview:
    """Return a table as a stream, in a buffer of just its size: it may be most of the memory."""
    size = pa.MockOutputStream()
    with pa.ipc.new_stream(size, table.schema) as writer:
        writer.write_table(table)
    buffer = pa.allocate_buffer(size.size())
    with pa.ipc.new_stream(pa.FixedSizeBufferWriter(buffer), table.schema) as writer:
        writer.write_table(table)
    return memoryview(buffer)


def arrow_table(data: bytes | memoryview) -> pa.Table:
    """Return the table of :func:`arrow_bytes`, whole.

    Raises
    ------
    pyarrow.ArrowException
        If the bytes are no such stream, or what they hold contradicts itself.
    """
    table = pa.ipc.open_stream(data).read_all()
    table.validate(full=True)
    return table
