"""A text as words and marks, each with its span and whether a sentence begins there."""

from __future__ import annotations

from dataclasses import dataclass

from geo.articles import vocabulary
from geo.articles.chunks import ENDS, cut

_CLOSERS = frozenset("”\"'’)]»")


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The words and marks of a text, as lists of equal length.

    Lists and not one object a word: an article has hundreds of words and is read in milliseconds.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    begins: list[bool]
    """Whether a sentence, line or quotation begins with the token."""
    glued: list[bool]
    """Whether no white space, or exactly one space, stands before the token."""
    leads: list[int]
    """Which tokens begin with a capital or are titles, such as ``governor``: where names may be."""

    def between(self, first: int, last: int) -> str:
        """Return the text from one token to another, both included."""
        return self.text[self.starts[first] : self.ends[last]]


def tokenise(text: str) -> Tokens:
    """Cut a text into words and marks.

    Parameters
    ----------
    text : str
        Any text; every span counts its characters.

    Returns
    -------
    Tokens
        In order, without overlaps. White space is in none of them.

    Examples
    --------
    >>> tokenise("Moscow's army, in U.S. eyes").words
    ['Moscow', "'s", 'army', ',', 'in', 'U.S.', 'eyes']
    """
    words, starts, ends, leads, loose, stops = cut(text).names
    begins, glued = [False] * (len(words) + 1), [True] * (len(words) + 1)
    _open(begins, words, 0)
    for at, line in loose:
        glued[at] = False
        if line:
            _open(begins, words, at)
    for at in stops:
        if words[at] != "." or not (at and _shortened(words[at - 1])):
            _open(begins, words, at + 1)
    return Tokens(text, words, starts, ends, begins[:-1], glued[:-1], leads)


def _open(begins: list[bool], words: list[str], at: int) -> None:
    """Mark that a sentence begins at a token, and at what follows on marks that open or close."""
    while at < len(words):
        begins[at] = True
        if words[at] not in _PASSED:
            return
        at += 1


_OPENERS = frozenset("“\"'‘([«—–-*#>")
_PASSED = (_CLOSERS | _OPENERS) - ENDS


def _shortened(word: str) -> bool:
    """Tell whether a full stop after the word shortens it, rather than ending a sentence."""
    return (len(word) == 1 and word.isupper()) or word in vocabulary.SHORTENED
