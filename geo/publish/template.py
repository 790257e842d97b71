"""House styles: colours, type, layouts and the credit line, as TOML files.

Two come with Salient, in ``geo/publish/templates/``: ``salient``, which has the colours of the
screen, and ``ink``, for newsprint. The format is explained in ``docs/publishing.md``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from geo.errors import SchemaError
from geo.models import ACTOR

TEMPLATES = Path(__file__).parent / "templates"
LAYOUTS = ("landscape", "portrait", "square", "column")

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_COLOURS = (
    "paper", "ink", "quiet", "rule", "water", "land", "home", "border", "oblast", "halo",
    "banner", "banner_ink", "locator",
)  # fmt: skip
_SIZES = {
    "title": (14, 60), "deck": (10, 32), "text": (9, 20), "small": (8, 16), "label": (8, 20),
}  # fmt: skip
_LARGEST_TEMPLATE = 64_000
_SIDES = ("right", "below")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a picture is divided, in CSS pixels."""

    width: int
    height: int
    """Of the whole; 0: as high as its content asks, with a map of ``map_shape``."""
    map_shape: float = 0.0
    """Height of the map over its width, where the height is open."""
    margin: int
    legend: Literal["right", "below"]
    """Where legend and notes stand."""
    side: int = 0
    """Width of the column on the right."""
    columns: int = 1
    """Of notes below the map."""
    labels: int
    """Most names of places on one map."""
    sizes: Mapping[str, float]
    """Of type, by role: title, deck, text, small, label."""


@dataclass(frozen=True, kw_only=True)
class Template:
    """A house style."""

    id: str
    title: str
    credit: str
    family: str
    colours: Mapping[str, str]
    actors: Mapping[str, str]
    """Colour of each party; others have ``other_actor``."""
    other_actor: str
    layouts: Mapping[str, Layout]

    def actor_colour(self, actor: str) -> str:
        """Return the colour that says who."""
        return self.actors.get(actor, self.other_actor)


def template_names() -> list[str]:
    """Return the ids of the house styles that come with Salient; the first is the default."""
    return sorted(
        (path.stem for path in TEMPLATES.glob("*.toml")), key=lambda n: (n != "salient", n)
    )


def read_template(chosen: str | Path = "salient") -> Template:
    """Read a house style.

    Parameters
    ----------
    chosen : str or Path
        Id of one that comes with Salient, or a TOML file.

    Raises
    ------
    SchemaError
        With everything that is wrong with the file, at once.
    """
    named = TEMPLATES / f"{chosen}.toml"
    path = named if str(chosen) in template_names() else Path(chosen)
    what = f"The template {path.name!r}"
    try:
        if path.stat().st_size > _LARGEST_TEMPLATE:
            raise SchemaError(what, [f"it has more than {_LARGEST_TEMPLATE:,} bytes"])
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        names = ", ".join(template_names())
        reason = f"it is no file that can be read; Salient's own are {names}"
        raise SchemaError(what, [reason]) from error
    return parse_template(text, path.stem)


def parse_template(text: str, name: str) -> Template:
    """Read a house style from the text of a TOML file.

    Raises
    ------
    SchemaError
        With everything that is wrong, at once.
    """
    what = f"The template {name!r}"
    try:
        body = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(what, [f"it is no TOML ({error})"]) from error
    reading = _Reading(body)
    template = reading.template(name)
    if reading.problems:
        raise SchemaError(what, reading.problems)
    return template


class _Reading:
    """Takes values out of a table and keeps a list of all that is wrong with them."""

    def __init__(self, body: dict[str, Any]) -> None:
        self._body = body
        self.problems: list[str] = []

    def template(self, name: str) -> Template:
        self._only(self._body, "", {"version", "title", "credit", "family", "colours", "actors",
                                    "layouts"})  # fmt: skip
        if self._body.get("version") != 1:
            self.problems.append("`version` must be 1")
        colours = self._table(self._body, "colours")
        actors = self._table(self._body, "actors")
        self._only(colours, "colours.", set(_COLOURS))
        for actor in actors:
            if actor != "other" and not ACTOR.fullmatch(actor):
                self.problems.append(f"`actors.{actor}` is no party code and not `other`")
        read_colours = {key: self._colour(colours, "colours", key) for key in _COLOURS}
        read_actors = {key: self._colour(actors, "actors", key) for key in {"other", *actors}}
        layouts = self._table(self._body, "layouts")
        self._only(layouts, "layouts.", set(LAYOUTS))
        return Template(
            id=name,
            title=self._text(self._body, "title"),
            credit=self._text(self._body, "credit"),
            family=self._text(self._body, "family"),
            colours=read_colours,
            actors={key: value for key, value in read_actors.items() if key != "other"},
            other_actor=read_actors["other"],
            layouts={key: self._layout(self._table(layouts, key), key) for key in LAYOUTS},
        )

    def _layout(self, table: dict[str, Any], name: str) -> Layout:
        where = f"layouts.{name}."
        fields = {"width", "height", "map_shape", "margin", "legend", "side", "columns", "labels"}
        self._only(table, where, fields | set(_SIZES))
        side = table.get("legend")
        if side not in _SIDES:
            self.problems.append(f"`{where}legend` must be right or below, not {side!r}")
        height = int(self._number(table, where, "height", 0, 4000, 0))
        layout = Layout(
            width=int(self._number(table, where, "width", 280, 4000)),
            height=height,
            map_shape=self._number(table, where, "map_shape", 0.4, 2.5, None if not height else 1),
            margin=int(self._number(table, where, "margin", 0, 120)),
            legend="below" if side == "below" else "right",
            side=int(self._number(table, where, "side", 160, 600, None if side == "right" else 0)),
            columns=int(self._number(table, where, "columns", 1, 4, 1)),
            labels=int(self._number(table, where, "labels", 0, 200)),
            sizes={key: self._number(table, where, key, *span) for key, span in _SIZES.items()},
        )
        if layout.legend == "right" and layout.side > layout.width / 2:
            self.problems.append(f"`{where}side` takes more than half of the width")
        if not layout.height and layout.legend == "right":
            self.problems.append(f"`{where}height` may be left open only with the legend below")
        return layout

    def _only(self, table: dict[str, Any], where: str, known: set[str]) -> None:
        self.problems += [f"`{where}{key}` is not known" for key in sorted(set(table) - known)]

    def _table(self, table: dict[str, Any], key: str) -> dict[str, Any]:
        found = table.get(key)
        if isinstance(found, dict):
            return found
        self.problems.append(f"the table `{key}` is missing")
        return {}

    def _value(self, found: object, where: str, fits: Callable[[Any], bool], wanted: str) -> Any:
        if fits(found):
            return found
        self.problems.append(f"`{where}` must be {wanted}, not {found!r}")
        return None

    def _colour(self, table: dict[str, Any], where: str, key: str) -> str:
        found = table.get(key)
        lower = found.lower() if isinstance(found, str) else found
        fits = self._value(
            lower, f"{where}.{key}",
            lambda v: isinstance(v, str) and _COLOUR.fullmatch(v) is not None,
            "a colour such as #a61c28",
        )  # fmt: skip
        return fits or "#000000"

    def _text(self, table: dict[str, Any], key: str) -> str:
        fits = self._value(
            table.get(key), key,
            lambda v: isinstance(v, str) and 0 < len(v.strip()) <= 200 and v.isprintable(),
            "a line of 1 to 200 characters",
        )  # fmt: skip
        return fits or "?"

    def _number(
        self, table: dict[str, Any], where: str, key: str, least: float, most: float,
        default: float | None = None,
    ) -> float:  # fmt: skip
        found = table.get(key, default)
        fits = self._value(
            found, f"{where}{key}",
            lambda v: (
                isinstance(v, int | float) and not isinstance(v, bool)
                and (least <= v <= most or v == default)
            ),
            f"a number from {least} to {most}",
        )  # fmt: skip
        return least if fits is None else float(fits)
