"""What a person says who looks for a place: its name, what it lies in, what kind of place it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.gazetteer.candidate import Candidate
from geo.gazetteer.folding import fold

if TYPE_CHECKING:
    from geo.gazetteer.gazetteer import Gazetteer

__all__ = ["Asked", "named_around", "understood"]

_REGION_WORDS = frozenset(
    (
        *"region oblast province krai kray republic governorate state".split(),
        *"область области області край".split(),
    )
)
_TOWN_WORDS = frozenset(
    (
        *"city town village settlement".split(),
        *"город г місто м село с посёлок поселок пгт смт деревня селище".split(),
    )
)
_REGION_ENDINGS = ("oblast", "krai", "republic", "region", "province")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)?")
_MOST_WORDS_AROUND = 3


@dataclass(frozen=True)
class Asked:
    """A query in its parts."""

    name: str
    around: tuple[str, ...] = ()
    """Names of what it lies in, or words such as ``oblast``."""
    town: bool = False
    """A city, town or village is asked for."""
    region: bool = False
    """A region is asked for."""


def understood(gazetteer: Gazetteer, text: str, context: Iterable[str] = ()) -> Asked:
    """Tell the parts of a query apart.

    Parameters
    ----------
    gazetteer : Gazetteer
        What it knows by the whole of a name is that, and is not taken apart: ``Kansas City``.
    text : str
        As typed: ``Kotovsk, Tambov``, ``Kotovsk (Tambov)``, ``Kotovsk Tambov``, ``Kyiv region``,
        ``city of Kursk``, ``г. Курск``.
    context : iterable of str
        What is known to stand around the name besides.

    Returns
    -------
    Asked
        ``name`` is the text itself where nothing in it can be told apart.
    """
    outside = _IN_BRACKETS.sub(" , ", text)
    inside = _IN_BRACKETS.findall(text)
    name, *rest = (" ".join(part.split()) for part in (*outside.split(","), *inside))
    around = tuple(part for part in (*rest, *context) if part)
    words = {word for part in (*around, " ".join(name.split()[1:])) for word in fold(part).split()}
    asked = Asked(name, around, bool(words & _TOWN_WORDS), bool(words & _REGION_WORDS))
    if gazetteer.named(name):
        return asked
    return _of_a_kind(gazetteer, asked) or _in_something(gazetteer, asked) or asked


def named_around(gazetteer: Gazetteer, around: Iterable[str]) -> list[Candidate]:
    """Return the countries and regions that are named, and those of the towns that are."""
    regions = []
    for words in around:
        named = gazetteer.named(words)
        regions += [c for c in named if re.match("PCL|ADM1|TERR", c.place.feature_code)]
        for town in named[:1]:
            if town.place.feature_code.startswith("PPL"):
                regions += gazetteer.parents(town)[:1]
    return regions


def _of_a_kind(gazetteer: Gazetteer, asked: Asked) -> Asked | None:
    """Read ``city of Kursk``, ``Kursk city`` and ``Kyiv region``."""
    words = asked.name.split()
    for kind, name in _without_kind(words):
        if kind in _REGION_WORDS:
            for whole in (f"{name} {ending}" for ending in _REGION_ENDINGS):
                if gazetteer.named(whole):
                    return replace(asked, name=whole, region=True)
        if gazetteer.named(name):
            region = kind in _REGION_WORDS
            return replace(asked, name=name, region=region, town=not region)
        within = _in_something(gazetteer, replace(asked, name=name))
        if within:
            return replace(within, region=kind in _REGION_WORDS, town=kind in _TOWN_WORDS)
    return None


def _without_kind(words: list[str]) -> list[tuple[str, str]]:
    kinds = _REGION_WORDS | _TOWN_WORDS
    first, last = fold(words[0]) if words else "", fold(words[-1]) if words else ""
    read = []
    if len(words) > 2 and first in kinds and fold(words[1]) == "of":
        read.append((first, " ".join(words[2:])))
    elif len(words) > 1 and first in kinds:
        read.append((first, " ".join(words[1:])))
    if len(words) > 1 and last in kinds:
        read.append((last, " ".join(words[:-1])))
    return read


def _in_something(gazetteer: Gazetteer, asked: Asked) -> Asked | None:
    """Read ``Kursk Russia``: a name, and behind it the name of what it lies in."""
    words = asked.name.split()
    for at in range(len(words) - 1, max(0, len(words) - 1 - _MOST_WORDS_AROUND), -1):
        name, behind = " ".join(words[:at]), " ".join(words[at:])
        around = {region.place.id for region in named_around(gazetteer, [behind])}
        for one in gazetteer.named(name) if around else ():
            if around & {parent.place.id for parent in gazetteer.parents(one)}:
                return replace(asked, name=name, around=(behind, *asked.around))
    return None
