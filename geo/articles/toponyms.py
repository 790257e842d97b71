"""The toponyms of an article: found, told apart, and each with its reasons."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

from geo.articles import vocabulary as v
from geo.articles.containers import lie_in_regions, lies_in
from geo.articles.context import Choice, Home
from geo.articles.evidence import ENOUGH, is_war_report, weigh
from geo.articles.found import Found, Lookup, Names, size_of
from geo.articles.locality import countries_by_customs, country_of, is_local, town_of
from geo.articles.names import find_names
from geo.articles.nouns import Document, Toponym, ToponymKind
from geo.articles.parties import acts, share_places
from geo.articles.people import find_persons
from geo.articles.regions import regions_meant
from geo.articles.resolve import choose, unplaced
from geo.articles.runs import container_after
from geo.articles.sites import take_in_sites
from geo.articles.streets import town_of_street
from geo.articles.tokens import Tokens, tokenise
from geo.gazetteer import Candidate

_PROMISING = 0.5
_SHOWN = 8
"""Candidates that a toponym carries."""


def read_toponyms(document: Document, gazetteer: Names) -> tuple[Toponym, ...]:
    """Find the names of places in a document and say which place each means.

    Parameters
    ----------
    document : Document
        The article; its outlet helps to tell places apart.
    gazetteer : Names
        A :class:`geo.gazetteer.Gazetteer`, or anything that answers ``named``.

    Returns
    -------
    tuple of Toponym
        In the order of the text, without overlaps; ``text[span]`` is the name. A toponym that is
        not told apart, or whose candidates contradict the text, has none chosen and says why.
    """
    tokens = tokenise(document.text)
    plainly_war = is_war_report(tokens)
    lookup = Lookup(gazetteer, plainly_war)
    persons = find_persons(tokens, lookup.size)
    outlet = "".join(c for c in document.outlet.lower() if c.isalnum())
    found = find_names(tokens, persons, lookup)
    _contain(tokens, found, lookup)
    lie_in_regions(tokens, found)
    _join_capital(found)
    if plainly_war:
        take_in_sites(tokens, found, lookup)
    for match in found:
        weigh(tokens, match, persons, outlet, plainly_war)
    kept = _agree(tokens, found)
    war = plainly_war or is_war_report(tokens, kept)
    if war and not plainly_war:
        take_in_sites(tokens, kept, lookup)
    starts = frozenset(match.first for match in kept)
    for match in kept:
        match.actor = acts(tokens, match, starts)
    share_places(tokens, kept)
    home = Home(
        country=country_of(document.outlet),
        town=town_of(document.outlet, lookup) if document.outlet else "",
        customs=countries_by_customs(tokens),
        war=war,
        local=not war and is_local(tokens, kept),
    )
    choices = choose(kept, home, lookup)
    shown = {key: _shown(choice) for key, choice in choices.items()}
    regions = regions_meant(tokens, kept, choices, war)

    def toponym(number: int, match: Found) -> Toponym:
        if match.site:
            return _street(tokens, match, war, kept, choices)
        region = regions.get(number)
        if region is not None:
            return _toponym(tokens, match, region, _shown(region), war)
        key = match.key, match.wants
        return _toponym(tokens, match, choices[key], shown[key], war)

    return tuple(toponym(number, match) for number, match in enumerate(kept))


def _contain(tokens: Tokens, found: list[Found], lookup: Lookup) -> None:
    """Tie a name to the state or country right after it, and add that where it is only a code."""
    by_start = {match.first: match for match in found}
    added = []
    for match in found:
        if match.kind is ToponymKind.PEOPLE:
            continue
        container = container_after(tokens, match, lookup)
        if container is None:
            continue
        first, last, name, places = container
        outer = by_start.get(first)
        if outer is not None and outer.last != last:
            continue
        if all(_level(c) <= _level(places[0]) for c in match.candidates[:1]):
            continue
        inside = [c for c in match.candidates if any(lies_in(c, place) for place in places)]
        if match.candidates and not inside and not _contradicts(tokens, match, last, name):
            continue
        match.within, match.within_name = tuple(places), name
        if outer is None:
            outer = Found(first, last, name, places)
            added.append(outer)
        outer.strength += 2.0
        outer.holds = True
        if inside:
            outer.candidates = [p for p in places if any(lies_in(c, p) for c in inside)]
    found.extend(added)
    found.sort(key=lambda match: match.first)


def _join_capital(found: list[Found]) -> None:
    """Make ``Washington, D.C.`` one name: the district and the city are the same place."""
    for number in range(len(found) - 1, 0, -1):
        city, district = found[number - 1 : number + 1]
        if city.key != "Washington" or district.key not in ("D.C.", "DC"):
            continue
        if district.first == city.last + 2 and district.candidates:
            city.candidates = [c for c in city.candidates if lies_in(c, district.candidates[0])]
            city.last = district.last
            del found[number]


def _level(candidate: Candidate) -> int:
    code = candidate.place.feature_code
    return 0 if code.startswith("PCL") else 1 if code.startswith("ADM1") else 2


def _contradicts(tokens: Tokens, match: Found, last: int, outer: str) -> bool:
    """Tell whether a name and the one after its comma are a place in a region, and not a list."""
    if outer.endswith(".") or (outer.isupper() and not tokens.words[match.first].isupper()):
        return True
    following = tokens.words[last + 1 : last + 3]
    if following[:1] == ["and"] or (following[:1] == [","] and following[-1][0].isupper()):
        return False
    if match.first and tokens.words[match.first - 1] in (",", "and"):
        return False
    return max(map(size_of, match.candidates[:8])) < 3


def _listed(tokens: Tokens, earlier: Found, later: Found) -> bool:
    between = tokens.words[earlier.last + 1 : later.first]
    return between in ([","], ["and"], ["or"], [",", "and"], [",", "or"])


def _agree(tokens: Tokens, found: list[Found]) -> list[Found]:
    """Keep the names for which enough speaks, where one mention may vouch for another."""
    best: dict[str, float] = {}
    times = Counter(match.key for match in found)
    for match in found:
        if match.kind is ToponymKind.PLACE and times[match.key] > 2 and match.candidates:
            match.strength += 0.75
        best[match.key] = max(best.get(match.key, -9.0), match.strength)
    for earlier, later in itertools.pairwise(found):
        if later.first - earlier.last <= 3 and _listed(tokens, earlier, later):
            sure = max(earlier.strength, later.strength)
            if min(earlier.strength, later.strength) >= _PROMISING:
                sure = ENOUGH
            for match in (earlier, later):
                if match.candidates and sure >= ENOUGH > match.strength > ENOUGH - 1.5:
                    match.strength = ENOUGH
    kept, end = [], -1
    for match in found:
        vouched = best[match.key] >= ENOUGH + 1.5 and match.strength >= ENOUGH - 2.0
        vouched = vouched or (best[match.key] >= ENOUGH and match.strength >= _PROMISING)
        if (match.strength >= ENOUGH or vouched) and match.first > end:
            kept.append(match)
            end = match.last
    return kept


def _shown(choice: Choice) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            place=candidate.place,
            population=candidate.population,
            score=round(score, 3),
            reasons=tuple(reasons),
        )
        for score, candidate, reasons in choice.ranked[:_SHOWN]
    )


def _street(
    tokens: Tokens,
    match: Found,
    war: bool,
    kept: Sequence[Found],
    choices: Mapping[tuple[str, str], Choice],
) -> Toponym:
    span = (tokens.starts[match.first], tokens.ends[match.last])
    building = tokens.words[match.last] in v.BUILDINGS
    town = None if war or building else town_of_street(match, kept, choices)
    why = unplaced(ToponymKind.SITE)
    return Toponym(
        span=span,
        name=tokens.text[span[0] : span[1]],
        candidates=() if town is None else (town,),
        chosen=town,
        why=why if town is None else f"{why} It is {town.reasons[0]}.",
        kind=ToponymKind.SITE,
    )


def _toponym(
    tokens: Tokens, match: Found, choice: Choice, candidates: tuple[Candidate, ...], war: bool
) -> Toponym:
    span = (tokens.starts[match.first], tokens.ends[match.last])
    kind = match.kind
    if match.actor and kind is ToponymKind.PLACE:
        kind = ToponymKind.ACTOR
    chosen, why = (candidates[0] if choice.chosen is not None else None), choice.why
    if match.ground and chosen is not None and chosen.place.feature_code.startswith("PPL"):
        why = f"A {match.ground} called by {chosen.place.name}, whose point stands for it: {why}"
    if kind is not ToponymKind.PLACE and war:
        chosen, why = None, unplaced(kind)
    return Toponym(
        span=span,
        name=tokens.text[span[0] : span[1]],
        candidates=candidates,
        chosen=chosen,
        why=why[:1].upper() + why[1:],
        kind=kind,
        ground=match.ground,
    )
