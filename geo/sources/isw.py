"""Layers of the Institute for the Study of War, by the names of its files, layers and services.

No polygon of ISW's carries a category or a claimant: the layer is the certainty. Its terms forbid
use of the geodata without written consent, so Salient brings none; it reads what a user brings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.errors import SourceParseError
from geo.models import Category, Kind, Source
from geo.sources.features import Feature
from geo.sources.meaning import Dialect, Meaning, text_of

ISW = Source(
    id="isw",
    title="ISW and CTP",
    publisher="Institute for the Study of War and AEI's Critical Threats Project",
    url="https://understandingwar.org",
    licence="All rights reserved; geodata only with written consent",
    attribution="Control areas: Institute for the Study of War and AEI's Critical Threats Project",
    redistribution=False,
    terms=(
        "The Institute for the Study of War forbids use of its geodata without its written "
        "consent. Go on only if you have it. Salient shows the credit on every screen and does "
        "not export the data."
    ),
    time_zone="America/New_York",
)

_A, _ADV, _C = Category.ASSESSED, Category.ADVANCES, Category.CLAIMED

# In this order: a name often holds the words of several, and the first that is found decides.
_LAYERS: tuple[tuple[str, Meaning | str], ...] = (
    (r"fighting ?circle|fortification|gains? in the past", "is of a layer that shows no control"),
    (r"infiltration", Meaning(_ADV, "RU", Kind.INFILTRATION)),
    (r"partisan", Meaning(_C, "UA", Kind.PARTISAN)),
    (r"before ?february ?24", Meaning(_A, "RU", Kind.PRE_2022)),
    (r"claimed ?limit ?of ?ukrainian ?advance", Meaning(_C, "UA", Kind.INCURSION)),
    (r"claimed ?ukrainian ?counter ?offensive", Meaning(_C, "UA", Kind.COUNTEROFFENSIVE)),
    (r"claimed ?russian ?advances? ?in ?russia|russian ?claims? ?in ?russia",
     Meaning(_C, "RU", Kind.ADVANCE)),
    (r"claimed ?russian|russian ?claims?", Meaning(_C, "RU", Kind.CONTROL)),
    (r"ukrainian ?advances? ?in ?russia", Meaning(_ADV, "UA", Kind.INCURSION)),
    (r"russian ?advances? ?in|assessed ?russian ?advance", Meaning(_ADV, "RU", Kind.ADVANCE)),
    (r"control ?map|russian.?controlled|cot ?in ?ukraine|russian ?cot|assessed ?russian ?control",
     Meaning(_A, "RU", Kind.CONTROL)),
)  # fmt: skip
_PATTERNS = [(re.compile(pattern, re.IGNORECASE), said) for pattern, said in _LAYERS]


def meaning_of_layer(name: str) -> Meaning:
    """Return what the areas of a layer are.

    Parameters
    ----------
    name : str
        Of a file, layer or service in any of the spellings in use.

    Raises
    ------
    SourceParseError
        If the layer shows no control, or its name is none of ISW's.

    Examples
    --------
    >>> meaning_of_layer("Claimed_Limit_of_Ukrainian_Advance_VIEW").kind.value
    'incursion'
    """
    plain = re.sub(r"[_\W]+", " ", name)
    for pattern, said in _PATTERNS:
        if pattern.search(plain):
            if isinstance(said, str):
                raise SourceParseError(said)
            return said
    raise SourceParseError(f"is of the layer {name[:80]!r}, which is none of ISW's that are known")


def _says(feature: Feature) -> Meaning:
    return meaning_of_layer(feature.layer)._replace(label=text_of(feature.properties, "name"))


def _is_isw(names: Sequence[str], _features: Sequence[Feature]) -> bool:
    plain = [re.sub(r"[_\W]+", " ", name) for name in names]
    return any(pattern.search(name) for name in plain for pattern, _ in _PATTERNS)


DIALECTS = (Dialect("ISW layer", ISW, _is_isw, _says),)
