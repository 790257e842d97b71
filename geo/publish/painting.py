"""Control areas on a sheet, by the table of styles that the map on the screen draws from.

Textures are lines and dots of their own, cut to the area, not patterns: every program that opens
SVG or PDF shows them alike, and an editor can take hold of them.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.path import Path

from geo.maps.styles import ACTORS, LINES, TEXTURES
from geo.models import Category, Kind
from geo.publish.looks import Look, looks_of
from geo.publish.projection import Box, MapFrame
from geo.publish.sheet import Sheet, compound, discs
from geo.publish.template import Template

BENEATH = 0.3
"""How strong areas are under what changed, as on the screen."""
_STRIPE_GAP, _STRIPE_WIDTH = 6.0, 1.6
_GAINED, _LOST, _REST = 0.82, 0.9, 0.14
_DOT_TILE = 1.25
# What a reader of the printed map could never see, in pixels.
_FINE = 0.08
_THREAD = 0.5
_SEEN = 2.0
"""Square pixels from which a change has its line in the legend."""


def dissolved(areas: gpd.GeoDataFrame, frame: MapFrame) -> dict[Look, shapely.Geometry]:
    """Return the shape of each look in pixels of a frame; overlaps count once."""
    found = {}
    reach = frame.reach(24)
    for look in looks_of(areas):
        same = (
            (areas["category"] == look.category)
            & (areas["actor"] == look.actor)
            & (areas["kind"] == look.kind)
        )
        near = shapely.clip_by_rect(areas.geometry.to_numpy()[same], *reach)
        shape = frame.draw(shapely.union_all(near))
        shape = _valid(shapely.simplify(shape, _FINE, preserve_topology=False))
        if not shape.is_empty:
            found[look] = shape
    return found


def _valid(shape: shapely.Geometry) -> shapely.Geometry:
    return shape if shape.is_valid else shapely.make_valid(shape, method="structure")


def texture_of(category: str, actor: str, shape: shapely.Geometry) -> shapely.Geometry | None:
    """Return the hatch or the centres of the dots of an area, in pixels; None for a plain one.

    Anchored to the sheet, so that areas of one look side by side have one texture.
    """
    style = TEXTURES[Category(category)]
    if style["texture"] == "hatch":
        return _hatch(shape, style["gap"], mirrored=actor == list(ACTORS)[1])
    if style["texture"] == "dots":
        return _dots(shape, style["gap"] * _DOT_TILE)
    return None


def _hatch(shape: shapely.Geometry, gap: float, *, mirrored: bool) -> shapely.Geometry:
    left, top, right, bottom = shapely.bounds(shape)
    height = bottom - top
    # Lines x + y = k gap rise to the right on a sheet whose y grows downwards.
    first, last = (left - bottom, right - top) if mirrored else (left + top, right + bottom)
    at = np.arange(np.floor(first / gap), np.ceil(last / gap) + 1) * gap
    turn = 1 if mirrored else -1
    starts = np.column_stack([at + turn * top, np.full(len(at), top)])
    ends = np.column_stack([at + turn * bottom, np.full(len(at), top + height)])
    lines = shapely.linestrings(np.stack([starts, ends], axis=1))
    return shapely.intersection(shapely.multilinestrings(lines), shape)


def _dots(shape: shapely.Geometry, tile: float) -> shapely.Geometry:
    left, top, right, bottom = shapely.bounds(shape)
    xs = np.arange(np.floor(left / tile), np.ceil(right / tile)) * tile
    ys = np.arange(np.floor(top / tile), np.ceil(bottom / tile)) * tile
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    spots = np.concatenate([grid + 0.25 * tile, grid + 0.75 * tile])
    shapely.prepare(shape)
    return shapely.multipoints(spots[shapely.contains_xy(shape, spots[:, 0], spots[:, 1])])


def paint_area(
    sheet: Sheet,
    layer: str,
    look: Look,
    shape: shapely.Geometry,
    template: Template,
    *,
    clip: Box | None = None,
    strength: float = 1.0,
    name: str = "",
) -> None:
    """Fill, texture and outline a shape in pixels; maps and legends both call this.

    Parameters
    ----------
    strength : float
        1, or less to let it recede.
    name : str
        Id in an SVG.
    """
    style, line = TEXTURES[Category(look.category)], LINES[Kind(look.kind)]
    colour = template.actor_colour(look.actor)
    outline = compound(shape)
    if outline is None:
        return
    weight = line["weight"]
    sheet.path(
        layer, outline, fill=colour, alpha=min(1, style["fill"] * weight) * strength, clip=clip,
        name=f"{name}-fill" if name else "",
    )  # fmt: skip
    texture = texture_of(look.category, look.actor, shape)
    ink = min(1, style.get("ink", 0) * weight) * strength
    if texture is not None and not texture.is_empty:
        if style["texture"] == "hatch":
            sheet.path(
                layer, _required(texture), stroke=colour, width=style["width"], alpha=ink,
                clip=clip, name=f"{name}-hatch" if name else "",
            )  # fmt: skip
        else:
            centres = shapely.get_coordinates(texture)
            sheet.path(
                layer, discs([(x, y) for x, y in centres], style["width"] / 2), fill=colour,
                alpha=ink, clip=clip, name=f"{name}-dots" if name else "",
            )  # fmt: skip
    sheet.path(
        layer, outline, stroke=colour, width=line["width"], dash=style["dash"],
        alpha=min(1, 0.35 + 0.6 * weight) * strength, clip=clip,
        name=f"{name}-outline" if name else "",
    )  # fmt: skip


def _required(geometry: shapely.Geometry) -> Path:
    path = compound(geometry)
    assert path is not None, "a texture that is not empty has lines"  # noqa: S101
    return path


def paint_areas(
    sheet: Sheet,
    layer: str,
    shapes: dict[Look, shapely.Geometry],
    template: Template,
    *,
    clip: Box,
    strength: float = 1.0,
    name: str = "",
) -> None:
    """Paint every look in its order."""
    for look, shape in shapes.items():
        paint_area(
            sheet, layer, look, shape, template, clip=clip, strength=strength,
            name=f"{name}{look.category}-{look.actor}-{look.kind}",
        )  # fmt: skip


def changed(
    before: dict[Look, shapely.Geometry], after: dict[Look, shapely.Geometry]
) -> dict[tuple[str, str], tuple[shapely.Geometry, shapely.Geometry]]:
    """Return what each party gained and lost in each category, in pixels.

    What anyone gained is not shown as lost: ground that went from advances to assessed is first
    of all gained. Threads thinner than half a pixel are no change but two ways to draw one
    line.
    """
    keys = {(look.category, look.actor): None for look in [*before, *after]}
    found = {}
    for category, actor in keys:
        earlier, later = (
            shapely.union_all(
                [s for look, s in side.items() if (look.category, look.actor) == (category, actor)]
            )
            for side in (before, after)
        )
        gained = _without_threads(shapely.difference(later, earlier))
        found[category, actor] = (gained, shapely.difference(earlier, later))
    anyone = shapely.union_all([gained for gained, _ in found.values()])
    return {
        key: (gained, _without_threads(shapely.difference(lost, anyone)))
        for key, (gained, lost) in found.items()
    }


def happened(
    before: dict[Look, shapely.Geometry], after: dict[Look, shapely.Geometry]
) -> set[tuple[str, str]]:
    """Return which parties gained, lost or kept anything: what a legend of changes must have."""
    found = set()
    for (category, actor), (gained, lost) in changed(before, after).items():
        later = [s for k, s in after.items() if (k.category, k.actor) == (category, actor)]
        kept = shapely.difference(shapely.union_all(later), gained)
        found |= {
            (actor, change)
            for change, shape in (("gained", gained), ("lost", lost), ("unchanged", kept))
            if shape.area > _SEEN
        }
    return found


def _without_threads(shape: shapely.Geometry) -> shapely.Geometry:
    core = shapely.buffer(shape, -_THREAD / 2, join_style="mitre")
    wide = shapely.buffer(core, _THREAD, join_style="mitre")
    return _valid(shapely.intersection(shape, wide))


def paint_change(
    sheet: Sheet, layer: str, actor: str, change: str, shape: shapely.Geometry, template: Template,
    *, clip: Box | None = None, name: str = "",
) -> None:  # fmt: skip
    """Paint ground that was ``gained``, ``lost`` or is ``unchanged``: solid, striped, faint."""
    outline = compound(shape)
    if outline is None:
        return
    colour = template.actor_colour(actor)
    if change == "lost":
        sheet.path(layer, outline, fill=template.colours["home"], alpha=_LOST, clip=clip, name=name)
        stripes = _level_stripes(shape)
        if not stripes.is_empty:
            sheet.path(
                layer, _required(stripes), stroke=colour, width=_STRIPE_WIDTH, alpha=_LOST,
                clip=clip,
            )  # fmt: skip
    else:
        strong = _GAINED if change == "gained" else _REST
        sheet.path(layer, outline, fill=colour, alpha=strong, clip=clip, name=name)
    sheet.path(
        layer, outline, stroke=colour, width=1.2, alpha=0.4 if change == "unchanged" else 1,
        clip=clip,
    )  # fmt: skip


def _level_stripes(shape: shapely.Geometry) -> shapely.Geometry:
    left, top, right, bottom = shapely.bounds(shape)
    at = np.arange(np.floor(top / _STRIPE_GAP), np.ceil(bottom / _STRIPE_GAP) + 1) * _STRIPE_GAP
    ends = [[(left, y), (right, y)] for y in at]
    return shapely.intersection(shapely.multilinestrings(ends), shape)
