"""Claims as a table for reading, sorting and filtering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from geo.clock import stamp
from geo.models import Claim, DatedText, Place, Quantity

COLUMNS = (
    "id", "claimant", "side", "role", "class", "status", "statement", "figures", "where",
    "event", "claimed", "published", "basis",
)  # fmt: skip
_SEARCHED = ("claimant", "role", "statement", "where", "figures")


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


def filter_claims(
    frame: pd.DataFrame, text: str = "", among: Mapping[str, Sequence[str]] | None = None
) -> pd.DataFrame:
    """Return the rows that contain a text and have one of the chosen values.

    Parameters
    ----------
    frame : DataFrame
        As :func:`claims_frame` returns it.
    text : str
        Looked for, letter for letter but for case, in claimant, role, statement and places.
    among : mapping of column to values
        A column without values chosen does not restrict.
    """
    keep = pd.Series(True, index=frame.index)
    if text.strip():
        words = text.strip().casefold()
        rows = frame[list(_SEARCHED)].itertuples(index=False)
        keep &= pd.Series([words in "\n".join(row).casefold() for row in rows], frame.index, bool)
    for column, values in (among or {}).items():
        if values:
            keep &= frame[column].isin(list(values))
    return frame[keep]


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
