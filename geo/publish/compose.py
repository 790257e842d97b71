"""Divides a picture: banner, title, stamp, maps, legend, notes, sources; and draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

from geo.errors import ExportError
from geo.publish import texts
from geo.publish.drawing import Drawing
from geo.publish.flow import Item, in_columns, total, write
from geo.publish.languages import actor_name, category_title, phrase
from geo.publish.looks import Look, bounds_of, looks_of, shown_areas
from geo.publish.mapping import MapPainter, Mapped
from geo.publish.painting import dissolved, happened, paint_area, paint_change
from geo.publish.picture import DatedAreas, PictureSpec
from geo.publish.projection import Box, LonLatBox, MapFrame
from geo.publish.sheet import Sheet, drawing

_LAYERS = {
    "paper": "Paper", "background": "Background", "areas": "Control areas", "lines": "Borders",
    "inset": "Locator", "dots": "Place dots", "halos": "Halos of names", "furniture": "Scale",
    "names": "Place names", "legend": "Legend and notes", "texts": "Texts",
}  # fmt: skip
_GAP = 16.0
_LEAST_MAP = 0.34
"""Part of the picture's height that its maps must have."""
_ROOM = 0.08
"""Air around the areas, as part of their box."""
_SMALLEST_BOX = 0.25
_TWO_ABOVE = 1.7
"""How much higher the room for two maps is, where the height is open."""
_TURNS = 3


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """Where everything goes, in pixels."""

    head: list[Item]
    head_top: float
    area: Box
    """Of the maps."""
    columns: list[list[Item]]
    column_width: float
    foot: list[Item]
    foot_top: float
    height: int


def compose(spec: PictureSpec) -> Drawing:
    """Draw a picture; see :func:`geo.publish.picture.draw_picture`."""
    with drawing():
        return _Composer(spec).drawn()


class _Composer:
    def __init__(self, spec: PictureSpec) -> None:
        self._spec = spec
        self._layout = spec.template.layouts[spec.layout]
        self._colours = spec.template.colours
        self._title = texts.made_title(spec) if spec.title is None else spec.title
        self._sheet = Sheet(self._layout.width, max(self._layout.height, 10), spec.template.family)
        self._looks = texts.shown_looks(spec)
        self._happened: set[tuple[str, str]] = set()

    def drawn(self) -> Drawing:
        spec, layout = self._spec, self._layout
        self._check()
        plan = self._fitted()
        if spec.since is not None:
            for _ in range(2):  # a shorter legend makes the map larger, and it may show more
                self._happened |= self._happening(plan.area)
                plan = self._planned()
        left, inner = float(layout.margin), float(layout.width - 2 * layout.margin)
        self._sheet = Sheet(layout.width, plan.height, spec.template.family)
        for name, title in _LAYERS.items():
            self._sheet.layer(name, title)
        self._sheet.box("paper", (0, 0, layout.width, plan.height), fill=self._colours["paper"])
        self._banner()
        write(self._sheet, "texts", plan.head, left, plan.head_top, inner)
        drawn = self._maps(plan.area)
        x, y = left, plan.area[3] + _GAP
        if layout.legend == "right":
            x, y = plan.area[2] + _GAP * 1.5, plan.area[1]
        for column in plan.columns:
            write(self._sheet, "legend", column, x, y, plan.column_width)
            x += plan.column_width + _GAP * 1.5
        self._sheet.line(
            "texts", [(left, plan.foot_top - 8), (left + inner, plan.foot_top - 8)],
            stroke=self._colours["rule"], width=1,
        )  # fmt: skip
        write(self._sheet, "texts", plan.foot, left, plan.foot_top, inner)
        title = self._title or texts.made_title(spec)
        return Drawing(
            sheet=self._sheet,
            title=title,
            alt=texts.alt_text(spec, title, self._looks),
            frames=[one.frame for one in drawn],
            labels=[one.labels for one in drawn],
            furniture=[one.furniture for one in drawn],
            bars=[one.bar for one in drawn],
        )

    def _fitted(self) -> _Plan:
        """Plan until legend and notes are of what the maps show: a shorter legend, a larger map."""
        plan = self._planned()
        for _ in range(_TURNS):
            seen = self._seen(plan.area)
            if seen == self._looks:
                return plan
            self._looks = seen
            plan = self._planned()
        both = {*self._looks, *self._seen(plan.area)}
        self._looks = sorted(both, key=lambda look: look.order)
        return self._planned()

    def _seen(self, area: Box) -> list[Look]:
        found = set()
        for frame, dated in self._frames(area):
            window = frame.window()
            shapely.prepare(window)
            shown = shown_areas(dated.areas, self._spec.hide)
            inside = shapely.intersects(window, shown.geometry.to_numpy())
            found |= set(looks_of(shown.loc[inside]))
        return sorted(found, key=lambda look: look.order)

    def _happening(self, area: Box) -> set[tuple[str, str]]:
        before, after = (
            dissolved(shown_areas(dated.areas, self._spec.hide), frame)
            for frame, dated in self._frames(area)
        )
        return happened(before, after)

    def _planned(self) -> _Plan:
        layout, sheet = self._layout, self._sheet
        margin, inner = float(layout.margin), float(layout.width - 2 * layout.margin)
        head, aside, foot = self._head(), [*self._legend(), *self._notes()], self._foot()
        head_top = self._banner_height() + margin * 0.85
        top = head_top + total(sheet, head, inner) + _GAP * 0.75
        below, width = 0.0, inner
        columns, column_width = [aside], float(layout.side)
        if layout.legend == "below":
            column_width = (inner - (layout.columns - 1) * _GAP * 1.5) / layout.columns
            columns, below = in_columns(sheet, aside, column_width, layout.columns)
            below += _GAP
        else:
            width = inner - layout.side - _GAP * 1.5
        end = total(sheet, foot, inner) + margin * 0.7
        if layout.height:
            map_height = layout.height - top - below - end - _GAP
        else:
            both = _TWO_ABOVE if self._spec.beside is not None else 1
            map_height = inner * layout.map_shape * both
        height = layout.height or round(top + map_height + below + end + _GAP)
        self._check_room(map_height, height, total(sheet, aside, column_width))
        return _Plan(
            head=head, head_top=head_top, area=(margin, top, margin + width, top + map_height),
            columns=columns, column_width=column_width, foot=foot, foot_top=height - end,
            height=height,
        )  # fmt: skip

    def _check(self) -> None:
        spec = self._spec
        written = [
            ("the title", self._title), ("the deck", spec.deck or ""),
            ("the credit", spec.credit or ""),
            *[(f"note {n}", note) for n, note in enumerate(spec.notes or (), 1)],
            *[(f"the credit of {s.id}", s.attribution + s.licence) for s in spec.sources],
            *[(f"the party {look.actor}", look.actor) for look in self._looks],
        ]  # fmt: skip
        texts.check_signs(written, lambda text: self._sheet.unknown_signs("".join(text.split())))

    def _check_room(self, map_height: float, height: float, aside: float) -> None:
        layout = self._layout
        short = layout.legend == "right" and aside > map_height
        if map_height < _LEAST_MAP * height or short:
            raise ExportError(
                f"The texts leave the map too little room in the layout {self._spec.layout!r}. "
                "Shorten the notes, the deck or the title, or choose another layout."
            )

    def _banner_height(self) -> float:
        synthetic = any(source.synthetic for source in self._spec.sources)
        return self._layout.sizes["text"] * 2.1 if synthetic else 0.0

    def _banner(self) -> None:
        height = self._banner_height()
        if not height:
            return
        layout, language = self._layout, self._spec.language
        self._sheet.box("texts", (0, 0, layout.width, height), fill=self._colours["banner"])
        text, size = phrase(language, "synthetic"), layout.sizes["text"]
        while self._sheet.width_of(text, size, 600) > layout.width - 2 * layout.margin:
            size -= 0.25
        self._sheet.text(
            "texts", layout.margin, height / 2 + size * 0.34, text, size=size, weight=600,
            color=self._colours["banner_ink"], name="synthetic",
        )  # fmt: skip

    def _head(self) -> list[Item]:
        sizes, spec = self._layout.sizes, self._spec
        items = []
        if self._title:
            items.append(
                Item(((self._title, 700),), sizes["title"], self._colours["ink"], name="title")
            )
        if spec.deck:
            items.append(
                Item(((spec.deck, 400),), sizes["deck"], self._colours["quiet"], 3, name="deck")
            )
        stamps = [texts.stamp_of(spec, dated) for dated in reversed(spec.dates)]
        if spec.beside is not None:
            return items
        runs: tuple[tuple[str, int], ...] = ((stamps[0], 600),)
        if spec.since is not None:
            compared = phrase(spec.language, "compared", texts.day_of(spec, spec.since))
            runs = ((f"{stamps[0]},", 600), (compared, 400))
        items.append(Item(runs, sizes["text"] + 0.5, self._colours["ink"], 6, name="stamp"))
        return items

    def _foot(self) -> list[Item]:
        spec, size = self._spec, self._layout.sizes["small"]
        language, quiet = spec.language, self._colours["quiet"]
        credit = texts.made_credit(spec) if spec.credit is None else spec.credit
        lines = "; ".join(line.rstrip(".") for line in texts.source_lines(spec))
        sources = f"{phrase(language, 'sources')}: {lines}. {phrase(language, 'background')}."
        runs = ((f"{credit.rstrip('.')}.", 600),) if credit else ()
        return [
            Item(((phrase(language, "border"), 400),), size, quiet, name="border-statement"),
            Item((*runs, (sources, 400)), size, quiet, 2, name="credit"),
        ]

    def _notes(self) -> list[Item]:
        spec, size = self._spec, self._layout.sizes["text"]
        notes = texts.made_notes(spec, self._looks) if spec.notes is None else spec.notes
        titles = {category_title(spec.language, look.category) for look in self._looks}
        items = []
        for number, note in enumerate(notes):
            first, _, rest = note.partition(". ")
            runs = (
                ((f"{first}.", 600), (rest, 400))
                if first in titles and rest else ((note, 400),)
            )  # fmt: skip
            items.append(
                Item(runs, size - 0.5, self._colours["ink"], 16 if not number else 7,
                     name=f"note-{number + 1}")
            )  # fmt: skip
        if spec.notes is None and titles:
            items.append(
                Item(((phrase(spec.language, "origin"), 400),), self._layout.sizes["small"],
                     self._colours["quiet"], 6, name="origin")
            )  # fmt: skip
        return items

    def _legend(self) -> list[Item]:
        spec, size = self._spec, self._layout.sizes["text"]
        rows = texts.legend_rows(self._looks)
        parties = list(dict.fromkeys(row[0].actor for row in rows))
        parties.sort(key=lambda actor: (actor not in ("RU", "UA"), actor))
        items: list[Item] = []
        for actor in parties:
            if spec.since is not None and actor not in {party for party, _ in self._happened}:
                continue
            items.append(
                Item(((actor_name(spec.language, actor), 700),), size + 0.5, self._colours["ink"],
                     14 if items else 0, heads=True)
            )  # fmt: skip
            if spec.since is not None:
                items += self._changes(actor)
                continue
            for row in (row for row in rows if row[0].actor == actor):
                name = texts.legend_name(spec.language, row)
                items.append(
                    Item(((name, 400),), size, self._colours["ink"], 4, self._swatch(row[0]))
                )
        return items

    def _changes(self, actor: str) -> list[Item]:
        spec = self._spec
        since = texts.day_of(spec, spec.dates[0])
        found = []
        for change in ("gained", "lost", "unchanged"):
            if (actor, change) not in self._happened:
                continue
            text = phrase(spec.language, change, since)
            found.append(
                Item(((text, 400),), self._layout.sizes["text"], self._colours["ink"], 4,
                     self._change_swatch(actor, change))
            )  # fmt: skip
        return found

    def _swatch(self, look: Look) -> Callable[[Box], None]:
        def draw(box: Box) -> None:
            self._sheet.box("legend", box, fill=self._colours["home"])
            inset = shapely.box(box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1)
            paint_area(self._sheet, "legend", look, inset, self._spec.template)

        return draw

    def _change_swatch(self, actor: str, change: str) -> Callable[[Box], None]:
        def draw(box: Box) -> None:
            self._sheet.box("legend", box, fill=self._colours["home"])
            inset = shapely.box(box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1)
            paint_change(self._sheet, "legend", actor, change, inset, self._spec.template)

        return draw

    def _frames(self, area: Box) -> list[tuple[MapFrame, DatedAreas]]:
        spec, shown = self._spec, self._shown()
        if spec.beside is None:
            frame = MapFrame(shown, area, spec.rotation)
            earlier = [] if spec.since is None else [(frame, spec.since)]
            return [*earlier, (frame, spec.edition)]
        halves = [MapFrame(shown, half, spec.rotation) for half in self._halves(area, shown)]
        return list(zip(halves, spec.dates, strict=True))

    def _maps(self, area: Box) -> list[Mapped]:
        painter = MapPainter(self._sheet, self._spec)
        frames = self._frames(area)
        if self._spec.beside is None:
            return [painter.paint(*frames[-1])]
        return [
            painter.paint(frame, dated, texts.stamp_of(self._spec, dated), name=f"map{number}-")
            for number, (frame, dated) in enumerate(frames, 1)
        ]

    def _halves(self, area: Box, shown: LonLatBox) -> tuple[Box, Box]:
        """Divide the room for two maps so that both are as large as can be."""
        left, top, right, bottom = area
        gap = _GAP * 0.75
        middle, centre = (left + right) / 2, (top + bottom) / 2
        beside = ((left, top, middle - gap / 2, bottom), (middle + gap / 2, top, right, bottom))
        above = ((left, top, right, centre - gap / 2), (left, centre + gap / 2, right, bottom))
        size = {
            number: MapFrame(shown, both[0]).metres_to_a_pixel
            for number, both in enumerate((beside, above))
        }
        return beside if size[0] <= size[1] else above

    def _shown(self) -> LonLatBox:
        spec = self._spec
        if spec.box is not None:
            return spec.box
        found = bounds_of(shown_areas(dated.areas, spec.hide) for dated in spec.dates)
        if found is None:
            raise ExportError(
                "Nothing is left to be drawn: the edition has no area, or all are hidden. Show a "
                "category, or give the box of the map."
            )
        west, south, east, north = found
        air = max(east - west, (north - south) * 1.5, _SMALLEST_BOX) * _ROOM
        lon, lat = (west + east) / 2, (south + north) / 2
        half = np.maximum([(east - west) / 2 + air, (north - south) / 2 + air * 0.66], 0.05)
        return lon - half[0], lat - half[1], lon + half[0], lat + half[1]
