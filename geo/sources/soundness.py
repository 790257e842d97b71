"""What a geometry from a stranger must be before it is used, and what is done so that it is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely.errors import ShapelyError
from shapely.geometry import GeometryCollection, MultiPolygon, box
from shapely.geometry.base import BaseGeometry

from geo.errors import InvalidGeometry
from geo.geometry import polygon_parts
from geo.sources.limits import Limits

_SAMPLE = 100
_WEST, _EAST = box(-540, -90, -180, 90), box(180, -90, 540, 90)
_GLOBE = box(-180, -90, 180, 90)


def sound_geometry(
    geometry: BaseGeometry | None, limits: Limits, to_degrees: Transformer | None = None
) -> tuple[BaseGeometry, list[str]]:
    """Return a geometry that can be drawn and measured, and what was done to make it one.

    Parameters
    ----------
    geometry : shapely geometry or None
        As a reader made it: any type, with heights or measures, nested, valid or not.
    limits : Limits
        Of these: vertices and crossings.
    to_degrees : pyproj.Transformer, optional
        From the file's coordinate system to EPSG:4326, ``always_xy``; None if it is that already.

    Returns
    -------
    geometry : shapely geometry
        EPSG:4326, longitude before latitude, two-dimensional, valid, not empty, not nested. Where
        there are areas it is a multipolygon of these alone.
    repairs : list of str
        Each a clause such as ``was cut at the 180th meridian``.

    Raises
    ------
    InvalidGeometry
        With a clause that says what is wrong and names the value.
    """
    if geometry is None or geometry.is_empty:
        raise InvalidGeometry("has no geometry")
    flat = shapely.force_2d(geometry)
    coords = shapely.get_coordinates(flat)
    if len(coords) > limits.vertices:
        raise InvalidGeometry(
            f"has {len(coords)} corners, over the limit of {limits.vertices} (vertices)"
        )
    _demand_finite(coords)
    repairs = []
    if to_degrees is not None:
        flat = _reprojected(flat, to_degrees)
        coords = shapely.get_coordinates(flat)
        _demand_finite(coords, " after it was brought to degrees")
    areas = polygon_parts(flat)
    if areas:
        if _other_parts(flat):
            repairs.append("kept its areas; the points and lines beside them have none")
        whole = MultiPolygon(areas)
        cut = _cut_at_date_line(whole, limits)
        if cut is not whole:
            repairs.append("was cut at the 180th meridian")
        _demand_globe(shapely.get_coordinates(cut))
        made, fault = _valid(cut, limits)
        return made, [*repairs, *([f"made valid: {fault}"] if fault else [])]
    _demand_globe(coords)
    return _flattened(flat), repairs


def _demand_finite(coords: npt.NDArray[np.float64], when: str = "") -> None:
    odd = coords[~np.isfinite(coords)]
    if len(odd):
        name = "NaN" if np.isnan(odd[0]) else "an infinite number"
        raise InvalidGeometry(f"has {name} among its coordinates{when}")


def _demand_globe(coords: npt.NDArray[np.float64]) -> None:
    over = np.abs(coords) > (180.0, 90.0)
    if not over.any():
        return
    x, y = coords[int(np.flatnonzero(over.any(axis=1))[0])]
    if np.abs(coords).max() > 1_000:
        raise InvalidGeometry(
            f"has the coordinates {x:.10g}, {y:.10g}, which look like metres and not degrees; the "
            "file names no coordinate system that says so. Save it in longitude and latitude "
            "(EPSG:4326), or with its coordinate system such as EPSG:3857"
        )
    name, value, limit = ("longitude", x, 180) if abs(x) > 180 else ("latitude", y, 90)
    raise InvalidGeometry(f"has the {name} {value:.10g}, which is beyond {limit} degrees")


def _reprojected(geometry: BaseGeometry, to_degrees: Transformer) -> BaseGeometry:
    def turned(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> list[object]:
        return list(to_degrees.transform(x, y, errcheck=False))

    return shapely.transform(geometry, turned, interleaved=False)


def _other_parts(geometry: BaseGeometry) -> bool:
    """Return whether points or lines stand beside areas."""
    if not hasattr(geometry, "geoms"):
        return geometry.geom_type != "Polygon" and not geometry.is_empty
    return any(_other_parts(part) for part in geometry.geoms)


def _flattened(geometry: BaseGeometry) -> BaseGeometry:
    """Return points and lines without nesting, as the simplest type that holds them."""

    def leaves(item: BaseGeometry) -> list[BaseGeometry]:
        if item.is_empty:
            return []
        inner = getattr(item, "geoms", None)
        return [item] if inner is None else [leaf for part in inner for leaf in leaves(part)]

    if not hasattr(geometry, "geoms"):
        return geometry
    found = leaves(geometry)
    if not found:
        raise InvalidGeometry("has no geometry")
    if len(found) == 1:
        return found[0]
    kinds = {part.geom_type for part in found}
    if kinds == {"Point"}:
        return shapely.MultiPoint(found)
    if kinds <= {"LineString", "LinearRing"}:
        return shapely.MultiLineString(found)
    return GeometryCollection(found)


def _cut_at_date_line(areas: MultiPolygon, limits: Limits) -> MultiPolygon:
    """Return areas that go over the 180th meridian as parts on either side of it.

    An outline that leaps from one end of the world to the other means the short way, as no area of
    half the world has edges that long; one that goes on beyond 180 says so itself. RFC 7946, 3.1.9.
    """
    crossing = []
    for part in areas.geoms:
        coords = shapely.get_coordinates(part)
        leaps = len(coords) < 100_000 and _leaps(part)
        beyond = 180 < np.abs(coords[:, 0]).max() <= 360 and np.ptp(coords[:, 0]) <= 180
        crossing.append("leaps" if leaps else "beyond" if beyond else "")
    if not any(crossing):
        return areas
    made = []
    for part, how in zip(areas.geoms, crossing, strict=True):
        if not how:
            made.append(part)
            continue
        turned = _shifted(part, 360.0, only_west=True) if how == "leaps" else part
        whole, _ = _valid(MultiPolygon([turned]), limits)
        for window, shift in ((_GLOBE, 0.0), (_EAST, -360.0), (_WEST, 360.0)):
            made += polygon_parts(_shifted(shapely.intersection(whole, window), shift))
    # Parts that were cut may meet along the meridian; that is no overlap.
    return MultiPolygon(made)


def _shifted(geometry: BaseGeometry, by: float, *, only_west: bool = False) -> BaseGeometry:
    def moved(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        east = xy.copy()
        east[:, 0] += np.where(xy[:, 0] < 0, by, 0.0) if only_west else by
        return east

    return shapely.transform(geometry, moved)


def _leaps(part: BaseGeometry) -> bool:
    rings = [part.exterior, *part.interiors]
    longitudes = (shapely.get_coordinates(ring)[:, 0] for ring in rings)
    steps = [np.abs(np.diff(xs)) for xs in longitudes]
    # A box around the world has edges of 360 degrees; one over the meridian leaps and comes back.
    widest = max((float(step.max()) for step in steps if len(step)), default=0.0)
    return 180 < widest < 360


def _valid(areas: MultiPolygon, limits: Limits) -> tuple[MultiPolygon, str]:
    if areas.is_valid:
        return areas, ""
    fault = str(shapely.is_valid_reason(areas))
    crossings = estimated_crossings(areas)
    if crossings > limits.crossings:
        raise InvalidGeometry(
            f"has an outline that crosses itself about {crossings:.0f} times, over the limit of "
            f"{limits.crossings} (crossings), and a repair would take too long. Make it valid in "
            "a GIS first"
        )
    try:
        parts = polygon_parts(shapely.make_valid(areas, method="structure"))
    except ShapelyError as error:
        raise InvalidGeometry(f"has an outline that no repair mends ({error})") from error
    if not parts:
        raise InvalidGeometry(f"encloses no area ({fault})")
    made = MultiPolygon(parts)
    return made, fault


def estimated_crossings(areas: BaseGeometry, sample: int = _SAMPLE) -> float:
    """Return about how often the edges of areas cross or touch one another.

    Parameters
    ----------
    areas : shapely geometry
        Polygonal, valid or not.
    sample : int
        Number of edges, drawn by lot, whose crossings are counted; from them all are estimated.
        With fewer edges than that the count is exact.
    """
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(areas))]
    pairs = [np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings if len(ring) > 1]
    if not pairs:
        return 0.0
    edges = shapely.linestrings(np.concatenate(pairs))
    tree = shapely.STRtree(edges)
    # By lot and not evenly: outlines repeat a pattern, and every tenth edge may be of one kind.
    lot = np.random.default_rng(len(edges))
    chosen = lot.choice(len(edges), min(sample, len(edges)), replace=False)
    met = tree.query(edges[chosen], predicate="crosses")
    return len(met[0]) / len(chosen) * len(edges) / 2
