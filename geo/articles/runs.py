"""What the words around a name make of it: a part, a street, a region, a longer name."""

from __future__ import annotations

from collections.abc import Sequence

from geo.articles import vocabulary as v
from geo.articles.found import Found, Lookup, lookup_is_wide
from geo.articles.nouns import ToponymKind
from geo.articles.people import Persons
from geo.articles.tables import postal_codes, short_names
from geo.articles.tokens import Tokens
from geo.gazetteer import Candidate


def stands_in_its_run(tokens: Tokens, match: Found, persons: Persons, lookup: Lookup) -> bool:
    """Judge a name by the capitals around it; tell whether it stands."""
    words, first, last = tokens.words, match.first, match.last
    before = words[first - 1] if first and tokens.glued[first] else ""
    after = words[last + 1] if last + 1 < len(words) and tokens.glued[last + 1] else ""
    if after in v.STREETS and _is_street(tokens, match, before):
        return False
    if after == "&" or before in {"&", "@", "#"}:
        return False
    if before == "of" and first > 1:
        _after_of(tokens, match)
    elif (
        before == "-"
        and first > 1
        and words[first - 2][0].isupper()
        and match.kind is not ToponymKind.PEOPLE
    ):
        pass
    elif before[:1].isupper() and not _ends_a_phrase(tokens, first - 1):
        if not _after_capital(tokens, match, before, persons, lookup):
            return False
    if after == "of" and after != "" and last + 2 < len(words) and words[last + 2][0].isupper():
        pass
    if after[:1].isupper() and not persons.marks[last + 1]:
        return _before_capital(tokens, match, after, lookup)
    with_noun(tokens, match, after, lookup)
    return True


def _is_street(tokens: Tokens, match: Found, before: str) -> bool:
    words, after = tokens.words, tokens.words[match.last + 1]
    if after in v.STREET_WORDS_AMBIGUOUS:
        following = words[match.last + 2] if match.last + 2 < len(words) else ""
        if following[:1].isupper() and after not in ("St", "Dr", "Drive"):
            return False
    if after[0].islower():
        return match.kind is not ToponymKind.PEOPLE and not lookup_is_wide(match)
    return True


def _ends_a_phrase(tokens: Tokens, at: int) -> bool:
    """Tell whether the capital at ``at`` belongs to what goes before, not to what follows."""
    word = tokens.words[at]
    return word in v.STOP or word in v.TIMES or (word in v.TITLES and tokens.words[at + 1] != ".")


def _after_of(tokens: Tokens, match: Found) -> None:
    head = tokens.words[match.first - 2]
    if head in ("city", "town", "village", "settlement", "suburb"):
        match.wants = "PPL"
    if head in v.DIRECTION_NAMES:
        match.strength += 1.0
    elif head in v.OF_HEADS or head in v.GOVERNMENT:
        if head in (
            "City",
            "Town",
            "Village",
            "State",
            "Borough",
            "Republic",
            "County",
            "Port",
            "Township",
        ):
            match.strength += 2.0
        elif head not in v.TITLES:
            match.kind = ToponymKind.PART
            match.strength += 1.0


def _after_capital(
    tokens: Tokens, match: Found, before: str, persons: Persons, lookup: Lookup
) -> bool:
    if before.lower() in v.OF_A_LAND and match.kind is ToponymKind.PLACE:
        return True
    if before in v.DIRECTION_NAMES:
        # "Northeast Georgia" is in Georgia; "East Sheen" is a place that the table does not know.
        if match.kind is ToponymKind.PEOPLE or lookup_is_wide(match) or lookup.size(match.key) >= 2:
            return True
        match.first -= 1
        match.candidates = ()
        return True
    if match.kind is ToponymKind.PEOPLE:
        return True
    if persons.marks[match.first - 1]:
        return False
    if (
        tokens.words[match.first - 1].isupper()
        and len(before) > 1
        and not tokens.words[match.first].isupper()
    ):
        match.strength -= 0.5
    if before in v.GOVERNMENT or before in v.COMPANY:
        match.kind = ToponymKind.PART
        return True
    if lookup_is_wide(match) and match.first == match.last:
        match.kind = ToponymKind.PART
        match.strength -= 2.0
        return True
    return False


def _before_capital(tokens: Tokens, match: Found, after: str, lookup: Lookup) -> bool:
    """Judge a name that another capital follows: a head, a title, or a longer name."""
    words, last = tokens.words, match.last
    if after in v.TIMES or (after in v.STOP and after not in v.GOVERNMENT):
        return True
    if after in v.WIDE_NOUNS or (after == "State" and _is_state(tokens, match)):
        _widen(match, last + 1, lookup)
        return True
    if after in v.COMPANY and match.kind is not ToponymKind.PEOPLE:
        return False
    if after in v.GOVERNMENT or after in v.TITLES or after in v.GROUND_AFTER:
        if match.kind is ToponymKind.PLACE:
            match.kind = ToponymKind.PART
        match.strength += 0.0 if after in v.PAPERS else 1.0
        return True
    if match.kind is ToponymKind.PEOPLE:
        return True
    if tokens.words[last].isupper() and not after.isupper() and len(words[last]) > 3:
        return True  # a dateline in capitals before a sentence
    tail = after
    here = last + 1
    while (
        here + 1 < len(words)
        and tokens.glued[here + 1]
        and (words[here + 1][0].isupper() or words[here + 1] in ("of", "and", "&", "for"))
    ):
        here += 1
        tail = words[here]
        if here - last > 6:
            break
    if tail in v.GOVERNMENT or any(words[i] in v.GOVERNMENT for i in range(last + 1, here + 1)):
        match.kind = ToponymKind.PART
        return True
    match.kind = ToponymKind.PART
    match.strength -= 1.0 if lookup_is_wide(match) or after.endswith("s") else 2.5
    return True


def _is_state(tokens: Tokens, match: Found) -> bool:
    """Tell whether ``State`` ends the name: ``Rakhine State``, not ``Ohio State University``."""
    words, here = tokens.words, match.last + 2
    if here < len(words) and words[here][0].isupper() and tokens.glued[here]:
        return False
    return any(
        c.place.feature_code.startswith("ADM1") and c.place.country != "US"
        for c in match.candidates
    )


def with_noun(tokens: Tokens, match: Found, after: str, lookup: Lookup) -> None:
    """Take a noun after the name into account: ``Kursk region``, ``the Kharkiv direction``."""
    last = match.last
    if after in v.WIDE_NOUNS:
        if after.endswith("s"):
            match.candidates = _regions(match, lookup) or match.candidates
            match.wants, match.strength = "ADM1", match.strength + 2.0
        else:
            _widen(match, last + 1, lookup)
    elif after in v.SECTOR_NOUNS:
        # An axis is called by the town to which it leads, be that the seat of an oblast too.
        match.strength += 2.0
    elif after == "republic" and match.candidates:
        match.wants, match.strength = "ADM1", match.strength + 2.0
    elif after in v.POCKET_NOUNS:
        match.last, match.strength = last + 1, match.strength + 2.0
    elif after in ("county", "counties") and not lookup_is_wide(match):
        county = lookup(f"{match.key} County")
        if county:
            match.candidates, match.wants = county, "ADM2"
        match.strength += 2.0
    elif after in ("district", "raion", "municipality") and match.kind is ToponymKind.PLACE:
        match.strength += 1.0


def _widen(match: Found, last: int, lookup: Lookup) -> None:
    """Make the name the region of that name, the noun included."""
    regions = _regions(match, lookup)
    match.strength += 3.0
    if match.kind is ToponymKind.PEOPLE:
        return
    match.last = last
    if regions:
        match.candidates = regions
    match.wants = "ADM1"


def _regions(match: Found, lookup: Lookup) -> tuple[Candidate, ...]:
    """Return the regions of a name; of one that is known of the city only, that around it."""
    regions = tuple(c for c in match.candidates if c.place.feature_code.startswith("ADM1"))
    if regions or not match.candidates:
        return regions
    seat = match.candidates[0].place  # "Kharkov region"
    if not seat.admin1 or not seat.feature_code.startswith("PPLA"):
        return ()
    return tuple(
        c
        for c in lookup(seat.admin1)
        if c.place.feature_code.startswith("ADM1") and c.place.country == seat.country
    )


def container_after(
    tokens: Tokens, match: Found, lookup: Lookup
) -> tuple[int, int, str, Sequence[Candidate]] | None:
    """Return the state or country that stands right after a name, behind a comma or in brackets.

    Parameters
    ----------
    tokens : Tokens
        The text.
    match : Found
        The name.
    lookup : Lookup
        The gazetteer.

    Returns
    -------
    tuple or None
        First and last token of the state or country, its name, and the places of that name.
    """
    words, at = tokens.words, match.last + 1
    if at + 1 >= len(words) or words[at] not in (",", "("):
        return None
    start = at + 1 + (words[at + 1] == "in" and words[at] == ",")
    for last in range(min(start + 3, len(words) - 1), start - 1, -1):
        name = tokens.between(start, last)
        if not name[0].isupper():
            return None
        if not (words[last][0].isupper() or (words[last] == "." and name in short_names())):
            continue
        code = postal_codes().get(name)
        if code is not None and words[at] == ",":
            return start, last, name, lookup(code)
        wide = tuple(c for c in lookup(name) if c.place.feature_code.startswith(("PCL", "ADM1")))
        if wide:
            return start, last, name, wide
    return None
