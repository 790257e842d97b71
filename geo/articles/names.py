"""Names of places in a text, found whole."""

from __future__ import annotations

from geo.articles import vocabulary as v
from geo.articles.found import Found, Lookup
from geo.articles.nouns import ToponymKind
from geo.articles.people import Persons
from geo.articles.runs import stands_in_its_run, with_noun
from geo.articles.tables import short_names
from geo.articles.tokens import Tokens
from geo.gazetteer.demonyms import places_of_peoples

_LONGEST = 7
_LONGEST_SITE = 4
_LONGEST_ACRONYM = 5
_ARTICLES = frozenset("al el ad ar as at az an ash ed en er es".split())
_POINTS = frozenset("NSEW")
"""Points of the compass before a street's name."""
_SEATS_OF = frozenset("City State Town Village Borough County Township Port".split())
_SEATS_OF_POWER = frozenset({"White House", "Capitol Hill", "Downing Street", "West Wing"})
_PLURALS = frozenset({"counties", "oblasts", "regions", "provinces"})
_NEVER_ALONE = v.TITLES | v.GOVERNMENT | v.STREETS | v.GROUND_AFTER | v.COMPANY | v.DIRECTION_NAMES


def find_names(tokens: Tokens, persons: Persons, lookup: Lookup) -> list[Found]:
    """Find every name that may be a place's.

    Parameters
    ----------
    tokens : Tokens
        The text.
    persons : Persons
        Words that are no place, whatever the gazetteer says.
    lookup : Lookup
        The gazetteer.

    Returns
    -------
    list of Found
        In order, without overlaps; a name inside the name of a person, street or company is left
        out, and one inside the name of an institution is a ``PART``.
    """
    found: list[Found] = []
    words, after = tokens.words, 0
    people = places_of_peoples()
    for at in tokens.leads:
        word = words[at]
        if at < after or persons.marks[at] or not word[0].isupper():
            continue
        if word in v.STOP or word in v.TIMES:
            match = (
                _longest(tokens, at, lookup, persons)
                if word in ("The", "Al", "El", "New", "Los")
                else None
            )
            if match is None or match.last == at:
                continue
        else:
            site = _site(tokens, at, lookup, persons)
            if site is not None:
                found.append(site)
                after = site.last + 1
                continue
            match = (
                _with_article(tokens, at, lookup)
                or _people(tokens, at, people, lookup, persons)
                or _longest(tokens, at, lookup, persons)
            )
        if match is None:
            continue
        if match.key.isupper() and len(match.key) > _LONGEST_ACRONYM:
            match.key = match.key.title()  # a dateline; elsewhere the name stands in small letters
        if stands_in_its_run(tokens, match, persons, lookup):
            found.append(match)
        after = match.last + 1
    _share_nouns(tokens, found, lookup)
    return found


def _site(tokens: Tokens, at: int, lookup: Lookup, persons: Persons) -> Found | None:
    """Return a street or a building that begins at a token: found, and never placed."""
    words, here, head = tokens.words, at + 1, 0
    if words[at] in _POINTS and words[here : here + 1] == ["."]:
        here += 1  # "N. Bedford Drive"
    while here < len(words) and here - at <= _LONGEST_SITE and tokens.glued[here]:
        word = words[here]
        if word in v.SURE_STREETS or word in v.BUILDINGS:
            head = here
        elif not word[0].isupper() or word in v.STOP or word in v.TIMES:
            break
        elif word in v.TITLES and not head:
            return None
        here += 1
    if not head or (here > head + 1 and words[head + 1] not in v.TITLES):
        return None  # "Florida Highway Patrol" goes on, and is no street
    if at and words[at - 1][0].isdigit() and tokens.glued[at]:
        return None  # an address, not a name
    here = head
    following = words[here + 1] if here + 1 < len(words) and tokens.glued[here + 1] else ""
    name = tokens.between(at, here)
    if lookup(name) or following in v.GOVERNMENT or following in v.TITLES:
        return None
    if words[here] in v.BUILDINGS and (words[at] in v.GOVERNMENT or lookup.size(words[at])):
        return None
    if words[at] in places_of_peoples() or words[at] in v.BUILDINGS:
        return None
    return Found(at, here, name, (), strength=2.0, site=True)


def _share_nouns(tokens: Tokens, found: list[Found], lookup: Lookup) -> None:
    """Let a list share its noun: in ``Sumy and Kharkiv oblasts`` both are regions."""
    words = tokens.words
    for number in range(len(found) - 1, -1, -1):
        match = found[number]
        after = words[match.last + 1] if match.last + 1 < len(words) else ""
        if after not in _PLURALS:
            continue
        here = number
        while here > 0 and match.wants:
            earlier = found[here - 1]
            between = words[earlier.last + 1 : found[here].first]
            if between not in ([","], ["and"], ["or"], [",", "and"], [",", "or"]):
                break
            with_noun(tokens, earlier, after, lookup)
            here -= 1


def _people(
    tokens: Tokens, at: int, people: dict[str, str], lookup: Lookup, persons: Persons
) -> Found | None:
    words = tokens.words
    if at + 1 < len(words) and tokens.glued[at + 1]:
        pair = f"{words[at]} {words[at + 1]}"
        if pair in people:
            return _of_people(at, at + 1, people[pair], lookup)
    if words[at] in people and words[at] not in persons.surnames:
        # A name of several words goes first: "Russian Hill", "American Canyon".
        longer = _longest(tokens, at, lookup, None)
        if longer is not None and longer.last > at:
            return longer
        if words[at + 1 : at + 3] in (["-", "American"], ["-", "Americans"]):
            return None
        return _of_people(at, at, people[words[at]], lookup)
    return None


def _of_people(first: int, last: int, place: str, lookup: Lookup) -> Found:
    candidates = lookup(place)
    states = tuple(c for c in candidates if c.place.feature_code.startswith("PCL"))
    return Found(
        first, last, place, states or candidates, ToponymKind.PEOPLE, 4.0, "PCL" if states else ""
    )


def _with_article(tokens: Tokens, at: int, lookup: Lookup) -> Found | None:
    """Return an Arabic name whose article is written small: ``el-Obeid``."""
    words = tokens.words
    if at < 2 or words[at - 1] != "-" or words[at - 2] not in _ARTICLES:
        return None
    name = tokens.between(at - 2, at)
    candidates = lookup(name[0].upper() + name[1:])
    return Found(at - 2, at, name, candidates, strength=1.0) if candidates else None


def _longest(tokens: Tokens, at: int, lookup: Lookup, persons: Persons | None) -> Found | None:
    """Return the longest name in the gazetteer, or of a kind of ground, that begins at a token."""
    words, ends = tokens.words, []
    here = at
    if at + 1 < len(words) and words[at][0].isupper() and _stands_alone(tokens, at + 1):
        ends, here = [at], len(words)
    while here < len(words) and here - at < _LONGEST:
        word = words[here]
        if here > at and not tokens.glued[here]:
            break
        if persons is not None and persons.marks[here]:
            break
        if word[0].isupper() or (word[0].isdigit() and here > at):
            ends.append(here)
        elif word == "." and words[here - 1] in v.SHORTENED:
            if f"{words[here - 1]}." in short_names():
                ends.append(here)
        elif not (
            word in v.CONNECTORS
            or word in ("-", "’s", "'s", "–")
            or (word.islower() and "-" in words[here - 1 : here + 2 : 2])
        ):
            break
        here += 1
    if not ends:
        return None
    for last in reversed(ends):
        if last > at and words[last] in v.TIMES:
            continue
        if last > at and words[last] == "War":
            return None
        name = tokens.between(at, last)
        if last > at and (words[at + 1] == "of" and words[at] in _SEATS_OF):
            if words[at] == "Port" and last == ends[-1] and lookup(tokens.between(at + 2, last)):
                return Found(at, last, name, lookup(tokens.between(at + 2, last)), strength=1.0)
            continue
        candidates = () if name in _SEATS_OF_POWER else lookup(name)
        if last == at and 2 < len(name) < 6 and name.isupper() and not tokens.begins[at]:
            # "NATO" and "FATA" are short for something; a town in capitals begins a line.
            candidates = candidates if name in short_names() or lookup.size(name) >= 3 else ()
        if candidates and last > at and words[last] == "State":
            # "Ohio State" is most often part of a longer name; a state that is called one stays.
            candidates = [c for c in candidates if c.place.name == name]
        if candidates and words[at] == "The":
            candidates = [c for c in candidates if c.place.name.startswith("The")]
        if candidates and (last > at or words[at] not in _NEVER_ALONE):
            return Found(at, last, name, candidates)
        if last > at and words[last] in v.GROUND_AFTER and _is_ground(tokens, at, last, ends):
            return _ground(tokens, at, last, lookup)
        if last > at and words[at] in v.GROUND_BEFORE and last == ends[-1] and last - at <= 2:
            if words[last] not in v.GOVERNMENT:
                return Found(at, last, name, (), strength=1.0)
    return None


def _stands_alone(tokens: Tokens, following: int) -> bool:
    """Tell at a glance, for most words, that no longer name can begin before this token."""
    word = tokens.words[following]
    if not tokens.glued[following]:
        return True
    if not word.islower() or word in ("’s", "'s"):
        return word in (",", ";", ":", ")", "”", '"')
    return not (word in v.CONNECTORS or "-" in tokens.words[following - 1 : following + 2 : 2])


def _is_ground(tokens: Tokens, at: int, last: int, ends: list[int]) -> bool:
    """Tell whether the words up to ``last`` are a name like ``Laurel County`` and no more."""
    words = tokens.words
    if any(
        words[i] in v.GOVERNMENT
        and words[i] not in v.GROUND_AFTER
        and words[i] not in v.DIRECTION_NAMES
        for i in range(at, last)
    ):
        return False
    if words[at] in v.STOP or words[at] in v.TITLES:
        return False
    if "-" in words[at:last]:
        return False
    if words[last] in (
        "City",
        "Town",
        "Village",
        "Point",
        "Junction",
        "Sea",
        "Coast",
        "District",
        "Shores",
        "Pass",
    ):
        return False
    return last - at <= 3 and not any(words[i] in v.CONNECTORS for i in range(at, last))


def _ground(tokens: Tokens, at: int, last: int, lookup: Lookup) -> Found:
    name, base = tokens.between(at, last), tokens.between(at, last - 1)
    noun = tokens.words[last]
    if noun in v.WIDE_NOUNS:
        regions = tuple(c for c in lookup(base) if c.place.feature_code.startswith("ADM1"))
        return Found(at, last, base, regions, strength=3.0, wants="ADM1")
    return Found(
        at,
        last,
        name,
        (),
        strength=2.5 if noun in ("County", "Parish", "Township", "River") else 1.5,
    )
