"""Who spoke before in an article, so that "he" and "the governor" lead to whom they mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from geo.articles.claimant_names import ROLE, Claimant, bare_body, claimant_of, side_in_text
from geo.articles.known_claimants import BODY_OF, PERSONS

_NAME = re.compile(
    r"[A-ZÀ-ÞЀ-Я][\w'’.-]*(?:\s+(?:[A-ZÀ-ÞЀ-Я][\w'’-]*\.?|bin|al|van|von|de|der|den|Jong|of(?=\s[A-Z])))*"
)
_SINGULAR = {"he", "she", "who", "him", "her", "his"}
_PLURAL = {"they", "them", "their"}
_BODY = {"it", "its"}
_FIRST = {"i", "we", "me", "us", "you", "my", "our"}
_GENDERS = {
    "mr": "he", "mr.": "he", "mrs": "she", "mrs.": "she", "ms": "she", "ms.": "she",
    "spokesman": "he", "spokeswoman": "she", "man": "he", "woman": "she", "king": "he",
    "queen": "she", "policeman": "he", "brother": "he", "sister": "she", "son": "he",
    "daughter": "she", "mother": "she", "father": "he", "widow": "she", "wife": "she",
    "husband": "he", "chairwoman": "she", "congresswoman": "she",
}  # fmt: skip
_REMEMBERED = 100
"""So many of the last speakers may be meant by "he" or "the ministry"."""
NOBODY = Claimant("")


class Speakers:
    """Those who spoke so far in one article, in order, so that later words find them.

    Examples
    --------
    >>> speakers = Speakers()
    >>> speakers.named("Governor Ivan Petrenko of Sumy Oblast").name
    'Ivan Petrenko'
    >>> speakers.named("the SBU").name
    'Security Service of Ukraine'
    >>> [speakers.named(words).name for words in ("he", "the governor", "it", "Petrenko")]
    ['Ivan Petrenko', 'Ivan Petrenko', 'Security Service of Ukraine', 'Ivan Petrenko']
    """

    def __init__(self, text: str = "") -> None:
        self._text = text
        self._met: dict[Claimant, None] = {}
        """In the order in which they last spoke."""
        self._known: dict[str, Claimant] = {}
        self._gender = {known.name: "he" for known in PERSONS.values()}
        self._gender["Maria Zakharova"] = "she"

    def named(self, words: str, before: str = "", at: int = 0) -> Claimant:
        """Return whom some words mean, and remember them as the last who spoke.

        Parameters
        ----------
        words : str
            The words that name a claimant, as they stand.
        before : str
            For "who" what stands before it in its sentence; for "he" and "she" the sentence before.
        at : int
            Where in the text they stand.
        """
        low = " ".join(words.lower().replace("’", "'").split())
        found = self._known.get(low)
        role = bare_body(words)
        if role:
            found = self._body(words, role, at)
        elif found is None:
            found = self._resolve(" ".join(words.split()), low, before)
        if found.name:
            self._met.pop(found, None)
            self._met[found] = None
            if len(self._met) > _REMEMBERED:
                del self._met[next(iter(self._met))]
        return found

    def _body(self, words: str, role: str, at: int) -> Claimant:
        """Return a body named without its state: whose it is, the article says or nobody."""
        side = side_in_text(role, self._text, at)
        known = BODY_OF.get((role, side))
        if known is not None:
            return Claimant(known.name, known.side, known.role)
        return replace(claimant_of(words), side=side, role=role)

    def _resolve(self, words: str, low: str, before: str) -> Claimant:
        first = low.partition("'")[0]
        if first in _FIRST:
            return NOBODY
        if first in ("who", "whom", "which"):
            name = _NAME.findall(before)
            return self.named(before[before.rindex(name[-1]) :].strip(" ,")) if name else NOBODY
        if first in _SINGULAR:
            return self._person_called(first, self._opening(before))
        if first in _PLURAL:
            return self._last(lambda c: c.plural) or self._last(lambda c: not c.person) or NOBODY
        if first in _BODY:
            return self._last(lambda c: not c.person and not c.plural) or NOBODY
        made = claimant_of(words)
        made = self._same(made, low) or made
        self._known[low] = made
        for word in low.split():
            if word in _GENDERS:
                self._gender[made.name] = _GENDERS[word]
        return made

    def _opening(self, sentence: str) -> Claimant | None:
        """Return the person with whose name a sentence begins, if that is somebody known."""
        name = _NAME.match(sentence)
        if name is None:
            return None
        surname = name.group().removesuffix("'s").removesuffix("’s").split()[-1]
        known = PERSONS.get(surname.lower())
        if known is not None:
            return Claimant(known.name, known.side, known.role, person=True)
        return self._last(lambda c: c.person and c.name.split()[-1] == surname)

    def _person_called(self, pronoun: str, opening: Claimant | None) -> Claimant:
        gender = "she" if pronoun in ("she", "her") else "he"
        if opening is not None and self._gender.get(opening.name, "he") != gender:
            known_she = self._last(lambda c: c.person and self._gender.get(c.name) == gender)
            opening = known_she or (None if opening.name in self._gender else opening)
        found = opening
        found = found or self._last(
            lambda c: c.person and self._gender.get(c.name, gender) == gender
        )
        found = found or self._last(lambda c: c.person)
        if found is None:
            return NOBODY
        self._gender.setdefault(found.name, gender)
        return found

    def _last(self, fits: Callable[[Claimant], bool]) -> Claimant | None:
        return next((c for c in reversed(self._met) if fits(c)), None)

    def _same(self, made: Claimant, low: str) -> Claimant | None:
        """Return who was met before and is meant again by a surname or by what they are."""
        for other in reversed(self._met):
            if other.name == made.name:
                return other if (other.role or not made.role) else None
            if other.person and other.name.endswith(" " + made.name):
                return other
        if not low.startswith(("the ", "this ", "its ", "their ")) or not made.name.islower():
            return None
        heads = ROLE.findall(low)
        if not heads or not low.endswith(heads[-1]):
            return None
        for other in reversed(self._met):
            same_side = not made.side or not other.side or made.side == other.side
            if heads[-1] in f"{other.role} {other.name}".lower().split() and same_side:
                return other
        return None
