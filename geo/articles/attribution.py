"""A statement as a sentence gives it, and where its content ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.articles.anchors import Anchor
from geo.articles.clauses import Tokens
from geo.articles.nouns import Span
from geo.articles.sentences import Sentence
from geo.models import ClaimClass


@dataclass(slots=True)
class Attribution:
    """A statement with who is said to have made it, before anything is resolved."""

    source: Span | None
    cue: Span | None
    contents: list[Span]
    lemma: str
    claim_class: ClaimClass
    kind: str
    """``before``: the source comes before the content; ``after``; ``around``; ``noun``."""
    sentence: Sentence
    at: int
    """Index of the cue's token."""
    subject: Tokens | None = None
    quoted: bool = False
    open_ended: bool = False
    """Ends in a colon: what follows in the next paragraphs is its content."""


def content_end(s: Sentence, start: int, later: list[Anchor]) -> int:
    """Return where content ends that follows its cue: at the sentence's end or the next teller."""
    tags, end = s.tags, len(s.tags)
    for anchor in later:
        cut = anchor.group if anchor.inherited or anchor.subject is None else anchor.subject[0]
        if cut <= start:
            continue
        before = tags[cut - 1]
        joined = before in "cS" and tags[cut - 2 : cut - 1] in (",", "-", ";")
        joined = joined and anchor.cue.frame in ("clause", "to", "object", "silence", "of")
        if before == "," and anchor.subject is not None and not anchor.inherited:
            joined = tags[cut : cut + 1] in "NDn" and tags[start : start + 1] not in "S"
        if anchor.inherited and anchor.cue.form == "ing" and before == ",":
            joined = True
        if anchor.inherited and before == "c":
            joined = True
        refutes = anchor.cue.lemma in ("deny", "confirm", "dispute", "reject")
        if refutes and before == "W" and tags[cut - 2 : cut - 1] == ",":
            joined, cut = True, cut - 1
        if joined:
            end = cut - 1
            break
    told = next((i for i in range(start, end) if s.words[i] == "according"), end)
    if told < end and tags[told - 1] == ",":
        end = told
    while end > start and tags[end - 1] in ".,;-":
        end -= 1
    return end


_JOINED = re.compile(r",c(?=[^,]*?[nNZqR][^,]*?[AVd])")


def last_clause(s: Sentence, end: int) -> int:
    """Return where the last of several main clauses before a token begins: ", and Y"."""
    first = 0
    for match in _JOINED.finditer(s.tags, 0, end):
        if s.words[match.start() + 1] in ("and", "but") and s.tags[match.end()] in "NDn#RP":
            first = match.end()
    return first


def span_of(s: Sentence, tokens: Tokens) -> Span:
    """Return the characters of some tokens, without a comma at their end."""
    first, end = tokens
    while end > first + 1 and s.tags[end - 1] == ",":
        end -= 1
    return s.starts[first], s.ends[end - 1]
