"""A text cut between its spaces, once, for its names of places and for its sentences.

Names and sentences need other tokens: ``Moscow's`` is two words to the one and one to the other.
What stands between two spaces is cut alike wherever it stands, and most of it stood in other
articles before; so it is looked up, and an article is put together in one pass.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from operator import add, sub
from typing import NamedTuple

from geo.articles import vocabulary
from geo.articles.words import classified, letter_of

_TOKEN = re.compile(
    r"""(?:[A-Z][a-z]?\.){2,}        # U.S.  W.Va.
    |[^\W_]+(?:['’ʼ`](?!s\b)[^\W\d_]+)*   # O'Fallon, but not the s of Moscow's
    |['’]s\b
    |\S""",
    re.VERBOSE,
)
_LETTERED = re.compile(
    r"[^\W\d_]\w*(?:[-'’.]\w+)*(?:(?<=s)['’](?!\w))?"
    r"|[$€£¥]?\d+(?:[.,:]\d+)*(?:%|st\b|nd\b|rd\b|th\b)?"
    r"|--+|\.\.\.+|\S"
)
_TIMED = re.compile(
    r"day|night|ago|[Ll]ast |past |[Tt]his |previous |morrow|20|19"
    r"|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
)
"""One of them is in every time that is read."""
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
    "sixty seventy eighty ninety dozen dozens score scores hundred hundreds thousand "
    "thousands million millions billion billions".split()
)
_COUNTED = re.compile(
    rf"\d|\b(?:{'|'.join(sorted(_NUMBERS))}|\w+teen)(?![a-z])",
    re.IGNORECASE,
)
"""One of them is in every number."""
_MARKS = {mark: classified(mark)[1] for mark in ",.;:?!)"}
ENDS = frozenset(".!?…•")
"""Marks that may end a sentence."""
_Numbers = tuple[int, ...]
_Special = tuple[int, Sequence[tuple[int, bool]], Sequence[int], Sequence[int], bool, bool]
_Chunk = tuple[tuple[str, ...], _Numbers, _Special | None, str, tuple[str, ...], _Numbers, _Numbers]


class Cut(NamedTuple):
    """The tokens in which names are looked for."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    leads: list[int]
    """Which may begin a name."""
    loose: list[tuple[int, bool]]
    """Before which more than a space stands, and whether a line ends there."""
    stops: list[int]
    """Which may end a sentence."""


class Lettered(NamedTuple):
    """The tokens of sentences."""

    tags: str
    """A letter each; :mod:`geo.articles.words`."""
    starts: list[int]
    ends: list[int]
    words: list[str]
    """In lower case."""


class Pieces(NamedTuple):
    """A text in both kinds of tokens. Not to be changed: it is kept for whoever asks next."""

    names: Cut
    sentences: Lettered
    timed: list[int]
    """Where what stands between two spaces begins, if it may belong to a time."""
    counted: list[int]
    """The same, if it may belong to a number."""


@lru_cache(maxsize=2)
def cut(text: str) -> Pieces:
    """Return the tokens of a text, as names are looked for in them and as sentences have them.

    Parameters
    ----------
    text : str

    Returns
    -------
    Pieces
    """
    return cut_anew(text)


def cut_anew(text: str) -> Pieces:
    """Return what :func:`cut` does, without keeping it."""
    words: list[str] = []
    steps: list[int] = []
    leads: list[int] = []
    loose: list[tuple[int, bool]] = []
    stops: list[int] = []
    lower: list[str] = []
    letters: list[str] = []
    strides: list[int] = []
    lengths: list[int] = []
    timed: list[int] = []
    counted: list[int] = []
    first = 0
    for inside, between, special, letter, small, further, long in map(
        _KEPT.__getitem__, text.split(" ")
    ):
        if special is not None:
            at = len(words)
            before, parted, ending, names, may_time, may_count = special
            if before:
                if steps:
                    steps[-1] += before
                    strides[-1] += before
                else:
                    first += before
            for here in names:
                leads.append(at + here)
            for here, line in parted:
                loose.append((at + here, line))
            for here in ending:
                stops.append(at + here)
            if may_time:
                timed.append(at)
            if may_count:
                counted.append(at)
        words += inside
        steps += between
        letters.append(letter)
        lower += small
        strides += further
        lengths += long
    starts = list(accumulate(steps, initial=first))
    del starts[-1]
    begun = list(accumulate(strides, initial=first))
    del begun[-1]
    return Pieces(
        Cut(words, starts, list(map(add, starts, map(len, words))), leads, loose, stops),
        Lettered("".join(letters), begun, list(map(add, begun, lengths)), lower),
        [starts[at] for at in timed],
        [starts[at] for at in counted],
    )


def within(text: str, places: list[int], start: int, end: int) -> list[int]:
    """Return those pieces, by where they begin, that reach into a stretch of a text."""
    first = bisect_left(places, start)
    # One may begin before the stretch and go on in it, as after a quotation mark.
    if first and " " not in text[places[first - 1] : start]:
        first -= 1
    return places[first : bisect_left(places, end, first)]


class _Kept(dict[str, _Chunk]):
    """What stood between spaces before: short pieces, and not more than a few megabytes of them."""

    def __missing__(self, chunk: str) -> _Chunk:
        made = _cut(chunk)
        if len(chunk) <= _SHORT:
            if len(self) >= _MOST:
                self.clear()
            self[chunk] = made
        return made


_KEPT = _Kept()
_SHORT, _MOST = 32, 30_000
_FIRST, _SECOND = (0,), (1,)
"""Tokens of a chunk."""


def _cut(chunk: str) -> _Chunk:
    """Cut what stands between two spaces.

    Of both kinds of tokens: words; from the beginning of each to that of the next. And where there
    is more to say, white space before the first, before which tokens more than a space stands,
    which may end a sentence, which may begin a name.
    """
    size = len(chunk)
    if chunk.isalpha():
        small, alone, step = chunk.lower(), (chunk,), _numbers(size + 1)
        low = alone if small == chunk else (small,)
        special = _special(chunk, small, ())
        return alone, step, special, letter_of(chunk), low, step, _numbers(size)
    word, mark = chunk[:-1], chunk[-1:]
    if mark in _MARKS and word.isalpha():
        small, both, steps = word.lower(), (word, mark), _numbers(size - 1, 2)
        lows = both if small == word else (small, mark)
        special = _special(word, small, _SECOND if mark in ENDS else ())
        tags = letter_of(word) + _MARKS[mark]
        return both, steps, special, tags, lows, steps, _numbers(size - 1, 1)
    words: list[str] = []
    offsets: list[int] = []
    parted: list[tuple[int, bool]] = []
    end = 0
    for match in _TOKEN.finditer(chunk):
        gap = chunk[end : match.start()]
        if gap and (gap != "\u00a0" or not words):
            parted.append((len(words), "\n" in gap))
        words.append(match[0])
        offsets.append(match.start())
        end = match.end()
    if end < len(chunk) or not chunk:
        parted.append((len(words), "\n" in chunk[end:]))
    offsets.append(len(chunk) + 1)
    ending = tuple([at for at, word in enumerate(words) if word in ENDS])
    names = tuple([at for at, word in enumerate(words) if _leads(word)])
    may_time = _TIMED.search(chunk + " ") is not None
    may_count = _COUNTED.search(chunk) is not None
    plain = not (offsets[0] or parted or ending or names or may_time or may_count)
    letters: list[str] = []
    lower: list[str] = []
    begun: list[int] = []
    lengths: list[int] = []
    for match in _LETTERED.finditer(chunk):
        start, end = match.span()
        small, letter = classified(match[0])
        letters.append(letter)
        lower.append(small)
        begun.append(start)
        lengths.append(end - start)
    begun.append(size + 1)
    return (
        tuple(words),
        _steps(offsets),
        None if plain else (offsets[0], tuple(parted), ending, names, may_time, may_count),
        "".join(letters),
        tuple(lower),
        _steps(begun),
        _numbers(*lengths),
    )


def _special(word: str, small: str, ending: Sequence[int]) -> _Special | None:
    """Return what is to be said of a word of letters alone, whatever mark follows it."""
    leads = _leads(word)
    may_time = _TIMED.search(word + " ") is not None
    may_count = small in _NUMBERS or small.endswith("teen")
    if not (leads or ending or may_time or may_count):
        return None
    return 0, (), ending, _FIRST if leads else (), may_time, may_count


def _steps(offsets: list[int]) -> _Numbers:
    return _numbers(*map(sub, offsets[1:], offsets))


@lru_cache(maxsize=1 << 12)
def _numbers(*numbers: int) -> _Numbers:
    """Return some numbers, one tuple for all that are equal.

    What is kept is most of what the garbage collector looks through while new articles are read.
    """
    return numbers


def _leads(word: str) -> bool:
    return word[0].isupper() or word in vocabulary.TITLES or word in vocabulary.TITLES_LOWER
