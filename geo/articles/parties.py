"""Whether the name of a state, a capital or a seat says who rather than where."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from geo.articles import vocabulary as v
from geo.articles.containers import peoples_republic
from geo.articles.found import Found
from geo.articles.nouns import ToponymKind
from geo.articles.tokens import Tokens


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
    if match.kind is not ToponymKind.PLACE or match.wants or match.within:
        return False
    words, first = tokens.words, match.first
    after = words[match.last + 1 : match.last + 5]
    if peoples_republic(word for word in after if word not in _QUOTES):
        return True
    if match.holds:
        return False
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
        if match.last + 2 in starts or (match.last + 3 in starts and after[1] in v.DIRECTIONS):
            return False  # "Russia's western Kursk region"
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
        return _speaks(after) and before not in v.PLACING and not _are_states(match, after)
    if before == "," and first > 1 and words[first - 2].lower() in v.SEATS:
        return False  # "the capital, Khartoum,"
    if before == "the" and first > 1:
        before = words[first - 2].lower()
        first -= 1
    if before in v.VISITS or (before in v.STRIKES and _is_city(match)):
        return False
    if tokens.begins[match.first] and after[:1] and after[0] in _AFTER_DATELINES:
        # "Algiers, guarantor of the truce," is no dateline, and "Algiers, where ..." a place.
        rest = after[1:] if after[0] == "," else []
        return rest != [] and rest[0].islower() and _SAID_WHERE.isdisjoint(rest)
    earlier = words[first - 2] if first > 1 else ""
    titled, earlier = earlier[:1].isupper() and not tokens.begins[first - 2], earlier.lower()
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
    if before in ("to", "from", "between", "via", "off"):
        return earlier in v.DATIVES
    if before == "of":
        return titled or earlier not in v.GROUND_OF  # "the Ministry of Defence of the ..."
    return True


_STANCES = frozenset(
    "ready prepared willing unwilling determined confident aware silent said expected reported"
    " believed understood".split()
)
_FAR = frozenset("kilometres kilometers km miles away".split())
_AFTER_DATELINES = ("—", "–", "-", "(", ",", ":", "/")
_SAID_WHERE = frozenset("where in near at on capital city town seat".split())
_REACH = 5
"""Words back to the verb of "left Kyiv for Warsaw"."""
_BOUND = frozenset(
    "bound headed heading left flew travelled traveled leaving leave leaves sailed sailing sails"
    " departed destined".split()
)
_BESIDE = frozenset({"border", "borders", "frontier", "crossing", "crossings"})


def _in_quotes_as_a_name(words: Sequence[str], match: Found) -> bool:
    """Tell ``the choir "Desna"``, ``the 93rd "Yar" Brigade`` and ``"Sumy 1" shows``."""
    before = [word.lower() for word in words[max(0, match.first - 2) : match.first]]
    last = match.last
    if words[last + 1 : last + 2] and words[last + 1].isdigit():
        last += 1
    after = [word.lower() for word in words[last + 1 : last + 3]]
    if not (before[-1:] and before[-1] in _QUOTES and after[:1] and after[0] in _QUOTES):
        return False
    return before[0] in v.NAMESAKES or any(
        word in v.NAMESAKES or word in v.SPEECH or word in _POSTS for word in after[1:]
    )


_POSTS = frozenset("shows posts prints jokes asks adds writes publishes reposts predicts".split())
_QUOTES = frozenset('"“”«»„')
_UNITS = frozenset(
    "brigade division regiment battalion corps fleet flotilla republic republics".split()
)


def _people(after: list[str]) -> bool:
    """Tell whether people or arms do something there: ``in Kursk police fled``."""
    nouns = after[:1] and after[0] in v.ACTOR_NOUNS
    if not nouns or after[1:2] in (["'s"], ["’s"], ["'"], ["’"]):
        return False
    return not (after[1:2] and (after[1] in v.CUSTODY or after[1] in v.ACTOR_NOUNS))


def _governs(match: Found) -> bool:
    return any(
        c.place.feature_code.startswith(("PCL", "PPLC", "RGNE")) for c in match.candidates[:3]
    )


def _are_states(match: Found, after: list[str]) -> bool:
    """Tell ``White Nile and North Kordofan states``, where ``states`` is no verb."""
    codes = [c.place.feature_code for c in match.candidates[:1]]
    return after[:1] == ["states"] and any(code.startswith(("ADM1", "RGN")) for code in codes)


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
        if between == ["/"] and tokens.begins[earlier.first] and not earlier.actor:
            later.actor = False  # "ABU DHABI/KYIV, Feb 4"
        if earlier.actor or between not in _LISTS:
            continue
        if not later.actor:
            said = words[earlier.first - 1].lower() if earlier.first else ""
            if listed == number or said in v.HARD_LOCATIVES:
                listed = number + 1  # "at airports in Kaluga, Ryazan, Moscow and Tula"
            continue
        at = earlier.first - 1
        before = words[at].lower() if at >= 0 else ""
        placed = before in _BEFORE_A_LIST
        if not (placed or listed == number) or earlier.kind is not ToponymKind.PLACE:
            continue
        after = words[later.last + 1] if later.last + 1 < len(words) else "."
        # "In Germany, Poland said", "It fell in Germany and Poland sent jets" are no lists.
        whole = not (placed and tokens.begins[at]) or between != [","]
        goes_on = not after[0].isalnum() or after in v.LOCATIVES or after in _GOES_ON
        if before == "between" or (whole and goes_on):
            later.actor, listed = False, number + 1


_BEFORE_A_LIST = v.PLACING | v.STRIKES | v.VISITS | {"between"}
_LISTS = ([","], ["and"], ["or"], [",", "and"], [",", "or"])
_GOES_ON = frozenset(
    "and or were are on for with as since by who which that during after before last this".split()
)
