"""Which words of a text are names of persons, so that no place is seen in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from geo.articles import vocabulary as v
from geo.articles.tokens import Tokens
from geo.gazetteer.demonyms import places_of_peoples

Size = Callable[[str], float]
"""How large a place of that name there is: 0 none, 1 a village ... 4 a region or a country."""

NOT_NAMES = v.STOP | v.TIMES | v.GOVERNMENT | v.STREETS | v.GROUND_AFTER | v.COMPANY
_NO_HEADS = v.TIMES | v.STOP
_PARTICLES = frozenset("de van von der bin al el la del da".split())
_INSIDE = _PARTICLES | {"-", "."}
_LONGEST = 5


@dataclass(slots=True)
class Persons:
    """The persons of a text."""

    marks: bytearray
    """1 for each token that belongs to a person's name."""
    surnames: set[str] = field(default_factory=set)
    """Last words of full names, which may stand alone later."""


def find_persons(tokens: Tokens, size: Size) -> Persons:
    """Mark the words that name persons.

    A title (``Gov. Mark Sanford``), a first name before a name (``Olena Krym``) or a pair of names
    that no table knows (``Mikheil Saakashvili``) makes a person; the last word is then a person
    wherever it stands.

    Parameters
    ----------
    tokens : Tokens
        The text.
    size : callable
        How large the place of a name is, see :data:`Size`.

    Returns
    -------
    Persons
    """
    words, found = tokens.words, Persons(bytearray(len(tokens.words)))
    firsts, families = v.listed("first_names"), v.listed("family_names")
    nations = places_of_peoples()
    after, end = 0, len(words)
    for at in tokens.leads:
        if at < after:
            continue
        word = words[at]
        if word in v.TITLES or word in v.TITLES_LOWER:
            start = _after_title(tokens, at)
            last = _name_end(tokens, start)
            if last is not None and _titled(tokens, at, start, last, size, firsts):
                _mark(found, tokens, start, last)
                after = last + 1
        elif word[0].isupper() and word not in NOT_NAMES and len(word) > 1 and word not in nations:
            if (
                word.lower() not in firsts
                and at + 1 < end
                and tokens.glued[at + 1]
                and words[at + 1][0].isupper()
            ):
                if size(tokens.between(at, at + 1)) >= 2:
                    after = at + 2
                    continue
            last = _name_end(tokens, at) if _goes_on(tokens, at + 1) else None
            if (
                last is not None
                and last > at
                and _full_name(tokens, at, last, size, firsts, families)
            ):
                _mark(found, tokens, at, last)
                after = last + 1
    return found


def _after_title(tokens: Tokens, at: int) -> int:
    words, end = tokens.words, len(tokens.words)
    start = at + 1
    end = min(end, at + 6)
    while start < end and (
        words[start] in v.TITLES or (words[start] == "." and words[start - 1] in v.SHORTENED)
    ):
        start += 1
    return start


def _goes_on(tokens: Tokens, at: int) -> bool:
    """Tell at a glance whether a name may go on with a token."""
    if at >= len(tokens.words) or not tokens.glued[at]:
        return False
    word = tokens.words[at]
    return word[0].isupper() or word in _INSIDE or word in v.SUFFIXES


def _name_end(tokens: Tokens, start: int) -> int | None:
    """Return the last token of a name of a person that begins at ``start``, if one can."""
    words, last = tokens.words, None
    firsts, at = v.listed("first_names"), start
    while at < len(words) and at - start < _LONGEST:
        word = words[at]
        if at > start and not tokens.glued[at]:
            break
        if word in places_of_peoples() and words[at - 1].lower() not in firsts:
            break
        if word[0].isupper() and word not in NOT_NAMES and word not in v.TITLES:
            last = at
        elif word in v.SUFFIXES:
            last = at
        elif word == "-" and last == at - 1 and at + 1 < len(words) and words[at + 1][0].isupper():
            pass
        elif (
            word == "." and last == at - 1 and (len(words[last]) == 1 or words[last] in v.SUFFIXES)
        ):
            pass
        elif word in _PARTICLES and last == at - 1:
            pass
        else:
            break
        at += 1
    return last


def _titled(
    tokens: Tokens, title: int, start: int, last: int, size: Size, firsts: frozenset[str]
) -> bool:
    words = tokens.words
    following = words[last + 1] if last + 1 < len(words) else ""
    if following in v.GROUND_AFTER or (following in v.STREETS and tokens.glued[last + 1]):
        return False
    if words[start].lower() in firsts:
        return True
    if words[title] in v.TITLES_LOWER:
        return last > start and size(words[start]) < 3
    return (
        last > start or size(words[start]) < 4 or words[title] in ("Mr", "Mrs", "Ms", "Miss", "Dr")
    )


def _full_name(
    tokens: Tokens, at: int, last: int, size: Size, firsts: frozenset[str], families: frozenset[str]
) -> bool:
    words = tokens.words
    following = words[last + 1] if last + 1 < len(words) and tokens.glued[last + 1] else ""
    if following in NOT_NAMES and following[:1].isupper() and following not in _NO_HEADS:
        return False
    whole = size(tokens.between(at, last))
    first, family = words[at].lower(), words[last].lower()
    if first in firsts:
        if last > at + 1 and any(words[i] == "." for i in range(at, last)):
            return True
        said_where = at > 0 and words[at - 1].lower() in v.PLACING
        if whole >= 3 or (whole and (said_where or family not in families)):
            return False
        return not (family.endswith("s") and family not in families and len(family) > 6)
    if whole or size(words[at]) or size(words[last]):
        return family in families and not size(words[at]) and not whole and size(words[last]) < 3
    # Two names that no table knows, and no more, are taken for a person: most often they are one.
    return (
        last - at <= 2
        and words[at] not in v.DIRECTION_NAMES
        and words[last].isalpha()
        and not words[at].isupper()
    )


def _mark(found: Persons, tokens: Tokens, start: int, last: int) -> None:
    for at in range(start, last + 1):
        found.marks[at] = 1
    while last > start and (tokens.words[last] in v.SUFFIXES or not tokens.words[last].isalpha()):
        last -= 1
    if len(tokens.words[last]) > 2:
        found.surnames.add(tokens.words[last])
