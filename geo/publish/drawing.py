"""A picture that was drawn: bytes of a file, pixels, and what is known about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg

from geo.errors import ExportError
from geo.publish.labels import Placed
from geo.publish.projection import Box, MapFrame
from geo.publish.sheet import PX_PER_INCH, Sheet, drawing

_SCALES = (1.0, 4.0)


@dataclass(frozen=True, kw_only=True, repr=False)
class Drawing:
    """A picture, drawn."""

    sheet: Sheet
    title: str
    alt: str
    """What is to be seen, in a sentence, for those who cannot see it."""
    frames: Sequence[MapFrame]
    """Of each map."""
    labels: Sequence[Sequence[Placed]]
    """Names on each map."""
    furniture: Sequence[Sequence[Box]]
    """What else stands on each map: inset, scale bar, arrow, stamp."""
    bars: Sequence[tuple[float, float, Box]]
    """Of each map: kilometres of the scale bar, its length in pixels, its box."""

    @property
    def width(self) -> float:
        """CSS pixels, 96 to an inch."""
        return self.sheet.width

    @property
    def height(self) -> float:
        """CSS pixels."""
        return self.sheet.height

    def encoded(self, kind: Literal["png", "svg", "pdf"], *, scale: float = 1) -> bytes:
        """Return a file's bytes.

        Parameters
        ----------
        kind : {"png", "svg", "pdf"}
        scale : float
            1 to 4: pixels of a PNG for each CSS pixel.

        Raises
        ------
        ExportError
            If the scale is another one.
        """
        self._check(scale)
        return self.sheet.encoded(kind, scale=scale, title=self.title, description=self.alt)

    def __repr__(self) -> str:
        return f"<Drawing {self.title!r}, {self.width:g} x {self.height:g}>"

    def _repr_png_(self) -> bytes:
        """Return what a notebook shows."""
        return self.encoded("png")

    def pixels(self, scale: float = 1) -> npt.NDArray[np.uint8]:
        """Return the picture as an array of shape (height, width, 3), for an animation."""
        self._check(scale)
        with drawing():
            figure = self.sheet.figure
            figure.set_dpi(PX_PER_INCH * scale)
            canvas = FigureCanvasAgg(figure)
            canvas.draw()
            pixels = np.asarray(canvas.buffer_rgba())[..., :3].copy()
            figure.set_dpi(PX_PER_INCH)
        return pixels

    @staticmethod
    def _check(scale: float) -> None:
        least, most = _SCALES
        if not least <= scale <= most:
            raise ExportError(f"A picture at scale {scale:g} is not made. Choose 1 to 4.")


def write_bytes(path: Path, body: bytes) -> Path:
    """Write a file and return its path.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    try:
        path.write_bytes(body)
    except OSError as error:
        raise ExportError(
            f"The file {path} cannot be written ({error}). Choose another folder or name."
        ) from error
    return path
