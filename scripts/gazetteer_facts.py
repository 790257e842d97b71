"""Adds what the packages lack: our facts in ``geo/gazetteer/facts``, and the seed's places."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from rapidfuzz import fuzz

from geo.gazetteer.folding import fold
from geo.gazetteer.making import Row
from geo.gazetteer.romanise import romanise_ukrainian
from geo.gazetteer.tables import standing
from scripts.gazetteer_sources import apart_km

FACTS = Path(__file__).resolve().parent.parent / "geo" / "gazetteer" / "facts"
FARTHEST_KM = 900.0
STEM = 4
# Two spellings of one name are this alike of 100; a renamed town's are less.
SAME_NAME = 75
_CRIMEA = {"Crimea", "Sevastopol City"}
OURS = "Salient: a round point in it, or on its lower course"
# What stands after the name of a region, in the forms that GeoNames and the press use.
KINDS = re.compile(
    r"(?i)\s+(oblast'?’?|region|province|kra[iy]|kray|republic|raion|rayon|district|governorate|"
    r"department|county|prefecture|state|voivodeship|city|autonomous okrug|okrug)$"
)
FIRST_LEVEL = {
    "RU": ("Oblast", "region", "province"),
    "UA": ("Oblast", "region", "province"),
    "US": ("state",),
}
SECOND_LEVEL = {"RU": ("district", "Raion"), "UA": ("district", "Raion")}


def add_facts(rows: list[Row]) -> None:
    """Add spellings, forms of regions' names, states' abbreviations, world regions and seas."""
    _take_names_away(rows)
    _call_regions(rows)
    _romanise_as_today(rows)
    for row in rows:
        if row.code in {"ADM1", "ADM2"}:
            _more_forms(row)
    _name_districts_by_seat(rows)
    _add_spellings(rows)
    next(row for row in rows if row.id == "6252001").usual.add("America")
    _add_states(rows)
    _set_points(rows)
    for fact in _read("regions.csv"):
        rows.append(
            Row(
                id=fact["id"],
                name=fact["name"],
                name_uk=fact["name_uk"],
                name_ru=fact["name_ru"],
                code=fact["code"],
                country=fact["country"],
                lon=float(fact["lon"]),
                lat=float(fact["lat"]),
                origin=OURS,
                alternates={name for name in _parted(fact["alternates"]) if not name.isupper()},
                abbreviations={name for name in _parted(fact["alternates"]) if name.isupper()},
            )
        )


def _take_names_away(rows: list[Row]) -> None:
    """Drop names that mislead: an old name of Nikopol is that of Sloviansk."""
    never = {
        (fact["country"], fold(fact["name"])): {fold(name) for name in _parted(fact["never"])}
        for fact in _read("not_names.csv")
    }
    for row in rows:
        dropped = never.get((row.country, fold(row.name)), set())
        row.alternates = {name for name in row.alternates if fold(name) not in dropped}
        row.usual = {name for name in row.usual if fold(name) not in dropped}


def _call_regions(rows: list[Row]) -> None:
    """Call first-level regions what the press calls them; what they were called stays a name."""
    regions = {(row.country, fold(row.name)): row for row in rows if row.code == "ADM1"}
    for fact in _read("first_level.csv"):
        row = regions[fact["country"], fold(fact["name"])]
        row.usual |= (_parted(fact["alternates"]) | {row.name}) - {fact["called"]}
        row.name = fact["called"]
        row.name_uk = fact["name_uk"] or row.name_uk


def _romanise_as_today(rows: list[Row]) -> None:
    """Write Ukrainian towns as Ukraine does today, where GeoNames has that spelling too.

    Kostiantynivka, not Kostyantynivka: the table of the Cabinet of Ministers, 2010. Parts of
    cities and Crimea keep what GeoNames calls them.
    """
    crimea = {row.admin1 for row in rows if row.code == "ADM1" and row.name in _CRIMEA}
    for row in rows:
        if row.country != "UA" or not row.code.startswith("PPL") or row.code == "PPLX":
            continue
        if not row.name_uk or row.admin1 in crimea:
            continue
        today = romanise_ukrainian(row.name_uk)
        if today in row.alternates | row.usual and fuzz.ratio(today, row.name) >= SAME_NAME:
            row.usual.add(row.name)
            row.name = today


def _name_districts_by_seat(rows: list[Row]) -> None:
    """Let "Sudzha district" be found where GeoNames has it as Sudzhanskiy Rayon."""
    seats: dict[str, Row] = {}
    for row in rows:
        if row.country in SECOND_LEVEL and row.admin2 and row.code.startswith("PPL"):
            had = seats.get(row.admin2)
            if had is None or row.population > had.population:
                seats[row.admin2] = row
    for row in rows:
        seat = seats.get(row.admin2) if row.code == "ADM2" else None
        if seat is None:
            continue
        own = fold(seat.name)
        stem = min(STEM, len(own) - 1)
        if fold(row.name)[:stem] != own[:stem]:
            continue
        kinds = SECOND_LEVEL[row.country]
        row.alternates |= {f"{seat.name} {kind}" for kind in kinds} - {row.name}


def _set_points(rows: list[Row]) -> None:
    """Put countries and large regions into their middle, not into that of where people live."""
    at = {row.country if row.code.startswith("PCL") else row.admin1: row for row in rows
          if row.code == "ADM1" or row.code.startswith("PCL")}  # fmt: skip
    for fact in _read("points.csv"):
        row = at[fact["code"]]
        middle = replace(row, lat=float(fact["lat"]), lon=float(fact["lon"]))
        if apart_km(row, middle) > FARTHEST_KM:
            print(f"{row.name}: {apart_km(row, middle):.0f} km from the middle of its places")
        row.lat, row.lon, row.origin = middle.lat, middle.lon, OURS


def _more_forms(row: Row) -> None:
    level = FIRST_LEVEL if row.code == "ADM1" else SECOND_LEVEL
    kinds = level.get(row.country, ("Province", "Region") if row.code == "ADM1" else ())
    english = {name for name in (row.name, *row.alternates) if KINDS.search(name)} | {row.name}
    for name in english:
        base = KINDS.sub("", name)
        row.alternates |= {f"{base} {kind}" for kind in kinds}
        if row.code == "ADM1" or row.country in {"RU", "UA"}:
            row.alternates.add(base)
    if row.country == "US" and row.code == "ADM1":
        row.alternates.add(f"State of {base}")
    row.alternates -= {row.name}


def _add_spellings(rows: list[Row]) -> None:
    named: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.code.startswith("PPL"):
            for name in {fold(name) for name in (row.name, *row.alternates)}:
                named[row.country, name].append(row)
    missing = []
    for fact in _read("spellings.csv"):
        spellings = _parted(fact["alternates"])
        found = named[fact["country"], fold(fact["name"])]
        if not found:
            missing.append(fact["name"])
            continue
        best = max(
            found,
            key=lambda row: (
                fold(row.name) in {fold(name) for name in (fact["name"], *spellings)},
                standing(row.code, row.population, fold(row.name) != fold(fact["name"])),
                row.id,
            ),
        )
        short = {name for name in spellings if name.isupper()}
        best.abbreviations |= short
        best.usual |= (spellings | {fact["name"]}) - short - {best.name}
    if missing:
        print("no place for the spellings of:", ", ".join(missing))


def _add_states(rows: list[Row]) -> None:
    states = {row.admin1: row for row in rows if row.code == "ADM1" and row.country == "US"}
    for fact in _read("us_states.csv"):
        states[f"US.{fact['code']}"].abbreviations |= {
            fact["code"],
            *_parted(fact["abbreviations"]),
        }


def add_seeds(rows: list[Row], path: Path) -> None:
    """Add the seed's settlements, or only their spellings where GeoNames has the place."""
    by_id = {row.id: row for row in rows}
    regions = {row.name: row.admin1 for row in rows if row.code == "ADM1"}
    near: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.country in {"RU", "UA"} and abs(row.lat - 51.5) < 2 and abs(row.lon - 36) < 7:
            for name in {row.name, row.name_uk, row.name_ru}:
                near[fold(name)].append(row)
    with path.open(encoding="utf-8", newline="") as lines:
        for seed in csv.DictReader(lines):
            row = Row(
                id=seed["id"],
                name=seed["name"],
                name_uk=seed["name_uk"],
                name_ru=seed["name_ru"],
                code=seed["feature_code"],
                country=seed["country"],
                admin1=regions.get(seed["admin1"], ""),
                lon=float(seed["lon"]),
                lat=float(seed["lat"]),
                origin=seed["origin"],
                alternates=_parted(seed["alternates"]),
            )
            number = re.match(r"GeoNames (\d+) ", seed["origin"])
            twin = by_id.get(number[1]) if number else None
            if row.code in {"PCLI", "ADM1"}:
                twin = next((r for r in rows if r.code == row.code and row.name == r.name), None)
            if twin is None:
                known = near[fold(row.name_ru)] + near[fold(row.name)] + near[fold(row.name_uk)]
                twin = next((r for r in known if apart_km(r, row) < 6 and r.code != "ADM2"), None)
            if twin is None:
                rows.append(row)
                continue
            twin.usual |= {row.name} - {twin.name}
            spelt = set(row.alternates)
            if twin.origin.startswith("GeoNames postal"):
                # The name that the press uses stands before a romanisation of ours.
                twin.alternates.add(twin.name)
                twin.name, twin.code = row.name, row.code
            twin.name_uk, twin.name_ru = row.name_uk, row.name_ru
            short = {name for name in spelt if name.replace(".", "").isupper() and len(name) < 5}
            twin.abbreviations |= short
            twin.alternates |= spelt - short - {twin.name}


def _read(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _parted(text: str) -> set[str]:
    return set(text.split("|")) - {""}
