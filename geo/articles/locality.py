"""Where a text is at home: its outlet, and how the places it writes of are governed."""

from __future__ import annotations

from collections.abc import Sequence

from geo.articles import vocabulary as v
from geo.articles.found import Found, Lookup
from geo.articles.nouns import ToponymKind
from geo.articles.tokens import Tokens

_ENOUGH_CUES = 2
_LOCAL_HEADS = frozenset(
    "Police Sheriff Fire City County Council School High Elementary Circuit Fiscal Board Volunteer"
    " Township Borough Hospital Chamber Mayor Municipal Community".split()
)


def country_of(outlet: str) -> str:
    """Return the country of an outlet's domain.

    Parameters
    ----------
    outlet : str
        Domain or name.

    Returns
    -------
    str
        ISO 3166 alpha-2; empty where the domain is of no country, or sold to all the world.

    Examples
    --------
    >>> country_of("news.example.co.uk"), country_of("example.tv"), country_of("The Example")
    ('GB', '', '')
    """
    last = outlet.rsplit(".", 1)[-1].upper()
    if "." not in outlet or len(last) != 2 or not last.isalpha():
        return ""
    return {"UK": "GB"}.get(last, "" if last in v.SOLD_DOMAINS else last)


def town_of(outlet: str, lookup: Lookup) -> str:
    """Return the town that an outlet is named for, such as ``columbus`` of ``columbusherald.com``.

    Parameters
    ----------
    outlet : str
        Domain or name.
    lookup : Lookup
        The gazetteer.

    Returns
    -------
    str
        In lower case; empty where no place is left when the words of newspapers are taken off.
    """
    labels = [label for label in outlet.lower().split(".") if label != "www"]
    name = "".join(c for c in (labels[0] if labels else "") if c.isalnum())
    changed = True
    while changed and len(name) > 3:
        changed = False
        if lookup.size(name):
            return name
        for word in v.OUTLETS:
            if name.endswith(word) and len(name) > len(word):
                name, changed = name[: -len(word)], True
                break
            if name.startswith(word) and len(name) > len(word) + 3:
                name, changed = name[len(word) :], True
                break
    return name if len(name) > 3 and lookup.size(name) else ""


def countries_by_customs(tokens: Tokens) -> dict[str, int]:
    """Return the countries for which the names of offices and moneys in a text speak.

    Parameters
    ----------
    tokens : Tokens

    Returns
    -------
    dict of int
        Country to the number of different words, where they are at least two.
    """
    seen = set(tokens.words)
    counts = {
        country: len(seen & words)
        for country, words in (("US", v.CUSTOMS_US), ("GB", v.CUSTOMS_GB), ("IE", v.CUSTOMS_IE))
    }
    return {country: number for country, number in counts.items() if number >= _ENOUGH_CUES}


def is_local(tokens: Tokens, found: Sequence[Found]) -> bool:
    """Tell whether a text is about one town's police, council and schools.

    In such a text the famous place of a name is less likely than elsewhere.

    Parameters
    ----------
    tokens : Tokens
    found : sequence of Found
        Names of places in it.

    Returns
    -------
    bool
    """
    words = tokens.words
    heads = sum(
        1
        for match in found
        if match.kind is ToponymKind.PART
        and match.last + 1 < len(words)
        and words[match.last + 1] in _LOCAL_HEADS
    )
    locals_ = sum(1 for m in found if m.last + 1 < len(words) and words[m.last + 1] in v.LOCALS)
    counties = sum(1 for match in found if match.key.endswith((" County", " Township", " Parish")))
    return heads + locals_ + counties >= _ENOUGH_CUES
