"""The words by which names are told apart: titles, organisations, streets, kinds of ground.

General lists of English, none of which names a place: ``data/words.txt``. The long ones beside it
come from public lists by ``scripts/name_lists.py``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def _read(name: str) -> str:
    return (files("geo.articles") / "data" / name).read_text(encoding="utf8")


@cache
def listed(name: str) -> frozenset[str]:
    """Return a list of ``geo/articles/data``, in lower case.

    Parameters
    ----------
    name : str
        ``first_names``, ``family_names`` or ``plain_words``.

    Returns
    -------
    frozenset of str
    """
    return frozenset(_read(f"{name}.txt").split("\n")) - {""}


def _sections() -> dict[str, frozenset[str]]:
    found = {}
    for block in _read("words.txt").split("\n[")[1:]:
        name, words = block.split("]\n", 1)
        found[name] = frozenset(words.split())
    return found


_WORDS = _sections()

SHORTENED = _WORDS["shortened"]
TITLES = _WORDS["titles"]
TITLES_LOWER = _WORDS["titles_lower"]
"""Before a name they make it a person, whose place of work may stand before them."""
STREETS = _WORDS["streets"]
STREET_WORDS_AMBIGUOUS = _WORDS["street_words_ambiguous"]
GROUND_AFTER = _WORDS["ground_after"]
"""A name ends with them and is one name: ``Laurel County``."""
GROUND_BEFORE = _WORDS["ground_before"]
REGION_NOUNS = _WORDS["region_nouns"]
WIDE_NOUNS = _WORDS["wide_nouns"]
"""After a name they make it the region, where the name is also that of a city."""
SECTOR_NOUNS = _WORDS["sector_nouns"]
POCKET_NOUNS = _WORDS["pocket_nouns"]
FACILITIES = _WORDS["facilities"]
"""After a name they make it that of a facility: ``Ryazan refinery``."""
FACILITY_SORTS = _WORDS["facility_sorts"]
"""What may stand between: ``Kavkazskaya oil depot``."""
GOVERNMENT = _WORDS["government"]
"""Heads of the longer names in which a place names the seat."""
COMPANY = _WORDS["company"]
PAPERS = _WORDS["papers"]
OF_HEADS = _WORDS["of_heads"]
SEATS = _WORDS["seats"]
LOCATIVES = _WORDS["locatives"]
HARD_LOCATIVES = _WORDS["hard_locatives"]
DIRECTIONS = _WORDS["directions"]
DIRECTION_NAMES = _WORDS["direction_names"]
SPEECH = _WORDS["speech"]
TIMES = _WORDS["times"]
STOP = _WORDS["stop"]
CONNECTORS = _WORDS["connectors"]
SUFFIXES = _WORDS["suffixes"]
BYLINES = _WORDS["bylines"]
SURE_STREETS = _WORDS["sure_streets"]
BUILDINGS = _WORDS["buildings"]
TAKES = _WORDS["takes"]
"""Verbs right before a name of a place: ``seized Sudzha``."""
VESSELS = _WORDS["vessels"]
NAMESAKES = _WORDS["namesakes"]
PREDICATES = _WORDS["predicates"]
"""What goes on after a whole name: ``the Moscow was``, ``the Dnipro and``."""
AT_WAR = _WORDS["at_war"]
"""Codes of countries on whose ground armies fight in the years of the texts, 2022 to 2025."""
STRIKES = _WORDS["strikes"]
"""Before a capital they make it the place that is fired at or taken, not the party."""
VISITS = _WORDS["visits"]
"""Before a state or a capital they make it the place that somebody goes to or leaves."""
COMPOUNDS = _WORDS["compounds"]
"""After a hyphen they make the name that of a party: ``Moscow-backed``."""
CUSTODY = _WORDS["custody"]
"""After an institution they make it a place that is not fled: ``in Kursk police custody``."""
ARMS_AND_GROUPS = _WORDS["arms_and_groups"]
"""Weapons, armed groups and groupings of troops that are called like some town."""
"""Right before a name they make it no place: ``the group Luhansk``."""
ACTOR_NOUNS = _WORDS["actor_nouns"]
"""After a name they make it one that acts: ``the Gaza health ministry``."""
PLACING = HARD_LOCATIVES | {"from", "to", "of"}
LOCALS = _WORDS["locals"]
"""After a name they make it the place somebody or something is of: ``a Paris man``."""
OUTLETS = tuple(sorted(_WORDS["outlets"], key=lambda word: (-len(word), word)))
"""What newspapers call themselves, the longest first."""
SOLD_DOMAINS = _WORDS["sold_domains"]
CUSTOMS_US = _WORDS["customs_us"]
CUSTOMS_GB = _WORDS["customs_gb"]
CUSTOMS_IE = _WORDS["customs_ie"]
WAR = _WORDS["war"]
WAR_EVENTS = _WORDS["war_events"]
"""Those of them that report fighting, and not only armies."""
DATIVES = _WORDS["datives"]
"""Before ``to`` and ``from`` they speak of a party: ``aid to Kyiv``."""
OF_A_LAND = _WORDS["of_a_land"]
"""Before a state's name they say which part of it: ``occupied Crimea``."""
GROUND_OF = _WORDS["ground_of"]
"""Before ``of`` they speak of a place: ``south of Moscow``."""
