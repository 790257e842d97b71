"""Claims as people settled them: their claimants merged, their grades set; the claims stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from geo.ledger import Review, ReviewKind, latest
from geo.models import Claim


def settled_claims(claims: Sequence[Claim], reviews: Iterable[Review]) -> list[Claim]:
    """Return claims with their claimants' names and their grades as people settled them.

    Parameters
    ----------
    claims : sequence of Claim
    reviews : iterable of Review
        In their order, as :meth:`geo.store.Store.reviews` gives them.

    Returns
    -------
    list of Claim
        In the same order. A claimant that is somebody else by review keeps the name by which the
        claim has it in ``claimant_form``. A name is followed once, not from name to name: what a
        person settled about one name is not what was settled about another.
    """
    settled = latest(reviews)
    return [_settled(claim, settled) for claim in claims]


def _settled(claim: Claim, settled: Mapping[tuple[ReviewKind, str], Review]) -> Claim:
    named = settled.get((ReviewKind.CLAIMANT, claim.claimant))
    if named is not None and named.body["name"]:
        form = claim.claimant_form or claim.claimant
        claim = replace(claim, claimant=named.body["name"], claimant_form=form)
    grade = settled.get((ReviewKind.GRADE, claim.id))
    return claim if grade is None else replace(claim, **grade.body)


def tied_areas(reviews: Iterable[Review], claim: str) -> list[tuple[str, str, Review]]:
    """Return the claimed areas to which people tied a claim.

    Parameters
    ----------
    reviews : iterable of Review
    claim : str
        Its id.

    Returns
    -------
    list of (str, str, Review)
        Id of the area's source, the area as :func:`geo.ledger.area_name` names it, and who tied
        it and why.
    """
    found = []
    for (kind, subject), review in latest(reviews).items():
        if kind is ReviewKind.TIE and review.body["tied"]:
            own, source, area = subject.rsplit(" ", 2)
            if own == claim:
                found.append((source, area, review))
    return found


def area_claimants(reviews: Iterable[Review], source: str) -> dict[str, str]:
    """Return who claims a source's areas, by party: ``{"RU": "Ministry (advance)"}``.

    Parameters
    ----------
    reviews : iterable of Review
    source : str
        Its id.
    """
    found: dict[str, list[str]] = {}
    for (kind, subject), review in sorted(latest(reviews).items()):
        if kind is ReviewKind.AREA_CLAIMANT and review.body["name"]:
            of, actor, sort = subject.split("/")
            if of == source:
                found.setdefault(actor, []).append(f"{review.body['name']} ({sort})")
    return {actor: ", ".join(names) for actor, names in found.items()}
