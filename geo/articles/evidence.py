"""How much speaks for a name being a place, and for its saying where rather than who."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from geo.articles import vocabulary as v
from geo.articles.found import Found, lookup_is_wide, size_of
from geo.articles.nouns import ToponymKind
from geo.articles.people import Persons
from geo.articles.tokens import Tokens

_RARE, _RARE_IN_WAR = 0.25, 0.75
"""What a word that is in no list but the gazetteer speaks; more where villages are fought for."""
ENOUGH = 1.0
"""From here on a name is taken for a place."""
_STATES = ("PCL", "PPLC", "CONT", "SEA", "OCN", "RGN")
_WAR = v.WAR | {word.capitalize() for word in v.WAR} | {word.upper() for word in v.WAR}
_WAR_SHARE = 0.014
_WAR_WORDS = 4
_WAR_EVENTS = 2
_WAR_TOWNS = 5


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
        about an army's purchases is none.
    """
    kinds = _WAR.intersection(tokens.words)
    lower = {word.lower() for word in kinds}
    events = len(lower & v.WAR_EVENTS)
    if not events or max(len(lower), events + 1) < _WAR_WORDS:
        return False
    if sum(map(kinds.__contains__, tokens.words)) < _WAR_SHARE * len(tokens.words):
        return False
    if len(lower) < _WAR_WORDS and _towns(found) < _WAR_EVENTS + 1:
        return False
    return events >= _WAR_EVENTS or _towns(found) >= _WAR_TOWNS


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
    if not all(c.place.feature_code.startswith("PPL") for c in match.candidates[:3]):
        return False
    words = tokens.words
    after = words[match.last + 1] if match.last + 1 < len(words) else "."
    return not after[0].isalnum() or after in _VERBS


_VERBS = frozenset("was were is are has had have will would and or can could".split())


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
        doubt += 1.0 if wide and before in v.HARD_LOCATIVES else 5.0
    if match.kind is ToponymKind.PART and not wide:
        doubt += 0.5
    return doubt


def acts(tokens: Tokens, match: Found, starts: frozenset[int] = frozenset()) -> bool:
    """Tell whether a name is that of one who speaks or acts, and not of a place.

    Parameters
    ----------
    tokens, match
        The text and the name in it.
    starts : frozenset of int
        The tokens at which names of places begin.

    Returns
    -------
    bool
        For a state or a capital, True unless the words before the name say where (``in Kyiv``,
        ``south of Moscow``) or a place of it follows (``Russia's Kursk region``); for any other
        place, True where it speaks or an institution follows (``the Gaza health ministry``).
    """
    if match.kind is not ToponymKind.PLACE or match.wants or match.within or match.holds:
        return False
    words, first = tokens.words, match.first
    after = words[match.last + 1 : match.last + 5]
    before = words[first - 1].lower() if first else ""
    if after[:1] == ["-"] and after[1:2] and after[1] in v.COMPOUNDS:
        return True
    if before == "of" and first > 1 and words[first - 2].lower() in _UNITS:
        return True
    if _in_quotes_as_a_name(words, match):
        return True
    if after[:1] == ["and"] and words[match.last + 2 : match.last + 3] == [words[first]]:
        return False  # "Kyiv and Kyiv Oblast"
    if before in v.HARD_LOCATIVES and _people(after):
        return False
    if after[:1] in (["'s"], ["’s"]):
        if match.last + 2 in starts:
            return False
        if _institution(after[1:]) and _governs(match):
            return True
    elif _institution(after):
        return True
    if after[:1] == ["is"] and after[1:2] and after[1] in _STANCES and _governs(match):
        return True
    if after[:1] in (["is"], ["was"], ["lies"]):
        if _is_city(match):
            return after[1:2] != [] and after[1].endswith("ing")
        if not _FAR.isdisjoint(words[match.last + 2 : match.last + 7]):
            return False  # "Chad is three hundred kilometres away"
    if not _governs(match):
        return _speaks(after) and before not in v.PLACING
    if before in v.VISITS or (before in v.STRIKES and _is_city(match)):
        return False
    if before == "the" and first > 1:
        before = words[first - 2].lower()
        first -= 1
    if tokens.begins[match.first] and after[:1] and after[0] in ("—", "–", "-", "(", ",", ":"):
        return False
    earlier = words[first - 2].lower() if first > 1 else ""
    if before in v.HARD_LOCATIVES or before in v.SEATS or before in v.OF_A_LAND:
        return False
    if before in v.DIRECTIONS:
        return False
    if before in ("a", "an"):
        return words[match.first].isupper()  # "a US citizen"
    if before == "with":
        return earlier not in _BESIDE
    if before in ("borders", "bordering"):
        return False
    ranges = words[first - 3].lower() == "from" if first > 3 else False
    if before == "for":
        return not ranges and _BOUND.isdisjoint(words[max(0, first - _REACH) : first - 1])
    if before == "to" and ranges:
        earlier = words[first - 4].lower()  # "every capital from Paris to Rome"
    if before in ("to", "from", "between", "via", "off", "reached", "left", "leaving"):
        return earlier in v.DATIVES
    if before == "of":
        return earlier not in v.GROUND_OF
    return True


_MEN = frozenset("soldier soldiers fighter fighters commander serviceman servicemen".split())
_STANCES = frozenset(
    "ready prepared willing unwilling determined confident aware silent said expected reported"
    " believed understood".split()
)
_FAR = frozenset("kilometres kilometers km miles away".split())
_REACH = 5
"""Words back to the verb of "left Kyiv for Warsaw"."""
_BOUND = frozenset(
    "bound headed heading left flew travelled traveled leaving leave leaves sailed sailing sails"
    " departed destined".split()
)
_BESIDE = frozenset({"border", "borders", "frontier"})


def _in_quotes_as_a_name(words: Sequence[str], match: Found) -> bool:
    """Tell ``the choir "Desna"``, ``the 93rd "Yar" Brigade``, ``Donetsk "people's republic"``."""
    before = [word.lower() for word in words[max(0, match.first - 2) : match.first]]
    after = [word.lower() for word in words[match.last + 1 : match.last + 3]]
    if after[:1] and after[0] in _QUOTES and after[1:] == ["people"]:
        return True
    if after in (["people", "'s"], ["people", "’s"]):
        return True  # "Donetsk People's Republic"
    if not (before[-1:] and before[-1] in _QUOTES and after[:1] and after[0] in _QUOTES):
        return False
    return before[0] in v.NAMESAKES or (after[1:2] != [] and after[1] in v.NAMESAKES)


_QUOTES = frozenset('"“”«»„')
_UNITS = frozenset("brigade division regiment battalion corps fleet flotilla".split())


def _people(after: list[str]) -> bool:
    """Tell whether people or arms do something there: ``in Kursk police fled``."""
    nouns = after[:1] and after[0] in v.ACTOR_NOUNS
    if not nouns or after[1:2] in (["'s"], ["’s"], ["'"], ["’"]):
        return False
    return not (after[1:2] and (after[1] in v.CUSTODY or after[1] in v.ACTOR_NOUNS))


def _governs(match: Found) -> bool:
    return any(c.place.feature_code.startswith(("PCL", "PPLC")) for c in match.candidates[:3])


def _is_city(match: Found) -> bool:
    return any(c.place.feature_code.startswith("PPL") for c in match.candidates[:1])


def _institution(after: list[str]) -> bool:
    """Tell whether the next words name an institution: ``health ministry``, ``General Staff``."""
    for word in after[:3]:
        if word.lower() in v.ACTOR_NOUNS:
            return True
        if word in _DETERMINERS:
            return False  # "In Kryvyi Rih a missile hit"
        if not (word.isalpha() and word.islower()) or word in v.LOCATIVES or word in v.SPEECH:
            return False
    return False


_DETERMINERS = frozenset("a an the this that these its their his her two three some".split())


def _speaks(after: list[str]) -> bool:
    if not after:
        return False
    if after[0] in ("has", "had") and len(after) > 1:
        rest = after[2:] if after[1] in ("not", "also", "already") else after[1:]
        return bool(rest) and rest[0] in v.SPEECH | {"responded", "commented"}
    return after[0] in v.SPEECH


def share_places(tokens: Tokens, names: Sequence[Found]) -> None:
    """Make a state or capital a place where one of its list is: ``in Germany and Poland``.

    Parameters
    ----------
    tokens, names
        The text, and the names in it in order; those are changed in place.
    """
    words, listed = tokens.words, -1
    for number, (earlier, later) in enumerate(pairwise(names)):
        between = words[earlier.last + 1 : later.first]
        if not later.actor or earlier.actor or between not in _LISTS:
            continue
        at = earlier.first - 1
        before = words[at].lower() if at >= 0 else ""
        placed = before in v.PLACING | v.STRIKES | v.VISITS or before == "between"
        if not (placed or listed == number) or earlier.kind is not ToponymKind.PLACE:
            continue
        after = words[later.last + 1] if later.last + 1 < len(words) else "."
        # "In Germany, Poland said", "It fell in Germany and Poland sent jets" are no lists.
        whole = not (placed and tokens.begins[at]) or between != [","]
        goes_on = not after[0].isalnum() or after in v.LOCATIVES or after in _GOES_ON
        if before == "between" or (whole and goes_on):
            later.actor, listed = False, number + 1


_LISTS = ([","], ["and"], ["or"], [",", "and"], [",", "or"])
_GOES_ON = frozenset(
    "and or were are on for with as since by who which that during after before last this".split()
)
