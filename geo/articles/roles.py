"""What a place is to a claim: where it happened, its target, where something came from or went."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from geo.articles.nouns import PlaceRole, Span, Toponym
from geo.models import PlacePrecision

_BEFORE = re.compile(
    r"(?P<toward>\b(?:towards?|into|in the direction of|headed for|heading for|bound for|advanc\w+ "
    r"(?:on|to)|march\w* on|moved to|fled to|evacuated to|withdrew to|retreated to))"
    r"|(?P<origin>\b(?:from|out of|launched from|of origin))"
    r"|(?P<target>\b(?:against|at targets in|target(?:ed|ing|s)?|struck|hits?|hitting|"
    r"strik(?:e|es|ing)|"
    r"shell(?:ed|ing|s)|bombed|bombarded|attack(?:ed|s|ing)?|storm(?:ed|ing)|fired (?:on|at)|"
    r"(?:strikes?|attacks?|raids?|drones?|missiles?|shelling|assaults?) (?:on|at|against|into)))"
    r"|(?P<where>\b(?:in|at|near|around|across|over|outside|inside|within|north of|south of|"
    r"east of|west of|captur(?:ed|e of)|seized|liberated|control(?:s|led)? (?:of )?|took|taken|"
    r"held?))",
    re.IGNORECASE,
)
_ATTACK = re.compile(r"(?:attack|str[iu]|shell|hit|drone|missile|bomb)\w*\b[^.;]*$", re.IGNORECASE)
_REACH = 48
_JOINED = re.compile(
    r"[\s,]*(?:and |or |as well as |the (?:town|village|city|settlement)s? of )?\Z"
)


def places_of(
    text: str, contents: Sequence[Span], toponyms: Sequence[Toponym]
) -> tuple[PlaceRole, ...]:
    """Return the places that stand in the content of a claim, each with its role.

    Parameters
    ----------
    text : str
    contents : sequence of Span
    toponyms : sequence of Toponym
        Of the whole text, in its order. One that was not placed is kept: it is doubtful where it
        is, not what it does.
    """
    found: list[PlaceRole] = []
    for start, end in contents:
        previous: tuple[int, str] | None = None
        for index in range(bisect_left(toponyms, start, key=_begin), len(toponyms)):
            toponym = toponyms[index]
            first, last = toponym.span
            if last > end:
                break
            if previous is not None and _JOINED.fullmatch(text[previous[0] : first]):
                role = previous[1]
            else:
                role = _role(
                    text, max(start, first - _REACH, previous[0] if previous else 0), first
                )
            previous = last, role
            found.append(PlaceRole(toponym=toponym.span, role=role, precision=_precision(toponym)))
    return tuple(found)


def _begin(toponym: Toponym) -> int:
    return toponym.span[0]


def _role(text: str, start: int, end: int) -> str:
    last = None
    for match in _BEFORE.finditer(text, start, end):
        last = match
    if last is None or last.lastgroup is None:
        return "where"
    word = last.group().lower()
    if word in ("into", "over", "across") and _ATTACK.search(text, start, last.start()):
        return "target"
    return last.lastgroup


def _precision(toponym: Toponym) -> PlacePrecision:
    known = toponym.chosen or next(iter(toponym.candidates), None)
    code = known.place.feature_code if known is not None else ""
    if code.startswith("PCL"):
        return PlacePrecision.COUNTRY
    if code.startswith(("ADM", "RGN", "TERR")) or toponym.ground == "district":
        return PlacePrecision.REGION
    return PlacePrecision.EXACT
