"""What a person decides on an article's names: as the browser says it, and as it is remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from geo.access import Doer
from geo.articles.items import BY_HAND, NOWHERE, Decided, Known, Mention, Name, PlaceOf, mentions_of
from geo.articles.nouns import Document, Span, ToponymKind
from geo.articles.units import Units
from geo.errors import StaleEdit
from geo.gazetteer import Candidate
from geo.ledger import Review, ReviewKind, latest, toponym_of
from geo.store import Store

_MOST_ADDED = 500
_LONGEST = 100
_NO_PLACE, _MISSED = "-", "+"


def remembered(reviews: Iterable[Review], outlet: str) -> dict[str, Known]:
    """Return what names meant in an outlet's earlier articles, by name in small letters."""
    start = toponym_of(outlet, "")
    return {
        subject.removeprefix(start): _known(review)
        for (kind, subject), review in latest(reviews).items()
        if kind is ReviewKind.TOPONYM and subject.startswith(start) and outlet
    }


def _known(review: Review) -> Known:
    words = review.body["place"].split(" ")
    places = tuple(NOWHERE if word == _NO_PLACE else word.lstrip(_MISSED) for word in words)
    said = f"Settled by {review.by} on {review.at.day} {review.at:%b %Y} for this outlet"
    said += ", where it means one thing here and another there." if len(places) > 1 else "."
    return Known(places, said, missed=words[0].startswith(_MISSED))


def decided_from(
    said: Mapping[str, Any],
    names: Sequence[Name],
    claims: int,
    text: str = "",
    place_of: PlaceOf = lambda _: None,
) -> Decided:
    """Return what the browser says that a person decided; what is none is left out.

    Parameters
    ----------
    said : mapping
        A stranger's as far as this goes. ``names``: by number the id of a place, empty for none;
        ``mentions``: the same by two numbers (``"3.1"``); ``claims``: by number, whether it is
        kept; ``added``: a list of numbers with the spans, in UTF-16, of a name that was missed.
    names : sequence of Name
        Of the reading.
    claims : int
        How many there are.
    text : str
        The article's, in which added names stand.
    place_of : callable
        Finds a place that is no candidate; an id that it does not find is left out.
    """
    added = dict(_added(said.get("added"), names, text))
    every = dict(enumerate(names)) | added
    found: dict[str, Candidate] = {}

    def means(number: int, choice: Any) -> bool:
        if number not in every or not isinstance(choice, str):
            return False
        if choice == NOWHERE or choice in {c.place.id for c in every[number].candidates}:
            return True
        place = place_of(choice) if len(choice) <= _LONGEST else None
        if place is not None:
            found[choice] = place
        return place is not None

    choices = {n: c for (n,), c in _pairs(said.get("names"), 1) if means(n, c)}
    single = {
        (n, m): c
        for (n, m), c in _pairs(said.get("mentions"), 2)
        if means(n, c) and m < len(every[n].spans)
    }
    kept = {
        n: keep
        for (n,), keep in _pairs(said.get("claims"), 1)
        if n < claims and isinstance(keep, bool)
    }
    return Decided(choices, single, kept, added, found)


def _pairs(value: Any, numbers: int) -> Iterator[tuple[tuple[int, ...], Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            parts = key.split(".") if isinstance(key, str) else []
            if len(parts) == numbers and all(p.isdecimal() and len(p) < 8 for p in parts):
                yield tuple(map(int, parts)), item


def _added(value: Any, names: Sequence[Name], text: str) -> Iterator[tuple[int, Name]]:
    units, taken = Units(text), [span for name in names for span in name.spans]
    for row in value[:_MOST_ADDED] if isinstance(value, list) else []:
        if not (isinstance(row, list) and len(row) == 2 and isinstance(row[1], list)):
            continue
        number, spans = row[0], [_span(span, units) for span in row[1][:_MOST_ADDED]]
        if type(number) is not int or number < len(names) or not spans or None in spans:
            continue
        own = [span for span in spans if span is not None]
        if any(a < end and start < b for a, b in own for start, end in taken):
            continue
        word = text[slice(*own[0])]
        if word.strip() and len(word) <= _LONGEST:
            taken += own
            yield (
                number,
                Name(word, ToponymKind.PLACE, tuple(own), (), None, BY_HAND, by_hand=True),
            )


def _span(value: Any, units: Units) -> Span | None:
    if isinstance(value, list) and len(value) == 2 and all(type(n) is int for n in value):
        return units.span(*value)
    return None


def remember(
    store: Store,
    document: Document,
    names: Sequence[Name],
    decided: Decided,
    now: datetime,
    by: Doer,
) -> None:
    """Append to the log what names were said to mean in this outlet.

    What somebody else said of a name meanwhile is not written over.
    """
    before = latest(store.reviews())
    for key, mentions in _by_name(mentions_of(names, decided)).items():
        words = _words(mentions)
        if not words:
            continue
        subject = toponym_of(document.outlet, key)
        body = {"place": " ".join(words) if words != [_NO_PLACE] else NOWHERE}
        known = before.get((ReviewKind.TOPONYM, subject))
        if known is not None and dict(known.body) == body:
            continue
        version = 0 if known is None else known.version
        try:
            store.save_review(
                ReviewKind.TOPONYM, subject, body, by=by, at=now, based_on=version,
                reason=_reason(document, mentions, len(words)),
            )  # fmt: skip
        except StaleEdit:
            continue  # a colleague settled it in this very moment; theirs stands in the log


def _by_name(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(mention.name.text.casefold(), []).append(mention)
    return groups


def _words(mentions: Sequence[Mention]) -> list[str]:
    """Return what a name's mentions mean as a person left them; empty if nothing was decided.

    A mention that was not decided on counts as what is proposed for it: who said of one mention
    that it is the oblast did not say so of the others.
    """
    if not any(mention.decided for mention in mentions):
        return []
    ids: dict[str, bool] = {}
    for mention in mentions:
        if mention.decided:
            id = mention.place.place.id if mention.place is not None else NOWHERE
            if id == NOWHERE and mention.name.by_hand:
                continue
        elif mention.name.proposed is not None:
            id = mention.name.proposed
        else:
            continue
        ids[id] = ids.get(id, False) or mention.name.by_hand
    return [f"{_MISSED if missed else ''}{id}" if id else _NO_PLACE for id, missed in ids.items()]


def _reason(document: Document, mentions: Sequence[Mention], meanings: int) -> str:
    reason = f"Decided while reading {document.title or 'an article'!r}."
    if any(mention.name.by_hand for mention in mentions):
        reason = f"Added by hand while reading {document.title or 'an article'!r}."
    if meanings > 1:
        places = Counter(
            "no place" if m.place is None else f"{m.place.place.name} ({m.place.place.id})"
            for m in mentions
            if m.decided
        )
        counts = [f"{n} of {len(mentions)} mentions: {place}" for place, n in places.items()]
        reason += f" {'; '.join(counts)}."
    return reason
