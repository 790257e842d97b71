"""A name of a place where it stands in a text, and the gazetteer as one text asks it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from geo.articles.nouns import ToponymKind
from geo.articles.tables import short_names
from geo.gazetteer import Candidate

_WIDE = ("PCL", "ADM1", "CONT", "OCN", "SEA", "RGN")


@dataclass(slots=True)
class Found:
    """A name of a place where it stands."""

    first: int
    last: int
    key: str
    """What the gazetteer was asked for."""
    candidates: Sequence[Candidate]
    kind: ToponymKind = ToponymKind.PLACE
    strength: float = 0.0
    """How much speaks for its being a place; see :mod:`geo.articles.evidence`."""
    wants: str = ""
    """``ADM1``, ``ADM2`` or ``PPL`` where the words say what kind of place it is."""
    within: tuple[Candidate, ...] = ()
    """The state or country named right after it."""
    within_name: str = ""
    ground: str = ""
    """``facility`` or ``district`` where the name is that of one, called by its town."""
    site: bool = False
    """A street or a building; the gazetteer has none."""
    holds: bool = False
    """Named as what another place lies in."""
    actor: bool = False
    """A state or capital that speaks or acts."""


class Names(Hashable, Protocol):
    """What reading asks of a gazetteer."""

    def named(self, name: str) -> Sequence[Candidate]:
        """Return the places of a name, best known first."""
        ...

    def named_in_russian(self, name: str) -> Sequence[Candidate]:
        """Return the places of Ukraine that Russian sources call so, best known first."""
        ...


@lru_cache(maxsize=30_000)
def _named(gazetteer: Names, name: str) -> tuple[Candidate, ...]:
    # Articles repeat each other's words; a name is searched for once, and so is one that is none.
    return tuple(gazetteer.named(name))


@lru_cache(maxsize=10_000)
def _named_in_russian(gazetteer: Names, name: str) -> tuple[Candidate, ...]:
    """Return what a name may mean in a report of fighting: Russian sources rename villages."""
    known = _named(gazetteer, name)
    have = {candidate.place.id for candidate in known}
    more = [c for c in gazetteer.named_in_russian(name) if c.place.id not in have]
    return tuple(sorted((*known, *more), key=lambda candidate: -candidate.score))


class Lookup:
    """The gazetteer as one text asks it, each name once.

    Parameters
    ----------
    gazetteer : Names
    war : bool
        Whether the text reports fighting; villages of Ukraine then have Russian names too.
    """

    def __init__(self, gazetteer: Names, war: bool = False) -> None:
        self._gazetteer = gazetteer
        self._named = _named_in_russian if war else _named
        self._kept: dict[str, Sequence[Candidate]] = {}
        self._sizes: dict[str, float] = {}

    def __call__(self, name: str) -> Sequence[Candidate]:
        """Return the places of a name, best first; empty where there are none."""
        kept = self._kept.get(name)
        if kept is None:
            whole = short_names().get(name)
            if whole is not None:
                places = _named(self._gazetteer, whole)
                kept = [c for c in places if c.place.feature_code.startswith(_WIDE)] or places
            elif (len(name) < 4 and name.isupper()) or len(name) < 3:
                kept = ()
            else:
                kept = self._named(self._gazetteer, name)
            self._kept[name] = kept
        return kept

    def size(self, name: str) -> float:
        """Return how large the largest place of a name is: 0 none, 1 a village ... 4 a region."""
        kept = self._sizes.get(name)
        if kept is None:
            own = name.casefold()
            kept = self._sizes[name] = max(
                (
                    size_of(c) * (1.0 if c.place.name.casefold() == own else 0.5)
                    for c in self(name)[:12]
                ),
                default=0.0,
            )
        return kept


def size_of(candidate: Candidate) -> float:
    """Return how large a place is, on the scale of :meth:`Lookup.size`."""
    return _size(candidate.place.feature_code, candidate.population)


@lru_cache(maxsize=1 << 14)
def _size(code: str, people: int) -> float:
    if code.startswith(("PCL", "CONT", "ADM1")):
        return 4.0
    if code.startswith(("ADM", "RGN", "SEA", "OCN", "GULF")):
        return 2.0
    return (
        4.0
        if people >= 1_000_000
        else 3.0
        if people >= 150_000
        else 2.0
        if people >= 15_000
        else 1.0
    )


def lookup_is_wide(match: Found) -> bool:
    """Tell whether the largest place of the name is a region or a country."""
    return any(
        size_of(c) == 4.0 and not c.place.feature_code.startswith("PPL")
        for c in match.candidates[:4]
    )
