"""One map of a picture: background, areas or what changed, names, inset, scale bar, arrow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geo.boundaries import read_oblasts
from geo.maps.payloads import is_point, place_rank
from geo.publish.background import Background, background, name_in
from geo.publish.flow import Item, broken, height_of, write
from geo.publish.labels import Boxes, Placed, Wish, place_names
from geo.publish.languages import phrase
from geo.publish.looks import Look, shown_areas
from geo.publish.painting import (
    BENEATH,
    changed,
    dissolved,
    paint_areas,
    paint_change,
)
from geo.publish.picture import DatedAreas, PictureSpec
from geo.publish.projection import Box, LonLatBox, MapFrame
from geo.publish.sheet import Sheet, compound

_UKRAINE: LonLatBox = (21.5, 44.0, 41.0, 53.3)
_LOCATOR_FROM = 0.45
"""No inset where the map is wider than this part of it."""
_LEAN = 5.0
"""Degrees by which north must lean before an arrow says so."""
_COUNTRY_NAMES = {"UA": "UKRAINE", "RU": "RUSSIA"}
_PAD = 12.0
_NEAR_PX = 60.0


@dataclass(frozen=True)
class Mapped:
    """What a map has, for those who check it."""

    frame: MapFrame
    labels: list[Placed]
    furniture: list[Box]
    bar: tuple[float, float, Box]


class MapPainter:
    """Paints maps of one picture.

    Parameters
    ----------
    sheet : Sheet
        With the layers ``background``, ``areas``, ``lines``, ``halos``, ``names``, ``furniture``.
    spec : PictureSpec
    """

    def __init__(self, sheet: Sheet, spec: PictureSpec) -> None:
        self._sheet = sheet
        self._spec = spec
        self._colours = spec.template.colours
        self._layout = spec.template.layouts[spec.layout]
        self._ground: Background = background()
        self._located = False

    def paint(
        self, frame: MapFrame, dated: DatedAreas, heading: str = "", name: str = ""
    ) -> Mapped:
        """Paint one date into a frame; against ``spec.since``, if there is one.

        Parameters
        ----------
        heading : str
            Written in the corner of the map; empty for none.
        name : str
            Put before the ids of areas, where a picture has two maps.
        """
        self._background(frame)
        shapes = dissolved(shown_areas(dated.areas, self._spec.hide), frame)
        since = self._spec.since
        before = (
            dissolved(shown_areas(since.areas, self._spec.hide), frame) if since is not None else {}
        )
        template = self._spec.template
        strength = BENEATH if since is not None else 1.0
        paint_areas(
            self._sheet, "areas", shapes, template, clip=frame.frame, strength=strength, name=name
        )
        if since is not None:
            pieces = changed(before, shapes)
            for change, index in (("lost", 1), ("gained", 0)):
                for (category, actor), both in pieces.items():
                    paint_change(
                        self._sheet, "areas", actor, change, both[index], template,
                        clip=frame.frame, name=f"{change}-{category}-{actor}",
                    )  # fmt: skip
        self._lines(frame)
        taken, bar = self._furniture(frame, {**before, **shapes}, heading)
        labels = self._names(frame, {**before, **shapes}, taken)
        self._sheet.box("furniture", frame.frame, stroke=self._colours["rule"], width=1)
        return Mapped(frame, labels, taken, bar)

    def _background(self, frame: MapFrame) -> None:
        clip = frame.frame
        self._sheet.box("background", clip, fill=self._colours["water"], name="water")
        # The world has a hole where the finer theatre lies, and is drawn beneath it.
        for shape, colour, name in (
            (self._ground.world, "land", "world"),
            (self._ground.land, "land", "land"),
            (self._ground.countries["RU"], "home", "russia"),
            (self._ground.countries["UA"], "home", "ukraine"),
        ):
            path = compound(frame.draw(shape))
            if path is not None:
                self._sheet.path(
                    "background", path, fill=self._colours[colour], clip=clip, name=name
                )

    def _lines(self, frame: MapFrame) -> None:
        for shape, colour, width, dash, name in (
            (self._ground.oblasts, "oblast", 0.9, (4.0, 3.0), "oblast-borders"),
            (self._ground.borders, "border", 1.4, (), "borders"),
        ):
            path = compound(frame.draw(shape))
            if path is not None:
                self._sheet.path(
                    "lines", path, stroke=self._colours[colour], width=width, dash=dash,
                    clip=frame.frame, name=name,
                )  # fmt: skip

    def _furniture(
        self, frame: MapFrame, shapes: dict[Look, shapely.Geometry], heading: str
    ) -> tuple[list[Box], tuple[float, float, Box]]:
        left, _, right, bottom = frame.frame
        taken: list[Box] = []
        if heading:
            taken.append(self._heading(frame.frame, heading))
        inset = self._inset_box(frame, shapes, taken)
        if inset is not None:
            self._inset(frame, inset)
            taken.append(inset)
        # The bar keeps to the left unless the inset is there.
        at_right = (
            inset is not None and inset[0] < left + (right - left) / 3 and inset[3] > bottom - 60
        )
        longest = min(170.0, (right - left) / 3.4)
        start = right - _PAD - longest if at_right else left + _PAD
        km, length = frame.scale_bar(start, bottom - _PAD - 4, longest)
        start = right - _PAD - length if at_right else start
        bar = self._bar(start, bottom - _PAD - 4, km, length)
        taken.append(bar)
        lean = frame.north_at(bar[0] + 12, bar[1] - 24)
        if abs(lean) > _LEAN:
            taken.append(self._arrow(bar[0] + 14, bar[1] - 26, lean))
        return taken, (km, length, bar)

    def _heading(self, frame: Box, heading: str) -> Box:
        left, top, right, _ = frame
        ink = self._colours["ink"]
        item = Item(((heading, 600),), self._layout.sizes["text"], ink, name="stamp")
        lines = broken(self._sheet, item, right - left - 20)
        width = max(
            start + self._sheet.width_of(text, item.size, weight)
            for line in lines
            for start, (text, weight) in line
        )
        box = (left, top, left + width + 20, top + height_of(self._sheet, item, width + 1) + 10)
        self._sheet.box("furniture", box, fill=self._colours["paper"], alpha=0.94)
        write(self._sheet, "furniture", [item], left + 10, top + 4, width + 1)
        return box

    def _bar(self, x: float, y: float, km: float, length: float) -> Box:
        ink, halo = self._colours["ink"], self._colours["halo"]
        points = [(x, y - 5), (x, y), (x + length, y), (x + length, y - 5)]
        self._sheet.line("furniture", points, stroke=halo, width=4.5, alpha=0.85)
        self._sheet.line("furniture", points, stroke=ink, width=1.5, name="scale-bar")
        size = self._layout.sizes["small"] + 1
        text = f"{km:g} {phrase(self._spec.language, 'km')}"
        self._sheet.text(
            "furniture", x + length / 2, y - 6, text, size=size, weight=600, color=ink,
            anchor="center", halo=("halos", halo, 3),
        )  # fmt: skip
        return (x - 3, y - 6 - size, x + length + 3, y + 4)

    def _arrow(self, x: float, y: float, lean: float) -> Box:
        turn = np.radians(lean)
        up = np.array([np.sin(turn), -np.cos(turn)])
        side = np.array([-up[1], up[0]])
        tip, foot = np.array([x, y]) + up * 15, np.array([x, y]) - up * 11
        ink, halo = self._colours["ink"], self._colours["halo"]
        head = [tip, foot + side * 7, foot + up * 5, foot - side * 7, tip]
        self._sheet.line(
            "furniture", [(float(a), float(b)) for a, b in head], fill=ink, stroke=halo, width=1,
            name="north",
        )  # fmt: skip
        size = self._layout.sizes["small"] + 1
        spot = tip + up * 8
        self._sheet.text(
            "furniture", float(spot[0]), float(spot[1]) + size * 0.35,
            phrase(self._spec.language, "north"), size=size, weight=600, color=ink,
            anchor="center", halo=("halos", halo, 3),
        )  # fmt: skip
        return (x - 22, y - 32, x + 22, y + 18)

    def _inset_box(
        self, frame: MapFrame, shapes: dict[Look, shapely.Geometry], taken: list[Box]
    ) -> Box | None:
        if self._located:
            return None
        west, _, east, _ = frame.reach()
        if (east - west) > _LOCATOR_FROM * (_UKRAINE[2] - _UKRAINE[0]):
            return None
        left, top, right, bottom = frame.frame
        width = float(np.clip((right - left) * 0.22, 84, 168))
        height = width * 0.74
        corners = (
            (right - _PAD - width, top + _PAD), (left + _PAD, top + _PAD),
            (right - _PAD - width, bottom - _PAD - height), (left + _PAD, bottom - _PAD - height),
        )  # fmt: skip
        boxes = [(x, y, x + width, y + height) for x, y in corners]
        free = [box for box in boxes if Boxes(taken).free(box)]
        drawn = shapely.union_all(list(shapes.values()))
        self._located = True
        return min(free, key=lambda box: round(shapely.clip_by_rect(drawn, *box).area, -2))

    def _inset(self, frame: MapFrame, box: Box) -> None:
        west, south, east, north = frame.reach()
        lon, lat = (west + east) / 2, (south + north) / 2
        inside = _UKRAINE[0] < lon < _UKRAINE[2] and _UKRAINE[1] < lat < _UKRAINE[3]
        shown = _UKRAINE if inside else (lon - 9.5, lat - 4.6, lon + 9.5, lat + 4.6)
        small = MapFrame(shown, box)
        self._sheet.box("inset", box, fill=self._colours["water"])
        for shape, colour in (
            (self._ground.world, "land"), (self._ground.land, "land"),
            (self._ground.countries["RU"], "land"), (self._ground.countries["UA"], "paper"),
        ):  # fmt: skip
            path = compound(shapely.simplify(small.draw(shape, 4), 0.3))
            if path is not None:
                self._sheet.path("inset", path, fill=self._colours[colour], clip=box)
        lines = compound(shapely.simplify(small.draw(self._ground.borders, 4), 0.3))
        if lines is not None:
            self._sheet.path("inset", lines, stroke=self._colours["border"], width=0.7, clip=box)
        left, top, right, bottom = frame.frame
        rim = np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])
        outline = small.pixels(frame.degrees(rim))
        # A place too small to be seen is marked by a box of eight pixels around it.
        spread = outline.max(axis=0) - outline.min(axis=0)
        if spread.max() < 8:
            x, y = outline.mean(axis=0)
            outline = np.array([(x - 4, y - 4), (x + 4, y - 4), (x + 4, y + 4), (x - 4, y + 4),
                                (x - 4, y - 4)])  # fmt: skip
        self._sheet.line(
            "inset", [(float(x), float(y)) for x, y in outline], stroke=self._colours["locator"],
            width=1.8, clip=box, name="shown-here",
        )  # fmt: skip
        name = name_in(self._spec.language, "UKRAINE")
        x, y = small.pixels(np.array([[31.2, 49.0]]))[0]
        if inside and not shapely.Polygon(outline).buffer(14).contains(shapely.Point(x, y)):
            self._sheet.text(
                "inset", float(x), float(y) + 3, name.capitalize(), size=10, weight=600,
                color=self._colours["quiet"], anchor="center",
            )  # fmt: skip
        self._sheet.box("inset", box, stroke=self._colours["border"], width=1)

    def _names(
        self, frame: MapFrame, shapes: dict[Look, shapely.Geometry], taken: list[Box]
    ) -> list[Placed]:
        placed = place_names(
            self._wishes(frame, shapes), frame, Boxes(taken), self._measure, self._layout.labels
        )
        halo = self._colours["halo"]
        for label in placed:
            size, weight = self._type(label.wish)
            city = label.wish.kind == "city"
            if label.dot:
                radius = (3.6, 3.2, 2.9, 2.4, 2.4, 2.1)[min(label.wish.rank, 5)]
                self._sheet.disc(
                    "dots", *label.dot, radius, fill=self._colours["ink"], stroke=halo, width=1.2
                )
            self._sheet.text(
                "names", label.x, label.y, label.wish.name, size=size, weight=weight,
                color=self._colours["ink"] if city else self._colours["quiet"],
                halo=("halos", halo, 3.2),
            )  # fmt: skip
        return placed

    def _type(self, wish: Wish) -> tuple[float, int]:
        size = self._layout.sizes["label"]
        if wish.kind == "country":
            return size + 1, 600
        if wish.kind == "oblast":
            return size, 600
        return ((size + 3, 700), (size + 2, 600), (size + 1, 600), (size, 600), (size, 400),
                (size - 0.5, 400))[min(wish.rank, 5)]  # fmt: skip

    def _measure(self, wish: Wish) -> tuple[float, float]:
        size, weight = self._type(wish)
        return self._sheet.width_of(wish.name, size, weight), size

    def _wishes(self, frame: MapFrame, shapes: dict[Look, shapely.Geometry]) -> list[Wish]:
        """Return names by priority: large towns, countries, regions, then smaller places."""
        language = self._spec.language
        found: list[Wish] = []
        own: set[str] = set()
        if "places" not in self._spec.hide:
            for place in self._spec.places:
                if is_point(place):
                    own.add(place.name)
                    name = {"en": place.name, "uk": place.name_uk, "ru": place.name_ru}[language]
                    rank = place_rank(place)
                    found.append(Wish(name, place.lon, place.lat, rank if rank < 3 else 5, "city"))
        for town in self._ground.names:
            if town.kind == "city" and town.name not in own:
                found.append(
                    Wish(name_in(language, town.name), town.lon, town.lat, town.rank, "city")
                )
        found = [wish for wish in found if self._can(wish.name)]
        near = shapely.union_all([shapely.boundary(s) for s in shapes.values()])
        spots = shapely.points(frame.pixels(np.array([(w.lon, w.lat) for w in found])))
        shapely.prepare(near)
        close = shapely.dwithin(near, spots, _NEAR_PX)
        order = sorted(range(len(found)), key=lambda i: (found[i].rank, not close[i], i))
        towns = [found[i] for i in order]
        large = [wish for wish in towns if wish.rank <= 2]
        return [
            *large,
            *self._regions(frame, shapely.union_all(list(shapes.values()))),
            *(wish for wish in towns if wish.rank > 2),
        ]

    def _can(self, name: str) -> bool:
        return bool(name) and name.isprintable() and not self._sheet.unknown_signs(name)

    def _regions(self, frame: MapFrame, drawn: shapely.Geometry) -> list[Wish]:
        west, _, east, _ = frame.reach()
        left, top, right, bottom = frame.frame
        density = (right - left) / (east - west)
        whole = (right - left) * (bottom - top)
        language = self._spec.language
        found: list[Wish] = []

        def wish(name: str, shape: shapely.Geometry, kind: str, least: float) -> None:
            seen = shapely.clip_by_rect(frame.draw(shape), *frame.frame)
            if seen.area < least * whole or not self._can(name):
                return
            # Off the areas, where that leaves room for it.
            clear = shapely.difference(seen, drawn)
            seen = clear if clear.area > 0.25 * seen.area else seen
            largest = max(shapely.get_parts(seen), key=shapely.area)
            spot = shapely.maximum_inscribed_circle(largest, tolerance=3).coords[0]
            lon, lat = frame.degrees(np.array([spot]))[0]
            found.append(Wish(name, float(lon), float(lat), 0, kind))  # type: ignore[arg-type]

        for code, shape in self._ground.countries.items():
            wish(name_in(language, _COUNTRY_NAMES[code]), shape, "country", 0.06)
        for name in self._ground.names:
            if name.kind == "country" and name.name not in _COUNTRY_NAMES.values():
                text = name_in(language, name.name)
                if self._can(text):
                    found.append(Wish(text, name.lon, name.lat, 0, "country"))
        if density > 60:
            for row in read_oblasts().itertuples():
                wish(name_in(language, row.oblast), row.geometry, "oblast", 0.04)
        return found
