"""A small drawing beside a claim: what was claimed and assessed that day, and assessed later."""

from __future__ import annotations

import math
from collections.abc import Sequence

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.maps.styles import ACTORS, OTHER_ACTOR
from geo.markup import encode
from geo.models import Category

_WIDTH, _HEIGHT = 420, 300


def claim_drawing(
    points: Sequence[tuple[float, float]],
    half_height: float,
    then: gpd.GeoDataFrame,
    later: gpd.GeoDataFrame,
    oblasts: gpd.GeoDataFrame,
) -> str:
    """Return the ground around a claim's places as SVG.

    Parameters
    ----------
    points : sequence of (float, float)
        Longitude and latitude of the places; at least one, the first in the middle.
    half_height : float
        Degrees of latitude from the middle to the upper edge.
    then, later : GeoDataFrame
        Control areas at the time of the claim and at the end of the archive.
    oblasts : GeoDataFrame
        Borders, for bearings.

    Notes
    -----
    Solid: assessed that day. Dots in a dashed line: claimed that day. A firm line without a fill:
    assessed later. Longitudes are shortened by the cosine of the middle's latitude.
    """
    frame = _Frame(*points[0], half_height)
    parts = [
        f"<path d='{frame.path(shape)}' fill='none' stroke='#7d868e' stroke-opacity='.8' "
        "stroke-width='.8' stroke-dasharray='5 3 1 3'/>"
        for shape in oblasts.geometry.clip_by_rect(*frame.bounds)
    ]
    patterns = []
    for actor in sorted({*then["actor"], *later["actor"]}):
        ink = ACTORS.get(actor, OTHER_ACTOR)["light"]
        patterns.append(
            f"<pattern id='dots-{encode(actor)}' width='7' height='7' "
            "patternUnits='userSpaceOnUse'>"
            f"<circle cx='2' cy='2' r='1.4' fill='{ink}'/></pattern>"
        )
        held = frame.path(_of(then, actor, Category.ASSESSED, frame))
        said = frame.path(_of(then, actor, Category.CLAIMED, frame))
        after = frame.path(_of(later, actor, Category.ASSESSED, frame))
        parts += [
            f"<path class='assessed' d='{held}' fill='{ink}' fill-opacity='.34'/>",
            f"<path class='claimed' d='{said}' fill='url(#dots-{encode(actor)})' stroke='{ink}' "
            "stroke-width='1.4' stroke-dasharray='6 3'/>",
            f"<path class='later' d='{after}' fill='none' stroke='{ink}' stroke-width='2.6'/>",
        ]
    marks = "".join(
        f"<circle cx='{x:.1f}' cy='{y:.1f}' r='5' fill='none' stroke='#7d868e' stroke-width='2'/>"
        for x, y in (frame.at(lon, lat) for lon, lat in points)
    )
    return (
        # A picture of its own: an SVG inside the page's HTML would be taken out by Streamlit.
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{_WIDTH}' height='{_HEIGHT}' "
        f"viewBox='0 0 {_WIDTH} {_HEIGHT}' >"
        f"<defs>{''.join(patterns)}</defs>{''.join(parts)}{marks}</svg>"
    )


class _Frame:
    """A rectangle of ground and where its points stand in the drawing."""

    def __init__(self, lon: float, lat: float, half_height: float) -> None:
        self._scale = _HEIGHT / (2 * half_height)
        self._squeeze = math.cos(math.radians(lat))
        half_width = _WIDTH / self._scale / self._squeeze / 2
        self.bounds = (lon - half_width, lat - half_height, lon + half_width, lat + half_height)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        west, _, _, north = self.bounds
        return (lon - west) * self._squeeze * self._scale, (north - lat) * self._scale

    def path(self, shape: BaseGeometry) -> str:
        """Return an area as the commands of a path."""
        rings = []
        for polygon in shapely.get_parts(shape):
            if polygon.geom_type == "Polygon":
                for ring in (polygon.exterior, *polygon.interiors):
                    corners = (self.at(lon, lat) for lon, lat in ring.coords)
                    rings.append("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in corners) + "Z")
        return "".join(rings)


def _of(areas: gpd.GeoDataFrame, actor: str, category: Category, frame: _Frame) -> BaseGeometry:
    rows = areas[(areas["actor"] == actor) & (areas["category"] == category)]
    near = rows.geometry.to_numpy()
    return shapely.clip_by_rect(shapely.union_all(near), *frame.bounds)
