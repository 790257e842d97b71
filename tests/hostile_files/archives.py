"""Zips and KMZ: bombs, names that climb out, lying headers; and the writer of any zip at all."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from tests.hostile_files.recipe import Recipe, accept, collection, dumps, feature, reject, repair

_DAY = (45 << 9) | (1 << 5) | 6  # 6 January 2025, as DOS wrote it


@dataclass(frozen=True)
class Entry:
    """One entry of an archive, with whatever its headers are to say of it."""

    name: str | bytes
    data: bytes = b""
    flags: int = 0x800
    """Bit 11: the name is UTF-8; bit 0: encrypted."""
    method: int = 8
    mode: int = 0o100644
    """Kind and rights as Unix has them."""
    claims: int | None = None
    """The unpacked size that the headers claim."""
    crc: int | None = None
    local_name: bytes | None = None
    """Another name in the header before the data."""

    def parts(self) -> tuple[bytes, bytes, bytes]:
        """Return the name, the packed data and what both headers say alike."""
        name = self.name if isinstance(self.name, bytes) else self.name.encode()
        packed = self.data
        if self.method == 8:
            squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
            packed = squeeze.compress(self.data) + squeeze.flush()
        size = len(self.data) if self.claims is None else self.claims
        crc = zlib.crc32(self.data) if self.crc is None else self.crc
        shared = struct.pack("<4H3I", self.flags, self.method, 0, _DAY, crc, len(packed), size)
        return name, packed, shared


def zipped(*entries: Entry, before: bytes = b"", comment: bytes = b"", copies: int = 1) -> bytes:
    """Return a zip; with copies, the directory lists each entry so often, over the same data."""
    body, directory = bytearray(before), bytearray()
    for entry in entries:
        name, packed, shared = entry.parts()
        local = name if entry.local_name is None else entry.local_name
        listed = b"PK\x01\x02" + struct.pack("<2H", 0x0314, 20) + shared
        listed += struct.pack("<5H2I", len(name), 0, 0, 0, 0, entry.mode << 16, len(body)) + name
        directory += listed * copies
        body += b"PK\x03\x04" + struct.pack("<H", 20) + shared + struct.pack("<2H", len(local), 0)
        body += local + packed
    count = min(len(entries) * copies, 0xFFFF)
    end = struct.pack("<4H2IH", 0, 0, count, count, len(directory), len(body), len(comment))
    return bytes(body + directory) + b"PK\x05\x06" + end + comment


def placemark(name: str = "Миропілля", x: float = 35.0) -> str:
    """Return a KML placemark of a box."""
    corners = [(x, 51), (x + 0.2, 51), (x + 0.2, 51.2), (x, 51.2), (x, 51)]
    outline = " ".join(f"{lon:g},{lat:g},0" for lon, lat in corners)
    return (
        f"<Placemark><name>{name}</name><ExtendedData>"
        '<Data name="date"><value>2025-01-06</value></Data>'
        '<Data name="category"><value>claimed</value></Data>'
        '<Data name="actor"><value>RU</value></Data></ExtendedData>'
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{outline}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    )


def kml(*inside: str, head: str = "") -> str:
    """Return a KML document."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"{''.join(inside)}</Document></kml>"
    )


GOOD = kml(placemark()).encode()
OTHER = kml(placemark("Гуйва", 36.0)).encode()
AREAS = dumps(collection(feature())).encode()
DOC = Entry("doc.kml", GOOD)
LINK = Entry("style.kml", b"/etc/passwd", mode=0o120777)


def _words(length: int) -> str:
    # Packs to an eighth or so, a ratio that a real file could have.
    count = length // 30 + 1
    lines = (f"{n * 2654435761 % 2**32:08x} and what was reported; " for n in range(count))
    return "".join(lines)[:length]


def _climbing(name: str | bytes, about: str, file: str) -> Recipe:
    return reject(file, about, zipped(Entry(name, OTHER), DOC), also="accept repair")


KMZ = [
    accept("good.kmz", "doc.kml alone", zipped(DOC), stored=1),
    accept("stored.kmz", "doc.kml without packing", zipped(Entry("doc.kml", GOOD, method=0)),
           stored=1),
    accept("folder.kmz", "the KML in a folder under another name, and a picture",
           zipped(Entry("files/a.png", b"\x89PNG"), Entry("map/area.KML", GOOD)), stored=1),
    accept("litter.kmz", "what a Mac leaves in a zip",
           zipped(Entry("__MACOSX/._doc.kml", bytes(8)), Entry(".DS_Store", bytes(8)), DOC),
           also="repair", stored=1),
    accept("two_kml.kmz", "two KML files: both, or say which", zipped(DOC, Entry("b.kml", OTHER)),
           also="repair reject"),
    accept("comment.kmz", "a comment that holds the end of another zip",
           zipped(DOC, comment=b"PK\x05\x06" + bytes(18)), also="reject repair", stored=1),
    accept("before.kmz", "a program before the zip, as self-extracting archives have",
           zipped(DOC, before=b"MZ" + bytes(510)), also="reject repair", stored=1),
    reject("pictures.kmz", "pictures only", zipped(Entry("a.png", b"\x89PNG")), says="kml"),
    reject("folders.kmz", "only a folder", zipped(Entry("files/", method=0, mode=0o40755)),
           says="kml"),
    reject("nothing.kmz", "a zip of no entry", zipped()),
    reject("empty_doc.kmz", "doc.kml of no byte", zipped(Entry("doc.kml")), says="doc.kml"),
    reject("page.kmz", "a web page in place of the KMZ", "<!DOCTYPE html><html></html>",
           says="html"),
    reject("nested.kmz", "a KMZ in a KMZ", zipped(Entry("doc.kmz", zipped(DOC)))),
    repair("nested_beside.kmz", "a KMZ beside a good doc.kml",
           zipped(DOC, Entry("more.kmz", zipped(DOC))), also="reject accept", stored=1),
    reject("twice.kmz", "two entries called doc.kml: programs differ on which holds",
           zipped(DOC, Entry("doc.kml", OTHER)), also="accept repair"),
    reject("names_differ.kmz", "one name before the data, another in the directory",
           zipped(Entry("doc.kml", GOOD, local_name=b"run.kml")), also="accept", stored=1),
    reject("encrypted.kmz", "marked as encrypted", zipped(Entry("doc.kml", GOOD, flags=0x801)),
           also="accept", stored=1),
    reject("method.kmz", "packed in a way that is AES or nothing",
           zipped(Entry("doc.kml", GOOD, method=99))),
    reject("crc.kmz", "the checksum does not fit", zipped(Entry("doc.kml", GOOD, crc=1))),
    reject("cut.kmz", "cut before the directory", zipped(DOC)[:-60]),
    reject("directory_only.kmz", "cut from the front", zipped(DOC)[60:]),
    reject("short_claim.kmz", "claims to unpack to 50 bytes",
           zipped(Entry("doc.kml", GOOD, claims=50))),
    reject("bomb.kmz", "40 MB of blanks in 40 kB",
           lambda _: zipped(Entry("doc.kml", b" " * 40_000_000)), says="doc.kml"),
    reject("bomb_lies.kmz", "40 MB that claim to be 900 bytes",
           lambda _: zipped(Entry("doc.kml", b" " * 40_000_000, claims=900)), says="doc.kml"),
    reject("bomb_beside.kmz", "a good doc.kml, and 40 MB that nobody asked for",
           lambda _: zipped(DOC, Entry("a.png", bytes(40_000_000))), also="repair accept",
           stored=1),
    reject("overlap.kmz", "1,500 entries over the same megabyte: 1.5 GB in 200 kB",
           lambda _: zipped(Entry("doc.kml", _words(1_000_000).encode()), copies=1500)),
    reject("entries.kmz", "2,500 entries",
           lambda _: zipped(DOC, *(Entry(f"{n}.png", method=0) for n in range(2500))),
           also="accept", stored=1, says="limit"),
    reject("text_3mb.kmz", "a description of 3 million letters, over the limit",
           lambda _: zipped(Entry("doc.kml", kml(placemark(_words(3_000_000))).encode())),
           also="repair accept"),
    _climbing("../../ran.kml", "an entry that climbs out, beside a good one", "climbs.kmz"),
    _climbing("..\\..\\ran.kml", "an entry that climbs out as Windows does", "climbs_win.kmz"),
    _climbing("/tmp/ran.kml", "an entry with an absolute name", "absolute.kmz"),
    _climbing("C:\\ran.kml", "an entry with the name of a drive", "drive.kmz"),
    _climbing("\\\\127.0.0.1\\a\\ran.kml", "an entry on another machine", "unc.kmz"),
    _climbing(b"ran.kml\x00.png", "a NUL in the name of an entry", "nul.kmz"),
    _climbing(b"\xff\xfe.kml", "the name of an entry is no UTF-8, and says it is", "bytes.kmz"),
    _climbing("d" * 5000 + ".kml", "an entry with a name of 5,000 letters", "long.kmz"),
    _climbing("/vsicurl/http:/127.0.0.1:8977/a.kml", "a name that GDAL would ask for", "vsi.kmz"),
    reject("link.kmz", "an entry that is a link to another file, beside a good one",
           zipped(DOC, LINK), also="accept repair", stored=1),
    reject("link_doc.kmz", "doc.kml is a link to another file", lambda scene: zipped(
        Entry("doc.kml", str(scene.canary).encode(), mode=0o120777))),
    accept("markup.kmz", "names of entries that are markup and a template",
           zipped(Entry("<b>{{7*191}}.kml", GOOD)), also="reject", stored=1),
]  # fmt: skip


def _zip(name: str, about: str, *entries: Entry) -> Recipe:
    return accept(name, about, zipped(*entries), also="reject repair", stored=1)


ZIPS = [
    _zip("geojson.zip", "GeoJSON in a zip", Entry("a/areas.geojson", AREAS)),
    _zip("kml.zip", "KML in a zip", DOC),
    accept("formats.zip", "GeoJSON and KML in one zip: both, or ask",
           zipped(DOC, Entry("areas.geojson", AREAS)), also="reject repair"),
    reject("zip_in_zip.zip", "a zip in a zip in a zip",
           zipped(Entry("b.zip", zipped(Entry("a.zip", zipped(Entry("a.geojson", AREAS))))))),
    reject("notes.zip", "a zip of a text", zipped(Entry("readme.txt", b"see the web site"))),
    reject("docx.zip", "a text document, which is a zip too", zipped(
        Entry("[Content_Types].xml", b"<Types/>"), Entry("word/document.xml", b"<document/>"))),
    reject("rar.zip", "RAR under the name of a zip", b"Rar!\x1a\x07\x01\x00" + bytes(64)),
    reject("seven.zip", "7z under the name of a zip", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(64)),
]  # fmt: skip

RECIPES = [*KMZ, *ZIPS]
