"""From degrees to pixels of a map's frame, and what a scale bar must know.

Every map gets a conformal conic projection of its own (Lambert), centred on what it shows. Angles
and small shapes are true, north is up in the middle, and the scale hardly changes across the frame:
on a map of all Ukraine by 0.4 %, where Web Mercator's grows by a fifth from south to north and
no scale bar can be right. Close to, it cannot be told from a transverse Mercator.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

LonLatBox = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_GEOD = pyproj.Geod(ellps="WGS84")
_STEPS = 24
_NICE = (1, 2, 5)


class MapFrame:
    """A frame of the sheet that shows a part of the earth.

    Parameters
    ----------
    shown : LonLatBox
        What must be inside, degrees; the frame shows more where its shape differs.
    frame : Box
        Pixels.
    rotation : float
        Degrees by which north is turned clockwise.
    """

    def __init__(self, shown: LonLatBox, frame: Box, rotation: float = 0.0) -> None:
        west, south, east, north = shown
        lat, lon, sixth = (south + north) / 2, (west + east) / 2, (north - south) / 6
        self.frame = frame
        self._plane = pyproj.Transformer.from_crs(
            "EPSG:4326",
            f"+proj=lcc +lat_0={lat} +lon_0={lon} +lat_1={south + sixth} +lat_2={north - sixth} "
            "+datum=WGS84 +units=m",
            always_xy=True,
        )
        turn = math.radians(rotation)
        # Metres east and north to a frame whose y grows downwards, turned clockwise.
        self._turn = np.array([[math.cos(turn), math.sin(turn)], [math.sin(turn), -math.cos(turn)]])
        rim = self._metres(_rim(shown))
        least, most = rim.min(axis=0), rim.max(axis=0)
        left, top, right, bottom = frame
        size = np.array([right - left, bottom - top])
        self.metres_to_a_pixel = float(np.max((most - least) / size))
        """At the standard parallels."""
        self._origin = (least + most) / 2 - self.metres_to_a_pixel * (
            np.array([left + right, top + bottom]) / 2
        )

    def _metres(self, lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x, y = self._plane.transform(lonlat[:, 0], lonlat[:, 1])
        return np.column_stack([x, y]) @ self._turn.T

    def pixels(self, lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return pixels of the sheet for points of shape (n, 2) in degrees."""
        return np.asarray((self._metres(lonlat) - self._origin) / self.metres_to_a_pixel)

    def degrees(self, pixels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return longitude and latitude for points of shape (n, 2) in pixels."""
        metres = (pixels * self.metres_to_a_pixel + self._origin) @ np.linalg.inv(self._turn).T
        lon, lat = self._plane.transform(metres[:, 0], metres[:, 1], direction="INVERSE")
        return np.column_stack([lon, lat])

    def reach(self, margin: float = 0) -> LonLatBox:
        """Return the box of degrees that the frame and a margin of pixels around it lie in."""
        left, top, right, bottom = self.frame
        around = _rim((left - margin, top - margin, right + margin, bottom + margin))
        found = self.degrees(around)
        west, south = found.min(axis=0)
        east, north = found.max(axis=0)
        return float(west), float(south), float(east), float(north)

    def window(self) -> shapely.Polygon:
        """Return what the frame shows, as a polygon in degrees."""
        left, top, right, bottom = self.frame
        t = np.linspace(0, 1, _STEPS)
        around = np.concatenate(
            [
                np.column_stack([left + (right - left) * t, np.full(_STEPS, top)]),
                np.column_stack([np.full(_STEPS, right), top + (bottom - top) * t]),
                np.column_stack([right + (left - right) * t, np.full(_STEPS, bottom)]),
                np.column_stack([np.full(_STEPS, left), bottom + (top - bottom) * t]),
            ]
        )
        return shapely.Polygon(self.degrees(around))

    def draw(self, geometry: shapely.Geometry, margin: float = 24) -> shapely.Geometry:
        """Return what of a geometry in degrees lies in the frame, in pixels."""
        west, south, east, north = self.reach(margin)
        near = shapely.clip_by_rect(geometry, west, south, east, north)
        # Straight in longitude and latitude, as on the screen, is not quite straight here.
        near = shapely.segmentize(near, (east - west) / _STEPS)
        placed = shapely.transform(near, self.pixels)
        left, top, right, bottom = self.frame
        return shapely.clip_by_rect(
            placed, left - margin, top - margin, right + margin, bottom + margin
        )

    def km_between(self, one: tuple[float, float], other: tuple[float, float]) -> float:
        """Return the geodesic distance of two pixels in km."""
        (lon_a, lat_a), (lon_b, lat_b) = self.degrees(np.array([one, other], dtype=float))
        _, _, metres = _GEOD.inv(lon_a, lat_a, lon_b, lat_b)
        return float(metres) / 1000

    def scale_bar(self, x: float, y: float, longest: float) -> tuple[float, float]:
        """Return a round number of km and how many pixels it is long at a place of the frame.

        Parameters
        ----------
        x, y : float
            Where the bar begins, pixels.
        longest : float
            Pixels that it may take.
        """
        most = self.km_between((x, y), (x + longest, y))
        power = 10.0 ** math.floor(math.log10(most))
        km = max(step * power for step in _NICE if step * power <= most)
        # The scale changes so little within a bar that one correction finds the length.
        length = longest * km / most
        return km, length * km / self.km_between((x, y), (x + length, y))

    def north_at(self, x: float, y: float) -> float:
        """Return by how many degrees north leans clockwise from up at a pixel."""
        (place,) = self.degrees(np.array([[x, y]], dtype=float))
        here, there = self.pixels(np.array([place, (place[0], place[1] + 0.01)]))
        return math.degrees(math.atan2(there[0] - here[0], here[1] - there[1]))


def _rim(box: tuple[float, float, float, float]) -> npt.NDArray[np.float64]:
    a, b, c, d = box
    t = np.linspace(0, 1, _STEPS)
    side = np.full(_STEPS, 1.0)
    return np.concatenate(
        [
            np.column_stack([a + (c - a) * t, b * side]),
            np.column_stack([a + (c - a) * t, d * side]),
            np.column_stack([a * side, b + (d - b) * t]),
            np.column_stack([c * side, b + (d - b) * t]),
        ]
    )
