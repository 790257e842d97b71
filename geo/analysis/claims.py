"""Claims as a table for reading, sorting and filtering."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from geo.clock import stamp
from geo.models import Claim, ClaimClass, DatedText, Place, Quantity

COLUMNS = (
    "id", "claimant", "side", "role", "class", "status", "statement", "figures", "where",
    "event", "claimed", "published", "basis",
)  # fmt: skip
CLASS_VERBS = {
    ClaimClass.CLAIM: "claims",
    ClaimClass.REPORT: "reports",
    ClaimClass.CONFIRM: "confirms",
    ClaimClass.DENY: "denies",
    ClaimClass.ESTIMATE: "estimates",
    ClaimClass.NO_COMMENT: "does not comment",
    ClaimClass.UNVERIFIED: "says, unverified",
}
"""What a claimant does, as it stands behind the name of one."""
_PLURAL_VERBS = {
    ClaimClass.CLAIM: "claim",
    ClaimClass.REPORT: "report",
    ClaimClass.CONFIRM: "confirm",
    ClaimClass.DENY: "deny",
    ClaimClass.ESTIMATE: "estimate",
    ClaimClass.NO_COMMENT: "do not comment",
    ClaimClass.UNVERIFIED: "say, unverified",
}
_BEFORE_NOUN = re.compile(r"[ ,](?:of|in|at|from|for|near|on|with|to|who|,)\b|,")
_MANY = frozenset("people police forces chiefs others many some".split())
_ONE = frozenset("news affairs states nations headquarters press".split())
CATEGORY_TITLES = {
    "ground": "Ground and settlements",
    "people": "People",
    "air": "Drones, missiles, strikes",
    "equipment": "Equipment",
    "other": "Other figures",
    "none": "No figures",
}
"""What a claim gives figures of, by :func:`claim_categories`."""
_UNITS = {
    "ground": (
        "km2", "km²", "sq km", "square km", "square kilometre", "square kilometer", "km", "hectare",
        "settlement", "village", "town", "position", "street", "metre", "meter",
    ),
    "people": (
        "soldier", "troop", "people", "person", "personnel", "civilian", "casualty", "casualties",
        "killed", "wounded", "dead", "prisoner", "captive", "fighter", "mercenary", "mercenaries",
        "serviceman", "servicemen", "officer", "child", "children", "men", "brigade", "battalion",
    ),
    "air": ("drone", "uav", "missile", "rocket", "bomb", "shell", "strike", "attack", "air strike"),
    "equipment": (
        "tank", "vehicle", "vessel", "ship", "gun", "howitzer", "system", "apc", "aircraft",
        "helicopter", "launcher", "depot", "piece", "boat", "train", "radar",
    ),
}  # fmt: skip
_CATEGORY_OF_UNIT = {unit: name for name, units in _UNITS.items() for unit in units}


def claims_verb(claimant: str, claim_class: ClaimClass) -> str:
    """Return what a claimant does, in the number of its name.

    Examples
    --------
    >>> claims_verb("Unnamed reports", ClaimClass.UNVERIFIED), claims_verb("TASS", ClaimClass.DENY)
    ('say, unverified', 'denies')
    >>> claims_verb("officials of the Ministry of Foreign Affairs", ClaimClass.CLAIM)
    'claim'
    """
    return (_PLURAL_VERBS if is_plural(claimant) else CLASS_VERBS)[claim_class]


def is_plural(claimant: str) -> bool:
    """Return whether a claimant's name is that of several: ``Russian sources``, ``residents``."""
    head = _BEFORE_NOUN.split(claimant, maxsplit=1)[0].split()
    if not head:
        return False
    last = head[-1]
    if last.lower() in _MANY:
        return True
    if not last.islower() or last in _ONE:
        # A name that ends in "s", as Reuters does, is most often one.
        return False
    return last.endswith("s") and not last.endswith(("ss", "us", "is", "'s", "’s"))


def claims_frame(claims: Sequence[Claim], places: Mapping[str, Place]) -> pd.DataFrame:
    """Return claims as a frame, one row each, in their order.

    Parameters
    ----------
    claims : sequence of Claim
    places : mapping of str to Place
        By id, for the names of the claims' places.

    Returns
    -------
    DataFrame
        Text columns :data:`COLUMNS`, but ``published``, which is datetime64 in UTC. The other two
        times are words, because a source may give a day, a span or nothing.
    """
    rows = [
        (
            claim.id,
            claim.claimant,
            claim.side,
            f"{claim.role}, through {claim.via}" if claim.via else claim.role,
            claim.claim_class.value.replace("_", " "),
            claim.status.value,
            claim.statement,
            "; ".join(map(quantity_words, claim.quantities)),
            ", ".join(places[p.place].name for p in claim.places if p.place in places),
            dated_words(claim.event_time),
            dated_words(claim.claimed_at),
            claim.published_at.start,
            claim.basis,
        )
        for claim in claims
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["published"] = pd.to_datetime(frame["published"], utc=True)
    return frame


def claim_categories(claim: Claim) -> tuple[str, ...]:
    """Return of what a claim gives figures: keys of :data:`CATEGORY_TITLES`, at least one.

    Notes
    -----
    By the unit of each figure, whatever the words around it say.

    Examples
    --------
    >>> from geo.clock import parse_when
    >>> day = DatedText(start=parse_when("2025-01-05")[0], end=parse_when("2025-01-05")[0])
    >>> said = dict(claimant="A", side="UA", role="", claim_class=ClaimClass.CLAIM, source="s")
    >>> drones = Quantity(low=12, high=12, unit="drones")
    >>> claim_categories(Claim(id="a", statement="", quantities=[drones], published_at=day, **said))
    ('air',)
    """
    found = {
        _CATEGORY_OF_UNIT.get(unit, _CATEGORY_OF_UNIT.get(unit.removesuffix("s"), "other"))
        for unit in (quantity.unit.strip().casefold() for quantity in claim.quantities)
    }
    return tuple(name for name in CATEGORY_TITLES if name in found) or ("none",)


def quantity_words(quantity: Quantity) -> str:
    """Return a quantity as its claimant gave it.

    Examples
    --------
    >>> quantity_words(Quantity(low=10_000, high=12_000, unit="troops"))
    '10,000 to 12,000 troops'
    >>> quantity_words(Quantity(low=180, high=None, unit="vessels"))
    'over 180 vessels'
    """
    low, high = quantity.low, quantity.high
    if low is not None and high is not None:
        amount = f"{low:,g}" if low == high else f"{low:,.0f} to {high:,.0f}"
    elif low is not None:
        amount = f"over {low:,g}"
    else:
        amount = "an unknown number of" if high is None else f"up to {high:,g}"
    what = f" ({quantity.what})" if quantity.what else ""
    unit = quantity.unit.removesuffix("s") if low == high == 1 else quantity.unit
    return f"{amount} {unit}{what}"


def dated_words(dated: DatedText | None) -> str:
    """Return a time as exactly as the source gave it, in UTC; empty text for none."""
    if dated is None:
        return ""
    start = stamp(dated.start, precision=dated.precision)
    end = stamp(dated.end, precision=dated.precision)
    return start if start == end else f"{start} to {end}"
