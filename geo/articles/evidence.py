"""How much speaks for a name being a place, and whether the text reports fighting."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from geo.articles import vocabulary as v
from geo.articles.found import Found, lookup_is_wide, size_of
from geo.articles.nouns import ToponymKind
from geo.articles.people import Persons
from geo.articles.tokens import Tokens

_RARE, _RARE_IN_WAR = 0.25, 1.0
"""What a word that is in no list but the gazetteer speaks; more where villages are fought for."""
ENOUGH = 1.0
"""From here on a name is taken for a place."""
_STATES = ("PCL", "PPLC", "CONT", "SEA", "OCN", "RGN")
_WAR = v.WAR | {word.capitalize() for word in v.WAR} | {word.upper() for word in v.WAR}
_WAR_SHARE = 0.014
_WAR_WORDS = 4
_WAR_EVENTS = 2
_WAR_TOWNS = 5
_WAR_WORDS_THERE, _NEARLY_ALL = 2, 0.8


def is_war_report(tokens: Tokens, found: Sequence[Found] = ()) -> bool:
    """Tell whether a text reports fighting, so that states and capitals in it are parties.

    Parameters
    ----------
    tokens : Tokens
    found : sequence of Found
        Names of places in it.

    Returns
    -------
    bool
        Whether at least 4 different words of war (or 3 of fighting) stand in it, are 1.4 % of it,
        and two of them are of fighting, or one where five towns or regions are named: an article
        about an army's purchases is none. Two words are enough in the news of a town at the front,
        where nearly all that is named lies in countries at war.
    """
    kinds = _WAR.intersection(tokens.words)
    lower = {word.lower() for word in kinds}
    events = len(lower & v.WAR_EVENTS)
    if len(lower) >= _WAR_WORDS_THERE and _where_war_is(found):
        return True
    if not events or max(len(lower), events + 1) < _WAR_WORDS:
        return False
    if sum(map(kinds.__contains__, tokens.words)) < _WAR_SHARE * len(tokens.words):
        return False
    if len(lower) < _WAR_WORDS and _towns(found) < _WAR_EVENTS + 1:
        return False
    return events >= _WAR_EVENTS or _towns(found) >= _WAR_TOWNS


def _where_war_is(found: Sequence[Found]) -> bool:
    """Tell whether nearly all names are best known in countries on whose ground armies fight."""
    best = {
        match.key: match.candidates[0].place.country
        for match in found
        if match.kind is ToponymKind.PLACE and match.candidates
    }
    there = sum(country in v.AT_WAR for country in best.values())
    return there >= _WAR_TOWNS and there >= _NEARLY_ALL * len(best)


def _towns(found: Sequence[Found]) -> int:
    """Return how many different towns and regions are named, capitals of states aside."""
    return len(
        {
            match.key
            for match in found
            if (
                match.kind is ToponymKind.PLACE
                and match.candidates
                and match.candidates[0].place.feature_code.startswith(("PPLA", "ADM"))
            )
            or (match.candidates and match.candidates[0].place.feature_code == "PPL")
        }
    )


def weigh(tokens: Tokens, match: Found, persons: Persons, outlet: str, war: bool) -> None:
    """Add to a name's strength what its size, its form and its neighbours say.

    Parameters
    ----------
    tokens, match, persons
        The text, the name in it (changed in place), the persons.
    outlet : str
        Folded name of who published the text.
    war : bool
        Whether the text reports fighting.
    """
    if match.kind is ToponymKind.PEOPLE or match.site:
        return
    words, first, last = tokens.words, match.first, match.last
    before = words[first - 1] if first else ""
    after = words[last + 1] if last + 1 < len(words) else ""
    single = first == last
    sizes = [_size(c.population, c.place.feature_code) for c in match.candidates[:12]]
    strength = match.strength + max(sizes, default=0.0)
    if match.candidates and not single:
        strength += 1.5
    if match.within:
        strength += 4.0
    low = before.lower()
    if before == low or tokens.begins[first - 1 if first else 0]:
        if low in v.HARD_LOCATIVES:
            strength += 1.75
        elif low in v.LOCATIVES:
            strength += 1.25
        elif low in v.TAKES:
            strength += 1.25
        elif low == "of":
            strength += _after_of(tokens, first, persons)
        elif low in v.DIRECTIONS or (
            low == "-" and first > 1 and words[first - 2].lower() in v.DIRECTIONS
        ):
            strength += 1.0
        elif low in v.SEATS:
            strength += 1.0
        elif low == "-" and first > 1 and words[first - 2] in ("R", "D", "I", "Ind"):
            strength += 3.0
    if after in v.LOCALS and (first == 0 or low in ("a", "an", "the") or tokens.begins[first]):
        strength += 1.5
    if tokens.begins[first] and after in ("—", "–", "-", "("):
        strength += 2.0
    if low in ("'s", "’s") and match.key == "Republic":
        strength -= 6.0  # "Donetsk People's Republic"
    if low in v.VESSELS or low in v.NAMESAKES or (low == "the" and _like_a_ship(tokens, match)):
        strength -= 6.0
    key = match.key.lower()
    if war and single and match.key in v.ARMS_AND_GROUPS and low not in v.HARD_LOCATIVES:
        strength -= 6.0
    if single:
        strength -= _doubt(tokens, match, key, persons, after, war)
    if outlet and len(key) > 3 and key.replace(" ", "") in outlet:
        strength += 2.0
    match.strength = strength


def _like_a_ship(tokens: Tokens, match: Found) -> bool:
    """Tell whether a town's name has an article and no noun, as ships and clubs are called."""
    if match.kind is not ToponymKind.PLACE or match.first != match.last or match.wants:
        return False
    codes = [c.place.feature_code for c in match.candidates[:3]]
    if not all(code.startswith("PPL") and code != "PPLX" for code in codes):
        return False  # "the Dahiyeh" is a quarter
    words = tokens.words
    after = words[match.last + 1] if match.last + 1 < len(words) else "."
    return not after[0].isalnum() or after in v.PREDICATES


def _after_of(tokens: Tokens, first: int, persons: Persons) -> float:
    """Return what speaks for a place after ``of``: a town, a person or an age before it."""
    if first < 2:
        return 0.0
    words, here = tokens.words, first - 2
    if words[here].lower() in v.SEATS:
        return 3.0
    if words[here] in _MEN:
        return -1.0  # "a soldier of Akhmat"
    if persons.marks[here] or (words[here] in (",", ")") and here and words[here - 1][0].isdigit()):
        return 2.0
    return 0.5


_MEN = frozenset("soldier soldiers fighter fighters commander serviceman servicemen".split())


@lru_cache(maxsize=1 << 14)
def _size(population: int, code: str) -> float:
    if code.startswith(("PCL", "CONT", "ADM1", "SEA", "OCN")):
        return 4.0
    if code.startswith(("ADM2", "RGN", "STM", "STRT", "TERR")):
        return 2.0
    if population >= 1_000_000:
        return 3.0
    if population >= 100_000:
        return 2.0
    return 1.0 if population >= 15_000 else 0.5 if population >= 1500 else 0.0


def _doubt(
    tokens: Tokens, match: Found, key: str, persons: Persons, after: str, war: bool
) -> float:
    doubt = 0.0
    lookup_size = max([size_of(c) for c in match.candidates[:8]], default=0.0)
    wide = lookup_is_wide(match)
    if key in v.listed("plain_words") and not wide:
        doubt += (2.5 if tokens.begins[match.first] else 1.5) / max(1.0, lookup_size - 0.5)
    if not wide:
        if after == "No" or after[:1].isdigit():
            doubt += 3.0
        if match.kind is ToponymKind.PART and key in v.listed("plain_words"):
            doubt += 1.5
        first_name, family = key in v.listed("first_names"), key in v.listed("family_names")
        doubt += 1.0 * first_name + 0.5 * family
        if not (first_name or family or key in v.listed("plain_words")) and match.candidates:
            # A word that is neither English nor a person's, and that the gazetteer has.
            doubt -= _RARE_IN_WAR if war else _RARE
        if after in v.SPEECH and lookup_size < 2:
            doubt += 1.5
        if key not in [c.place.name.lower() for c in match.candidates[:8]]:
            doubt += 1.5 if match.kind is ToponymKind.PART else 0.5
    if tokens.words[match.first] in persons.surnames:
        before = tokens.words[match.first - 1].lower() if match.first else ""
        doubt += 1.0 if (wide or war) and before in v.HARD_LOCATIVES else 5.0
    if match.kind is ToponymKind.PART and not wide:
        doubt += 0.5
    return doubt
