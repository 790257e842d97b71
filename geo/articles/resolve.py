"""Which place a name means, by everything else that a text says about where it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import exp

from geo.articles.context import Choice, Context, Home, Votes, km
from geo.articles.found import Found, Lookup
from geo.articles.nouns import ToponymKind
from geo.gazetteer import Candidate, fold

_MOST = 24
"""Candidates of one name that are looked at."""
_MARGIN = 0.15
"""Two places this close in score, and apart on the ground, are not told apart."""
_APART_KM = 100.0
_NEAR_KM, _NEAR_KM_IN_WAR = 120.0, 40.0
_STRAY_KM, _STRAY_NAMED_KM = 100.0, 200.0
"""So far from all that is sure a village is not told apart; farther in a region that is named."""
_STRAY_ALONE = 5.0
"""So many times as far where the table has one place of the name."""
_TOWN = 5_000
_NAMED = 0.7
"""From here on the votes for a region say that the text names it."""
_NAMESAKE, _CITY = 0.8, 100_000
"""What a town of a country that speaks English loses in a report of fighting: many are called like
cities of the old world, and none is at war."""
_DISTRICT = 1.0
"""What a district loses beside a town of its name in the region; it would be called a district."""
_UNCOUNTED = 0.8
"""Standing of a village in a report of fighting, of which most were never counted."""
_FAME, _FAME_LOCAL, _SEAT, _WORLD = 0.5, 0.35, 1.0, 2.0
_OTHER_NAME, _OTHER_NAME_IN_WAR, _STATE = 0.6, 0.9, 0.4
"""What a place loses of which it is not the first name; villages were called like many a town."""
_REGION, _REGION_MOST = 1.6, 1.8
_COUNTRY_MOST = 1.5
_NEAR, _NEAR_MOST = 1.5, 2.8
_LOCAL = 1.0
_PARTY = 0.3
_KNOWN, _KNOWN_IN_WAR = 0.15, 1.0
"""How much more the better known of a name's places says; of Paris, Berlin and Vienna in a report
of fighting, Illinois would else have enough."""
_BESIDE, _BESIDE_GAIN = 12, 1.5
"""Words between two names of one list, and what nearness counts more there."""
_ENGLISH = frozenset({"US", "GB", "CA", "AU", "IE", "NZ"})
"""Where a paper that writes English is named for its town."""


def _base(candidate: Candidate, local: bool = False, war: bool = False) -> float:
    """Return how well a place is known, from about 0 for a hamlet to 5 for a country."""
    code = candidate.place.feature_code
    if code.startswith(("SEA", "OCN", "RGN", "STM", "GULF", "CONT")):
        return _FAME * candidate.score + _WORLD
    if local and code.startswith("PPL"):
        return _FAME_LOCAL * candidate.score
    known = candidate.score
    if war and code.startswith("PPL"):
        known = max(known, _UNCOUNTED)
    score = _FAME * known
    if code.startswith(("ADM1", "PPLC")):
        return score + (_SEAT if candidate.population >= 500_000 else 0.0)
    return score


def _bears(candidate: Candidate, key: str) -> bool:
    """Tell whether the name is a place's first name, not one of its others."""
    name = candidate.place.name
    plain = name.removesuffix(" City").casefold()
    return plain == key.casefold() or fold(plain) == fold(key)


def _fits(candidate: Candidate, found: Found) -> bool:
    code = candidate.place.feature_code
    if found.wants == "ADM1":
        return code.startswith("ADM1")
    if found.wants in ("PCL", "PPL", "STM"):
        return code.startswith(found.wants)
    if found.wants == "ADM2":
        return code.startswith("ADM2")
    return True


def _inside(candidate: Candidate, container: Candidate) -> bool:
    place, outer = candidate.place, container.place
    if place.id == outer.id or place.country != outer.country:
        return False
    code = outer.feature_code
    if code.startswith("PCL"):
        return True
    if code.startswith("ADM1"):
        return place.admin1 in {outer.admin1, outer.name}
    return place.admin1 == outer.admin1 and km((place.lat, place.lon), (outer.lat, outer.lon)) < 80


def choose(names: Sequence[Found], home: Home, lookup: Lookup) -> dict[tuple[str, str], Choice]:
    """Choose a place for each name, one sense a text.

    Parameters
    ----------
    names : sequence of Found
        Names that were taken for places, in the order of the text.
    home : Home
        Where the text is at home.
    lookup : Lookup
        The gazetteer.

    Returns
    -------
    dict
        By key and wanted kind of a name.
    """
    groups: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for found in names:
        groups[found.key, found.wants].append(found)
    pools = {key: _pool(group) for key, group in groups.items()}
    context = Context(home=home)
    if home.country:
        context.countries[home.country] += 1.0
    for country, number in home.customs.items():
        context.countries[country] += 0.4 * number
    known = _KNOWN_IN_WAR if home.war else _KNOWN
    votes = {key: _votes_of(key, groups[key], pool, known) for key, pool in pools.items() if pool}
    if home.town and not any(key.casefold() == home.town for key, _ in groups):
        pool = list(lookup(home.town))[:_MOST]
        outlet = Found(0, 0, home.town, pool, wants="PPL")
        votes[home.town, "outlet"] = _votes_of((home.town, "PPL"), [outlet], pool, known)
    for key, (regions, countries) in votes.items():
        for region, weight in regions.items():
            context.regions[region] += weight
        # Who speaks from afar says little about where the fighting is.
        party = home.war and all(found.actor for found in groups.get(key, ()))
        for country, weight in countries.items():
            countries[country] = weight * (_PARTY if party else 1.0)
            context.countries[country] += countries[country]
    choices: dict[tuple[str, str], Choice] = {}
    # Sure ones first: those behind whom something stands, then the famous, then the rest.
    order = sorted(pools, key=lambda key: -_sureness(pools[key], groups[key]))

    def decide(key: tuple[str, str]) -> None:
        group = groups[key]
        choice = _decide(key, group, pools[key], context, votes.get(key, ({}, {})))
        choices[key] = choice
        if choice.chosen is not None:
            place = choice.chosen.place
            party = home.war and all(found.actor for found in group)
            if not party and not place.feature_code.startswith(("PCL", "CONT", "ADM1")):
                where = [found.first for found in group[:6]]
                context.anchors[key] = place.lat, place.lon, place.name, where

    for key in order:
        decide(key)
    if home.war:
        # Villages once more: what was not yet known when they were decided may lie beside them.
        for key in order:
            if pools[key] and _is_village(choices[key].chosen):
                context.anchors.pop(key, None)
                decide(key)
    return choices


def _is_village(chosen: Candidate | None) -> bool:
    if chosen is None:
        return True
    return chosen.population < _TOWN and chosen.place.feature_code.startswith("PPL")


def _pool(group: Sequence[Found]) -> list[Candidate]:
    source = next((found for found in group if found.holds), group[0])
    pool = [c for c in source.candidates if _fits(c, source)] or list(source.candidates)
    if len(pool) > _MOST:
        within = [w for found in group for w in found.within]
        kept = [c for c in pool[_MOST:] if any(_inside(c, w) for w in within)]
        pool = pool[:_MOST] + kept[:4]
    return pool


def _sureness(pool: Sequence[Candidate], group: Sequence[Found]) -> float:
    if not pool:
        return -1.0
    if any(found.within for found in group):
        return 20.0
    best = sorted((_base(c) for c in pool), reverse=True)
    if best[0] >= 3.8 and (len(best) == 1 or best[0] - best[1] > 1.0):
        return 15.0
    return best[0] - best[1] + (0.3 * best[0]) if len(best) > 1 else 5.0 + best[0]


def _votes_of(
    key: tuple[str, str], group: Sequence[Found], pool: Sequence[Candidate], known: float
) -> Votes:
    """Return what a name says about where the text is, the more the fewer places bear it."""
    regions: dict[tuple[str, str], float] = {}
    countries: dict[str, float] = {}
    top = max(pool, key=_base)
    code, times = top.place.feature_code, min(3, len(group))
    for found in group:
        for outer in found.within[:1]:
            place = outer.place
            if not place.feature_code.startswith("PCL"):
                regions[place.country, place.admin1 or place.name] = 1.0
            countries[place.country] = 1.0
    if code.startswith(("PCL", "ADM1")):
        wide = [c for c in pool if c.place.feature_code.startswith(("PCL", "ADM1"))]
        wide = [c for c in wide if _base(c) > _base(top) - 1.2]
        for candidate in wide:
            place = candidate.place
            if place.feature_code.startswith("ADM1"):
                regions[place.country, place.admin1 or place.name] = (1.0 + 0.25 * times) / len(
                    wide
                )
            countries[place.country] = (0.5 + 0.25 * times) / len(wide)
        return regions, countries
    if regions:
        return regions, countries
    ways: dict[tuple[str, str], float] = {}
    for candidate in pool:
        place = candidate.place
        if place.admin1:
            fame = exp(known * (candidate.score - top.score))
            way = place.country, place.admin1
            ways[way] = max(ways.get(way, 0.0), fame)
    whole = sum(ways.values())
    nations: dict[str, float] = {}
    for way, fame in ways.items():
        regions[way] = fame / whole
        nations[way[0]] = max(nations.get(way[0], 0.0), fame)
    whole = sum(nations.values())
    for country, fame in nations.items():
        countries[country] = 0.5 * fame / whole
    return regions, countries


def _decide(
    key: tuple[str, str],
    group: Sequence[Found],
    pool: Sequence[Candidate],
    context: Context,
    mine: Votes,
) -> Choice:
    if not pool:
        return Choice([], None, "No place of this name is in the table.")
    within = next((found for found in group if found.within), None)
    stands = [found.first for found in group[:6]]
    ranked = []
    states = any(c.place.feature_code.startswith("PCL") and _bears(c, key[0]) for c in pool)
    source = group[0].candidates
    if len(source) > _MOST:
        pool = [*pool, *(c for c in source[_MOST:] if _beside(c, context) and c not in pool)]
    cities = {
        (c.place.country, c.place.admin1)
        for c in pool
        if c.place.feature_code.startswith("PPLA")
        or (c.place.feature_code.startswith("PPL") and c.population >= 50_000)
    }
    towns = {
        (c.place.country, c.place.admin1)
        for c in pool
        if c.place.feature_code.startswith("PPL") and _bears(c, key[0])
    }
    for candidate in pool:
        score, reasons = _score(candidate, key[0], within, context, mine, stands)
        if candidate.place.feature_code.startswith("ADM1") and not key[1]:
            # A bare name is the city's: the region would be called a region.
            score -= 2.0 * ((candidate.place.country, candidate.place.admin1) in cities)
        if candidate.place.feature_code == "ADM2" and not key[1]:
            score -= _DISTRICT * ((candidate.place.country, candidate.place.admin1) in towns)
        if states and not candidate.place.feature_code.startswith("PCL"):
            # The name of a state is the state's, unless more than its capital speaks against it.
            score -= _STATE
        ranked.append((score, candidate, reasons))
    ranked.sort(key=lambda entry: -entry[0])
    best = ranked[0]
    if within is not None and not any(_inside(best[1], outer) for outer in within.within):
        return Choice(
            ranked,
            None,
            f"The text says that it is in {within.within_name}, where none of this name is known.",
        )
    if len(ranked) > 1:
        rival = ranked[1]
        here = (best[1].place.lat, best[1].place.lon)
        if (
            best[0] - rival[0] < _MARGIN
            and km(here, (rival[1].place.lat, rival[1].place.lon)) > _APART_KM
        ):
            return Choice(
                ranked,
                None,
                f"Not told apart: {_named(best[1])} or {_named(rival[1])}.",
            )
    if context.home.war and within is None and _stray(ranked, context, mine):
        return Choice(
            ranked, None, f"Not told apart: {_named(best[1])} or another; nothing named is near."
        )
    return Choice(ranked, best[1], "; ".join(best[2]) or "the only place of this name in the table")


def _stray(
    ranked: Sequence[tuple[float, Candidate, list[str]]], context: Context, mine: Votes
) -> bool:
    """Tell whether a village is far from all that is sure, more so where its region is named."""
    candidate = ranked[0][1]
    place = candidate.place
    region = place.country, place.admin1
    named = context.regions.get(region, 0.0) - mine[0].get(region, 0.0) > _NAMED
    if not place.feature_code.startswith("PPL") or candidate.population >= _TOWN:
        return False
    here = (place.lat, place.lon)
    reach = _STRAY_NAMED_KM if named else _STRAY_KM
    if len(ranked) == 1:
        if not context.anchors:
            return False
        reach *= _STRAY_ALONE
    return all(km(here, (lat, lon)) > reach for lat, lon, *_ in context.anchors.values())


def _beside(candidate: Candidate, context: Context) -> bool:
    """Tell whether a place lies within a degree or so of one that is sure."""
    lat, lon = candidate.place.lat, candidate.place.lon
    return any(abs(lat - a) < 1.0 and abs(lon - b) < 1.5 for a, b, *_ in context.nearest())


def _named(candidate: Candidate) -> str:
    place = candidate.place
    return ", ".join(part for part in (place.name, place.admin1, place.country) if part)


def _score(
    candidate: Candidate,
    key: str,
    within: Found | None,
    context: Context,
    mine: Votes,
    stands: list[int],
) -> tuple[float, list[str]]:
    place = candidate.place
    score, reasons = _base(candidate, context.home.local, context.home.war), []
    if not _bears(candidate, key):
        score -= _OTHER_NAME_IN_WAR if context.home.war else _OTHER_NAME
    if context.home.town == key.casefold() and place.country in _ENGLISH:
        score += _LOCAL
        reasons.append("the outlet is named for it")
    if (
        context.home.war
        and place.country in _ENGLISH
        and place.feature_code.startswith("PPL")
        and candidate.population < _CITY
    ):
        score -= _NAMESAKE
    if within is not None and any(_inside(candidate, outer) for outer in within.within):
        score += 10.0
        reasons.append(f"in {within.within_name}, as the text says")
    if place.admin1:
        votes = context.regions.get((place.country, place.admin1), 0.0) - mine[0].get(
            (place.country, place.admin1), 0.0
        )
        if votes > 0.05:
            score += min(_REGION_MOST, _REGION * votes)
            reasons.append(f"the text names other places of {place.admin1}")
    votes = context.countries.get(place.country, 0.0) - mine[1].get(place.country, 0.0)
    if votes > 0.2:
        score += min(_COUNTRY_MOST, votes)
        reasons.append(f"the text speaks of {place.country}")
    if place.feature_code.startswith(("PCL", "CONT")):
        return score, ["the country or continent of that name", *reasons]
    near, nearest = 0.0, ""
    here = (place.lat, place.lon)
    for lat, lon, name, where in context.nearest():
        if abs(lat - here[0]) < 3.0:
            distance = km(here, (lat, lon))
            gain = exp(-distance / (_NEAR_KM_IN_WAR if context.home.war else _NEAR_KM))
            if gain > 0.3 and any(abs(a - b) <= _BESIDE for a in stands for b in where):
                gain *= _BESIDE_GAIN
            if gain > 0.08 and name != place.name:
                if gain > near:
                    nearest = f"{distance:.0f} km from {name}"
                near = max(near, gain) + 0.15 * min(near, gain)
    if near:
        score += min(_NEAR_MOST, _NEAR * near)
        reasons.append(nearest)
    if candidate.population >= 100_000:
        reasons.append("the large city of that name")
    return score, reasons


def unplaced(kind: ToponymKind) -> str:
    """Say why a name of a kind puts no dot on a map of fighting."""
    return {
        ToponymKind.ACTOR: "A party that speaks or acts, not a place.",
        ToponymKind.PEOPLE: "A people or an adjective, not a place.",
        ToponymKind.PART: "Part of the name of an organisation, not a place.",
        ToponymKind.SITE: "A street or a building; the table has none.",
    }[kind]
