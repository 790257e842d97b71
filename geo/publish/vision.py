"""How a house style reads in grey and to colour-blind readers, in figures.

Contrast is that of WCAG 2.2; sight is that of Machado, Oliveira and Fernandes (2009) for full
protanopia, deuteranopia and tritanopia, and grey; lightness is CIE L*, 0 black to 100 white.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.maps.styles import TEXTURES
from geo.models import Category
from geo.publish.template import Template

SIGHT: dict[str, list[list[float]]] = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
}  # fmt: skip
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_TEXT, _GRAPHIC, _FILLS = 4.5, 3.0, 3.0


@dataclass(frozen=True)
class ReadingFigure:
    """One figure of a house style."""

    what: str
    sight: str
    """``all``, or whose."""
    unit: str
    """``contrast``, to 1, or ``L*``, a difference."""
    value: float
    least: float
    """What it should reach: WCAG's 4.5 for text and 3 for graphics; 3 L* between fills."""

    @property
    def holds(self) -> bool:
        """Whether the figure reaches what it should."""
        return self.value >= self.least


def reading_figures(template: Template) -> list[ReadingFigure]:
    """Return the figures of a house style: of its texts, of its parties, in every sight.

    Parameters
    ----------
    template : Template

    Returns
    -------
    list of ReadingFigure
        To be shown beside a style; nothing is refused for them.
    """
    colours = template.colours
    texts = [("ink", "paper"), ("quiet", "paper"), ("ink", "halo"), ("quiet", "halo"),
             ("banner_ink", "banner")]  # fmt: skip
    found = [
        ReadingFigure(f"{one} on {other}", "all", "contrast",
                      round(contrast(colours[one], colours[other]), 2), _TEXT)
        for one, other in texts
    ]  # fmt: skip
    parties = {**template.actors, "other": template.other_actor}
    found += [
        ReadingFigure(f"outline of {party} on home", "all", "contrast",
                      round(contrast(colour, colours["home"]), 2), _GRAPHIC)
        for party, colour in parties.items()
    ]  # fmt: skip
    if {"RU", "UA"} <= set(template.actors):
        strength = TEXTURES[Category.ASSESSED]["fill"]
        fills = [
            strength * rgb(template.actors[actor]) + (1 - strength) * rgb(colours["home"])
            for actor in ("RU", "UA")
        ]
        for sight in SIGHT:
            one, other = (float(lightness(fill, sight)) for fill in fills)
            found.append(
                ReadingFigure("fills of RU and UA", sight, "L*", round(abs(one - other), 1), _FILLS)
            )
    return found


def rgb(colour: str) -> npt.NDArray[np.float64]:
    """Return a colour such as ``#a61c28`` as three numbers from 0 to 255."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    light, dark = sorted((float(_linear(rgb(c)) @ _LUMINANCE) for c in (one, other)), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 6)


def lightness(pixels: npt.NDArray[np.float64], sight: str) -> npt.NDArray[np.float64]:
    """Return L* of colours as a sight has them.

    Parameters
    ----------
    pixels : ndarray of shape (..., 3)
        sRGB, 0 to 255.
    sight : str
        A key of :data:`SIGHT`.
    """
    seen = np.clip(_linear(pixels) @ np.array(SIGHT[sight]).T, 0, 1)
    y = seen @ _LUMINANCE
    return np.asarray(116 * np.where(y > 0.008856, np.cbrt(y), 7.787 * y + 16 / 116) - 16)


def _linear(pixels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    srgb = pixels / 255
    return np.asarray(np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4))
