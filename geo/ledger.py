"""What people settle about claims: statuses with their reasons, grades, groups, ties, names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from geo.clock import to_rfc3339
from geo.errors import SchemaError
from geo.models import ClaimStatus

RELIABILITY = {
    "A": "completely reliable", "B": "usually reliable", "C": "fairly reliable",
    "D": "not usually reliable", "E": "unreliable", "F": "cannot be judged",
}  # fmt: skip
"""Of a source, by the Admiralty scale (NATO AJP-2.1)."""
CREDIBILITY = {
    "1": "confirmed by other sources", "2": "probably true", "3": "possibly true",
    "4": "doubtful", "5": "improbable", "6": "cannot be judged",
}  # fmt: skip
"""Of a content, by the same scale."""


class ReviewKind(StrEnum):
    """What is settled; the comment of each says of what, and what its body holds."""

    GRADE = "grade"
    """Of a claim, by its id: ``reliability`` and ``credibility``."""
    PAIR = "pair"
    """Of two claims, by :func:`pair_of`: ``same``, whether they are about one thing; None takes
    back what was settled."""
    TIE = "tie"
    """Of a claim and a claimed area, by :func:`tie_of`: ``tied``."""
    CLAIMANT = "claimant"
    """Of a claimant as claims name them: ``name``, who that is; empty takes it back."""
    AREA_CLAIMANT = "area_claimant"
    """Of a source's areas of a party and kind, ``source/actor/kind``: ``name`` of who claims."""
    TOPONYM = "toponym"
    """Of a name in an outlet's articles, by :func:`toponym_of`: ``place``, the id of what the
    gazetteer has by it; empty: no place. Several ids, ``-`` for no place among them, where it
    meant now this, now that; ``+`` before an id: reading had missed the name."""


_FIELDS: dict[ReviewKind, dict[str, tuple[type, ...]]] = {
    ReviewKind.GRADE: {"reliability": (str,), "credibility": (str,)},
    ReviewKind.PAIR: {"same": (bool, type(None))},
    ReviewKind.TIE: {"tied": (bool,)},
    ReviewKind.CLAIMANT: {"name": (str,)},
    ReviewKind.AREA_CLAIMANT: {"name": (str,)},
    ReviewKind.TOPONYM: {"place": (str,)},
}


@dataclass(frozen=True, kw_only=True)
class StatusEntry:
    """One status in the history of a claim."""

    id: int
    claim: str
    """Id of the claim."""
    status: ClaimStatus
    at: datetime
    by: str
    reason: str
    evidence: str
    """On what it rests: words or an address; empty if nobody said."""


@dataclass(frozen=True, kw_only=True)
class Review:
    """One thing that a person settled."""

    kind: ReviewKind
    subject: str
    version: int
    """From 1; the latest counts."""
    body: Mapping[str, Any]
    reason: str
    at: datetime
    by: str


def pair_of(one: str, other: str) -> str:
    """Return the subject of a review of two claims, whichever comes first.

    Raises
    ------
    SchemaError
        If it is one claim.
    """
    if one == other:
        raise SchemaError("The pair of claims", [f"{one!r} is one claim; choose another beside it"])
    return " ".join(sorted([one, other]))


def tie_of(claim: str, source: str, area: str) -> str:
    """Return the subject of a review of a claim and a claimed area.

    Parameters
    ----------
    claim, source : str
        Their ids.
    area : str
        Which area of the source, as :func:`area_name` names it.
    """
    return f"{claim} {source} {area}"


def area_name(first_claimed: datetime, actor: str, lon: float, lat: float) -> str:
    """Return by what a claimed area is known: when it was first claimed, for whom, a point in it.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> area_name(datetime(2025, 1, 5, tzinfo=UTC), "RU", 37.12345, 48.1)
    '2025-01-05T00:00:00Z/RU/37.1234,48.1000'
    """
    return f"{to_rfc3339(first_claimed)}/{actor}/{lon:.4f},{lat:.4f}"


def toponym_of(outlet: str, name: str) -> str:
    """Return the subject of a review of what a name means in an outlet's articles.

    Examples
    --------
    >>> toponym_of("courier.example", "Kotovsk")
    'courier.example: kotovsk'
    """
    return f"{outlet.casefold()}: {name.casefold()}"


def latest(reviews: Iterable[Review]) -> dict[tuple[ReviewKind, str], Review]:
    """Return of each thing that was settled the version that counts."""
    return {(review.kind, review.subject): review for review in reviews}


def settled_names(reviews: Iterable[Review]) -> dict[str, str]:
    """Return by a claimant's name as claims have it who that is, where a person settled it."""
    return {
        subject: name
        for (kind, subject), review in latest(reviews).items()
        if kind is ReviewKind.CLAIMANT and (name := review.body["name"].strip())
    }


def taken_back(kind: ReviewKind, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the body that takes back a review: what was settled before it, or that nothing was.

    Examples
    --------
    >>> taken_back(ReviewKind.PAIR, None), taken_back(ReviewKind.TIE, {"tied": True})
    ({'same': None}, {'tied': True})
    """
    if before is not None:
        return dict(before)
    if kind is ReviewKind.PAIR:
        return {"same": None}
    if kind is ReviewKind.TIE:
        return {"tied": False}
    return dict.fromkeys(_FIELDS[kind], "")


def checked_body(kind: ReviewKind, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a review if it has just the fields of its kind.

    Raises
    ------
    SchemaError
        With everything that is wrong.
    """
    fields = _FIELDS[kind]
    problems = [f"it lacks {name}" for name in fields if name not in body]
    problems += [f"{name!r} is no field of it" for name in body if name not in fields]
    problems += [
        f"{name} cannot be {body[name]!r}"
        for name, types in fields.items()
        if name in body and not isinstance(body[name], types)
    ]
    if kind is ReviewKind.GRADE and not problems:
        for name, scale in (("reliability", RELIABILITY), ("credibility", CREDIBILITY)):
            if body[name] not in ("", *scale):
                listed = ", ".join(scale)
                problems.append(f"{name} is one of {listed} or empty, not {body[name]!r}")
    if problems:
        raise SchemaError(f"The {kind.value.replace('_', ' ')}", problems)
    return dict(body)
