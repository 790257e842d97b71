"""The claims as compact columns, from which the browser filters, searches, counts and draws.

Two tables of :mod:`geo.maps.columns`. ``SCLM`` is all that a claim said when it came in, with the
index of its words; it changes when claims come in or go. ``SCLS`` is what people settle, the
status of each claim and who its claimant is; it is small, because each review changes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from geo.analysis.claims import (
    CATEGORY_TITLES,
    claim_categories,
    claims_verb,
    is_plural,
    quantity_words,
)
from geo.analysis.search import LETTERS, Index, build_index
from geo.maps.columns import Ints, pack
from geo.models import Claim, ClaimClass, ClaimStatus, Place, PlacePrecision, Source

MAGIC, SETTLED_MAGIC = b"SCLM", b"SCLS"
VERSION = 1
CLOCKS = ("event", "claimed", "published")
"""By which of its clocks a claim stands in time: the first that it has."""
CLASSES, STATUSES, CATEGORIES = tuple(ClaimClass), tuple(ClaimStatus), tuple(CATEGORY_TITLES)
PRECISIONS = tuple(PlacePrecision)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CodedClaims:
    """Claims as they are sent, and what is needed to send what people settle of them."""

    body: bytes
    """gzip, ready to be sent."""
    ids: list[str]
    """Of each row."""
    claimants: list[str]
    """Of each row, as claims name them."""


@dataclass
class _Codes:
    """Names in the order in which they came, each with a number."""

    numbers: dict[str, int] = field(default_factory=dict)
    of_row: list[int] = field(default_factory=list)

    def add(self, name: str) -> None:
        self.of_row.append(self.numbers.setdefault(name, len(self.numbers)))


@dataclass
class _Rows:
    """What one pass over the claims gathers."""

    places: Mapping[str, Place]
    ids: list[str] = field(default_factory=list)
    claimants: list[str] = field(default_factory=list)
    statements: list[bytes] = field(default_factory=list)
    side: _Codes = field(default_factory=_Codes)
    source: _Codes = field(default_factory=_Codes)
    place: _Codes = field(default_factory=_Codes)
    numbers: list[tuple[int, ...]] = field(default_factory=list)
    """First day, length in days, clock, class, categories as bits, number of places."""
    precision: list[int] = field(default_factory=list)

    def take(self, claims: Iterable[Claim]) -> Iterator[list[str]]:
        """Gather each claim, and yield the texts by which it is found."""
        for claim in claims:
            self.ids.append(claim.id)
            self.claimants.append(sys.intern(claim.claimant))
            self.statements.append(claim.statement.encode(errors="replace"))
            self.side.add(claim.side)
            self.source.add(claim.source)
            known = [where for where in claim.places if where.place in self.places]
            for where in known:
                self.place.add(where.place)
                self.precision.append(PRECISIONS.index(where.precision))
            clocks = (claim.event_time, claim.claimed_at, claim.published_at)
            clock = next(number for number, dated in enumerate(clocks) if dated is not None)
            dated = clocks[clock]
            assert dated is not None  # noqa: S101 - a claim was published
            first, last = (dated.start - _EPOCH) // _DAY, (dated.end - _EPOCH) // _DAY
            bits = sum(1 << CATEGORIES.index(name) for name in claim_categories(claim))
            self.numbers.append(
                (first, last - first, clock, CLASSES.index(claim.claim_class), bits, len(known))
            )
            yield [
                claim.claimant, claim.claimant_form, claim.role, claim.via, claim.statement,
                claim.evidence, claim.basis, claim.note,
                *(quantity_words(quantity) for quantity in claim.quantities),
                *(name for where in known for name in _names(self.places[where.place])),
            ]  # fmt: skip


def claim_columns(
    claims: Iterable[Claim], places: Mapping[str, Place], sources: Mapping[str, Source]
) -> CodedClaims:
    """Code claims for the browser; the same claims in the same order give the same bytes.

    Parameters
    ----------
    claims : iterable of Claim
        Read once, and not held.
    places, sources : mapping
        By id; a place that is not there is left out.
    """
    rows = _Rows(places)
    index = build_index(rows.take(claims))
    numbers = np.array(rows.numbers, np.int64).reshape(-1, 6)
    first = numbers[:, 0]
    origin = int(first.min()) if len(first) else 0
    used = [places[name] for name in rows.place.numbers]
    head: dict[str, Any] = {
        "rows": len(rows.ids),
        "day": origin,
        "clocks": CLOCKS,
        "sides": list(rows.side.numbers),
        "classes": [
            {"id": c, "title": _title(c), "verbs": [claims_verb(one, c) for one in ("", "people")]}
            for c in CLASSES
        ],
        "categories": [{"id": name, "title": CATEGORY_TITLES[name]} for name in CATEGORIES],
        "precisions": PRECISIONS,
        "places": [[p.id, p.name, p.admin1, p.lon, p.lat] for p in used],
        "sources": [_source(sources.get(name), name) for name in rows.source.numbers],
        "letters": LETTERS,
    }
    statements, lengths = _texts(rows.statements)
    ids, id_lengths = _texts([own.encode() for own in rows.ids])
    postings, sizes = _postings(index)
    columns = {
        "first": first - origin,
        "span": numbers[:, 1],
        "clock": numbers[:, 2],
        "class": numbers[:, 3],
        "category": numbers[:, 4],
        "places": numbers[:, 5],
        "side": np.array(rows.side.of_row, np.int64),
        "source": np.array(rows.source.of_row, np.int64),
        "place": np.array(rows.place.of_row, np.int64),
        "precision": np.array(rows.precision, np.int64),
        "id": id_lengths,
        "statement": lengths,
        "posting": sizes,
    }
    texts = {
        "id": ids,
        "statement": statements,
        "words": "\n".join(index.words).encode(),
        "postings": postings,
    }
    return CodedClaims(pack(MAGIC, VERSION, head, columns, texts), rows.ids, rows.claimants)


def settled_columns(
    coded: CodedClaims, statuses: Mapping[str, ClaimStatus], names: Mapping[str, str]
) -> bytes:
    """Code what people settled of claims: one row each, in the same order.

    Parameters
    ----------
    coded : CodedClaims
    statuses : mapping of str to ClaimStatus
        By the id of a claim.
    names : mapping of str to str
        By a claimant as claims have it who that is, where somebody settled it.
    """
    claimant = _Codes()
    for own in coded.claimants:
        claimant.add(names.get(own, own))
    code = {status: number for number, status in enumerate(STATUSES)}
    columns = {
        "claimant": np.array(claimant.of_row, np.int64),
        "status": np.array([code[statuses[own]] for own in coded.ids], np.int64),
    }
    head = {
        "rows": len(coded.ids),
        "claimants": list(claimant.numbers),
        "plural": [int(is_plural(name)) for name in claimant.numbers],
        "statuses": [{"id": status, "title": _title(status)} for status in STATUSES],
    }
    return pack(SETTLED_MAGIC, VERSION, head, columns)


def _names(place: Place) -> tuple[str, ...]:
    return (place.name, place.name_uk, place.name_ru, *place.alternates)


def _title(word: str) -> str:
    return word.replace("_", " ").capitalize()


def _source(source: Source | None, name: str) -> dict[str, str]:
    if source is None:
        return {"id": name, "title": name, "attribution": ""}
    return {"id": source.id, "title": source.title, "attribution": source.attribution}


def _texts(texts: list[bytes]) -> tuple[bytes, Ints]:
    return b"".join(texts), np.array([len(text) for text in texts], np.int64)


def _postings(index: Index) -> tuple[bytes, Ints]:
    """Return the rows of each word as steps, seven bits to a byte, and each word's bytes."""
    if not index.words:
        return b"", np.empty(0, np.int64)
    starts = np.cumsum(index.counts) - index.counts
    steps = np.diff(index.rows, prepend=0)
    steps[starts] = index.rows[starts]
    width = 1 + np.searchsorted([1 << 7, 1 << 14, 1 << 21, 1 << 28], steps, side="right")
    ends = np.cumsum(width)
    out = np.zeros(int(ends[-1]), np.uint8)
    for plane in range(int(width.max())):
        inside = width > plane
        more = (width[inside] > plane + 1).astype(np.uint8) << 7
        septet = (steps[inside] >> 7 * plane) & 0x7F
        out[(ends - width)[inside] + plane] = septet.astype(np.uint8) | more
    return out.tobytes(), np.add.reduceat(width, starts)
