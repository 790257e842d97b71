"""A sheet to draw on, in CSS pixels from the top left, over matplotlib.

Layers are named and keep their names in an SVG; text stays text; nothing is read as mathematics.
"""

from __future__ import annotations

import io
import re
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Literal
from xml.sax.saxutils import quoteattr

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath, text_to_path
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox

from geo.publish.projection import Box
from geo.publish.typefaces import FALLBACK, FAMILY, face, font_faces, signs

Format = Literal["png", "svg", "pdf"]

PX_PER_INCH = 96
_POINT = 72 / PX_PER_INCH
_MEASURED = 100.0

# What makes text real and embedded, and lines where they are meant to be.
_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "salient",
    "pdf.fonttype": 42,
    "text.hinting": "none",
    "path.snap": False,
    "path.simplify": False,
}
# matplotlib's settings are the process's; two threads that draw would take them from each other.
_DRAWING = threading.RLock()


@contextmanager
def drawing() -> Iterator[None]:
    """Hold matplotlib's settings as pictures need them; one thread at a time."""
    with _DRAWING, rc_context(_SETTINGS):
        yield


class _Layer(Artist):
    """Artists that become one named group of an SVG."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.set_gid(name)
        self.title = title
        self.artists: list[Artist] = []

    def draw(self, renderer: Any) -> None:
        renderer.open_group("layer", gid=self.get_gid())
        for artist in self.artists:
            artist.draw(renderer)
        renderer.close_group("layer")


class Sheet:
    """A page of a given size.

    Parameters
    ----------
    width, height : float
        CSS pixels, 96 to an inch.
    family : str
        Typeface; see :func:`geo.publish.typefaces.face`.
    """

    def __init__(self, width: float, height: float, family: str) -> None:
        self.width = width
        self.height = height
        self.family = family
        self.figure = Figure(figsize=(width / PX_PER_INCH, height / PX_PER_INCH), dpi=PX_PER_INCH)
        self.figure.patch.set_visible(False)
        self.pixels = (
            Affine2D().translate(0, -height).scale(1 / PX_PER_INCH, -1 / PX_PER_INCH)
            + self.figure.dpi_scale_trans
        )
        self._layers: dict[str, _Layer] = {}
        self._set: dict[int, list[str]] = defaultdict(list)
        self.texts: list[tuple[str, str, Box]] = []
        """Layer, text and box of all that was written."""

    def layer(self, name: str, title: str) -> str:
        """Begin a layer above all others, and return its name."""
        layer = _Layer(name, title)
        layer.set_zorder(len(self._layers))
        self._layers[name] = layer
        self.figure.add_artist(layer)
        return name

    def path(
        self,
        layer: str,
        path: Path,
        *,
        fill: str = "none",
        stroke: str = "none",
        width: float = 0,
        dash: Sequence[float] = (),
        alpha: float = 1,
        clip: Box | None = None,
        name: str = "",
    ) -> None:
        """Fill and stroke a path in pixels.

        Parameters
        ----------
        layer : str
            As :meth:`layer` returned it.
        dash : sequence of float
            Lengths on and off in pixels; empty: a solid line.
        clip : Box, optional
            Nothing is drawn outside.
        name : str
            Id of the path in an SVG.
        """
        style: Any = (
            (0, [step / width for step in dash]) if dash and width else "solid"
        )  # in units of the line's width, as matplotlib scales it
        patch = PathPatch(
            path,
            facecolor=fill,
            edgecolor=stroke,
            linewidth=width * _POINT,
            linestyle=style,
            alpha=alpha,
            joinstyle="round",
            capstyle="butt",
            transform=self.pixels,
        )
        self._add(layer, patch, clip, name)

    def box(self, layer: str, box: Box, **style: Any) -> None:
        """Fill and stroke a rectangle; styles as of :meth:`path`."""
        left, top, right, bottom = box
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        self.path(layer, Path(corners, closed=True), **style)

    def line(self, layer: str, points: Sequence[tuple[float, float]], **style: Any) -> None:
        """Stroke a line through points; styles as of :meth:`path`."""
        self.path(layer, Path(points), **style)

    def disc(self, layer: str, x: float, y: float, radius: float, **style: Any) -> None:
        """Fill and stroke a circle; styles as of :meth:`path`."""
        self.path(layer, discs([(x, y)], radius), **style)

    def text(
        self,
        layer: str,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        weight: int = 400,
        color: str,
        anchor: Literal["left", "center", "right"] = "left",
        halo: tuple[str, str, float] | None = None,
        name: str = "",
    ) -> None:
        """Write one line of text.

        Parameters
        ----------
        x, y : float
            Where its baseline begins, or its middle or end by ``anchor``.
        size : float
            Pixels.
        halo : (layer, colour, width), optional
            A rim around the letters, in another layer, so that the text stays text.
        """
        shift = {"left": 0.0, "center": 0.5, "right": 1.0}[anchor] * self.width_of(
            text, size, weight
        )
        if halo is not None:
            prop = self._face(text, weight).copy()
            glyphs = TextPath((0, 0), text, size=size, prop=prop, usetex=False)
            placed = Affine2D().scale(1, -1).translate(x - shift, y).transform_path(glyphs)
            self.path(halo[0], placed, stroke=halo[1], fill=halo[1], width=halo[2])
        prop = self._face(text, weight).copy()
        prop.set_size(size * _POINT)
        written = Text(
            x - shift,
            y,
            text,
            color=color,
            fontproperties=prop,
            ha="left",
            va="baseline",
            parse_math=False,
            transform=self.pixels,
        )
        self._add(layer, written, None, name)
        self._set[weight].append(text)
        self.texts.append((layer, text, self.box_of(text, x - shift, y, size, weight)))

    def width_of(self, text: str, size: float, weight: int) -> float:
        """Return how wide a line of text is, in pixels."""
        return _width(text, self.family, weight, self._needs_fallback(text)) * size / _MEASURED

    def _needs_fallback(self, text: str) -> bool:
        return any(ord(sign) not in signs(self.family) for sign in text)

    def _face(self, text: str, weight: int) -> Any:
        return face(self.family, weight, self._needs_fallback(text))

    def box_of(self, text: str, x: float, y: float, size: float, weight: int) -> Box:
        """Return the box of a line whose baseline begins at x, y; from ascender to descender."""
        return (x, y - 0.75 * size, x + self.width_of(text, size, weight), y + 0.22 * size)

    def unknown_signs(self, text: str) -> str:
        """Return the signs of a text that the typeface does not have."""
        known = signs(self.family) | signs(FALLBACK)
        return "".join(sorted({sign for sign in text if ord(sign) not in known}))

    def _add(self, layer: str, artist: Artist, clip: Box | None, name: str) -> None:
        artist.set_figure(self.figure)
        if name:
            artist.set_gid(name)
        if clip is not None:
            left, top, right, bottom = clip
            artist.set_clip_box(TransformedBbox(Bbox([[left, top], [right, bottom]]), self.pixels))
        self._layers[layer].artists.append(artist)

    def encoded(self, kind: Format, *, scale: float, title: str, description: str) -> bytes:
        """Return the sheet as a file's bytes.

        Parameters
        ----------
        kind : {"png", "svg", "pdf"}
        scale : float
            Pixels of a PNG for each CSS pixel; the others have no pixels.
        title, description : str
            Go into the file's own data.
        """
        out = io.BytesIO()
        known: dict[str, dict[str, Any]] = {
            "png": {"Title": title, "Description": description, "Software": "Salient"},
            "svg": {"Title": title, "Description": description, "Date": None, "Creator": "Salient"},
            "pdf": {
                "Title": title, "Subject": description, "Creator": "Salient",
                "CreationDate": None, "ModDate": None,
            },
        }  # fmt: skip
        with drawing():
            self.figure.savefig(out, format=kind, dpi=PX_PER_INCH * scale, metadata=known[kind])
        body = out.getvalue()
        return self._named_layers(body.decode()).encode() if kind == "svg" else body

    def _named_layers(self, svg: str) -> str:
        """Turn our groups into layers of Inkscape, at the top, where Illustrator looks for them."""
        svg = svg.replace(
            "<svg ", '<svg xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" ', 1
        )
        # matplotlib puts all into one group for the figure, which would be the only layer.
        svg = re.sub(r'<g id="figure_1">\s*', "", svg, count=1)
        head, _, tail = svg.rpartition("</g>")
        svg = head + tail
        if self.family == FAMILY:
            faces = font_faces(self._set)
            svg = svg.replace('<style type="text/css">', f'<style type="text/css">{faces}', 1)
        for name, layer in self._layers.items():
            named = f'<g id="{name}" inkscape:groupmode="layer" inkscape:label='
            svg = svg.replace(f'<g id="{name}">', f"{named}{quoteattr(layer.title)}>", 1)
        return svg


@lru_cache(maxsize=4096)
def _width(text: str, family: str, weight: int, fallback: bool) -> float:
    prop = face(family, weight, fallback).copy()
    prop.set_size(_MEASURED)
    width, _, _ = text_to_path.get_text_width_height_descent(text, prop, False)
    return float(width)


def compound(geometry: shapely.Geometry) -> Path | None:
    """Return one path of all rings and lines of a geometry, holes turned against shells.

    Parameters
    ----------
    geometry : shapely geometry
        In pixels.

    Returns
    -------
    Path or None
        None if there is nothing to draw. By the non-zero rule it fills what the geometry covers.
    """
    parts = shapely.get_parts(shapely.get_parts(geometry))
    areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    lines = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
    outlines = shapely.get_rings(shapely.orient_polygons(areas))
    found = [_codes(shapely.get_coordinates(ring), True) for ring in outlines]
    found += [_codes(shapely.get_coordinates(line), False) for line in lines]
    if not found:
        return None
    return Path(
        np.concatenate([points for points, _ in found]),
        np.concatenate([codes for _, codes in found]),
    )


def _codes(
    points: npt.NDArray[np.float64], closed: bool
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    codes = np.full(len(points), Path.LINETO, dtype=np.uint8)
    codes[0] = Path.MOVETO
    if closed:
        codes[-1] = Path.CLOSEPOLY
    return points, codes


def discs(centres: Sequence[tuple[float, float]], radius: float) -> Path:
    """Return one path of a circle around each centre, all in pixels."""
    unit = Path.unit_circle()
    count = len(centres)
    moved = unit.vertices[None] * radius + np.asarray(centres, dtype=float)[:, None]
    return Path(moved.reshape(-1, 2), np.tile(unit.codes, count))
