"""Positions in a text as Python counts them, and as JavaScript does: in units of UTF-16."""

from __future__ import annotations

from bisect import bisect_left

from geo.articles.nouns import Span

_LARGEST_UNIT = 0xFFFF


class Units:
    r"""Turns spans of one text from one count into the other.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> units = Units("\U0001f525 Kursk")
    >>> units.counted((2, 7)), units.span(3, 8), units.span(1, 8)
    ([3, 8], (2, 7), None)
    """

    def __init__(self, text: str) -> None:
        self._wide = [i for i, character in enumerate(text) if ord(character) > _LARGEST_UNIT]
        # Where each of them begins in UTF-16: those before it took a unit more each.
        self._wide_units = [i + n for n, i in enumerate(self._wide)]
        self._length = len(text)

    def counted(self, span: Span) -> list[int]:
        """Return a span in units of UTF-16."""
        return [n + bisect_left(self._wide, n) for n in span]

    def span(self, start: int, end: int) -> Span | None:
        """Return a span of the text from one in units; None if it is none, or cuts a character."""
        first, last = (n - bisect_left(self._wide_units, n) for n in (start, end))
        if not 0 <= first < last <= self._length or self.counted((first, last)) != [start, end]:
            return None
        return first, last
