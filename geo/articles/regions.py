"""City or region of one name: ``a strike on Kursk`` means the one, ``villages in Kursk`` the other.

A bare name is the city's. A mention means the region where enough stands around it; everywhere else
the city stays. What speaks for either are words that go with any pair of a region and its seat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from geo.articles import vocabulary as v
from geo.articles.context import Choice, km
from geo.articles.found import Found
from geo.articles.nouns import ToponymKind
from geo.articles.tokens import Tokens
from geo.gazetteer import Candidate

_ENOUGH = 2.0
"""From here on a mention means the region."""
_APART_KM = 15.0
"""A place nearer to the city than this may be a part of it, and says nothing of the region."""
_PART = 0.51
"""Points to a candidate's score: with enough of them the region is no longer in doubt."""
_LONGEST = 60
"""Words of a sentence that are looked at, to each side."""
_MODIFIERS = 8
"""Words of ``Russia's western`` and the like, before a name, that are looked at."""

Key = tuple[str, str]
"""Key and wanted kind of a name, as :func:`geo.articles.resolve.choose` has them."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INTO = _words("in into inside within across throughout of for")
_VILLAGES = _words("villages settlements hamlets")
_WIDE = _words("region oblast province governorate krai state")
_WIDE_PLURAL = _words("regions oblasts provinces governorates")
_RULERS = _words("governor governors premier Governor Premier Gov")
_INVASION = _words(
    "incursion incursions foothold toehold offensive counteroffensive salient bridgehead territory"
    " invasion crossed invaded invade invading kilometres kilometers zone"
)
"""In a report of fighting, before ``in Kursk`` or right before the name."""
_NOUNS = _words("incursion incursions offensive counteroffensive invasion salient bridgehead")
_TROOPS = _words(
    "gains advances advance ground land front positions troops forces soldiers brigades operation"
    " operations campaign fighting combat battle battles presence pushed advanced occupation"
)
_PARTS = _words("part parts portion portions areas half swathe swathes rest most much")
_HOLDS = _words(
    "hold holds held holding control controls controlled occupied occupies captured seized retaken"
    " retook reclaimed reclaiming troops forces army"
)
_GROUND = _words("front frontline frontlines infantry incursion counteroffensive foothold occupied")
_BORDER = _words("region regions area areas district districts villages settlements zone")
_TO_CITY = _words("near outside to toward towards from between via at reach reached left downtown")
_OF_CITY = _words(
    "city town mayor airport station port outskirts outskirt suburb suburbs streets street centre"
    " center edge skies sky siege university north south east west northeast northwest southeast"
    " southwest capital residents"
)
_ON_CITY = _words(
    "strike strikes attack attacks raid raids shelling bombardment bombing drones missiles"
)
_CITY_AFTER = _words(
    "city mayor airport station metro suburb suburbs residents university railway hospital train"
    " flats centre center refinery plant"
)
_SEAT = _words("city town capital seat")
_CITY_NEAR = _words(
    "city mayor airport flats apartment apartments hospital residents street streets train trains"
    " station suburb suburbs depot refinery airfield museum university"
)


@dataclass(slots=True)
class _Mention:
    """A mention of a name that a city shares with its region."""

    number: int
    city: Candidate
    region: Candidate
    points: float = 0.0
    signs: list[str] = field(default_factory=list)
    """What speaks for the region, in words."""

    def add(self, points: float, sign: str = "") -> None:
        """Add points for the region, or against it, and the sign that they stand for."""
        self.points += points
        if points > 0:
            self.signs.append(sign)


def regions_meant(
    tokens: Tokens, names: Sequence[Found], choices: Mapping[Key, Choice], war: bool
) -> dict[int, Choice]:
    """Return the mentions that mean the region, where the text as a whole would have the city.

    Parameters
    ----------
    tokens : Tokens
        The text.
    names : sequence of Found
        Names that were taken for places, in the order of the text.
    choices : mapping of tuple to Choice
        What each name means in most of the text.
    war : bool
        Whether the text reports fighting, where troops go with regions.

    Returns
    -------
    dict
        By number in ``names``: the choice of that mention alone.
    """
    pairs = {key: _pair(choice) for key, choice in choices.items() if not key[1]}
    mentions = [
        _Mention(number, *pair)
        for number, found in enumerate(names)
        if (pair := pairs.get((found.key, found.wants)))
        and found.kind in (ToponymKind.PLACE, ToponymKind.PART)
        and not (found.actor or found.ground or found.within or found.site)
    ]
    if not mentions:
        return {}
    called = {
        choice.chosen.place.id
        for (_, wants), choice in choices.items()
        if wants == "ADM1" and choice.chosen is not None
    }
    starts = {
        later.first: earlier
        for earlier, later in pairwise(names)
        if tokens.words[earlier.last + 1 : later.first] in ([","], ["and"], ["or"], [",", "and"])
    }
    for mention in mentions:
        _weigh(mention, tokens, names, choices, starts, war)
        if mention.points >= _ENOUGH:
            called.add(mention.region.place.id)
    meant = {}
    for mention in mentions:
        if 0 < mention.points < _ENOUGH and mention.region.place.id in called:
            mention.add(1.0, "the text speaks of the region elsewhere")
        if mention.points >= _ENOUGH:
            meant[mention.number] = _turned(mention, choices[names[mention.number].key, ""])
    return meant


def _pair(choice: Choice) -> tuple[Candidate, Candidate] | None:
    """Return the city that was chosen and the region of its name around it."""
    city = choice.chosen
    if city is None or not city.place.feature_code.startswith("PPL"):
        return None
    lies = city.place.country, city.place.admin1
    for _, other, _ in choice.ranked:
        place = other.place
        if not place.feature_code.startswith("ADM1") or place.name.endswith(" City"):
            continue  # what a capital is by law is no region to anybody: "the regions of Kyiv"
        named = place.country == lies[0] and place.name.startswith(f"{city.place.name} ")
        if named or (place.country, place.admin1) == lies:
            return city, other
    return None


def _turned(mention: _Mention, choice: Choice) -> Choice:
    """Return the choice with the region first."""
    why = f"the region, and not the city of that name: {', '.join(mention.signs)}"
    top = choice.ranked[0][0]
    rest = [entry for entry in choice.ranked if entry[1] is not mention.region]
    first = (top + _PART * mention.points, mention.region, [why])
    return replace(choice, ranked=[first, *rest], chosen=mention.region, why=why)


def _weigh(
    mention: _Mention,
    tokens: Tokens,
    names: Sequence[Found],
    choices: Mapping[Key, Choice],
    starts: Mapping[int, Found],
    war: bool,
) -> None:
    """Add up what stands around a mention."""
    words, found = tokens.words, names[mention.number]
    add = mention.add
    # What stands before a list counts for all of it.
    head = found
    while found.first - head.first < _LONGEST and (earlier := starts.get(head.first)) is not None:
        choice = choices[earlier.key, earlier.wants]
        if earlier.wants or _pair(choice) is None:
            if choice.chosen is not None and choice.chosen.place.feature_code.startswith("PPL"):
                add(-1.0)
            break
        head = earlier
    at, owned, sided = _modifiers(tokens, head)
    if owned:
        add(1.0 + sided, "a state's name before it")
    elif sided and war:
        add(1.0, f"“{words[head.first - 1]}” before it")
    before = words[at].lower() if at >= 0 else ""
    noun = words[at - 1].lower() if at > 0 else ""
    if before in _INTO or noun in ("out", "away"):
        if before == "in" and _village(mention, at, names, choices):
            add(3.0, f"{words[at - 1]} lies in it")
        elif before == "of" and noun in _WIDE:
            add(3.0, f"“{noun} of” before it")
        elif before == "of" and noun in _WIDE_PLURAL:
            add(3.0, f"“{noun} of” before it")
        elif before == "of" and noun in _RULERS:
            add(2.0, f"“{noun} of” before it")
        elif noun in _VILLAGES:
            add(2.0, f"“{noun} {before}” before it")
        elif before == "of" and noun in _OF_CITY:
            add(-3.0)
        elif war and noun in _INVASION and (noun[0] != "k" or words[at - 2] == "square"):
            add(2.0, f"“{noun} {before}” before it")
        elif war and noun in _TROOPS:
            add(1.0, f"“{noun} {before}” before it")
    elif war and before in ("invaded", "invading", "invade", "borders", "bordering"):
        add(2.0, f"“{before}” before it")
    elif before in _TO_CITY or before in v.TAKES or (before == "on" and noun in _ON_CITY):
        add(-2.0)
    _after(mention, words[found.last + 1 : found.last + 6], war)
    _sentence(mention, tokens, found, (before, noun), war)


def _modifiers(tokens: Tokens, found: Found) -> tuple[int, bool, bool]:
    """Return the token before a name and what it has before it: ``Russia's western Kursk``."""
    words, at, owned, sided = tokens.words, found.first - 1, False, False
    while found.first - at < _MODIFIERS and at >= 0 and not tokens.begins[at + 1]:
        word = words[at].lower()
        if word in v.DIRECTIONS and words[at + 1] != "of":
            sided = True
        elif word in ("'s", "’s") and at and words[at - 1][0].isupper():
            owned, at = True, at - 1
        elif word not in ("the", "neighbouring", "neighboring", "border", "own"):
            break
        at -= 1
    return at, owned, sided


def _village(
    mention: _Mention, at: int, names: Sequence[Found], choices: Mapping[Key, Choice]
) -> bool:
    """Tell whether a place of the region, and not of the city, is named right before ``in``."""
    earlier = names[mention.number - 1] if mention.number else None
    if earlier is None or earlier.last != at - 1 or earlier.kind is not ToponymKind.PLACE:
        return False
    choice = choices.get((earlier.key, earlier.wants))
    if choice is None or choice.chosen is None:
        return False
    place, city = choice.chosen.place, mention.city.place
    return (
        place.feature_code.startswith("PPL")
        and place.feature_code != "PPLX"
        and (place.country, place.admin1) == (city.country, city.admin1)
        and km((place.lat, place.lon), (city.lat, city.lon)) > _APART_KM
    )


def _after(mention: _Mention, after: Sequence[str], war: bool) -> None:
    """Add what the words right after a name say: ``the Kursk incursion``, ``Kursk's mayor``."""
    if after[:1] in (["'s"], ["’s"]):
        after = after[1:]
    noun = after[0] if after else ""
    if noun in _RULERS or (war and noun in _NOUNS):
        mention.add(2.0, f"“{noun}” after it")
    elif noun == "border" and after[1:2] and after[1] in _BORDER:
        mention.add(2.0, f"“border {after[1]}” after it")
    elif war and noun in _TROOPS:
        mention.add(1.0, f"“{noun}” after it")
    elif noun in _CITY_AFTER or (noun in (",", "(") and not _SEAT.isdisjoint(after)):
        mention.add(-3.0)


def _sentence(
    mention: _Mention, tokens: Tokens, found: Found, head: tuple[str, str], war: bool
) -> None:
    """Add what the sentence says: that ground is held, or that a street burns."""
    begins, first = tokens.begins, found.first
    start, stop = first, found.last + 1
    while start > max(0, first - _LONGEST) and not begins[start]:
        start -= 1
    while stop < min(len(begins), first + _LONGEST) and not begins[stop]:
        stop += 1
    rest = tokens.words[found.last + 1 : stop]
    seen = {word.lower() for word in tokens.words[start:first] + rest}
    if war:
        part = head[0] == "of" and head[1] in _PARTS
        if part and not seen.isdisjoint(_HOLDS):
            mention.add(2.0, f"“{head[1]} of” before it, and that it is held")
        elif not seen.isdisjoint(_GROUND):
            mention.add(1.0, f"“{min(seen & _GROUND)}” in its sentence")
    if any(pair[0] == "the" and pair[1] in _WIDE for pair in pairwise(rest)):
        mention.add(1.0, "it is called a region after that")
    if not seen.isdisjoint(_CITY_NEAR):
        mention.add(-1.0)
