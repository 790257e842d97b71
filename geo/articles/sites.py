"""Names in reports of fighting that are more, or other, than a town's.

A refinery, an airfield or a district that is called by its town is one name with its noun; a river
is told from the city of its name by how the text speaks of it; and a channel's title is no place.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from geo.articles import vocabulary as v
from geo.articles.found import Found, Lookup
from geo.articles.nouns import ToponymKind
from geo.articles.tokens import Tokens
from geo.gazetteer import Candidate
from geo.models import Place

_BETWEEN = 2
"""Words that may stand between a name and its noun: ``oil``, ``thermal power``."""
_TITLE = 6
"""Words of a title in quotation marks, at most."""
_OPEN, _SHUT = frozenset('“"«„'), frozenset('”"»“')
_ROADS = frozenset("highway motorway".split())
_DISTRICTS = frozenset({"district", "raion", "rayon"})


def take_in_sites(tokens: Tokens, found: Sequence[Found], lookup: Lookup) -> None:
    """Judge the names of a report of fighting by the words that make them something else.

    Parameters
    ----------
    tokens : Tokens
    found : sequence of Found
        Names in the order of the text; changed in place.
    lookup : Lookup
        The gazetteer.
    """
    starts = {match.first for match in found}
    for match in found:
        if match.kind not in (ToponymKind.PLACE, ToponymKind.PART) or match.site:
            continue
        if _in_a_title(tokens, match):
            match.kind = ToponymKind.PART
        elif _is_a_road(tokens, match):
            match.kind = ToponymKind.SITE
        elif match.candidates and not match.wants:
            _take_in(tokens, match, starts, lookup)
            rivers = [] if match.ground else _rivers(tokens, match, lookup)
            if rivers:
                match.candidates, match.wants = rivers, "STM"
                match.strength += 2.0


def _take_in(tokens: Tokens, match: Found, starts: set[int], lookup: Lookup) -> None:
    """Take the noun of a facility or a district into the name: ``Engels-2 airfield``."""
    words, at = tokens.words, match.last + 1
    if words[at : at + 1] == ["-"] and at + 1 < len(words) and words[at + 1].isdigit():
        at += 2
    for here in range(at, min(at + _BETWEEN + 1, len(words))):
        word = words[here].lower()
        if not tokens.glued[here] or here in starts:
            return
        following = words[here + 1].lower() if here + 1 < len(words) else ""
        if following in v.ACTOR_NOUNS:
            return
        if word in v.FACILITIES:
            _facility(
                match, here, "nuclear" in (w.lower() for w in words[at:here]) or word == "npp"
            )
        elif word in _DISTRICTS and here == at:
            raions = [c for c in lookup(f"{match.key} raion") if _is_district(c)]
            match.last, match.ground = here, "district"
            match.candidates = raions or match.candidates
            match.wants = "ADM2" if raions else ""
        elif word in v.FACILITY_SORTS:
            continue
        return


def _is_a_road(tokens: Tokens, match: Found) -> bool:
    """Tell ``the Oryol highway``, which leads to a town and lies anywhere on the way."""
    words, first = tokens.words, match.first
    after = words[match.last + 1] if match.last + 1 < len(words) else ""
    return after in _ROADS and first > 0 and words[first - 1].lower() == "the"


def _facility(match: Found, last: int, nuclear: bool) -> None:
    """Make a name that of a facility; a nuclear plant often lies far from whom it is named for."""
    plant = _nuclear_plants().get(match.key)
    if nuclear and plant is None:
        return
    match.last, match.ground, match.kind = last, "facility", ToponymKind.PLACE
    match.strength += 2.0
    if nuclear and plant is not None:
        match.candidates, match.wants = [plant], "PSN"


def _is_district(candidate: Candidate) -> bool:
    return candidate.place.feature_code.startswith("ADM2")


@cache
def _nuclear_plants() -> dict[str, Candidate]:
    """Return nuclear power plants by the names that stand before ``nuclear power plant``."""
    found = {}
    text = (files("geo.articles") / "data" / "nuclear_plants.csv").read_text(encoding="utf8")
    for row in csv.DictReader(text.splitlines()):
        place = Place(
            id=f"{row['name'].lower().replace(' ', '-')}-nuclear-power-plant",
            name=f"{row['name']} Nuclear Power Plant", feature_code="PSN",
            country=row["country"], admin1=row["admin1"],
            lat=float(row["lat"]), lon=float(row["lon"]), origin="Salient: public maps, rounded",
        )  # fmt: skip
        for name in filter(None, [row["name"], *row["spellings"].split("|")]):
            found[name] = Candidate(place=place)
    return found


def _rivers(tokens: Tokens, match: Found, lookup: Lookup) -> list[Candidate]:
    """Return the rivers of a name of which the text speaks as of one: ``banks of the Dnipro``."""
    words, first = tokens.words, match.first
    if not first or words[first - 1].lower() != "the":
        return []
    known = [c for c in match.candidates if c.place.feature_code.startswith("STM")]
    known = known or [
        c for c in lookup(f"{match.key} River") if c.place.feature_code.startswith("STM")
    ]
    after = words[match.last + 1] if match.last + 1 < len(words) else "."
    # The article alone is a river's; before a noun it may be that of the noun.
    alone = (
        not after[0].isalpha() or after in v.LOCATIVES or after in v.STOP or after in v.PREDICATES
    )
    return known if alone else []


def _in_a_title(tokens: Tokens, match: Found) -> bool:
    """Tell whether a name stands in a title that tells something: ``"Window on Kursk" adds``."""
    words = tokens.words
    least = max(0, match.first - _TITLE)
    opens = next((i for i in range(match.first - 1, least - 1, -1) if words[i] in _OPEN), None)
    most = min(len(words), match.last + _TITLE)
    shuts = next((i for i in range(match.last + 1, most) if words[i] in _SHUT), None)
    if opens is None or shuts is None or shuts - opens > _TITLE:
        return False
    if words[shuts - 1] in (",", "!", "?") or not words[opens + 1][0].isupper():
        return False
    if shuts - opens > 2 and all(
        word[0].isupper() or word in v.CONNECTORS for word in words[opens + 1 : shuts]
    ):
        return True  # "Voice of Kordofan"
    before = [word.lower() for word in words[max(0, opens - 2) : opens] if word != ","]
    after = words[shuts + 1 : shuts + 2]
    return (before[-1:] != [] and before[-1] in v.NAMESAKES) or bool(after and after[0] in v.SPEECH)
