"""A text cut into paragraphs, sentences and tokens, quotations in one piece.

No library is used for it: those that split sentences take several milliseconds an article, and
none keeps a quotation with the words around it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from geo.articles.chunks import Lettered, cut, cut_anew
from geo.articles.words import ABBREVIATIONS, classified

_PARAGRAPH = re.compile(r"[^\n]+")
_QUOTE_MARK = re.compile(r"[“”„«»\"]|''|``")
_ABBREVIATIONS = frozenset(ABBREVIATIONS.split())
_STOP = re.compile(r"[.;]")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]|[A-Z]")
_BULLET = re.compile(r"\s*(?:[-–—•*▪·]|\d{1,2}[.)])\s+")
_ENDS_INSIDE = ".!?…"
_OPENERS = frozenset(
    "The A An He She It They We I In On At By But And However Meanwhile This That "
    "These Those There "
    "Its His Her Their If When While After Before According Earlier Later For".split()
)
_SHORT_QUOTE = 4
_LONGEST = 200
"""Tokens of a sentence; what goes on without a stop is cut, so that time stays in proportion."""


@dataclass(slots=True)
class Sentence:
    """Tokens of a sentence; a quotation is one token."""

    start: int
    end: int
    tags: str
    """One letter a token; ``Q`` a quotation that is a sentence or ends one, ``q`` a few words."""
    starts: list[int]
    ends: list[int]
    words: list[str]
    """In lower case, with straight apostrophes; of a quotation empty."""


@dataclass(slots=True)
class Paragraph:
    """A line of a text with its sentences."""

    start: int
    end: int
    sentences: list[Sentence]
    bullet: bool
    """Whether it is an item of a list."""
    opens_quote: bool
    """Whether its last quotation is not closed: the next paragraph goes on with it."""


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line with something on it begins and ends, without its outer blanks."""
    for match in _PARAGRAPH.finditer(text):
        line = match.group()
        stripped = line.strip()
        if stripped:
            start = match.start() + line.index(stripped[0])
            yield start, start + len(stripped)


def quotations(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], bool]:
    """Return the outermost quotations of a paragraph and whether the last is left open.

    Each span includes its marks. A mark that cannot be told by its shape opens where none is open.
    """
    found: list[tuple[int, int]] = []
    opened, by = -1, ""
    for match in _QUOTE_MARK.finditer(text, start, end):
        mark = match.group()
        if opened < 0:
            if mark in "”»":
                continue
            before = text[match.start() - 1] if match.start() > start else " "
            if mark == '"' and before.isdigit() and match.end() == end:
                continue
            opened, by = match.start(), mark
        elif _closes(by, mark):
            found.append((opened, match.end()))
            opened = -1
    if opened >= 0:
        found.append((opened, end))
    return found, opened >= 0


def _closes(opened_by: str, mark: str) -> bool:
    if opened_by in "“„":
        return mark in '”“"' if opened_by == "„" else mark in '”"'
    if opened_by == "«":
        return mark == "»"
    if opened_by == '"':
        return mark in '"”'
    return mark == "''"


def read_paragraph(text: str, start: int, end: int) -> Paragraph:
    """Return a paragraph's sentences."""
    quotes, left_open = quotations(text, start, end)
    bullet = _BULLET.match(text, start, end)
    builder = _Builder(text)
    at = bullet.end() if bullet else start
    for opened, closed in quotes:
        if opened > at:
            builder.plain(at, opened)
        builder.quote(opened, closed)
        at = max(at, closed)
    builder.plain(at, end)
    builder.finish()
    return Paragraph(start, end, builder.sentences, bullet is not None, left_open)


def _may_be_short(word: str) -> bool:
    return word in _ABBREVIATIONS or len(word) == 1 or "." in word


def _may_begin(letter: str) -> bool:
    """Return whether a sentence may begin with a letter or mark."""
    return letter.isupper() or letter.isdigit() or letter in "$€£-–—•(*@#["


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = cut(text).sentences
        self.sentences: list[Sentence] = []
        self._clear()
        self.pending = ""
        """``.`` after a full stop, ``?`` after a quotation that ends in one of its own."""

    def _clear(self) -> None:
        self.tags = ""
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []

    def finish(self) -> None:
        if self.tags:
            self.sentences.append(
                Sentence(
                    self.starts[0],
                    self.ends[-1],
                    self.tags,
                    self.starts,
                    self.ends,
                    self.words,
                )
            )
        self._clear()
        self.pending = ""

    def quote(self, start: int, end: int) -> None:
        inner = self.text[start:end].strip("“”„«»\"'` ")
        last = inner[-1:]
        if self.pending == "." or (self.pending == "?" and last):
            self.finish()
        long = inner.count(" ") >= _SHORT_QUOTE
        self._add("Q" if long or (last and last in _ENDS_INSIDE) else "q", start, end, "")
        if last == ",":
            self._add(",", end, end, ",")
        self.pending = "?" if last and last in _ENDS_INSIDE else ""

    def plain(self, start: int, end: int) -> None:
        """Add the tokens of a stretch without quotations; look closely only where one may end."""
        tokens = self.tokens
        tags, starts, ends, _ = tokens
        at, stop = bisect_left(starts, start), bisect_left(starts, end)
        if (at and ends[at - 1] > start) or (stop and ends[stop - 1] > end):
            # A quotation begins or ends inside of a token.
            tags, starts, ends, words = cut_anew(self.text[start:end]).sentences
            starts, ends = [start + here for here in starts], [start + here for here in ends]
            tokens = Lettered(tags, starts, ends, words)
            at, stop = 0, len(tags)
        if at == stop:
            return
        if self.pending and self._ends_before(starts[at], ends[at], end):
            self.finish()
        self.pending = ""
        first, lowest, text = at, at, self.text
        for mark in _STOP.finditer(tags, at, stop):
            here = mark.start()
            begun, at = starts[here], here + 1
            if text[begun : ends[here]] == "." and (
                here == lowest or _may_be_short(text[starts[here - 1] : begun])
            ):
                self._extend(tokens, first, here)
                first = here
                if self._abbreviates(begun, ends[here]):
                    first = at
                    if at < stop:
                        if self._ends_before(starts[at], ends[at], end):
                            self.finish()
                        self.pending = ""
                    continue
            if tags[here] == ";":
                self._extend(tokens, first, at)
                first = at
                self.finish()
            elif at == stop:
                self.pending = "."
            elif _may_begin(text[starts[at]]):
                self._extend(tokens, first, at)
                first = at
                self.finish()
        self._extend(tokens, first, stop)

    def _extend(self, tokens: Lettered, first: int, end: int) -> None:
        if not self.tags and end - first < _LONGEST:
            self.tags, self.words = tokens.tags[first:end], tokens.words[first:end]
            self.starts, self.ends = tokens.starts[first:end], tokens.ends[first:end]
            return
        while first < end:
            last = min(end, first + _LONGEST - len(self.tags))
            self.tags += tokens[0][first:last]
            self.starts += tokens[1][first:last]
            self.ends += tokens[2][first:last]
            self.words += tokens[3][first:last]
            first = last
            if len(self.tags) >= _LONGEST:
                self.finish()

    def _abbreviates(self, at: int, after: int) -> bool:
        """Return whether a stop belongs to the word before it, as in "Gen." or "U.S."; take it."""
        if not self.ends or self.ends[-1] != at:
            return False
        word = self.text[self.starts[-1] : at]
        follows = self.text[after : after + 1]
        if word in _ABBREVIATIONS:
            taken = not follows or follows in " , 	" or follows.isupper()
        elif _INITIALS.fullmatch(word):
            taken = len(word) > 1 or (
                len(self.tags) > 1
                and self.tags[-2] == "N"
                and self.text[after + 1 : after + 2].isupper()
            )
        else:
            return False
        if taken:
            self.ends[-1] = after
            self.words[-1], letter = classified(word + ".")
            self.tags = self.tags[:-1] + letter
            self.pending = "a"
        return taken

    def _ends_before(self, at: int, after: int, end: int) -> bool:
        """Return whether a sentence ends before the token that stands here."""
        word = self.text[at:after]
        if self.pending == "a":
            return word in _OPENERS and self.words[-1] not in _TITLES
        if word[0] in ".!?)…”’":
            return False
        if self.pending == "?":
            capital = word[0].isupper() or word[0] in "(["
            stopped = self.text[self.starts[-1] : self.ends[-1]].rstrip("”\"'’» ").endswith(".")
            return capital and (stopped or not _SAYS_NEXT.match(self.text, at, end))
        return _may_begin(word[0])

    def _add(self, letter: str, start: int, end: int, word: str) -> None:
        self.tags += letter
        self.starts.append(start)
        self.ends.append(end)
        self.words.append(word)


_TITLES = frozenset(
    f"{word.lower()}." for word in "Mr Mrs Ms Dr Sen Gov Rep Gen Lt Col Maj Adm St No Prof".split()
)
_SAYS_NEXT = re.compile(
    r"(?:[A-Z][\w.'’-]*\s+|(?:the|of|a|an|spokes\w+|he|she|they|from|for)\s+){1,6}"
    r"(?:said|says|asked|asks|wrote|added|tweeted|told|wondered|replied|exclaimed|argued)\b"
)
