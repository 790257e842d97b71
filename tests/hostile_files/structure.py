"""GeoJSON as text and as JSON: what is cut, wrapped, encoded otherwise, or of another shape."""

from __future__ import annotations

import gzip
import random

from tests.hostile_files.archives import Entry, zipped
from tests.hostile_files.recipe import (
    accept,
    area,
    areas,
    collection,
    dumps,
    feature,
    opener,
    point,
    reject,
    repair,
    ring,
)  # fmt: skip

GOOD = dumps(collection(feature()))
THREE = dumps(collection(*(feature(area(ring(35 + n))) for n in range(3))))
LINES = [dumps(feature(area(ring(35 + n)))) for n in range(3)]
PAGE = "<html><head><title>503</title></head><body><h1>Service Unavailable</h1></body></html>"


def cut(text: str, before: str, *, last: bool = False) -> bytes:
    """Return the bytes of a text up to a piece of it."""
    return text[: text.rindex(before) if last else text.index(before)].encode()


def noise(length: int) -> bytes:
    """Return bytes that mean nothing, the same each time."""
    return random.Random(7).randbytes(length)


EMPTY = [
    reject(f"bytes_0{ending}", f"no byte at all under {ending}", b"", says="empty")
    for ending in (".geojson", ".json", ".kml", ".kmz", ".zip", ".gpkg", ".parquet", ".fgb", ".csv")
] + [
    reject("whitespace.geojson", "blanks, tabs and line ends only", b" \r\n\t \n"),
    reject("bom_only.geojson", "a byte order mark and nothing after it", b"\xef\xbb\xbf"),
    reject("zeros.geojson", "1 kB of NUL, as a crashed disk leaves it", bytes(1024)),
    reject("noise.geojson", "4 kB of random bytes", noise(4096)),
]

CUT = [
    reject("cut_1.geojson", "only the first brace", b"{", says="line 1"),
    reject("cut_number.geojson", "cut inside a number", cut(THREE, ".2"), says="line 1"),
    reject("cut_string.geojson", "cut inside a text", cut(GOOD, "25-01"), says="line 1"),
    reject("cut_letter.geojson", "cut inside a Cyrillic letter of two bytes",
           cut(GOOD, "пілля") + "п".encode()[:1]),
    reject("cut_between.geojson", "cut between two features: the first two are whole",
           cut(THREE, ', {"type": "Feature"', last=True), says="line 1"),
    reject("cut_brace.geojson", "only the last brace is missing", GOOD[:-1], says="line 1"),
    reject("cut_lines.geojson", "cut on line 3 of a file of many lines",
           '{\n"type": "FeatureCollection",\n"features": [{"type": "Fea', says="line 3"),
]  # fmt: skip

TEXT = [
    accept("bom.geojson", "UTF-8 with a byte order mark", b"\xef\xbb\xbf" + GOOD.encode(),
           stored=1),
    reject("bom_twice.geojson", "two byte order marks", b"\xef\xbb\xbf" * 2 + GOOD.encode(),
           also="accept repair", stored=1),
    accept("crlf.geojson", "Windows line ends", GOOD.replace(", ", ",\r\n"), stored=1),
    reject("utf16_le.geojson", "UTF-16, little endian, with its mark",
           b"\xff\xfe" + GOOD.encode("utf-16-le"), also="accept repair", stored=1, says="utf-"),
    reject("utf16_be.geojson", "UTF-16, big endian, with its mark",
           b"\xfe\xff" + GOOD.encode("utf-16-be"), also="accept repair", stored=1, says="utf-"),
    reject("utf16_bare.geojson", "UTF-16 without a mark", GOOD.encode("utf-16-le"),
           also="accept repair", stored=1),
    reject("latin1.geojson", "one byte of Latin-1 in a name",
           GOOD.encode().replace("Миропілля".encode(), b"Donets\xe9k"), also="repair", stored=1,
           says="utf-8"),
    reject("cp1251.geojson", "a name in windows-1251", GOOD.encode("cp1251"), also="repair",
           stored=1, says="utf-8"),
    reject("overlong.geojson", "a slash in two bytes, which UTF-8 forbids",
           GOOD.encode().replace("Миропілля".encode(), b"\xc0\xaf"), also="repair", says="utf-8"),
    reject("surrogate_bytes.geojson", "half a pair as three bytes, which UTF-8 forbids",
           GOOD.encode().replace("Миропілля".encode(), b"\xed\xa0\x80"), also="repair",
           says="utf-8"),
    reject("garbage_after.geojson", "words on a second line, after a whole document",
           GOOD + "\nend of file", says="line 2"),
    reject("two_documents.geojson", "two documents in one file: neither is the whole",
           GOOD + "\n" + THREE, also="repair accept", stored=4),
    reject("nul_after.geojson", "a whole document, then NUL to the end of the disk block",
           GOOD.encode() + bytes(512), also="repair accept", stored=1),
    reject("comments.geojson", "JSON with comments", "// from QGIS\n" + GOOD, says="line 1"),
    reject("single_quotes.geojson", "single quotes, as Python prints", GOOD.replace('"', "'"),
           says="line 1"),
    reject("bare_names.geojson", "names without quotes", GOOD.replace('"type"', "type"),
           says="line 1"),
    reject("script.geojson", "a script that sets a variable", f"var areas = {GOOD};",
           says="line 1"),
    reject("call.geojson", "JSON in a call, as old services sent", f"got({GOOD});", says="line 1"),
]  # fmt: skip

OTHER = [
    reject("page.geojson", "an error page in place of the file", "\n" + PAGE, says="html"),
    reject("page_bom.geojson", "an HTML page after a mark, in capitals",
           b"\xef\xbb\xbf" + PAGE.upper().encode(), says="html"),
    reject("page_doctype.json", "an HTML page with its doctype", "<!DOCTYPE html>" + PAGE,
           says="html"),
    reject("denied.geojson", "a storage service says no in XML",
           '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'),
    reject("pointer.geojson", "a Git LFS pointer in place of the file",
           "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 9\n"),
    reject("packed.geojson", "gzip under a name that does not say so",
           gzip.compress(GOOD.encode(), mtime=0), also="accept repair", stored=1, says="gzip"),
    reject("gzip_bomb.geojson.gz", "320 MB of blanks as 32 members of gzip",
           lambda _: gzip.compress(b" " * 10_000_000, 6, mtime=0) * 32),
    reject("packed_2.geojson", "a zip under the name of GeoJSON",
           lambda _: zipped(Entry("a.geojson", GOOD.encode())), also="accept repair", stored=1,
           says="zip"),
    reject("pickle.geojson", "a pickle that makes a file when it is loaded", opener),
    reject("pickle_2.json", "a pickle of lists, opcodes only", b"\x80\x04]\x94(]\x94h\x00e."),
]  # fmt: skip

SHAPE = [
    accept("no_features.geojson", "a collection of nothing", collection(), stored=0),
    accept("feature.geojson", "one feature, not in a collection", feature(), also="reject repair",
           stored=1),
    accept("geometry.geojson", "a bare geometry, which knows nothing of itself", area(),
           also="reject repair", stored=1),
    accept("bare_collection.geojson", "a bare collection of geometries",
           {"type": "GeometryCollection", "geometries": [area(), area(ring(36.0))]},
           also="reject repair"),
    accept("collection.geojson", "an area, a line and a point as one feature",
           collection(feature({"type": "GeometryCollection", "geometries": [
               area(), point(35.1, 51.1), {"type": "LineString", "coordinates": ring()}]})),
           also="repair", stored=1),
    accept("sequence_rs.geojson", "a text sequence (RFC 8142), a record sign before each feature",
           "".join(f"\x1e{line}\n" for line in LINES), also="reject repair", stored=3),
    reject("sequence_cut.geojson", "a line each, the third cut short",
           "\n".join(LINES)[:-40], also="repair", stored=2),
    reject("sequence_collections.geojson", "a collection on each line", f"{GOOD}\n{GOOD}\n",
           also="accept repair", stored=2),
    reject("object.json", "JSON of a service that is no map", {"status": "ok", "data": []},
           says="features"),
    reject("list.json", "features in a list without a collection", [feature(), feature()],
           also="accept repair", stored=2),
    reject("text.json", "a text alone is JSON too", '"hello"'),
    reject("number.json", "a number alone is JSON too", "42"),
    reject("null.json", "null alone is JSON too", "null"),
    reject("rows_object.geojson", "features by number in an object",
           {"type": "FeatureCollection", "features": {"0": feature()}}, says="features"),
    reject("rows_text.geojson", "features as a text of JSON",
           {"type": "FeatureCollection", "features": dumps([feature()])}, says="features"),
    reject("rows_null.geojson", "features is null",
           {"type": "FeatureCollection", "features": None}, says="features"),
    reject("rows_twice.geojson", "two lists of features: a parser keeps one in silence",
           GOOD[:-1] + ', "features": []}', also="repair", says="features"),
    repair("property_twice.geojson", "a property twice in one object: a parser keeps one",
           GOOD.replace('"date"', '"name": "second", "date"'), also="accept reject", stored=1),
    repair("feature_null.geojson", "null among the features",
           collection(feature(), None, feature()), also="reject", stored=2, says="feature 2"),
    repair("feature_words.geojson", "a text, a number and a list among the features",
           collection("a", feature(), 5, []), also="reject", stored=1,
           says="feature 1|feature 3|feature 4"),
    repair("geometry_null.geojson", "a feature without a place among good ones",
           collection(feature(), feature("") | {"geometry": None}, feature()), stored=2,
           says="feature 2"),
    reject("geometry_all_null.geojson", "no feature has a place",
           collection(*[feature("") | {"geometry": None}] * 2)),
    reject("geometry_text.geojson", "the geometry is WKT text",
           collection(feature("POLYGON((35 51,36 51,36 52,35 51))"))),
    reject("geometry_list.geojson", "the geometry is a list", collection(feature([35, 51]))),
    reject("type_small.geojson", "the type in small letters",
           collection(feature(area() | {"type": "polygon"})), also="repair accept", stored=1),
    reject("type_number.geojson", "the type is a number",
           collection(feature(area() | {"type": 3}))),
    reject("no_coordinates.geojson", "a polygon without coordinates",
           collection(feature({"type": "Polygon"}))),
    repair("multi_geometries_null.geojson", "a collection of geometries that is null, and an area",
           collection(feature({"type": "GeometryCollection", "geometries": None}), feature()),
           also="reject", stored=1, says="feature 1"),
    reject("collection_inside.geojson", "a collection among the features",
           collection(collection(feature())), also="repair accept"),
    accept("no_type.geojson", "the collection does not say what it is", {"features": [feature()]},
           also="reject repair", stored=1),
    accept("bbox_lies.geojson", "a bbox in the Pacific, nowhere near the area",
           collection(feature(), bbox=[-170, -10, -160, 0]), also="repair", stored=1),
    accept("ids.geojson", "ids that are a list, an object, null, true and too large",
           collection(*(feature() | {"id": i} for i in ([1], {"a": 1}, None, True, 2**70))),
           also="repair", stored=5),
    accept("islands.geojson", "a multipolygon of two islands", collection(feature(
        areas([ring()], [ring(36.0)]))), stored=1),
]  # fmt: skip

RECIPES = [*EMPTY, *CUT, *TEXT, *OTHER, *SHAPE]
