"""The form of a case, and the small pieces that the families build their files from."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Outcome = Literal["accept", "repair", "reject"]
Ring = list[list[float]]


@dataclass(frozen=True)
class Case:
    """One file, and what a careful importer makes of it."""

    name: str
    """The file's name, which may itself be hostile."""
    about: str
    """What it is, and why it is here."""
    expect: Outcome
    """``reject`` stores nothing (exit 2); ``repair`` stores something after a repair, or without
    the rows it refuses, each named; ``accept`` stores all as it came."""
    also_ok: tuple[Outcome, ...] = ()
    """Further outcomes that are as good."""
    stored: int | None = None
    """Rows stored whenever the file is not refused; None where that is not determined."""
    says: tuple[str, ...] = ()
    """Lower-case words of the message, a doubt or a refusal, when the outcome is ``expect``."""


@dataclass(frozen=True)
class Scene:
    """What lies around the files, for those that reach out of themselves."""

    canary: Path
    """A file that no import may read."""
    server: str
    """An address that no import may ask."""

    @property
    def marker(self) -> Path:
        """Where a file would be made by whoever runs a pickle."""
        return self.canary.with_suffix(".ran")


Body = bytes | str | dict[str, Any] | list[Any] | Callable[[Scene], bytes | str]


@dataclass(frozen=True)
class Recipe:
    """A case and how its bytes are made."""

    case: Case
    body: Body

    def content(self, scene: Scene) -> bytes:
        """Return the bytes of the file."""
        made = self.body(scene) if callable(self.body) else self.body
        if isinstance(made, dict | list):
            made = dumps(made)
        return made if isinstance(made, bytes) else made.encode()


def accept(name: str, about: str, body: Body, **more: Any) -> Recipe:
    """Return the recipe of a file that is stored as it came."""
    return _recipe("accept", name, about, body, **more)


def repair(name: str, about: str, body: Body, **more: Any) -> Recipe:
    """Return the recipe of a file of which something is stored, and something said."""
    return _recipe("repair", name, about, body, **more)


def reject(name: str, about: str, body: Body, **more: Any) -> Recipe:
    """Return the recipe of a file of which nothing is stored."""
    return _recipe("reject", name, about, body, **more)


def _recipe(
    expect: Outcome,
    name: str,
    about: str,
    body: Body,
    *,
    also: str = "",
    stored: int | None = None,
    says: str = "",
) -> Recipe:
    # A bar parts the words, since one of them may be "feature 2"; blanks part the outcomes.
    words = tuple(word for word in says.split("|") if word)
    return Recipe(Case(name, about, expect, tuple(also.split()), stored, words), body)  # type: ignore[arg-type]


def dumps(document: Any) -> str:
    """Return JSON text on one line; NaN and Infinity as Python writes them."""
    return json.dumps(document, ensure_ascii=False)


def ring(x: float = 35.0, y: float = 51.0, width: float = 0.2, height: float = 0.2) -> Ring:
    """Return the closed, counterclockwise outline of a box; by default one near Sumy."""
    east, north = round(x + width, 6), round(y + height, 6)
    return [[x, y], [east, y], [east, north], [x, north], [x, y]]


def area(*rings: Ring) -> dict[str, Any]:
    """Return a GeoJSON polygon of rings; by default a box."""
    return {"type": "Polygon", "coordinates": list(rings) or [ring()]}


def areas(*polygons: list[Ring]) -> dict[str, Any]:
    """Return a GeoJSON multipolygon."""
    return {"type": "MultiPolygon", "coordinates": list(polygons)}


def point(*position: Any) -> dict[str, Any]:
    """Return a GeoJSON point of whatever is said to be a position."""
    return {"type": "Point", "coordinates": list(position)}


PROPERTIES = {
    "name": "Миропілля", "date": "2025-01-06",
    "category": "claimed", "actor": "RU", "kind": "control",
}  # fmt: skip
"""What a good feature says of itself."""


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    """Return a GeoJSON feature that says what it is; by default of a box."""
    return {
        "type": "Feature",
        "properties": PROPERTIES | properties,
        "geometry": area() if geometry is None else geometry,
    }


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    """Return a FeatureCollection with further members before its features."""
    return {"type": "FeatureCollection", **members, "features": list(features)}


def of(geometry: Any, **members: Any) -> dict[str, Any]:
    """Return a FeatureCollection of one feature."""
    return collection(feature(geometry), **members)


def literal(geometry: str) -> str:
    """Return a FeatureCollection of one feature whose geometry is given as JSON text."""
    return dumps(of("@")).replace('"@"', geometry)


def star(points: int, step: int, *, x: float = 36.0, y: float = 50.5, size: float = 0.5) -> Ring:
    """Return a star polygon: with a step of almost half, almost every edge crosses every other."""
    corners = [
        [
            round(x + size * math.cos(2 * math.pi * i / points), 7),
            round(y + size * math.sin(2 * math.pi * i / points), 7),
        ]
        for i in range(points)
    ]
    outline = [corners[i * step % points] for i in range(points)]
    return [*outline, outline[0]]


def opener(scene: Scene) -> bytes:
    """Return a pickle that makes the marker file when it is loaded."""
    return f"cbuiltins\nopen\n(V{scene.marker}\nVw\ntR.".encode()
