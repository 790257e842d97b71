"""Hostile, broken, odd and perfectly fine files, built in code, with the outcome of each.

``cases()`` says what there is, ``make(folder)`` writes it. Every file is made anew from Python: the
same bytes each time, none over 2 MB, all in under three seconds. A bomb is one by what it unpacks
to or by the work it asks for. Nothing here harms by lying in a folder; a file that reaches out
reaches for the canary, the marker or the server of its :class:`Scene`, so that a test can look
whether they were touched.

Some names are no UTF-8 or hold line ends: in the ids of parametrised tests use ``ascii(name)``.
"""

from __future__ import annotations

from pathlib import Path

from tests.hostile_files import (
    archives,
    columnar,
    coordinates,
    geometry,
    geopackages,
    markup,
    others,
    shapefiles,
    structure,
    tables,
    texts,
)
from tests.hostile_files.recipe import Case, Recipe, Scene, dumps, feature
from tests.hostile_files.texts import STRINGS

__all__ = ["CANARY", "STRINGS", "Case", "Scene", "cases", "families", "make", "scene_of"]

CANARY = "CANARY-4c1e"
"""The word in the canary file. No message and no store may ever hold it."""

_FAMILIES: dict[str, list[Recipe]] = {
    "structure": structure.RECIPES,
    "coordinates": coordinates.RECIPES,
    "geometry": geometry.RECIPES,
    "texts": texts.RECIPES,
    "markup": markup.RECIPES,
    "archives": archives.RECIPES,
    "shapefiles": shapefiles.RECIPES,
    "packages": geopackages.RECIPES,
    "columnar": columnar.RECIPES,
    "tables": tables.RECIPES,
    "others": others.RECIPES,
}


def families() -> dict[str, list[Case]]:
    """Return the cases by family."""
    return {name: [recipe.case for recipe in recipes] for name, recipes in _FAMILIES.items()}


def cases() -> list[Case]:
    """Return every case, family by family."""
    return [case for family in families().values() for case in family]


def scene_of(
    folder: Path, *, canary: Path | None = None, server: str = "http://127.0.0.1:8977"
) -> Scene:
    """Return what ``make`` with the same arguments puts around its files.

    Parameters
    ----------
    folder : Path
        Where the files of the families go.
    canary : Path, optional
        The file that no import may read; by default in a folder called canary beside the files.
    server : str
        The address that no import may ask; listen there to see that none does.
    """
    return Scene(canary or folder / "canary" / "canary.geojson", server)


def make(
    folder: Path, *, canary: Path | None = None, server: str = "http://127.0.0.1:8977"
) -> list[tuple[Path, Case]]:
    """Write every file, a folder for each family, and the canary; return them with their cases.

    Parameters
    ----------
    folder, canary, server
        As of :func:`scene_of`.

    Returns
    -------
    list of (Path, Case)
        In the order of :func:`cases`. A file whose name the file system does not take is left out.
    """
    scene = scene_of(folder, canary=canary, server=server)
    scene.canary.parent.mkdir(parents=True, exist_ok=True)
    named = {"type": "FeatureCollection", "name": "canary", "features": [feature(name=CANARY)]}
    scene.canary.write_text(dumps(named), "utf-8")
    made = []
    for family, recipes in _FAMILIES.items():
        place = folder / family
        place.mkdir(parents=True, exist_ok=True)
        for recipe in recipes:
            path = place / recipe.case.name
            content = recipe.content(scene)
            try:
                path.write_bytes(content)
            except (OSError, UnicodeError):
                continue
            made.append((path, recipe.case))
    return made
