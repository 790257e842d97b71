"""GeoParquet and FlatGeobuf: metadata that lie or lack, broken geometries, columns that swell."""

from __future__ import annotations

import io
import json
import struct
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from shapely.geometry import Polygon

from tests.hostile_files.recipe import (
    PROPERTIES,
    Ring,
    Scene,
    accept,
    area,
    dumps,
    of,
    opener,
    reject,
    repair,
    ring,
    star,
)  # fmt: skip


def wkb(outline: Ring) -> bytes:
    """Return a polygon as well-known binary."""
    return shapely.to_wkb(Polygon(outline), byte_order=1)


BOX, BOX_2 = wkb(ring()), wkb(ring(36.0))
METRES = wkb(ring(3_896_182.0, 6_621_293.0, 22_264.0, 35_500.0))
BILLION = struct.pack("<3I", 3, 2**31 - 1, 2**31 - 1)
MERCATOR = {
    "type": "ProjectedCRS", "name": "WGS 84 / Pseudo-Mercator",
    "id": {"authority": "EPSG", "code": 3857},
}  # fmt: skip


def geo(**column: Any) -> dict[str, Any]:
    """Return the metadata of GeoParquet for a column called geometry."""
    about = {"encoding": "WKB", "geometry_types": ["Polygon"]} | column
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": about}}


def written(table: pa.Table, meta: Any = None, **options: Any) -> bytes:
    """Return a table as Parquet, with geo metadata that are an object or any text."""
    if meta is not None:
        text = meta if isinstance(meta, str) else json.dumps(meta)
        table = table.replace_schema_metadata({b"geo": text.encode()})
    sink = io.BytesIO()
    pq.write_table(table, sink, **{"compression": "zstd"} | options)
    return sink.getvalue()


def parquet(*rows: Any, meta: Any = None, kind: pa.DataType | None = None, **more: Any) -> bytes:
    """Return GeoParquet of geometries, with further columns."""
    columns = {"geometry": pa.array(list(rows), kind or pa.binary())}
    columns |= {name: pa.array([value] * len(rows)) for name, value in PROPERTIES.items()}
    return written(pa.table(columns | more), geo() if meta is None else meta)


def _swelling(_: Scene) -> bytes:
    # One text of 10 kB, said 200,000 times by its number.
    note = pa.DictionaryArray.from_arrays(np.zeros(200_000, np.int32), pa.array(["x" * 10_000]))
    place = pa.DictionaryArray.from_arrays(np.zeros(200_000, np.int32), pa.array([BOX]))
    return written(pa.table({"geometry": place, "note": note}), geo(), store_schema=False)


def _corners(_: Scene) -> bytes:
    circle = np.array(star(1000, 1)[:-1])
    many = np.tile(circle, (2_300, 1))
    many = np.vstack([many, many[:1]])
    binary = struct.pack("<BIII", 1, 3, 1, len(many)) + many.astype("<f8").tobytes()
    return written(pa.table({"geometry": pa.array([binary])}), geo(), use_dictionary=False)


def _text(_: Scene) -> bytes:
    return parquet(BOX, note=pa.array(["x" * 3_000_000]))


def _extension(scene: Scene) -> bytes:
    kind = {"ARROW:extension:name": "arrow.py_extension_type"}
    field = pa.field(
        "note", pa.int64(), metadata=kind | {"ARROW:extension:metadata": opener(scene)}
    )
    schema = pa.schema([pa.field("geometry", pa.binary()), field])
    return written(pa.table([[BOX], [1]], schema=schema), geo())


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


GOOD = parquet(BOX, BOX_2)
SQUARE = pa.array([[[{"x": x, "y": y} for x, y in ring()]]])

PARQUET = [
    accept("good.parquet", "two areas", GOOD, stored=2),
    accept("good.geoparquet", "two areas under the longer ending", GOOD, also="reject", stored=2),
    accept("empty_table.parquet", "a table of nothing", parquet(), stored=0),
    accept("kinds.parquet", "columns of lists, objects, bytes, times and nothing", parquet(
        BOX, a=pa.array([[1, 2]]), b=pa.array([{"x": 1}]), c=pa.array([b"\xff\x00"]),
        d=pa.array([1.5], pa.float32()), e=pa.array([2**62], pa.timestamp("ns", "UTC")),
        f=pa.nulls(1), g=pa.array([3], pa.time64("ns"))), also="repair reject", stored=1),
    accept("native.parquet", "outlines as numbers and not as binary, which 1.1 allows", written(
        pa.table({"geometry": SQUARE}), geo(encoding="polygon")), also="reject repair", stored=1),
    accept("crs_none.parquet", "a crs of null: unknown", parquet(BOX, meta=geo(crs=None)),
           also="reject repair", stored=1),
    accept("spherical.parquet", "edges that are great circles", parquet(
        BOX, meta=geo(edges="spherical")), also="repair", stored=1),
    accept("pickled.parquet", "a column type that old Arrow unpickles: the pickle makes a file",
           _extension, also="reject repair", stored=1),
    repair("mercator.parquet", "web Mercator, and it says so", parquet(
        METRES, meta=geo(crs=MERCATOR)), also="reject", stored=1),
    reject("crs_lies.parquet", "says web Mercator of degrees", parquet(
        BOX, meta=geo(crs=MERCATOR)), also="accept repair", stored=1),
    reject("crs_words.parquet", "a crs of words", parquet(BOX, meta=geo(crs="here and there")),
           also="accept repair", stored=1),
    accept("no_geo.parquet", "a table that says nothing of places", written(pa.table(
        {"fruit": ["apple"], "price": [3]})), also="reject"),
    reject("geo_words.parquet", "metadata that are no JSON", parquet(BOX, meta="{not json"),
           also="accept repair", stored=1),
    reject("geo_deep.parquet", "metadata 20,000 lists deep", lambda _: parquet(
        BOX, meta="[" * 20_000 + "]" * 20_000), also="accept repair", stored=1),
    reject("geo_list.parquet", "metadata that are a list", parquet(BOX, meta=[1]),
           also="accept repair", stored=1),
    reject("primary_missing.parquet", "the column of geometries does not exist", written(pa.table(
        {"name": ["a"]}), geo()), says="geometry"),
    reject("primary_text.parquet", "the column of geometries is text", written(pa.table(
        {"geometry": ["POLYGON((35 51))"]}), geo()), also="repair"),
    accept("version.parquet", "a version that is not out yet", parquet(
        BOX, meta=geo() | {"version": "9.9.0"}), also="reject repair", stored=1),
    repair("wkb_amid.parquet", "broken binary amid good areas",
           parquet(BOX, b"\x01\x03\x00\x00", b"", BOX_2), also="reject", stored=2),
    repair("wkb_billion.parquet", "rings that claim two billion points, and a good area",
           parquet(b"\x01" + BILLION, BOX), also="reject", stored=1),
    repair("null_amid.parquet", "a row without a geometry amid good areas",
           parquet(BOX, None, BOX_2), also="accept", stored=2),
    repair("nan_amid.parquet", "a corner of NaN, and a good area", parquet(
        BOX[:29] + struct.pack("<d", float("nan")) + BOX[37:], BOX_2), also="reject", stored=1),
    reject("star.parquet", "a star of 4,001 points", lambda _: parquet(wkb(star(4001, 2000)))),
    reject("rows_2gb.parquet", "200,000 rows of 10 kB in a few kB: 2 GB", _swelling),
    reject("corners.parquet", "an outline of 2.3 million corners", _corners, says="limit"),
    reject("text_3mb.parquet", "a text of 3 million letters, over the limit", _text,
           also="repair accept", stored=1),
    reject("columns.parquet", "700 columns", lambda _: parquet(
        BOX, **{f"c{n}": pa.array([n]) for n in range(700)}), also="accept", stored=1,
        says="limit"),
    reject("cut.parquet", "the first two thirds", _cut(GOOD)),
    reject("cut_front.parquet", "the last two thirds", GOOD[len(GOOD) // 3 :]),
    reject("footer.parquet", "a footer that claims two billion bytes",
           GOOD[:-8] + struct.pack("<I", 2**31 - 1) + b"PAR1"),
    reject("footer_noise.parquet", "a footer of noise",
           b"PAR1" + b"\xa5" * 300 + struct.pack("<I", 200) + b"PAR1"),
    reject("encrypted.parquet", "marked as encrypted", GOOD[:-4] + b"PARE"),
    reject("words.parquet", "a text under the name of Parquet", "name,lat,lon\na,51.1,35.1\n"),
    reject("geojson.parquet", "GeoJSON under the name of Parquet", dumps(of(area())),
           also="accept repair", stored=1),
]  # fmt: skip


def flatgeobuf(*outlines: Ring, crs: str = "EPSG:4326") -> bytes:
    """Return a FlatGeobuf of areas."""
    sink = io.BytesIO()
    count = len(outlines)
    pyogrio.raw.write(
        sink,
        geometry=np.array([wkb(outline) for outline in outlines], dtype=object),
        field_data=[np.array([value] * count, dtype=object) for value in PROPERTIES.values()],
        fields=list(PROPERTIES),
        layer="areas",
        driver="FlatGeobuf",
        geometry_type="Polygon",
        crs=crs,
    )
    return sink.getvalue()


def _two(_: Scene) -> bytes:
    return flatgeobuf(ring(), ring(36.0))


def _mercator(_: Scene) -> bytes:
    return flatgeobuf(ring(3_896_182.0, 6_621_293.0, 22_264.0, 35_500.0), crs="EPSG:3857")


def _noise(scene: Scene) -> bytes:
    made = bytearray(_two(scene))
    made[len(made) // 2 :] = b"\xa5" * len(made[len(made) // 2 :])
    return bytes(made)


FLATGEOBUF = [
    accept("good.fgb", "two areas", _two, also="reject", stored=2),
    repair("mercator.fgb", "web Mercator, and it says so", _mercator, also="reject", stored=1),
    reject("cut.fgb", "the first two thirds", lambda scene: _cut(_two(scene)), also="repair"),
    reject("magic.fgb", "begins otherwise", lambda scene: b"fgc" + _two(scene)[3:]),
    reject("head.fgb", "a head that claims two billion bytes",
           lambda scene: _two(scene)[:8] + struct.pack("<I", 2**31 - 1) + _two(scene)[12:]),
    reject("noise.fgb", "noise from the middle on", _noise, also="repair"),
    reject("star.fgb", "a star of 4,001 points", lambda _: flatgeobuf(star(4001, 2000))),
]  # fmt: skip

RECIPES = [*PARQUET, *FLATGEOBUF]
