"""Properties and names of any kind, nesting without an end, and file names that are hostile."""

from __future__ import annotations

import os
from typing import Any

from tests.hostile_files.recipe import (
    PROPERTIES,
    Recipe,
    accept,
    area,
    collection,
    dumps,
    feature,
    literal,
    of,
    reject,
    repair,
    ring,
)  # fmt: skip

STRINGS = (
    "{{7*191}}", "{{", "{% raw %}", "100 {% off", "{#", "${7*191}", "`${7*191}`", "#{7*191}",
    "<script>window.__ran=1</script>", "<img src=x onerror=window.__ran=1>", "</script><b>",
    "\"><svg onload=window.__ran=1>", "javascript:window.__ran=1", "[a](javascript:alert(1))",
    "&lt;b&gt; &amp;amp;", "<!-- ", "]]>", "<?php echo 1 ?>",
    "'; DROP TABLE areas; --", "\" OR \"\"=\"", "x'); ATTACH 'a' AS b; --", "%s %n %(a)s",
    "{0.__class__.__mro__}", "{name!r}", "$(touch ran)", "`touch ran`", "; touch ran", "../../ran",
    "C:\\photos\\2019", "\\u0041", "\\", "'", "\"", "a\tb", "a\r\nb", "\u2028\u2029",
    "=1+1", "+1", "-1", "@SUM(1)", "=HYPERLINK(\"http://127.0.0.1:8977\")", "\t=1+1", "\r=1+1",
    "NULL", "None", "nan", "true", "1e5", "007", "12345678901234567890", "2024-02-30", "  a  ",
    "\u202eevil\u202c", "a\u200bb\u200db", "\ufeffa", "e\u0301" + "\u0301" * 60, "\U0001f9d1\u200d",
    "ﷺ", "İı", "\u0085", "\x7f", "\x1b[2J\x1b[31m", "\ufffd", "\ufffe",
)  # fmt: skip
"""Texts that are only texts: each is stored and shown letter for letter."""

NAMES = (
    "", " ", "geometry", "geom", "id", "fid", "FID", "ogc_fid", "rowid", "index", "Name", "NAME",
    "type", "features", "row", "layer", "__proto__", "constructor", "__class__", "toString",
    "select", "a\"b", "a'b", "a]b", "a;b", "a\nb", "a.b", "a\x00b", "x" * 2000, "ім'я", "\u202ea",
)  # fmt: skip
"""Names of properties that trip a table, a template or an object."""


def having(**properties: Any) -> dict[str, Any]:
    """Return a collection of one good area with further properties."""
    return collection(feature(**properties))


def raw(value: str) -> str:
    """Return a collection of one good area with a property given as JSON text."""
    return dumps(having(note="@")).replace('"@"', value)


VALUES = [
    accept("values.geojson", "a feature for each of the strings, as its name",
           collection(*(feature(name=text) for text in STRINGS)), stored=len(STRINGS)),
    accept("names.geojson", "the strings as names of properties",
           having(**dict.fromkeys(STRINGS, 1)), also="repair reject", stored=1),
    accept("names_reserved.geojson", "names that a table or an object has already",
           having(**dict.fromkeys(NAMES, "kept")), also="repair reject", stored=1),
    accept("values_nul.geojson", "NUL inside a text", having(note="a\x00b"), also="repair reject",
           stored=1),
    accept("values_kinds.geojson", "values of every kind of JSON", having(
        a=None, b=True, c=-0.0, d=1e-320, e=[1, [2]], f={"g": {"h": None}}, i="", j=[], k={}),
        also="repair", stored=1),
    accept("value_2_53.geojson", "a whole number that a float cannot hold: no digit may change",
           having(note=2**53 + 1, note_2=2**63, note_3=-(2**63) - 1), also="repair", stored=1),
    accept("value_digits.geojson", "a whole number of 5,000 digits, which Python will not read",
           raw("7" * 5000), also="repair reject", stored=1),
    accept("value_nan.geojson", "NaN for a property, which JSON does not have", raw("NaN"),
           also="repair reject", stored=1),
    accept("value_1e999.geojson", "more than a number can hold, for a property", raw("1e999"),
           also="repair reject", stored=1),
    repair("surrogate.geojson", "half a pair in a text: it can be stored nowhere",
           raw('"a\\ud83db"'), also="reject", stored=1),
    repair("surrogate_name.geojson", "half a pair in the name of a property",
           raw('1, "\\udc00": 2'), also="reject", stored=1),
    repair("surrogate_swapped.geojson", "a pair the wrong way around", raw('"\\ude00\\ud83d"'),
           also="reject", stored=1),
    accept("surrogate_pair.geojson", "a good pair in escapes", raw('"\\ud83d\\ude00"'), stored=1),
    repair("properties_wrong.geojson", "properties that are no objects", collection(
        *(feature() | {"properties": wrong} for wrong in ([1], "a", 7)), feature()), also="reject",
        stored=1, says="feature 1|feature 2|feature 3"),
    accept("properties_none.geojson", "a feature without properties, and one where they are null",
           collection({"type": "Feature", "geometry": area()},
                      {"type": "Feature", "geometry": area(), "properties": None}),
           also="repair reject"),
    accept("columns_400.geojson", "400 properties", having(**{f"p{n}": n for n in range(400)}),
           stored=1),
    reject("columns_3000.geojson", "3,000 properties",
           lambda _: dumps(having(**{f"p{n}": n for n in range(3000)})), also="accept", stored=1,
           says="limit"),
    reject("columns_apart.geojson", "600 features with two properties of their own each",
           lambda _: dumps(collection(*(feature(**{f"a{n}": 1, f"b{n}": 2}) for n in range(600)))),
           also="accept", stored=600, says="limit"),
    accept("text_1900kb.geojson", "a text of 1.9 million letters, under the limit",
           lambda _: dumps(having(note="x" * 1_900_000)), also="repair", stored=1),
    accept("text_lines.geojson", "a text of 100,000 line ends",
           lambda _: dumps(having(note="\n" * 100_000)), also="repair", stored=1),
]  # fmt: skip


def nested(levels: int, inside: Any = 1) -> str:
    """Return JSON text of lists in lists."""
    return "[" * levels + dumps(inside) + "]" * levels


def objects(levels: int) -> str:
    """Return JSON text of objects in objects."""
    return '{"a":' * levels + "1" + "}" * levels


def gathered(levels: int) -> str:
    """Return GeoJSON text of an area inside geometry collections."""
    head = '{"type":"GeometryCollection","geometries":['
    return literal(head * levels + dumps(area()) + "]}" * levels)


def _coordinates(levels: int) -> str:
    return literal('{"type":"Polygon","coordinates":' + nested(levels, [35, 51]) + "}")


DEEP = [
    reject("deep_1000.geojson", "coordinates 1,000 lists deep", lambda _: _coordinates(1000)),
    reject("deep_10000.geojson", "coordinates 10,000 lists deep", lambda _: _coordinates(10_000)),
    reject("deep_100.geojson", "coordinates 100 lists deep: no parser minds, no geometry has it",
           lambda _: _coordinates(100)),
    reject("deep_objects.geojson", "a property 10,000 objects deep",
           lambda _: raw(objects(10_000)), also="repair"),
    reject("deep_property.geojson", "a property 1,000 lists deep",
           lambda _: raw(nested(1000)), also="repair accept", stored=1),
    accept("deep_20.geojson", "a property 20 objects deep", raw(objects(20)), stored=1),
    reject("deep_open.geojson", "500,000 brackets that never close", lambda _: "[" * 500_000),
    reject("deep_open_objects.geojson", "100,000 braces that never close",
           lambda _: '{"a":' * 100_000),
    reject("deep_foreign.geojson", "nesting outside the features, in a member nobody reads",
           lambda _: dumps(of(area(), extra="@")).replace('"@"', nested(20_000)),
           also="repair accept", stored=1),
    accept("collections_3.geojson", "geometry collections three deep", gathered(3), also="repair",
           stored=1),
    reject("collections_200.geojson", "geometry collections 200 deep", gathered(200),
           also="repair", stored=1),
]  # fmt: skip


def _named(name: str, about: str) -> Recipe:
    return accept(name, f"a good area; {about}", having(**PROPERTIES), stored=1)


FILE_NAMES = [
    _named("name {{7*191}} ${7*191} {% x %}.geojson", "the file's name is a template"),
    _named("name <img src=x onerror=window.__ran=1>.geojson", "the file's name is markup"),
    _named("name '; DROP TABLE areas; --.geojson", "the file's name is SQL"),
    _named("name $(touch ran) `touch ran` ; touch ran.geojson", "the file's name is a command"),
    _named("name %s %n {0.__class__} \\.geojson", "the file's name is a format"),
    _named("=HYPERLINK(\"a\").geojson", "the file's name is a formula"),
    _named("-rf --help.geojson", "the file's name looks like an option"),
    _named("name a\nINFO imported 5 rows.geojson", "a line end in the name forges a line of a log"),
    _named("name \x1b[2J\x1b[31m.geojson", "the name tells the terminal to clear itself"),
    _named("name \u202enosjoeg.exe.geojson", "the name is written from right to left"),
    _named(os.fsdecode(b"name Donets\xe9k.geojson"), "the name is no UTF-8: it cannot be printed"),
    _named("n" * 247 + ".geojson", "a name as long as a file system takes"),
    _named("н" * 123 + ".geojson", "a Cyrillic name as long as a file system takes, in bytes"),
    _named("NAME.GEOJSON", "the ending in capitals"),
    _named("name.tar.gz.geojson", "endings of other formats before the last"),
    _named("CON.geojson", "a name that Windows keeps for itself"),
    accept("name_without_ending", "a good area under a name without an ending", having(),
           also="reject repair", stored=1),
    accept("name.geojson.txt", "a good area under the ending of a text", having(),
           also="reject repair", stored=1),
    accept("name.shp", "GeoJSON under the ending of a shapefile", having(), also="reject repair",
           stored=1),
    accept(".geojson", "a name that is only an ending", having(), also="reject", stored=1),
    accept("name_ring.json", "a good area under .json", of(area(ring(36.0))), stored=1),
]  # fmt: skip

RECIPES = [*VALUES, *DEEP, *FILE_NAMES]
