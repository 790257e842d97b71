"""From what a person accepted of an article to the store: places and claims, as one import."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from geo.access import Doer
from geo.articles.as_json import kind_of
from geo.articles.items import Decided, Mention, Name, mentions_of
from geo.articles.nouns import ArticleClaim, Document, Reading, Span
from geo.errors import SchemaError
from geo.gazetteer import Candidate
from geo.intake.decisions import remember
from geo.intake.same_place import known_as
from geo.models import Claim, ClaimPlace, ImportReport, PlacePrecision, RowNote, Source
from geo.store import ImportResult, Store

_PRECISION = {
    "country": PlacePrecision.COUNTRY,
    "city": PlacePrecision.EXACT,
    "village": PlacePrecision.EXACT,
    "facility": PlacePrecision.EXACT,
}


def store_article(
    store: Store,
    reading: Reading,
    names: Sequence[Name],
    decided: Decided,
    *,
    now: datetime,
    by: Doer,
    whole: Callable[[Candidate], Candidate] = lambda candidate: candidate,
) -> ImportResult:
    """Store what was accepted of an article, and remember what its names mean in this outlet.

    Parameters
    ----------
    store : Store
    reading : Reading
    names : sequence of Name
        Of the reading, as :func:`geo.articles.items.names_of` gives them.
    decided : Decided
    now : datetime
        Aware.
    by : Person or str
        Who.
    whole : callable
        Gives a place its other names: :meth:`geo.gazetteer.Gazetteer.with_alternates`.

    Raises
    ------
    SchemaError
        If nobody said when and by whom the article was published, or nothing was accepted.
    StoreError
        If the store refuses it; then nothing is stored.
    """
    document = reading.document
    problems = []
    if document.published is None:
        problems.append("nobody said when it was published; give its date")
    if not document.outlet.strip():
        problems.append("nobody said who published it; give its outlet")
    mentions = mentions_of(names, decided)
    if not any(decided.claims.values()) and not any(mention.place for mention in mentions):
        problems.append("nothing in it was accepted")
    if problems:
        raise SchemaError("The article", problems)
    known = store.places()
    chosen = {m.place.place.id: m.place for m in mentions if m.place is not None}
    chosen = {id: whole(candidate) for id, candidate in chosen.items()}
    ids = {id: known_as(candidate, known) for id, candidate in chosen.items()}
    stored = {place.id for place in known}
    new = {
        ids[id]: replace(candidate.place, id=ids[id])
        for id, candidate in chosen.items()
        if ids[id] not in stored
    }
    source = _source(document.outlet)
    digest = _digest(document, decided, mentions, ids)
    claims = [
        _claim(claim, reading, source, f"{source.id}-{digest[:8]}-{number + 1:02}",
               _places(claim, mentions, ids))
        for number, claim in enumerate(reading.claims)
        if decided.claims.get(number)
    ]  # fmt: skip
    report = _report(reading, mentions, decided, digest)
    result = store.import_article(
        list(new.values()), claims, source, report, recorded_at=now, recorded_by=by
    )
    if result.changed:
        remember(store, document, names, decided, now, by)
    return result


def _source(outlet: str) -> Source:
    plain = unicodedata.normalize("NFKD", outlet).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    # Two outlets whose names leave the same Latin letters stay two.
    mark = hashlib.sha256(outlet.casefold().encode()).hexdigest()[:6]
    return Source(
        id=f"article-{slug}-{mark}" if slug else f"article-{mark}",
        title=outlet,
        publisher=outlet,
        licence="of the outlet; statements and their words only",
        attribution=f"Claims: as reported by {outlet}",
        redistribution=False,
    )


def _digest(
    document: Document, decided: Decided, mentions: Sequence[Mention], ids: Mapping[str, str]
) -> str:
    """Return a hash of the article with all that was decided: this import, and no other."""
    kept = sorted(n for n, keep in decided.claims.items() if keep)
    meant = [(m.span, ids[m.place.place.id]) for m in mentions if m.place is not None]
    said = [document.outlet, str(document.published), str(meant), str(kept)]
    return hashlib.sha256("\x1f".join([document.text, *said]).encode()).hexdigest()


def _places(
    claim: ArticleClaim, mentions: Sequence[Mention], ids: Mapping[str, str]
) -> list[ClaimPlace]:
    """Return the places of a claim that a person accepted, each once.

    A name that a person added within the claim's words is one of them: reading had missed it.
    """
    roles = {place.toponym: place.role for place in claim.places}
    found: dict[str, ClaimPlace] = {}
    for mention in mentions:
        if mention.place is None:
            continue
        span = mention.span
        counts = not roles or mention.name.by_hand
        if span in roles or (counts and _within(span, claim)):
            place = mention.place.place
            kind = kind_of(place.feature_code, mention.place.population)
            found.setdefault(
                ids[place.id],
                ClaimPlace(
                    place=ids[place.id],
                    role=roles.get(span, "") or "location",
                    precision=_PRECISION.get(kind, PlacePrecision.REGION),
                ),
            )
    return list(found.values())


def _within(span: Span, claim: ArticleClaim) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in claim.content_spans)


def _claim(
    claim: ArticleClaim, reading: Reading, source: Source, id: str, places: list[ClaimPlace]
) -> Claim:
    document = reading.document
    assert document.published is not None  # noqa: S101 - checked before anything is made
    pieces = [document.text[a:b] for a, b in claim.content_spans]
    statement = " ".join(" … ".join(pieces).split())
    spans = [*claim.content_spans]
    spans += [span for span in (claim.claimant_span, claim.cue_span) if span is not None]
    first, last = min(a for a, _ in spans), max(b for _, b in spans)
    form = document.text[slice(*claim.claimant_span)] if claim.claimant_span else ""
    return Claim(
        id=id,
        claimant=claim.claimant or document.outlet,
        claimant_form=form if form != claim.claimant else "",
        side=claim.side or "other",
        role=claim.role,
        via=claim.via,
        claim_class=claim.claim_class,
        statement=statement,
        quantities=claim.quantities,
        places=places,
        event_time=claim.event_time,
        claimed_at=claim.claimed_at,
        published_at=document.published,
        evidence=document.text[first:last],
        note="" if claim.claimant else "The article does not say whose statement this is.",
        source=source.id,
    )


def _report(
    reading: Reading, mentions: Sequence[Mention], decided: Decided, digest: str
) -> ImportReport:
    left, notes = [], []
    rows = [*_rows(mentions)]
    for row, mention in rows:
        if mention.place is None:
            left.append(RowNote(row, "is no place" if mention.decided else mention.name.why))
        elif mention.name.by_hand:
            notes.append(RowNote(row, mention.name.why))
    for number, claim in enumerate(reading.claims):
        if not decided.claims.get(number):
            settled = number in decided.claims
            row = f"statement {number + 1}, {claim.claimant or 'nobody named'}"
            left.append(RowNote(row, "rejected" if settled else "not decided on"))
    read = len(rows) + len(reading.claims)
    return ImportReport(
        file=reading.document.title or "pasted article",
        sha256=digest,
        read=read,
        kept=read - len(left),
        left_out=left,
        notes=notes,
    )


def _rows(mentions: Sequence[Mention]) -> list[tuple[str, Mention]]:
    """Return a row for each name, or one for each mention where they were decided differently."""
    groups: dict[int, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(id(mention.name), []).append(mention)
    rows = []
    for own in groups.values():
        name = own[0].name.text
        if len({(m.decided, m.place.place.id if m.place else "") for m in own}) == 1:
            rows.append((name, own[0]))
        else:
            rows += [(f"{name}, mention {m.number + 1} of {len(own)}", m) for m in own]
    return rows
