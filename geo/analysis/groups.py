"""Which claims are about the same thing: proposed by rule, settled by a person; both are kept."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import islice

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.ledger import Review, ReviewKind, latest
from geo.models import Claim, ClaimClass, PlacePrecision, Quantity

_SLACK = timedelta(days=1)
"""How far two event times may be apart: reports of a night bear the date of either day."""
_LOOSE = timedelta(days=3)
"""The same, where one of the claims has no event time and is dated by when it was made."""
_DOUBTS = {ClaimClass.DENY, ClaimClass.NO_COMMENT, ClaimClass.UNVERIFIED}
_ANSWERS = {*_DOUBTS, ClaimClass.CONFIRM}
"""Classes that are about another's claim, and need not repeat its figures."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_ROLES = {"location", "target"}
_COARSE = [PlacePrecision.EXACT, PlacePrecision.REGION, PlacePrecision.COUNTRY]
_SHARED_WORDS = 2
_STEM = 5  # letters: prisoner, prisoners; Курск, Курська


@dataclass(frozen=True)
class Proposal:
    """Two claims that the rule takes for claims about one thing, and why."""

    one: str
    other: str
    why: str


@dataclass(frozen=True)
class Groups:
    """Claims about the same thing."""

    of_claim: dict[str, str]
    """By the id of each claim in a group the id of the group: that of its first claim."""
    members: dict[str, tuple[str, ...]]
    """By the id of a group the ids of its claims, sorted; two at least."""


class _Compared:
    """A claim with what its comparisons ask of it, taken from it once."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        time, slack = claim.event_time, _SLACK
        if time is None:
            time, slack = claim.claimed_at or claim.published_at, _LOOSE
        self.start = time.start
        self.end = time.end + slack
        """Until when another may begin to be about the same thing."""
        self.kind = claim.claim_class
        self.answers, self.doubts = self.kind in _ANSWERS, self.kind in _DOUBTS
        self.things = [
            (quantity.unit, _unit(quantity), set(_WORD.findall(quantity.what.casefold())))
            for quantity in claim.quantities
        ]

    @cached_property
    def words(self) -> set[str]:
        """Stems of the statement's words, but for those of the claimant's name."""
        said, own = (
            {word[:_STEM] for word in _WORD.findall(text.casefold())}
            for text in (self.claim.statement, self.claim.claimant)
        )
        return said - own


def proposals(claims: Sequence[Claim]) -> list[Proposal]:
    """Return the pairs of claims that the rule takes for claims about one thing.

    Parameters
    ----------
    claims : sequence of Claim

    Returns
    -------
    list of Proposal
        Sorted; ``one`` before ``other``.

    Notes
    -----
    Both name a place where it happened or at which it was aimed; their times lie within a day of
    one another, or within three where one is dated only by when it was said; and

    - both give figures in one unit, of things that share a word where both say of what; or
    - the place is exact, and neither gives a figure, or one answers (denies, confirms, does not
      comment, calls unverified) the other; or
    - the place is a region, and one denies, does not comment or calls unverified what the other
      says in words of which they share two.

    For a country only the first holds. A confirmation for a whole region groups nothing: of what
    it is one, only a person can tell.
    """
    by_place: dict[str, dict[str, tuple[int, _Compared]]] = defaultdict(dict)
    for claim in claims:
        compared = _Compared(claim)
        for where in claim.places:
            if where.role in _ROLES:
                how = _COARSE.index(where.precision)
                by_place[where.place].setdefault(claim.id, (how, compared))
    found: dict[tuple[str, str], str] = {}
    for _, named in sorted(by_place.items()):
        group = sorted(named.values(), key=lambda own: (own[1].start, own[1].claim.id))
        for at, (how, one) in enumerate(group):
            for same, other in islice(group, at + 1, None):
                if other.start > one.end:
                    break
                why = _why(one, other, _COARSE[max(how, same)])
                if why:
                    ids = one.claim.id, other.claim.id
                    found.setdefault(ids if ids[0] < ids[1] else ids[::-1], why)
    return [Proposal(*pair, why) for pair, why in sorted(found.items())]


def settled_groups(proposed: Iterable[Proposal], reviews: Iterable[Review]) -> Groups:
    """Return the groups that follow from the proposals and what people settled.

    Parameters
    ----------
    proposed : iterable of Proposal
    reviews : iterable of Review
        In their order, as :meth:`geo.store.Store.reviews` gives them.

    Notes
    -----
    What a person settled about a pair goes before the rule. Groups hang together through pairs: a
    claim leaves one when it is settled apart from every other in it.
    """
    pairs = {(p.one, p.other) for p in proposed}
    for (kind, subject), review in latest(reviews).items():
        if kind is not ReviewKind.PAIR or review.body["same"] is None:
            continue
        one, other = subject.split(" ")
        (pairs.add if review.body["same"] else pairs.discard)((one, other))
    ids = sorted({claim for pair in pairs for claim in pair})
    if not ids:
        return Groups({}, {})
    number = {claim: at for at, claim in enumerate(ids)}
    ends = np.array([[number[one], number[other]] for one, other in sorted(pairs)])
    links = coo_array((np.ones(len(ends)), ends.T), shape=(len(ids), len(ids)))
    _, label = connected_components(links, directed=False)
    members: dict[int, list[str]] = defaultdict(list)
    for claim, group in zip(ids, label.tolist(), strict=True):
        members[group].append(claim)
    return Groups(
        {claim: own[0] for own in members.values() for claim in own},
        {own[0]: tuple(own) for own in members.values()},
    )


def _why(one: _Compared, other: _Compared, place: PlacePrecision) -> str:
    """Return why two claims of one place and time are about one thing; empty if they are not."""
    for unit, mine, words in one.things:
        for _, theirs, others in other.things:
            if mine == theirs and not (words and others and words.isdisjoint(others)):
                return f"same place and time, both in {unit}"
    if place is PlacePrecision.COUNTRY or (one.things and other.things):
        return ""
    answers = (one.answers or other.answers) and one.kind is not other.kind
    if place is PlacePrecision.EXACT:
        if answers:
            return "same place and time, and one answers the other"
        return "" if one.things or other.things else "same place and time"
    if answers and (one.doubts or other.doubts):
        if len(one.words & other.words) >= _SHARED_WORDS:
            return "same region and time, and one answers the other in its words"
    return ""


def _unit(quantity: Quantity) -> str:
    return quantity.unit.casefold().removesuffix("s")
