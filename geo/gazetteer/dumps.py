"""Dumps of GeoNames, line by line: tab-separated, 19 columns, no head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from geo.errors import SourceParseError
from geo.gazetteer.making import Row

__all__ = ["lines_of", "read_dump"]

COLUMNS = 19
_ORIGIN = "GeoNames (CC BY 4.0)"
# Populated places, administrative regions, and what of ground and water news is about.
_CLASSES = frozenset("APTHL")
_PROBLEMS = 10
_LONGEST = 1_000_000
"""Bytes of a line; GeoNames' own limit for all its names is 10,000 characters."""


def lines_of(blocks: Iterable[bytes]) -> Iterator[bytes]:
    r"""Give the lines of a text that comes in blocks.

    Raises
    ------
    SourceParseError
        If a line does not end.

    Examples
    --------
    >>> list(lines_of([b"a\nb", b"c\n\nd"]))
    [b'a', b'bc', b'', b'd']
    """
    rest = b""
    for block in blocks:
        # splitlines would part at characters that stand in names.
        *lines, rest = (rest + block).split(b"\n")
        yield from lines
        if len(rest) > _LONGEST:
            raise SourceParseError(
                f"is no dump of GeoNames: it has a line of more than {_LONGEST:,} bytes."
            )
    if rest:
        yield rest


def read_dump(lines: Iterable[bytes], left_out: Counter[str], *, most: int) -> Iterator[Row]:
    """Read a dump of GeoNames.

    Parameters
    ----------
    lines : iterable of bytes
        UTF-8.
    left_out : Counter of str
        Is told why lines are left out, and how many; with the rows they add up to the lines of the
        dump that are not empty.
    most : int
        How many lines there may be.

    Yields
    ------
    Row
        Populated places, regions, waters, heights; roads, buildings and woods are left out.

    Raises
    ------
    SourceParseError
        If a line is not of that layout: when all is read, or at the tenth such line. Also if there
        are too many lines, or there is no place among them.
    """
    problems: list[str] = []
    rows = 0
    for number, line in enumerate(lines, 1):
        if number > most:
            raise SourceParseError(f"has more than {most:,} lines, which is the limit (rows).")
        try:
            row = _row(line)
        except ValueError as error:
            problems.append(f"line {number} {_why(error)}")
            if len(problems) == _PROBLEMS:
                break
            continue
        if row is not None:
            rows += 1
            yield row
        elif line.strip():
            left_out["is no populated place, region, water, height or area"] += 1
    if not problems and not rows:
        problems.append("it has no place")
    if problems:
        raise SourceParseError(
            f"is no dump of GeoNames: {'; '.join(problems)}. Take one as GeoNames hands it out, "
            "such as RU.zip."
        )


def _why(error: ValueError) -> str:
    return "is no UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


def _row(line: bytes) -> Row | None:
    """Return the place of a line; None where it is of another kind, or the line is empty."""
    cells = line.decode().rstrip("\r").split("\t")
    if len(cells) != COLUMNS:
        if not line.strip():
            return None
        raise ValueError(f"has {len(cells)} columns, and GeoNames' have {COLUMNS}")
    if cells[6] not in _CLASSES:
        return None
    number, name, ascii_name, alternates, lat, lon, _, code, country, _, *admin = cells[:13]
    if not number.isascii() or not number.isdigit() or len(number) > 12:
        raise ValueError(f"has the number {number[:40]!r}, which is no GeoNames id")
    if not name.strip() or len(name) > 200:
        raise ValueError("has a name that is empty or longer than 200 characters")
    region = f"{country}.{admin[0]}" if admin[0] and admin[0] != "00" else ""
    return Row(
        id=number,
        name=name,
        code=code,
        country=country,
        admin1=region,
        admin2=f"{region}.{admin[1]}" if region and admin[1] else "",
        lon=_degrees(lon, 180),
        lat=_degrees(lat, 90),
        population=_people(cells[14]),
        origin=_ORIGIN,
        alternates={other for other in (ascii_name, *alternates.split(",")) if len(other) > 2}
        - {name},
    )


def _degrees(text: str, most: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = most + 1.0
    if not abs(value) <= most:
        raise ValueError(f"lies at {text[:20]!r}, which is no place on Earth")
    return value


def _people(text: str) -> int:
    if not text:
        return 0
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        raise ValueError(f"has {text[:20]!r}, which is no number of people")
    return int(text)
