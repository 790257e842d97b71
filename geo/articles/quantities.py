"""Quantities as a text gives them: "10,000 to 12,000 troops", "at least two dozen drones"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from geo.articles.chunks import cut, within
from geo.models import Quantity

_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_VAGUE = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2_000, "millions": 2_000_000}
"""A plural says two at least; "scores" are twenties."""


def _either(words: Iterable[str]) -> str:
    """Return a pattern for some words, with or without a capital at their beginning."""
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[0], []).append(word[1:])
    return "|".join(
        f"[{letter.upper()}{letter}](?:{'|'.join(ends)})" for letter, ends in by_letter.items()
    )


_SMALL = _either([*_UNITS, *_TENS])
_WORDS = (
    r"(?:(?:[Aa] few|[Hh]alf a|[Ss]everal|[Aa]) dozen"
    rf"|(?:{_SMALL})(?: dozen|(?:[- ](?:{_SMALL}))?"
    r"(?:(?: and)? (?:hundred|thousand|million|billion)"
    rf"(?: and)?(?: (?:{_SMALL})(?:[- ](?:{'|'.join(_UNITS)}))?)?)*)"
    r"|[Aa] (?:hundred|thousand|million))"
)
_DIGITS = r"\d{1,3}(?:[,   ]\d{3})+(?![\d,])|\d+(?:\.\d+)?"
_NUMBER = rf"(?:(?:{_DIGITS})(?:[ -]?(?:thousand|million|billion))?(?:[km](?=\s))?|{_WORDS})"
_VAGUE_WORD = _either(_VAGUE)
_QUANTITY = re.compile(
    r"\b(?=\d|[Oo]ne|[Tt](?:w|hr|hi|ho|en)|[Ff](?:ou|iv|if|or)|[Ss](?:ix|ev|co)|[Ee](?:ig|le)|[Nn]in"
    r"|[Hh](?:alf|und)|[Mm]ill|[Dd]oz|[Aa] )(?:"
    rf"(?P<low>{_NUMBER})(?P<percent>\s?%)?"
    rf"(?:\s?(?:to|and|or|[-–—])\s?(?:[$€£])?(?P<high>{_NUMBER}))?(?P<more> or more| or so)?"
    r"(?P<ptail>\s?%|\s(?:percent|per cent))?(?![\w])"
    r"(?!-(?:year|storey|story|day|hour|point|mile))"
    rf"|(?P<vague>{_VAGUE_WORD})(?=\s\w)(?P<chain>(?: of (?:{_VAGUE_WORD}))?)(?: of)?)"
)
_BEFORE_NUMBER, _AFTER_NUMBER = 16, 32
"""Characters of a quantity that may stand before and after its words of number."""
_LEAD = re.compile(
    r"(?:^|[^\w])(at least|no fewer than|no less than|not less than|more than|over|upwards of|"
    r"above|a minimum of|up to|at most|as many as|no more than|not more than|fewer than|less than|"
    r"under|a maximum of|between|from)\s+$",
    re.IGNORECASE,
)
_LEADING_DIGITS, _YEAR = re.compile(_DIGITS), re.compile(r"(?:19|20)\d\d")
_STOP = re.compile(r"[.;:]\s")
_PART_OF = re.compile(r"\d (?:out )?of (?:the |all |some )?$")
_OUT_OF = re.compile(r" (?:out )?of (?:the |all |some )?[\d,]+")
_CURRENCIES = {"$": "US dollars", "€": "euros", "£": "pounds"}
_OPEN_ABOVE = frozenset(
    "at least|no fewer than|no less than|not less than|more than|over|upwards of|above|a minimum of"
    .split("|")
)  # fmt: skip
_OPEN_BELOW = frozenset(
    "up to|at most|as many as|no more than|not more than|fewer than|less than|under|a maximum of"
    .split("|")
)  # fmt: skip

_CANONICAL = {
    "troops": "troops", "soldiers": "soldiers", "servicemen": "soldiers", "personnel": "troops",
    "men": "men", "fighters": "fighters", "marines": "soldiers", "conscripts": "soldiers",
    "mercenaries": "fighters", "people": "people", "persons": "people", "civilians": "civilians",
    "children": "children", "residents": "people", "women": "people", "workers": "people",
    "drones": "drones", "uavs": "drones", "shaheds": "drones", "missiles": "missiles",
    "rockets": "rockets", "bombs": "bombs", "shells": "shells", "tanks": "tanks",
    "vehicles": "vehicles", "aircraft": "aircraft", "helicopters": "helicopters",
    "villages": "villages", "settlements": "settlements", "localities": "settlements",
    "towns": "towns", "houses": "houses", "homes": "houses", "buildings": "buildings",
    "prisoners": "prisoners", "pows": "prisoners", "vessels": "vessels", "ships": "ships",
    "tankers": "vessels", "attacks": "attacks", "strikes": "strikes", "assaults": "assaults",
    "clashes": "clashes", "engagements": "clashes", "explosions": "explosions",
    "brigades": "brigades", "battalions": "battalions", "km": "km", "kilometres": "km",
    "kilometers": "km", "kilometre": "km", "kilometer": "km", "miles": "miles", "mile": "miles",
    "metres": "m", "meters": "m", "hectares": "hectares", "tonnes": "tonnes", "tons": "tons",
    "casualties": "casualties", "victims": "victims", "bodies": "bodies", "dead": "killed",
    "killed": "killed", "wounded": "wounded", "injured": "wounded", "hurt": "wounded",
    "missing": "missing", "captured": "captured", "deaths": "killed", "injuries": "wounded",
    "evacuees": "people", "refugees": "refugees", "hostages": "hostages",
    "percent": "percent", "km2": "km2", "days": "days", "hours": "hours",
    "soldier": "soldiers", "drone": "drones", "missile": "missiles", "tank": "tanks",
    "village": "villages", "settlement": "settlements", "person": "people", "man": "men",
    "woman": "people", "child": "children", "civilian": "civilians", "vehicle": "vehicles",
    "house": "houses", "building": "buildings", "prisoner": "prisoners", "ship": "ships",
    "helicopter": "helicopters", "attack": "attacks", "strike": "strikes", "bomb": "bombs",
}  # fmt: skip
_SQUARE = re.compile(
    r"\s*(?:(?P<km>square (?:kilometres?|kilometers?)|sq\.? ?km|km2|km²|km\^2)"
    r"|(?P<mi>square miles?|sq\.? ?mi(?:les)?))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z²][\w²’'-]*")
_STOPS = frozenset(
    "in on at to from by with for and or but who which that were was are is had has have into over "
    "did not do does will would could been also of as after before during per than between while "
    "when against near".split()
)
_NOT_UNITS = frozenset(
    "more other others way time times year years week weeks month months january february march "
    "april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday am pm gmt local".split()
)
_MONTH = (
    "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|January|February|March|April|June|July|August|"
    "September|October|November|December|Sept"
)
_MONTH_BEFORE = re.compile(rf"(?:{_MONTH})\.? ?$")
_MONTH_AFTER = re.compile(rf"(?:st|nd|rd|th)? (?:{_MONTH})\b|:\d\d| [ap]\.?m\b")
_YEAR_BEFORE = re.compile(
    rf"(?:in|since|until|by|of|from|during|early|late|mid|after|before|,|{_MONTH})\.? ?$",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"\b(shot down|downed|intercepted|destroyed|launched|fired|killed|wounded|injured|hurt|"
    r"captured|taken prisoner|lost|damaged|struck|seized|liberated|regained|repelled|evacuated|"
    r"deployed|rescued|burned|burnt|died|missing|suppressed|dead)\b",
    re.IGNORECASE,
)

_ACTION_BEFORE = re.compile(
    r"\b(killed|wounded|injured|captured|shot down|downed|intercepted|destroyed|launched|fired|"
    r"lost|damaged|seized|liberated|repelled) (?:another |some |all )?$",
    re.IGNORECASE,
)


def number_of(words: str) -> float | None:
    """Return the value of a number in digits or English words; None if it is none.

    Examples
    --------
    >>> [number_of(w) for w in ("12,000", "twenty-five", "two hundred and six", "1.5 million")]
    [12000.0, 25.0, 206.0, 1500000.0]
    >>> number_of("a dozen"), number_of("many")
    (12.0, None)
    """
    text = words.lower().strip()
    if text in _VAGUE:
        return float(_VAGUE[text])
    digits = _LEADING_DIGITS.match(text)
    if digits:
        value = float(re.sub(r"[,   ]", "", digits.group()))
        rest = text[digits.end() :].strip(" -")
        scale = _SCALES.get(rest, {"k": 1_000, "m": 1_000_000}.get(rest, 1))
        return value * scale
    total, current, seen = 0.0, 0.0, False
    for word in re.split(r"[\s-]+", text):
        if word in ("and", "of"):
            continue
        if word in _UNITS or word in _TENS:
            current += _UNITS.get(word) or _TENS[word]
        elif word in ("a", "several", "few"):
            current = 2 if word != "a" else current or 1
        elif word == "half":
            current = 0.5
        elif word == "dozen":
            current = (current or 1) * 12
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _SCALES:
            total += (current or 1) * _SCALES[word]
            current = 0
        else:
            return None
        seen = True
    return total + current if seen else None


def quantities_in(text: str, start: int = 0, end: int | None = None) -> tuple[Quantity, ...]:
    """Return the quantities of a piece of text, in its order.

    Numbers that count nothing (dates, years, clock times, ages, designations) are left out.
    "Dozens" is at least 24, "hundreds" at least 200, for a plural says two at least.

    Examples
    --------
    >>> quantities_in("between 10,000 and 12,000 troops")
    (Quantity(low=10000.0, high=12000.0, unit='troops', what=''),)
    >>> quantities_in("at least three people were killed on 5 January 2025")
    (Quantity(low=3.0, high=None, unit='people', what='killed'),)
    """
    end = len(text) if end is None else end
    reaching = within(text, cut(text).counted, start, end)
    if not reaching:
        return ()
    piece = text[start:end]
    found: list[Quantity] = []
    low, high = reaching[0] - start - _BEFORE_NUMBER, text.find(" ", reaching[-1]) - start
    matches = list(
        _QUANTITY.finditer(piece, max(0, low), high + _AFTER_NUMBER if high >= 0 else len(piece))
    )
    for index, match in enumerate(matches):
        if _is_part(piece, match.start()):
            continue
        following = matches[index + 1].start() if index + 1 < len(matches) else len(piece)
        quantity = _quantity(piece, match, following, found)
        if quantity is not None:
            found.append(quantity)
    return tuple(found)


def _is_part(text: str, at: int) -> bool:
    """Return whether a number is part of something longer: "T-72", "14:30", "1/2"."""
    before = text[at - 1 : at]
    return before in ("/", ":", "-", "’", "'", "#") or (before in (".", ",") and at > 1)


def _quantity(
    text: str, match: re.Match[str], following: int, before: list[Quantity]
) -> Quantity | None:
    if match["vague"]:
        low = number_of(match["vague"])
        chained = match["chain"].split()[-1:]
        if low is not None and chained:
            low *= (number_of(chained[0].lower()) or 0) / 2
        unit = _unit(text, match.end() - 3 if match.group().endswith(" of") else match.end())
        return (
            Quantity(low=low, high=None, unit=unit, what=_what(text, match, following))
            if unit
            else None
        )
    if _MONTH_BEFORE.search(text, max(0, match.start("low") - 12), match.start("low")):
        return None
    if _MONTH_AFTER.match(text, match.end()):
        return None
    low = number_of(match["low"])
    year = _YEAR.fullmatch(match["low"]) and not match["high"]
    if low is None or (
        year and _YEAR_BEFORE.search(text, max(0, match.start() - 12), match.start())
    ):
        return None
    money = text[match.start() - 1 : match.start()] if match.start() else ""
    begins = match.start() - (money in _CURRENCIES)
    led = _LEAD.search(text, max(0, begins - 20), begins)
    lead = " ".join(led[1].lower().split()) if led else ""
    if lead == "between" and not match["high"]:
        lead = ""
    high: float | None = low
    if match["high"]:
        high = number_of(match["high"])
        if (
            high is not None
            and high >= 1_000 > low
            and match["high"].lower().endswith(("thousand", "million", "billion"))
        ):
            scale = _SCALES[match["high"].lower().split()[-1].split("-")[-1]]
            low = low * scale if low * scale < high else low  # "one to two thousand"
        if high is None or high < low:
            return None
    elif lead in _OPEN_ABOVE or match["more"] == " or more":
        high = None
    elif lead in _OPEN_BELOW:
        low, high = None, low
    elif match["low"].lower() in ("several dozen", "a few dozen"):
        high = None
    unit = _unit_after(text, match, before)
    return (
        Quantity(low=low, high=high, unit=unit, what=_what(text, match, following))
        if unit
        else None
    )


def _unit_after(text: str, match: re.Match[str], before: list[Quantity]) -> str:
    if match["percent"] or match["ptail"]:
        return "percent"
    if match.start() and text[match.start() - 1] in _CURRENCIES:
        return _CURRENCIES[text[match.start() - 1]]
    whole = _OUT_OF.match(text, match.end())
    unit = _unit(text, whole.end() if whole else match.end())
    if unit:
        return unit
    first = _WORD.match(text, match.end() + 1)
    shared = first is None or _ACTION.match(text, match.end() + 1) or first.group().lower() in (
        "of", "were", "was", "are", "more", "others", "in", "over", "did", "failed",
    )  # fmt: skip
    year = _YEAR.fullmatch(match["low"]) is not None
    return before[-1].unit if before and shared and not year else ""


def _unit(text: str, at: int) -> str:
    """Return the unit of a number that ends here: a known one within a few words, else the noun."""
    square = _SQUARE.match(text, at)
    if square:
        return "km2" if square["km"] else "square miles"
    noun = ""
    position = at
    for step in range(6):
        if text[position : position + 1] in ('"', "”"):
            position += 1
        gap = text[position : position + 1] in (" ", "-", "\u00a0")
        word = _WORD.match(text, position + 1) if gap else None
        if word is None:
            break
        low = word.group().lower()
        if low in _CANONICAL:
            return _CANONICAL[low]
        if low in _STOPS and not (step == 0 and low == "of"):
            break
        if low in _NOT_UNITS or _ACTION.match(text, word.start()):
            break
        if low not in ("of", "the", "its", "their", "them", "whom"):
            noun = low
            if (
                not word.group()[0].isupper()
                and low.endswith("s")
                and not low.endswith(("ss", "us"))
            ):
                break
        position = word.end()
    return noun if noun.endswith("s") and not noun.endswith(("'s", "’s", "ss")) else ""


def _what(text: str, match: re.Match[str], following: int) -> str:
    """Return what was done with what is counted: the next word of doing, else the last before."""
    if _PART_OF.search(text, max(0, match.start() - 16), match.start()):
        return ""  # "47 of 74 drones were shot down" says it of the 47
    if _OUT_OF.match(text, match.end()):
        following = len(text)
    right_before = _ACTION_BEFORE.search(text, max(0, match.start() - 24), match.start())
    if right_before:
        return right_before[1].lower()
    sentence = _STOP.search(text, match.end())
    end = sentence.start() if sentence else len(text)
    after = _ACTION.search(text, match.end(), min(end, following, match.end() + 60))
    if after:
        return after.group().lower()
    breaks = (text.rfind(stop, 0, match.start()) for stop in (". ", "; ", ", while ", ", but "))
    begun = max(breaks) + 1
    before = list(_ACTION.finditer(text, max(begun, match.start() - 40), match.start()))
    return before[-1].group().lower() if before else ""
