"""Full-text search: how words are folded, and an index of which rows have which.

What a person types and what a text says are folded alike, so that case, diacritics and the ways in
which Ukrainian and Russian write one sound do not matter: ``Курськ`` finds ``Курск``. The browser
folds as this module does (``geo/maps/assets/claimsearch.js``), with the letters of
:data:`LETTERS`, which travel with the index.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

LETTERS = {
    # One sound, two spellings; what takes a breve or a diaeresis has lost it before.
    "і": "и", "ы": "и", "є": "е", "э": "е", "ґ": "г", "ь": "", "ъ": "",
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i",
    "ς": "σ",
    # п'ять, пʼять, пять
    "'": "", "’": "", "ʼ": "", "`": "",
}  # fmt: skip
"""What stands for a letter once it is small and without its marks."""
_THOUSANDS = re.compile("(?<=[0-9])[,\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_WORD = re.compile(r"[^\W_]+")


class _Folded(dict[int, str | None]):
    """For each code point what stands for it; marks fall away."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        mark = unicodedata.category(letter).startswith("M")
        self[code] = None if mark else LETTERS.get(letter, letter)
        return self[code]


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return a text as it is searched: small, without marks, one letter for each sound.

    Examples
    --------
    >>> fold("Курськ"), fold("Курск"), fold("ЁЖ"), fold("Łódź"), fold("4,714 km²")
    ('курск', 'курск', 'еж', 'lodz', '4714 km2')
    """
    joined = _THOUSANDS.sub("", text)
    if joined.isascii():  # nothing to take apart
        return joined.lower().replace("'", "").replace("`", "")
    return unicodedata.normalize("NFKD", joined).lower().translate(_FOLDED)


def words(text: str) -> frozenset[str]:
    """Return the folded words of a text: runs of letters and digits of any script.

    Examples
    --------
    >>> sorted(words("Kursk: 북한 병력, п'ять"))[:2]
    ['kursk', 'пят']
    """
    return frozenset(_WORD.findall(fold(text)))


# Names and roles come again and again; what is long does not, and would only fill the memory.
_SHORT = 80
_words_of_name = lru_cache(maxsize=8_192)(words)


@dataclass(frozen=True)
class Index:
    """Which rows have which words."""

    words: list[str]
    """Folded, in the order of their UTF-16 code units, which is that of the browser."""
    counts: npt.NDArray[np.int64]
    """Of each word, in how many rows it is."""
    rows: npt.NDArray[np.int64]
    """The rows of the first word, rising; then those of the next."""


def build_index(texts: Iterable[Iterable[str]]) -> Index:
    """Return the index of rows, each of which has several texts.

    Parameters
    ----------
    texts : iterable of iterable of str
        Of each row, in their order.
    """
    codes: dict[str, int] = {}
    of_row: list[int] = []
    found = array("q")
    for parts in texts:
        own: set[str] = set()
        for part in parts:
            if part:
                own |= _words_of_name(part) if len(part) <= _SHORT else words(part)
        found.extend([codes.setdefault(word, len(codes)) for word in own])
        of_row.append(len(own))
    ordered = sorted(codes, key=lambda word: word.encode("utf-16-be"))
    rank = np.empty(len(codes), np.int64)
    rank[[codes[word] for word in ordered]] = np.arange(len(codes))
    ranks = rank[np.frombuffer(found, np.int64)] if found else np.empty(0, np.int64)
    rows = np.repeat(np.arange(len(of_row)), of_row)
    at = np.sort(ranks * max(1, len(of_row)) + rows)
    return Index(
        ordered,
        np.bincount(ranks, minlength=len(codes)).astype(np.int64),
        at % max(1, len(of_row)),
    )
