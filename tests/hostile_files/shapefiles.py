"""Zipped shapefiles, written byte by byte: whole, without a part, cut, and with lies in them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from tests.hostile_files.archives import Entry, zipped
from tests.hostile_files.recipe import Ring, accept, reject, repair, ring, star

WGS84 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
MERCATOR = (
    f'PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",{WGS84},'
    'PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],'
    'PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],'
    'UNIT["Meter",1.0]]'
)
FIELDS = (("name", "C", 40), ("date", "D", 8), ("category", "C", 12), ("actor", "C", 8))
ROW = ("Миропілля", "20250106", "claimed", "RU")
NULL = struct.pack("<i", 0)


def polygon(*rings: Ring, code: int = 5) -> bytes:
    """Return a polygon record of rings as GeoJSON has them; code 15 has a height of 100."""
    turned = [outline[::-1] for outline in rings]
    points = [position for outline in turned for position in outline]
    starts = [sum(map(len, turned[:n])) for n in range(len(turned))]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    head = struct.pack("<i4d2i", code, min(xs), min(ys), max(xs), max(ys), len(rings), len(points))
    made = head + struct.pack(f"<{len(starts)}i", *starts)
    made += struct.pack(f"<{2 * len(points)}d", *(n for p in points for n in p))
    if code == 15:
        made += struct.pack(f"<{2 + len(points)}d", *[100.0] * (2 + len(points)))
    return made


def shp(shapes: Sequence[bytes], *, code: int = 5, magic: int = 9994) -> tuple[bytes, bytes]:
    """Return the .shp and the .shx of records."""
    records, places = b"", b""
    for number, shape in enumerate(shapes, start=1):
        where = struct.pack(">2i", 50 + len(records) // 2, len(shape) // 2)
        places += where
        records += struct.pack(">2i", number, len(shape) // 2) + shape

    def head(size: int) -> bytes:
        start = struct.pack(">7i", magic, 0, 0, 0, 0, 0, 50 + size // 2)
        return start + struct.pack("<2i8d", 1000, code, 35.0, 51.0, 38.0, 52.0, 0, 0, 0, 0)

    return head(len(records)) + records, head(len(places)) + places


def dbf(
    rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", claims: int | None = None,
    fields: Sequence[tuple[str, str, int]] = FIELDS,
) -> bytes:  # fmt: skip
    """Return a table of texts."""
    width = 1 + sum(size for _, _, size in fields)
    count = len(rows) if claims is None else claims
    made = struct.pack("<4BI2H20x", 3, 125, 1, 6, count, 33 + 32 * len(fields), width)
    for name, kind, size in fields:
        made += struct.pack("<11sc4xB15x", name.encode(), kind.encode(), size)
    made += b"\r"
    for row in rows:
        cells = zip(row, fields, strict=True)
        made += b" " + b"".join(
            text.encode(encoding)[:size].ljust(size) for text, (*_, size) in cells
        )
    return made + b"\x1a"


def layer(
    stem: str = "areas", shapes: Sequence[bytes] | None = None, *,
    rows: Sequence[Sequence[str]] | None = None, without: str = "", upper: bool = False,
    code: int = 5,
    **parts: bytes | str,
) -> list[Entry]:  # fmt: skip
    """Return the files of a shapefile, with any of them left out or put in place by its ending."""
    shapes = [polygon(ring())] if shapes is None else shapes
    outlines, places = shp(shapes, code=code)
    made: dict[str, bytes | str] = {
        "shp": outlines, "shx": places, "prj": WGS84, "cpg": "UTF-8",
        "dbf": dbf([ROW] * len(shapes) if rows is None else rows),
    } | parts  # fmt: skip
    return [
        Entry(
            f"{stem}.{ending.upper() if upper else ending}",
            part if isinstance(part, bytes) else part.encode(),
        )
        for ending, part in made.items()
        if ending not in without.split()
    ]


def _bent(offset: int, form: str, value: float, *, of: bytes | None = None) -> bytes:
    """Return a .shp of one box with a number put at an offset of its bytes."""
    whole = bytearray(shp([polygon(ring())])[0] if of is None else of)
    struct.pack_into(form, whole, offset, value)
    return bytes(whole)


ONE, TWO = polygon(ring()), polygon(ring(36.0))
CP1251 = dbf([ROW], encoding="cp1251")
METRES = polygon(ring(3_896_182.0, 6_621_293.0, 22_264.0, 35_500.0))
THREE = shp([ONE, TWO, ONE])[0]

RECIPES = [
    accept("good_shp.zip", "an area with all its files", zipped(*layer()), stored=1),
    accept("folder_shp.zip", "in a folder in a folder", zipped(*layer("a/b/areas")), stored=1),
    accept("upper_shp.zip", "endings in capitals", zipped(*layer(upper=True)), stored=1),
    accept("case_shp.zip", "the table differs in case from its outlines",
           zipped(*layer(without="dbf"), Entry("AREAS.DBF", dbf([ROW]))), also="repair reject",
           stored=1),
    accept("height_shp.zip", "areas with heights", zipped(
        *layer(shapes=[polygon(ring(), code=15)], code=15)), also="repair", stored=1),
    accept("hole_shp.zip", "an area with a hole and an island in the hole", zipped(*layer(shapes=[
        polygon(ring(), ring(35.05, 51.05, 0.1, 0.1)[::-1], ring(35.08, 51.08, 0.02, 0.02))])),
        stored=1),
    accept("two_shp.zip", "two shapefiles: both, or ask",
           zipped(*layer("control"), *layer("advances", [TWO])), also="reject", stored=2),
    accept("litter_shp.zip", "what QGIS and a Mac leave beside a shapefile", zipped(
        *layer(), Entry("areas.qmd", b"<qgis/>"), Entry("__MACOSX/._areas.shp", bytes(64))),
        also="repair", stored=1),
    accept("none_shp.zip", "a layer of nothing", zipped(*layer(shapes=[])), stored=0),
    accept("no_shx.zip", "without the .shx, which the .shp makes up for",
           zipped(*layer(without="shx")), also="repair", stored=1),
    reject("no_dbf.zip", "without the .dbf: areas that say nothing",
           zipped(*layer(without="dbf")), also="repair", stored=1, says=".dbf"),
    accept("no_prj.zip", "without the .prj, in degrees", zipped(*layer(without="prj")),
           also="reject repair", stored=1, says=".prj"),
    reject("no_prj_metres.zip", "without the .prj, and metres to look at them",
           zipped(*layer(shapes=[METRES], without="prj")), also="repair", says=".prj"),
    reject("no_shp.zip", "without the .shp", zipped(*layer(without="shp")), says=".shp"),
    accept("shp_alone.shp", "the .shp alone, not in a zip", shp([ONE])[0], also="reject repair"),
    repair("mercator_shp.zip", "web Mercator, and the .prj says so",
           zipped(*layer(shapes=[METRES], prj=MERCATOR)), also="reject", stored=1),
    reject("prj_lies.zip", "the .prj says metres of a box in degrees", zipped(*layer(prj=MERCATOR)),
           also="accept repair", stored=1),
    reject("prj_words.zip", "a .prj of words", zipped(*layer(prj="WGS 84, I think")),
           also="accept repair", stored=1, says=".prj"),
    reject("prj_file.zip", "a .prj that names a local file as its grid", lambda scene: zipped(
        *layer(prj=f"+proj=longlat +nadgrids={scene.canary}")), also="accept repair", stored=1),
    repair("cp1251_shp.zip", "windows-1251 without a .cpg to say so", zipped(
        *layer(without="cpg dbf"), Entry("areas.dbf", CP1251)), also="reject", stored=1),
    repair("cpg_lies.zip", "windows-1251, and the .cpg says UTF-8", zipped(*layer(dbf=CP1251)),
           also="reject", stored=1),
    accept("cpg_1251.zip", "windows-1251, and the .cpg says so", zipped(
        *layer(dbf=CP1251, cpg="1251")), also="repair", stored=1),
    reject("cpg_words.zip", "a .cpg that names no encoding", zipped(*layer(cpg="../../etc/x")),
           also="repair accept", stored=1),
    repair("nulls_shp.zip", "two records without a shape amid good ones",
           zipped(*layer(shapes=[NULL, ONE, NULL, TWO])), also="accept", stored=2),
    repair("bowtie_shp.zip", "an outline that crosses itself", zipped(*layer(shapes=[polygon(
        [[35, 51], [35.2, 51.2], [35.2, 51], [35, 51.1], [35, 51]])])), stored=1),
    reject("star_shp.zip", "a star of 4,001 points",
           lambda _: zipped(*layer(shapes=[polygon(star(4001, 2000))]))),
    reject("nan_shp.zip", "NaN for a corner",
           zipped(*layer(shp=_bent(172, "<d", float("nan")))), also="repair"),
    reject("nodata_shp.zip", "-1e39, which Esri writes for no number",
           zipped(*layer(shp=_bent(172, "<d", -1e39)))),
    reject("cut_shp.zip", "the .shp is cut in its third record, and no .shx tells",
           zipped(*layer(shapes=[ONE] * 3, shp=THREE[:-50], without="shx")), also="repair",
           stored=2),
    reject("cut_shx.zip", "the .shp is cut, the .shx is whole",
           zipped(*layer(shapes=[ONE] * 3, shp=THREE[:-50])), also="repair", stored=2),
    reject("cut_dbf.zip", "the table is cut in its second row", zipped(*layer(
        shapes=[ONE, TWO], dbf=dbf([ROW] * 2)[:-30])), also="repair"),
    reject("fewer_rows.zip", "three outlines, two rows: who is who", zipped(
        *layer(shapes=[ONE, TWO, ONE], rows=[ROW] * 2)), also="repair accept"),
    reject("more_rows.zip", "one outline, three rows", zipped(*layer(rows=[ROW] * 3)),
           also="repair accept"),
    reject("rows_2_31.zip", "a table that claims two billion rows",
           zipped(*layer(dbf=dbf([ROW], claims=2**31 - 1))), also="repair", stored=1),
    reject("parts_2_30.zip", "an area that claims a billion parts",
           zipped(*layer(shp=_bent(144, "<i", 2**30)))),
    reject("points_minus.zip", "an area that claims fewer than no points",
           zipped(*layer(shp=_bent(148, "<i", -5)))),
    reject("part_start.zip", "a part that starts after the end of its points",
           zipped(*layer(shp=_bent(152, "<i", 4_000_000)))),
    reject("record_length.zip", "a record that claims to be longer than the file",
           zipped(*layer(shp=_bent(104, ">i", 2**30), without="shx")), also="repair", stored=1),
    reject("shx_wild.zip", "an index that points outside the file", zipped(*layer(
        shx=_bent(100, ">i", 2**30, of=shp([ONE])[1]))), also="repair accept", stored=1),
    reject("magic_shp.zip", "a .shp that begins with another number",
           zipped(*layer(shp=shp([ONE], magic=9993)[0]))),
    reject("patches_shp.zip", "a layer of patches in space, which are no areas",
           zipped(*layer(shp=_bent(32, "<i", 31))), also="accept repair"),
    reject("kind_shp.zip", "a kind of shape that does not exist",
           zipped(*layer(shp=_bent(108, "<i", 99, of=_bent(32, "<i", 99))))),
    repair("date_shp.zip", "30 February in a field of dates", zipped(*layer(rows=[
        ("a", "20240230", "claimed", "RU")])), also="accept reject", stored=1),
    reject("columns_dbf.zip", "a table whose heading claims 65,000 bytes of fields", zipped(
        *layer(dbf=dbf([ROW])[:8] + b"\xff\xff" + dbf([ROW])[10:])), also="repair", stored=1),
    reject("vrt_shp.zip", "a .shp that is a description of another file", lambda scene: zipped(
        *layer(shp=f"<OGRVRTDataSource><OGRVRTLayer name='canary'><SrcDataSource>{scene.canary}"
               "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"))),
]  # fmt: skip
