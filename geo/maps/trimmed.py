"""The bundled background cut to the ground that a page in one file shows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

import shapely

from geo.geometry import delta_decode, delta_encode
from geo.maps.basemap import BASEMAP_FILE

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_LEAST_LINE = 2


def trimmed_basemap(box: Box) -> dict[str, Any]:
    """Return the background within a box, in the form of the whole one.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north in degrees. Beyond it the background has nothing.
    """
    whole = _whole()
    west, south, east, north = box

    def inside(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [e for e in entries if west <= e["lon"] <= east and south <= e["lat"] <= north]

    return {
        **whole,
        "world": _section(whole["world"], box),
        "theatre": _section(whole["theatre"], box),
        "cities": inside(whole["cities"]),
        "labels": inside(whole["labels"]),
    }


@cache
def _whole() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(BASEMAP_FILE.read_bytes())
    return loaded


def _section(section: dict[str, Any], box: Box) -> dict[str, Any]:
    quantum = section["quantum"]
    land: list[dict[str, Any]] = [
        {
            "country": entry["country"],
            # Filled by the even-odd rule, so each ring may be cut for itself.
            "rings": [cut for ring in entry["rings"] for cut in _cut_ring(ring, quantum, box)],
        }
        for entry in section["land"]
    ]
    lines: dict[str, Any] = {
        name: list(_cut_lines(section[name], quantum, box))
        for name in ("borders", "oblast_borders")
        if name in section
    }
    return {"quantum": quantum, "land": [entry for entry in land if entry["rings"]], **lines}


def _cut_ring(codes: list[int], quantum: float, box: Box) -> list[list[int]]:
    cut = shapely.clip_by_rect(shapely.Polygon(delta_decode(codes, quantum)), *box)
    return [
        delta_encode(shapely.get_coordinates(part.exterior)[:-1], quantum)
        for part in shapely.get_parts(cut)
        if part.geom_type == "Polygon" and not part.is_empty
    ]


def _cut_lines(lines: list[list[int]], quantum: float, box: Box) -> Iterable[list[int]]:
    for codes in lines:
        points = delta_decode(codes, quantum)
        if len(points) < _LEAST_LINE:
            continue
        for part in shapely.get_parts(shapely.clip_by_rect(shapely.LineString(points), *box)):
            if not part.is_empty:
                yield delta_encode(shapely.get_coordinates(part), quantum)
