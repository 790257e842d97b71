"""Areas of an edition by category, party and kind."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry import MultiPolygon

from geo.geometry import dissolved_km2
from geo.models import AreaFigure, ControlArea


def area_figures(areas: Sequence[ControlArea]) -> tuple[AreaFigure, ...]:
    """Return the dissolved area of each category, actor and kind, in the order of the areas.

    Parameters
    ----------
    areas : sequence of ControlArea
        Valid; where areas of one key overlap they count once.
    """
    groups: dict[tuple[str, str, str], list[MultiPolygon]] = {}
    for area in areas:
        words = (area.category.value, area.actor, area.kind.value)
        groups.setdefault(words, []).append(area.geometry)
    return tuple(
        AreaFigure(category=category, actor=actor, kind=kind, km2=dissolved_km2(geometries))
        for (category, actor, kind), geometries in groups.items()
    )
