"""CSV: encodings, separators, quotes, ragged lines, dates and coordinates that cannot be."""

from __future__ import annotations

import csv
import io
from typing import Any

from tests.hostile_files.recipe import Recipe, accept, reject, repair
from tests.hostile_files.texts import STRINGS

HEAD = ("event_id", "event_date", "latitude", "longitude", "location", "notes")


def row(number: Any = 1, day: Any = "2025-01-06", lat: Any = 51.1, lon: Any = 35.1,
        location: str = "Суми", notes: str = "n") -> tuple[Any, ...]:  # fmt: skip
    """Return a line of a table; all of it can be said otherwise."""
    return number, day, lat, lon, location, notes


def table(
    *rows: tuple[Any, ...], head: tuple[str, ...] = HEAD, apart: str = ",", quotes: bool = False
) -> str:
    """Return CSV text, with quotes around every cell or only where they must be."""
    sink = io.StringIO()
    quoting = csv.QUOTE_ALL if quotes else csv.QUOTE_MINIMAL  # which leaves a lone CR bare
    writer = csv.writer(sink, delimiter=apart, lineterminator="\n", quoting=quoting)
    writer.writerows([head, *rows])
    return sink.getvalue()


GOOD = table(row(1), row(2, location="Курськ"))
FIRST = ",".join(HEAD) + "\n"
DAYS = (
    "2024-02-30", "2024-13-01", "03/04/2024", "13/14/2024", "1714521600000", "45432", "24:00",
    "2024-05-01T24:00:00", "0000-00-00", "1899-12-30", "2124-01-01", "May", "2024-W18",
    "٢٠٢٤-٠٥-٠١", "2024-05-01T02:30:00+99:00", "1e9", "now", "",
)  # fmt: skip
PLACES = (
    (91, 35.1), (51.1, 181), ("NaN", 35.1), ("", ""), ("51,1", "35,1"), ("51.1N", "35.1E"),
    ("51°06'", "35°06'"), ("0x33", 35.1), ("5_1.1", 35.1), ("1e999", 35.1), ("٥١.١", "٣٥.١"),
    ("None", "NULL"), ("51.1 ", "\u00a035.1"), ("\u2212 51.1", 35.1), (35.1, 151.1),
)  # fmt: skip


def _open(name: str, about: str, text: str | bytes, *, stored: int | None = 2) -> Recipe:
    """Return a case that may be read or refused, so long as no letter comes out wrong."""
    return accept(name, about, text, also="repair reject", stored=stored)


TEXT = [
    accept("good.csv", "two lines", GOOD, stored=2),
    accept("bom.csv", "with a byte order mark, which is no part of the first name",
           b"\xef\xbb\xbf" + GOOD.encode(), stored=2),
    _open("utf16.csv", "UTF-16 with its mark, as Excel saves Unicode text",
          GOOD.replace(",", "\t").encode("utf-16")),
    _open("utf16_bare.csv", "UTF-16 without a mark", GOOD.encode("utf-16-le")),
    repair("cp1251.csv", "windows-1251", GOOD.encode("cp1251"), also="reject", stored=2),
    reject("latin1.csv", "one byte of Latin-1 on line 3",
           GOOD.encode().replace("Курськ".encode(), b"Donets\xe9k"), also="repair", stored=2),
    reject("nul.csv", "NUL in a note on line 3", GOOD.replace("Курськ,n", "Курськ,\x00"),
           also="repair", says="line 3"),
    reject("nul_only.csv", "1 kB of NUL", bytes(1024)),
    _open("line_ends.csv", "the line ends of three systems in one file",
          FIRST + "1,2025-01-06,51.1,35.1,a,n\r\n2,2025-01-06,51.1,35.1,b,n\r"
          "3,2025-01-06,51.1,35.1,c,n\n", stored=3),
    accept("no_last_end.csv", "no line end after the last line", GOOD.rstrip("\n"), stored=2),
    accept("blank_lines.csv", "blank lines between the lines", GOOD.replace("\n", "\n\n"),
           also="repair", stored=2),
    accept("lines_inside.csv", "line ends inside quotes: the next row stands on line 5",
           table(row(notes="a\nb\nc"), row(2)), stored=2),
    accept("field_1mb.csv", "a note of a million letters, over the limit of Python's own reader",
           lambda _: table(row(notes="x" * 1_000_000), row(2)), stored=2),
    reject("page.csv", "a web page in place of the table", "<!DOCTYPE html>\n<html></html>",
           says="html"),
    reject("excel.csv", "an old Excel file under the name of CSV",
           b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    reject("excel_zip.csv", "a new Excel file under the name of CSV", b"PK\x03\x04" + bytes(64)),
]  # fmt: skip

PARTS = [
    accept("header_only.csv", "a header and no line", FIRST, stored=0),
    _open("semicolons.csv", "semicolons", GOOD.replace(",", ";")),
    _open("tabs.csv", "tabs under the ending of CSV", GOOD.replace(",", "\t")),
    _open("tabs.tsv", "tabs under their own ending", GOOD.replace(",", "\t")),
    _open("bars.csv", "upright bars", GOOD.replace(",", "|")),
    _open("decimal_commas.csv", "semicolons and decimal commas",
          table(row(lat="51,1", lon="35,1"), apart=";"), stored=1),
    _open("sep.csv", "a first line for Excel", "sep=;\n" + GOOD.replace(",", ";")),
    reject("unclosed.csv", "a quote on line 3 that swallows the 50 lines after it",
           table(row(1)) + '2,2025-01-06,51.1,35.1,a,"n\n' + "3,2025-01-06,51.1,35.1,a,n\n" * 50,
           also="repair", says="line 3"),
    repair("quotes_wild.csv", "quotes in the middle of cells and text after them",
           FIRST + '1,2025-01-06,51.1,35.1,"a" b,5" gun\n2,2025-01-06,51.1,35.1,a,n\n',
           also="accept reject"),
    repair("ragged.csv", "a line with a cell too few, one with two too many, a good one",
           FIRST + "1,2025-01-06,51.1\n2,2025-01-06,51.1,35.1,a,n,x,y\n"
           "3,2025-01-06,51.1,35.1,a,n\n", also="reject", says="line 2|line 3"),
    repair("columns_slip.csv", "an unquoted comma moves all cells of line 3 by one",
           FIRST + "1,2025-01-06,51.1,35.1,a,n\n2,2025-01-06,51.1,35.1,Sumy, center,n\n",
           also="reject", stored=1, says="line 3"),
    reject("header_twice.csv", "two columns called longitude", table(
        (*row(), 36.5), head=(*HEAD, "longitude")), also="accept repair", stored=1,
        says="longitude"),
    _open("header_case.csv", "two columns that differ by capitals", table(
        (*row(), 36.5), head=(*HEAD, "Longitude")), stored=1),
    _open("header_blank.csv", "nameless columns", table((*row(), 1, 2), head=(*HEAD, "", " ")),
          stored=1),
    _open("header_none.csv", "no header: the first line is data", GOOD.partition("\n")[2],
          stored=None),
    repair("header_again.csv", "the header again among the lines, as joined files have it",
           GOOD + GOOD, also="reject accept", says="line 4"),
    _open("title_above.csv", "a title and a blank line above the header", f"Events,,\n\n{GOOD}"),
    reject("columns_3000.csv", "3,000 columns", lambda _: table(
        (*row(), *range(3000)), head=(*HEAD, *(f"c{n}" for n in range(3000)))), also="accept",
        stored=1, says="limit"),
    accept("many_lines.csv", "20,000 lines", lambda _: table(*(row(n) for n in range(20_000))),
           stored=20_000),
]  # fmt: skip

VALUES = [
    accept("strings.csv", "a line for each of the strings, as its note", table(
        *(row(n, notes=text) for n, text in enumerate(STRINGS)), quotes=True), also="repair",
        stored=len(STRINGS)),
    _open("strings_head.csv", "the strings as names of columns", table(
        (*row(), *range(len(STRINGS))), head=(*HEAD, *STRINGS), quotes=True), stored=1),
    accept("formulas.csv", "formulas, also behind a tab, and a number that is none", table(
        *(row(n, notes=text) for n, text in enumerate(
            ("=1+1", "@SUM(1)", "+cmd|' /C calc'!A0", "\t=1+1", "-12.5", "=HYPERLINK(\"a\")")))),
        stored=6),
    _open("days.csv", "days that cannot be, could be two, or are no days: each is named", table(
        *(row(n, day=day) for n, day in enumerate(DAYS)), row(99)), stored=None),
    _open("places.csv", "places that cannot be: each line is named", table(
        *(row(n, lat=lat, lon=lon) for n, (lat, lon) in enumerate(PLACES)), row(99)), stored=None),
    accept("null_island.csv", "nought, nought: written by a form that had no place", table(
        row(lat=0, lon=0), row(2)), also="repair"),
    accept("swapped.csv", "the columns of latitude and longitude are swapped", table(
        row(lat=35.1, lon=51.1)), also="repair reject"),
    _open("precise.csv", "forty digits", table(row(lat="51." + "1" * 40)), stored=1),
    accept("numbers.csv", "codes that look like numbers: no nought and no digit is lost", table(
        row("007"), row("1e5"), row("12345678901234567890"), row("1_000")), stored=4),
    accept("nulls.csv", "texts that look like nothing", table(
        *(row(n, notes=text) for n, text in enumerate(("NA", "null", "None", "nan", "", "N/A")))),
        stored=6),
    _open("wkt.csv", "areas as WKT in place of coordinates", table(
        (1, "2025-01-06", "POLYGON((35 51,36 51,36 52,35 51))"), head=("id", "date", "wkt")),
        stored=1),
    _open("wkt_bomb.csv", "WKT 5,000 collections deep", table(
        (1, "GEOMETRYCOLLECTION(" * 5000 + "POINT(35 51)" + ")" * 5000), head=("id", "wkt")),
        stored=None),
    _open("no_places.csv", "names of places and no coordinates", table(
        (1, "2025-01-06", "Суми"), head=("event_id", "event_date", "location")), stored=None),
    reject("fruit.csv", "a table that is about something else", table(
        ("apple", 3), ("pear", 4), head=("fruit", "price")), also="accept"),
]  # fmt: skip

RECIPES = [*TEXT, *PARTS, *VALUES]
