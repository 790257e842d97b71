"""Places and the region in which a sentence puts them: ``Petropavlivka in the Kharkiv region``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geo.articles.found import Found, size_of
from geo.articles.nouns import ToponymKind
from geo.articles.tokens import Tokens
from geo.gazetteer import Candidate

_INTO = (["in"], ["in", "the"], [",", "in"], [",", "in", "the"], ["(", "in", "the"], ["("])
"""Words between a place and the region that is named after it."""
_OWNED = (["'s"], ["’s"])
_SETTLEMENTS = frozenset("city town village settlement hamlet".split())
_LISTS = ([","], ["and"], ["or"], [",", "and"], [",", "or"])
_CITY = 3.0
"""A city this large is not doubted because a region is named beside it."""


def lies_in(candidate: Candidate, outer: Candidate) -> bool:
    """Tell whether a place lies in a state or a region, and is not that itself.

    Parameters
    ----------
    candidate, outer : Candidate
        The place, and a state (``PCL*``) or a region of the first level (``ADM1``).
    """
    place, around = candidate.place, outer.place
    return (
        place.country == around.country
        and place.id != around.id
        and (not around.feature_code.startswith("ADM1") or place.admin1 == around.admin1)
    )


def lie_in_regions(tokens: Tokens, found: Sequence[Found]) -> None:
    """Tie names to the region that is named beside them with its noun.

    ``Sadky in the Sumy region``, ``Sumy region's Sadky`` and ``the Sumy region village of Sadky``
    say where the village lies; of ``Stepne, Sadky and Khotin in the Sumy region`` all do of which
    one is known there.

    Parameters
    ----------
    tokens : Tokens
    found : sequence of Found
        Names in the order of the text; changed in place.
    """
    words = tokens.words
    for number, name in enumerate(found):
        region = _region(tokens, name)
        if region is None:
            continue
        here = number - 1
        owner = here >= 0 and words[found[here].last + 1 : region.first] in _OWNED
        here -= owner  # "Izium in Ukraine's Kharkiv region"
        if here >= 0:
            between = words[found[here].last + 1 : found[here + 1].first]
            if between[:1] and between[0] in _SETTLEMENTS:
                between = between[1:]  # "Pokrovka village in the Sumy region"
            if between in _INTO:
                _tie_list(tokens, found[: here + 1], region)
        if number + 1 < len(found):
            later = found[number + 1]
            between = words[region.last + 1 : later.first]
            if between in _OWNED or (between[-1:] == ["of"] and _settles(between[:-1])):
                _tie(later, region)


def _region(tokens: Tokens, name: Found) -> Found | None:
    """Return a name as that of a region; None where it is not called one."""
    if name.wants == "ADM1" and name.candidates:
        return name
    if not peoples_republic(tokens.words[name.last + 1 : name.last + 4]):
        return None
    regions = [c for c in name.candidates if c.place.feature_code.startswith("ADM1")]
    return Found(name.first, name.last, name.key, regions) if regions else None


def peoples_republic(after: Iterable[str]) -> bool:
    """Tell ``Donetsk People's Republic`` by the words after the name."""
    rest = [word.lower() for word in after][:3]
    return rest in (["people", "'s", "republic"], ["people", "’s", "republic"])


def _settles(between: Sequence[str]) -> bool:
    words = between[1:] if between[:1] in _OWNED else between
    return 1 <= len(words) <= 2 and words[-1] in _SETTLEMENTS


def _tie_list(tokens: Tokens, names: Sequence[Found], region: Found) -> None:
    """Tie the last name, and those before it in its list of which a place lies in the region."""
    later = names[-1]
    if not _tie(later, region):
        return
    for earlier in reversed(names[:-1]):
        between = tokens.words[earlier.last + 1 : later.first]
        if between[:1] == [","] and between[1:2] and between[1][0].isupper():
            between = between[2:]  # a village between them that the gazetteer has not
        if between not in _LISTS:
            return
        if not _inside(earlier, region) or not _tie(earlier, region):
            return
        later = earlier


def _inside(name: Found, region: Found) -> list[Candidate]:
    return [c for c in name.candidates if any(lies_in(c, r) for r in region.candidates)]


def _tie(name: Found, region: Found) -> bool:
    if name.kind is not ToponymKind.PLACE or name.within or not name.candidates:
        return False
    if name.wants not in ("", "PPL"):
        return False
    inside = _inside(name, region)
    if not inside and max(map(size_of, name.candidates[:8])) >= _CITY:
        return False
    name.within, name.within_name = tuple(region.candidates), region.key
    return True
