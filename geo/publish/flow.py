"""Lines of text that break where they must, with a mark before them, in columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geo.publish.projection import Box
from geo.publish.sheet import Sheet

Run = tuple[str, int]
"""Text and its weight."""
_LEADING = 1.34
_INDENT = 36.0
SWATCH = (28.0, 17.0)
"""Width and height of the mark before a line of a legend, pixels."""


@dataclass(frozen=True)
class Item:
    """A paragraph, with or without a mark before it."""

    runs: tuple[Run, ...]
    size: float
    colour: str
    before: float = 0.0
    """Pixels of air above, but at the top of a column."""
    swatch: Callable[[Box], None] | None = None
    """Draws the mark into its box."""
    heads: bool = False
    """Belongs to what follows, and does not end a column."""
    name: str = ""
    """Id of its first line in an SVG."""


def broken(sheet: Sheet, item: Item, width: float) -> list[list[tuple[float, Run]]]:
    """Break a paragraph into lines of runs, each with its distance from the left in pixels."""
    lines: list[list[tuple[float, Run]]] = [[]]
    x = 0.0
    for text, weight in item.runs:
        space = sheet.width_of("n n", item.size, weight) - sheet.width_of("nn", item.size, weight)
        for word in text.split():
            wide = sheet.width_of(word, item.size, weight)
            last = lines[-1][-1] if lines[-1] else None
            if last and x + space + wide > width:
                lines.append([])
                x, last = 0.0, None
            if last and last[1][1] == weight:
                start, (before, _) = last
                lines[-1][-1] = (start, (f"{before} {word}", weight))
                x = start + sheet.width_of(lines[-1][-1][1][0], item.size, weight)
            else:
                x += space if last else 0
                lines[-1].append((x, (word, weight)))
                x += wide
    return lines


def height_of(sheet: Sheet, item: Item, width: float) -> float:
    """Return how high a paragraph is, in pixels, without the air above it."""
    inner = width - (_INDENT if item.swatch else 0)
    text = len(broken(sheet, item, inner)) * item.size * _LEADING
    return max(text, SWATCH[1] + 3) if item.swatch else text


def write(
    sheet: Sheet, layer: str, items: Sequence[Item], x: float, y: float, width: float
) -> float:
    """Write paragraphs below each other and return where they end, in pixels."""
    for number, item in enumerate(items):
        y += item.before if number else 0
        inner = x + (_INDENT if item.swatch else 0)
        if item.swatch:
            item.swatch((x, y + 1, x + SWATCH[0], y + 1 + SWATCH[1]))
        baseline = y + item.size * (1.02 if not item.swatch else 1.08)
        for count, line in enumerate(broken(sheet, item, width - (inner - x))):
            for start, (text, weight) in line:
                sheet.text(
                    layer, inner + start, baseline, text, size=item.size, weight=weight,
                    color=item.colour, name=item.name if count == 0 and start == 0 else "",
                )  # fmt: skip
            baseline += item.size * _LEADING
        y += height_of(sheet, item, width)
    return y


def total(sheet: Sheet, items: Sequence[Item], width: float) -> float:
    """Return how high paragraphs are below each other, in pixels."""
    return sum(
        height_of(sheet, item, width) + (item.before if number else 0)
        for number, item in enumerate(items)
    )


def in_columns(
    sheet: Sheet, items: Sequence[Item], width: float, columns: int
) -> tuple[list[list[Item]], float]:
    """Divide paragraphs over columns of a width, and return them with the height they need."""
    heights = [height_of(sheet, item, width) + item.before for item in items]
    limit = max([sum(heights) / columns, *heights], default=0.0)
    while True:
        filled = _filled(items, heights, limit)
        if len(filled) <= columns:
            used = max((total(sheet, column, width) for column in filled), default=0.0)
            return filled, used
        limit += 4


def _filled(items: Sequence[Item], heights: Sequence[float], limit: float) -> list[list[Item]]:
    columns: list[list[Item]] = [[]]
    used = 0.0
    for number, (item, height) in enumerate(zip(items, heights, strict=True)):
        need = height
        if item.heads:
            # What follows with a mark of its own belongs to the heading.
            for follower, more in zip(items[number + 1 :], heights[number + 1 :], strict=True):
                if follower.swatch is None:
                    break
                need += more
        if columns[-1] and used + need > limit:
            columns.append([])
            used = 0.0
        columns[-1].append(item)
        used += height
    return columns
