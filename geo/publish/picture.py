"""A map as a picture: what is to be on it, and how to get the file.

>>> from geo.publish.picture import LANGUAGES
>>> LANGUAGES
('en', 'uk', 'ru')

A :class:`PictureSpec` says everything; :func:`draw_picture` draws it, :func:`save_picture` writes
a file whose ending says the format. matplotlib is imported by these two, not by this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import geopandas as gpd

from geo.errors import SchemaError
from geo.models import EditionRecord, Place, Source
from geo.publish.template import LAYOUTS, Template, read_template

if TYPE_CHECKING:
    from geo.publish.drawing import Drawing

__all__ = [
    "FORMATS", "LANGUAGES", "SCALES", "DatedAreas", "PictureSpec", "draw_picture", "format_of",
    "save_picture",
]  # fmt: skip

Language = Literal["en", "uk", "ru"]
LANGUAGES: tuple[Language, ...] = ("en", "uk", "ru")
FORMATS = ("png", "svg", "pdf")
SCALES = (1, 2, 3, 4)
"""Pixels of a PNG for each CSS pixel of the layout."""

_LONGEST = {"title": 160, "deck": 400, "credit": 300}
_LONGEST_NOTE, _MOST_NOTES = 600, 12
_LEAST_DEGREES = 0.01


@dataclass(frozen=True, kw_only=True, eq=False)
class DatedAreas:
    """An edition with its geometry."""

    record: EditionRecord
    """As :meth:`geo.store.Store.editions` gives it."""
    areas: gpd.GeoDataFrame
    """As :meth:`geo.store.Store.areas` gives them: category, actor, kind, geometry; EPSG:4326."""
    carried_to: datetime | None = None
    """A later instant for which the edition stands, because there is none of that day. The stamp
    then says so."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PictureSpec:
    """All that a picture says. Texts that are None are made; an empty text is left out.

    Raises
    ------
    SchemaError
        If a field is not as described here; all problems at once.
    """

    edition: DatedAreas
    """What is shown; of a comparison, the later date."""
    beside: DatedAreas | None = None
    """An earlier date, drawn beside it at the same scale."""
    since: DatedAreas | None = None
    """An earlier date with which it is compared: gained solid, lost striped, the rest faint."""
    places: Sequence[Place] = ()
    """Whose names may be set, the more important of one rank first."""
    other_sources: Sequence[Source] = ()
    """Credited beside the editions' own: where the places come from."""
    hide: frozenset[str] = frozenset()
    """In the words of a link: a category (``claimed``), a party's (``claimed.RU``), ``places``."""
    layout: str = "landscape"
    """One of :data:`geo.publish.template.LAYOUTS`."""
    language: Language = "en"
    template: Template = field(default_factory=read_template)
    title: str | None = None
    deck: str | None = None
    credit: str | None = None
    notes: tuple[str, ...] | None = None
    """Replace the notes that explain what is shown; the statement on borders stays."""
    box: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees that must be inside; None: what the areas need."""
    rotation: float = 0.0
    """Degrees by which north is turned clockwise."""

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        problems = [
            f"the {name} has {len(text)} characters, more than {most}"
            for name, most in _LONGEST.items()
            if len(text := getattr(self, name) or "") > most
        ]
        if self.layout not in LAYOUTS:
            problems.append(f"the layout {self.layout!r} is none of {', '.join(LAYOUTS)}")
        if self.language not in LANGUAGES:
            problems.append(f"the language {self.language!r} is none of {', '.join(LANGUAGES)}")
        if self.beside is not None and self.since is not None:
            problems.append("two dates are either beside each other or compared, not both")
        earlier = self.beside or self.since
        if earlier is not None and earlier.record.as_of >= self.edition.record.as_of:
            problems.append("the date to compare with is not the earlier one")
        if self.notes is not None and len(self.notes) > _MOST_NOTES:
            problems.append(f"there are {len(self.notes)} notes, more than {_MOST_NOTES}")
        if any(len(note) > _LONGEST_NOTE for note in self.notes or ()):
            problems.append(f"a note has more than {_LONGEST_NOTE} characters")
        if self.box is not None:
            west, south, east, north = self.box
            wide = east - west >= _LEAST_DEGREES and north - south >= _LEAST_DEGREES
            if not (wide and west >= -180 and east <= 180 and -80 <= south and north <= 80):
                problems.append(
                    f"the box {self.box} is not west, south, east, north in degrees, up to 80 "
                    "north and south"
                )
        if not -180 <= self.rotation <= 180:
            problems.append(f"the rotation {self.rotation} is not within 180 degrees")
        if problems:
            raise SchemaError("The picture", problems)

    @property
    def dates(self) -> tuple[DatedAreas, ...]:
        """The editions of the picture, earlier first."""
        earlier = self.beside or self.since
        return (self.edition,) if earlier is None else (earlier, self.edition)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source that must be credited, each once."""
        found = {dated.record.source.id: dated.record.source for dated in self.dates}
        if "places" not in self.hide and self.places:
            found |= {source.id: source for source in self.other_sources}
        return tuple(found.values())


def draw_picture(spec: PictureSpec) -> Drawing:
    """Draw a picture.

    Returns
    -------
    Drawing
        ``drawing.encoded("png", scale=2)`` and the like give bytes; ``drawing.pixels(scale)`` an
        array for an animation; ``width`` and ``height`` are CSS pixels; ``alt`` describes it.

    Raises
    ------
    ExportError
        If a text does not fit or has a sign that the typeface does not have.
    """
    from geo.publish.compose import compose

    return compose(spec)


def save_picture(spec: PictureSpec, path: str | Path, scale: float = 1) -> Path:
    """Draw a picture into a file.

    Parameters
    ----------
    path : str or Path
        Its ending says the format: ``.png``, ``.svg`` or ``.pdf``.
    scale : float
        1 to 4: pixels of a PNG for each CSS pixel. SVG and PDF have no pixels.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ExportError
        If the ending is another one, the file cannot be written, or as :func:`draw_picture`.
    """
    from geo.publish.drawing import write_bytes

    kind = format_of(path)
    drawing = draw_picture(spec)
    return write_bytes(Path(path), drawing.encoded(kind, scale=scale))


def format_of(path: str | Path) -> Literal["png", "svg", "pdf"]:
    """Return the format that a file's ending says.

    Raises
    ------
    ExportError
        If it is none of :data:`FORMATS`.

    Examples
    --------
    >>> format_of("map.PNG")
    'png'
    """
    from geo.errors import ExportError

    ending = Path(path).suffix.lower().removeprefix(".")
    for known in ("png", "svg", "pdf"):
        if ending == known:
            return known
    raise ExportError(
        f"{Path(path).name!r} does not end in .png, .svg or .pdf, and its ending says what kind of "
        "picture it becomes. Give it one of these."
    )
