"""Answers of services, descriptions that name other files, and files that are something else."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from tests.hostile_files.archives import Entry, zipped
from tests.hostile_files.recipe import (
    Recipe,
    Ring,
    Scene,
    accept,
    collection,
    dumps,
    feature,
    reject,
    repair,
    ring,
)  # fmt: skip

ENDINGS = (
    ".geojson", ".json", ".kml", ".gml", ".gpx", ".csv", ".gpkg", ".fgb", ".parquet", ".topojson",
    ".vrt",
)  # fmt: skip


def esri(*rings: Ring, wkid: Any = 4326, **members: Any) -> dict[str, Any]:
    """Return areas as an ArcGIS service sends them by default."""
    system = {"wkid": wkid}
    return {
        "geometryType": "esriGeometryPolygon", "spatialReference": system,
        "fields": [{"name": "name", "type": "esriFieldTypeString"}],
        "features": [{"attributes": {"name": "a"}, "geometry": {"rings": list(rings)}}], **members,
    }  # fmt: skip


METRES = ring(3_896_182.0, 6_621_293.0, 22_264.0, 35_500.0)
TOPOLOGY: dict[str, Any] = {
    "type": "Topology", "arcs": [ring()],
    "objects": {"areas": {"type": "GeometryCollection", "geometries": [
        {"type": "Polygon", "arcs": [[0]], "properties": {"name": "a"}}]}},
}  # fmt: skip

SERVICES = [
    accept("page_1.json", "the first page of a service, which says there is more",
           collection(feature(), feature(), exceededTransferLimit=True), also="repair reject",
           stored=2),
    accept("page_1_inside.json", "the same, said inside the properties as newer services do",
           collection(feature(), properties={"exceededTransferLimit": True}),
           also="repair reject", stored=1),
    accept("esri.json", "Esri JSON in degrees", esri(ring()[::-1]), also="repair reject", stored=1),
    repair("esri_metres.json", "Esri JSON in web Mercator", esri(METRES[::-1], wkid=102100),
           also="reject accept", stored=1),
    reject("esri_curves.json", "Esri JSON of curves, which have no rings", esri() | {"features": [
        {"attributes": {}, "geometry": {"curveRings": [[[35, 51], {"c": [[36, 52], [35, 52]]}]]}}]},
        ),
    reject("esri_wkid.json", "Esri JSON of a system that nobody knows", esri(ring(), wkid=999999),
           also="repair"),
    reject("esri_null.json", "Esri JSON whose features have no geometry", esri() | {"features": [
        {"attributes": {"name": "a"}}]}),
    reject("refused.json", "a service says no, in JSON", {"error": {
        "code": 498, "message": "Invalid Token", "details": []}}, says="error"),
    reject("login.json", "a page to sign in", "<!doctype html><html><head><title>Sign In</title>"
           "</head><body><form action='/oauth2'></form></body></html>", says="page"),
    reject("layer.json", "what a service says of a layer, without its features", {
        "currentVersion": 11.2, "id": 0, "name": "areas", "type": "Feature Layer", "fields": []}),
    reject("count.json", "the number of features in place of them", {"count": 812}),
    reject("ids.json", "the ids of features in place of them", {
        "objectIdFieldName": "OBJECTID", "objectIds": [1, 2]}),
]  # fmt: skip

TOPOJSON = [
    reject("good.topojson", "an area as arcs", TOPOLOGY, also="accept repair", stored=1),
    reject("topology.json", "arcs under .json", TOPOLOGY, also="accept repair", stored=1),
    reject("arcs.topojson", "an area of an arc that is not there", TOPOLOGY | {"arcs": []}),
    reject("arcs_minus.topojson", "an arc of number minus two billion", dumps(TOPOLOGY).replace(
        "[[0]]", "[[-2147483648]]")),
    reject("arcs_many.topojson", "one arc, 200,000 times in one area", lambda _: dumps(
        TOPOLOGY).replace("[[0]]", "[[" + "0," * 200_000 + "0]]"), also="repair"),
    reject("transform.topojson", "a scale of 1e308", TOPOLOGY | {
        "transform": {"scale": [1e308, 1e308], "translate": [0, 0]}}),
]  # fmt: skip


def vrt(source: str, *, options: str = "") -> str:
    """Return a description by which GDAL opens another file as if it were this one."""
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="canary"><SrcDataSource relativeToVRT="0">'
        f"{source}</SrcDataSource>{options}</OGRVRTLayer></OGRVRTDataSource>"
    )


def gdalg(source: str) -> str:
    """Return a description of a GDAL command that reads another file."""
    command = f"gdal vector pipeline ! read {source} ! edit"
    return dumps({"type": "gdal_streamed_alg", "command_line": command})


def wfs(server: str) -> str:
    """Return a description of a service that GDAL would ask."""
    return f"<OGRWFSDataSource><URL>{server}/wfs</URL><Version>2.0.0</Version></OGRWFSDataSource>"


def _described() -> Iterator[Recipe]:
    for ending in ENDINGS:
        yield reject(f"vrt{ending}", f"a description of the canary under {ending}",
                     lambda scene: vrt(str(scene.canary)))  # fmt: skip
    for ending in (".geojson", ".json", ".gpkg", ".csv"):
        yield reject(f"gdalg{ending}", f"a GDAL command that reads the canary, under {ending}",
                     lambda scene: gdalg(str(scene.canary)))  # fmt: skip
    for ending in (".geojson", ".kml", ".gml"):
        yield reject(f"wfs{ending}", f"a description of a service under {ending}",
                     lambda scene: wfs(scene.server))  # fmt: skip


def _entry(name: str, text: str) -> bytes:
    return zipped(Entry(name, text.encode()))


def _mixed(scene: Scene) -> bytes:
    doc = Entry("areas.geojson", dumps(collection(feature())).encode())
    return zipped(doc, Entry("more.vrt", vrt(str(scene.canary)).encode()))


DESCRIPTIONS = [
    *_described(),
    reject("vrt_server.geojson", "a description of a file on another server",
           lambda scene: vrt(f"/vsicurl/{scene.server}/a.geojson")),
    reject("vrt_bom.geojson", "a description after a mark and blanks",
           lambda scene: b"\xef\xbb\xbf\n " + vrt(str(scene.canary)).encode()),
    reject("vrt_comment.kml", "a description after a comment that says kml",
           lambda scene: f"<!-- <kml> -->{vrt(str(scene.canary))}"),
    reject("vrt_sql.csv", "a description with SQL of its own", lambda scene: vrt(
        str(scene.canary), options="<SrcSQL>SELECT * FROM canary</SrcSQL>")),
    reject("vrt_itself.geojson", "a description of itself", vrt("vrt_itself.geojson")),
    reject("vrt.kmz", "a description as doc.kml",
           lambda scene: _entry("doc.kml", vrt(str(scene.canary)))),
    reject("vrt.zip", "a description as GeoJSON in a zip",
           lambda scene: _entry("areas.geojson", vrt(str(scene.canary)))),
    reject("gdalg.zip", "a GDAL command as GeoJSON in a zip",
           lambda scene: _entry("areas.geojson", gdalg(str(scene.canary)))),
    accept("vrt_beside.zip", "a description beside good GeoJSON", _mixed, also="reject repair",
           stored=1),
    reject("path.geojson", "the path of the canary and nothing else",
           lambda scene: str(scene.canary)),
    reject("address.geojson", "an address and nothing else",
           lambda scene: f"{scene.server}/a.geojson"),
    reject("pg.geojson", "the name of a database and nothing else", "PG:dbname=areas"),
]  # fmt: skip


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + crc

    head = bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00\x7f")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(http://127.0.0.1:8977)"
    b">>>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00\x3e\x00" + bytes(44)
OFFICE = zipped(
    Entry("[Content_Types].xml", b"<Types/>"), Entry("word/document.xml", b"<document/>")
)

STRANGERS = [
    reject("report.pdf", "a PDF", PDF),
    reject("report.geojson", "a PDF under the name of GeoJSON", PDF, says="pdf"),
    reject("photo.png", "a picture of one dot", _png()),
    reject("photo.kml", "a picture under the name of KML", _png()),
    reject("photo.gpkg", "a picture under the name of a GeoPackage", _png()),
    reject("letter.docx", "a text document", OFFICE),
    reject("letter.kmz", "a text document under the name of KMZ", OFFICE, says="kml"),
    reject("program.geojson", "a Linux program under the name of GeoJSON", ELF),
    reject("program.csv", "a Linux program under the name of CSV", ELF),
    reject("program", "a Linux program without an ending", ELF),
    reject("script.csv", "a shell script under the name of CSV", "#!/bin/sh\ntouch ran\n"),
    reject("polyglot.geojson", "a zip after a PDF's head: two formats at once",
           b"%PDF-1.4\n" + OFFICE),
    reject("mail.geojson", "a mail with the file inside, as text",
           "From: a@example.org\nSubject: areas\n\n" + dumps(collection(feature()))),
]  # fmt: skip

RECIPES = [*SERVICES, *TOPOJSON, *DESCRIPTIONS, *STRANGERS]
