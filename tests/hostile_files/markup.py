"""KML, GPX and GML: entities, encodings, coordinates in text, and addresses that nobody asks."""

from __future__ import annotations

from collections.abc import Callable

from tests.hostile_files.archives import GOOD, kml, placemark
from tests.hostile_files.recipe import Recipe, Scene, accept, area, dumps, of, reject, repair, star

TEXT = GOOD.decode()
NS = 'xmlns="http://www.opengis.net/kml/2.2"'


def asking(make: str) -> Callable[[Scene], str]:
    """Return a body with the server in place of @ and the canary in place of #."""

    def body(scene: Scene) -> str:
        return make.replace("@", scene.server).replace("#", str(scene.canary))

    return body


def spot(coordinates: str) -> str:
    """Return a KML document of one point with coordinates as they are written."""
    return kml(f"<Placemark><name>a</name><Point><coordinates>{coordinates}</coordinates></Point>"
               "</Placemark>")  # fmt: skip


def outlined(*rings: str) -> str:
    """Return a KML polygon of rings as they are written: the first outside, the others inside."""
    kinds = ["outer"] + ["inner"] * (len(rings) - 1)
    return "<Polygon>" + "".join(
        f"<{kind}BoundaryIs><LinearRing><coordinates>{text}</coordinates></LinearRing>"
        f"</{kind}BoundaryIs>" for kind, text in zip(kinds, rings, strict=True)
    ) + "</Polygon>"  # fmt: skip


def marked(geometry: str) -> str:
    """Return a KML document of one geometry."""
    return kml(f"<Placemark><name>a</name>{geometry}</Placemark>")


SHELL = "35,51 35.2,51 35.2,51.2 35,51.2 35,51"
HOLE = "35.05,51.05 35.05,51.1 35.1,51.1 35.1,51.05 35.05,51.05"
HOLE_2 = "35.15,51.15 35.15,51.18 35.18,51.18 35.18,51.15 35.15,51.15"
SECOND = "36,51 36.2,51 36.2,51.2 36,51.2 36,51"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))


def _laughs(_: Scene) -> str:
    head = f'<!DOCTYPE kml [<!ENTITY l0 "ha">{LAUGHS}]>'
    return kml(placemark("&l8;"), head=head)


def _quadratic(_: Scene) -> str:
    head = f'<!DOCTYPE kml [<!ENTITY a "{"a" * 100_000}">]>'
    return kml(placemark("&a;" * 20_000), head=head)


KML = [
    accept("good.kml", "one area", TEXT, stored=1),
    accept("folders.kml", "areas in folders in folders", kml(
        f"<Folder><name>a</name>{placemark('a')}<Folder><name>b</name>{placemark('b', 36.0)}"
        "</Folder></Folder>"), stored=2),
    accept("prefix.kml", "the namespace under a prefix", TEXT.replace("</", "</k:").replace(
        "<", "<k:").replace("<k:/k:", "</k:").replace("<k:?", "<?").replace("xmlns=", "xmlns:k="),
        stored=1),
    accept("no_namespace.kml", "no namespace", TEXT.replace(f" {NS}", ""), also="reject repair",
           stored=1),
    accept("old_namespace.kml", "the namespace of Google Earth 2.1",
           TEXT.replace("www.opengis.net/kml/2.2", "earth.google.com/kml/2.1"), also="repair",
           stored=1),
    accept("bare.kml", "a placemark without a document around it",
           placemark().replace("<Placemark>", f"<Placemark {NS}>"), also="reject repair", stored=1),
    accept("empty_document.kml", "a document of nothing", kml(), also="reject", stored=0),
    accept("multi.kml", "two areas as one placemark", marked(
        f"<MultiGeometry>{outlined(SHELL)}{outlined(SECOND)}</MultiGeometry>"), stored=1),
    accept("multi_mixed.kml", "an area and its label point as one placemark", marked(
        f"<MultiGeometry>{outlined(SHELL)}<Point><coordinates>35.1,51.1</coordinates></Point>"
        "</MultiGeometry>"), also="repair", stored=1),
    accept("holes.kml", "an area with two holes", marked(outlined(SHELL, HOLE, HOLE_2)), stored=1),
    accept("holes_one_boundary.kml", "two holes in one inner boundary", marked(
        outlined(SHELL, HOLE + "</coordinates></LinearRing><LinearRing><coordinates>" + HOLE_2)),
        also="repair reject", stored=1),
    repair("no_shell.kml", "an area without an outer boundary, and a good one", kml(
        f"<Placemark>{outlined(SHELL).replace('outer', 'inner')}</Placemark>", placemark()),
        also="reject", stored=1),
    repair("no_place.kml", "a placemark without a place, and a good one",
           kml("<Placemark><name>Note</name></Placemark>", placemark()), also="accept", stored=1),
    accept("track.kml", "a track of three moments", kml(
        '<Placemark><Track xmlns="http://www.google.com/kml/ext/2.2"><when>2025-01-06T10:00:00Z'
        "</when><when>2025-01-06T11:00:00Z</when><coord>35 51 0</coord><coord>35.1 51.1 0</coord>"
        "</Track></Placemark>"), also="repair reject"),
    accept("span.kml", "a time span of text, far in the future, and none", kml(placemark().replace(
        "<Poly", "<TimeSpan><begin>9999</begin><end>soon</end></TimeSpan><Poly")), also="repair",
        stored=1),
    accept("script.kml", "a script in a description, and a balloon that runs it", kml(
        "<Style><BalloonStyle><text>$[description]</text></BalloonStyle></Style>",
        placemark("{{7*191}}").replace("<Ext", "<description><![CDATA[<script>window.__ran=1"
                                       "</script>]]></description><Ext")), stored=1),
    reject("columns.kml", "3,000 values by different names", lambda _: kml(placemark().replace(
        "<Data", "".join(f'<Data name="d{n}"><value>1</value></Data>' for n in range(3000))
        + "<Data", 1)), also="accept", stored=1, says="limit"),
    reject("ground.kml", "a picture on the ground and nothing else", asking(kml(
        "<GroundOverlay><Icon><href>@/a.png</href></Icon><LatLonBox><north>51</north>"
        "<south>50</south><east>36</east><west>35</west></LatLonBox></GroundOverlay>")),
        also="accept", stored=0),
    reject("star.kml", "a star of 4,001 points",
           lambda _: marked(outlined(" ".join(f"{x},{y}" for x, y in star(4001, 2000))))),
]  # fmt: skip

NUMBERS = [
    accept("lines.kml", "tabs and line ends between positions",
           kml(placemark().replace(",0 ", ",0\n\t\t")), stored=1),
    accept("no_heights.kml", "positions without heights", marked(outlined(SHELL)), stored=1),
    repair("spaces.kml", "a blank after each comma", spot("35.1, 51.1, 0"), also="reject",
           stored=1),
    reject("spaces_area.kml", "blanks after the commas of an outline",
           marked(outlined(SHELL.replace(",", ", "))), also="repair", stored=1),
    reject("semicolons.kml", "semicolons between positions",
           marked(outlined(SHELL.replace(" ", ";"))), also="repair", stored=1),
    reject("decimal_comma.kml", "decimal commas: four numbers where two are meant",
           spot("35,1,51,1"), also="accept repair", stored=1),
    reject("one_number.kml", "a longitude alone", spot("35.1")),
    reject("words.kml", "words for numbers", spot("east,north")),
    reject("nan.kml", "NaN, which reads as a number", spot("nan,51.1")),
    reject("infinity.kml", "inf, which reads as a number", spot("35.1,-inf")),
    reject("underscore.kml", "3_5.1, which Python reads as a number", spot("3_5.1,51.1"),
           also="repair"),
    reject("digits.kml", "Arabic digits, which Python reads as a number", spot("٣٥.١,٥١.١"),
           also="repair accept"),
    reject("empty_coordinates.kml", "no coordinates", spot(" \n ")),
    reject("out.kml", "a latitude of 95", spot("35.1,95")),
]  # fmt: skip

XML = [
    reject("cut.kml", "cut inside a tag", TEXT[:-20]),
    reject("two_roots.kml", "two documents in one file", TEXT + TEXT.partition("?>")[2]),
    reject("after.kml", "words after the document", TEXT + "\nend of file"),
    reject("page.kml", "a web page in place of the file",
           "<!DOCTYPE html><html><body><p>Sign in</body></html>", says="html"),
    reject("json.kml", "GeoJSON under the name of KML", dumps(of(area())), also="accept repair",
           stored=1),
    accept("utf16.kml", "UTF-16 that says so",
           TEXT.replace("UTF-8", "UTF-16").encode("utf-16"), also="reject repair", stored=1),
    accept("cp1251.kml", "windows-1251 that says so", TEXT.replace("UTF-8", "windows-1251").encode(
        "cp1251"), also="reject repair", stored=1),
    reject("cp1251_lies.kml", "windows-1251 that says it is UTF-8", TEXT.encode("cp1251"),
           also="repair"),
    reject("utf16_lies.kml", "UTF-8 that says it is UTF-16",
           TEXT.replace("UTF-8", "UTF-16"), also="repair accept", stored=1),
    reject("utf7.kml", "UTF-7, in which a tag can hide",
           TEXT.replace("UTF-8", "UTF-7").replace("Миропілля", "+ADw-script+AD4-"),
           also="accept repair"),
    reject("encoding.kml", "an encoding that nobody knows", TEXT.replace("UTF-8", "x-none"),
           also="accept repair"),
    reject("control.kml", "a control character, which XML forbids", kml(placemark("a\x01b")),
           also="repair", stored=1),
    reject("nul.kml", "NUL by number, which XML forbids", kml(placemark("a&#0;b")),
           also="repair", stored=1),
    reject("dtd_word.kml", "an entity without harm", kml(
        placemark("&a;"), head='<!DOCTYPE kml [<!ENTITY a "b">]>'), also="accept", stored=1,
        says="entit"),
    reject("dtd_local.kml", "an entity that is a local file", asking(kml(
        placemark("&a;"), head='<!DOCTYPE kml [<!ENTITY a SYSTEM "file://#">]>')), says="entit"),
    reject("dtd_server.kml", "a parameter entity on another server", asking(kml(
        placemark(), head='<!DOCTYPE kml [<!ENTITY % a SYSTEM "@/a.dtd"> %a;]>')),
        also="accept repair", stored=1),
    reject("dtd_file.kml", "a DTD in a local file", asking(kml(
        placemark(), head='<!DOCTYPE kml SYSTEM "file://#">')), also="accept repair", stored=1),
    reject("laughs.kml", "eight levels of entities: 200 MB of laughter", _laughs, says="entit"),
    reject("quadratic.kml", "20,000 times an entity of 100 kB: 2 GB without nesting", _quadratic,
           says="entit"),
    accept("include.kml", "asks for a local file to be put in its place", asking(kml(placemark(),
        '<i:include xmlns:i="http://www.w3.org/2001/XInclude" parse="text" href="file://#"/>')),
        also="reject repair", stored=1),
    accept("stylesheet.kml", "names a style sheet on another server", asking(kml(
        placemark(), head='<?xml-stylesheet href="@/a.xsl" type="text/xsl"?>')),
        also="reject repair", stored=1),
    accept("schema.kml", "names its schema on another server", asking(TEXT.replace(
        "<kml ", '<kml xmlns:x="http://www.w3.org/2001/XMLSchema-instance" '
        'x:schemaLocation="http://www.opengis.net/kml/2.2 @/a.xsd" ')), stored=1),
    reject("link.kml", "only a link to another server: nothing is asked", asking(kml(
        "<NetworkLink><Link><href>@/a.kml</href></Link></NetworkLink>")), also="accept", stored=0),
    accept("link_beside.kml", "a link to another server beside a good area", asking(kml(
        "<NetworkLink><Link><href>@/a.kml</href></Link></NetworkLink>", placemark())),
        also="repair reject", stored=1),
    reject("deep.kml", "5,000 folders in folders", lambda _: kml(
        "<Folder>" * 5000, placemark(), "</Folder>" * 5000), also="accept", stored=1),
    reject("deep_open.kml", "200,000 tags that never close",
           lambda _: '<kml xmlns="http://www.opengis.net/kml/2.2">' + "<Folder>" * 200_000),
]  # fmt: skip

GPX = (
    '<?xml version="1.0"?>{}<gpx version="1.1" creator="a" xmlns="http://www.topografix.com/GPX'
    '/1/1">{}<wpt lat="51.1" lon="35.1"><name>a</name></wpt></gpx>'
)
GML = (
    '<?xml version="1.0"?><FeatureCollection xmlns="http://ogr.maptools.org/" xmlns:gml='
    '"http://www.opengis.net/gml/3.2" {}><member><area gml:id="a.0"><g>{}</g><name>a</name></area>'
    "</member></FeatureCollection>"
)
POS = '<gml:Point srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>51.1 35.1</gml:pos></gml:Point>'


def _other(name: str, about: str, text: str) -> Recipe:
    return reject(name, about, asking(text), also="accept repair")


KIN = [
    _other("good.gpx", "a waypoint", GPX.format("", "")),
    _other("good.gml", "a point, latitude first as its crs has it", GML.format("", POS)),
    reject("features.kml", "GML 3.2 under the name of KML", GML.format("", POS), also="accept",
           says="gml"),
    reject("waypoint.kml", "GPX as KML", GPX.format("", ""), also="accept", says="gpx"),
    reject("laughs.gpx", "entities that grow, in GPX",
           lambda _: GPX.format(f'<!DOCTYPE gpx [<!ENTITY l0 "ha">{LAUGHS}]>',
                                "<metadata><name>&l8;</name></metadata>")),
    _other("schema.gml", "a schema on another server, which GDAL would ask for", GML.format(
        'xmlns:x="http://www.w3.org/2001/XMLSchema-instance" '
        'x:schemaLocation="http://ogr.maptools.org/ @/a.xsd"', POS)),
    _other("href.gml", "a geometry on another server", GML.format(
        'xmlns:l="http://www.w3.org/1999/xlink"', '<gml:pointProperty l:href="@/a.gml#a"/>')),
]  # fmt: skip

RECIPES = [*KML, *NUMBERS, *XML, *KIN]
