"""Statements whose cue is no verb: "according to", "the claim that", "reportedly"."""

from __future__ import annotations

import re

from geo.articles.attribution import Attribution, content_end, last_clause, span_of
from geo.articles.claimant_names import speaks_officially
from geo.articles.clauses import Tokens, noun_phrase_after
from geo.articles.cues import CUE_NOUNS, CUES
from geo.articles.sentences import Sentence
from geo.models import ClaimClass

_VERBAL = re.compile(r"[AVEd]")


def other_cue(s: Sentence, at: int) -> Attribution | None:
    """Return what the token at ``at`` attributes if it is a cue without being a verb."""
    word = s.words[at]
    if word == "according":
        return _according(s, at)
    if word in CUE_NOUNS:
        return _noun_cue(s, at)
    if word == ":":
        return _colon(s, at)
    return _reportedly(s, at) if word in HEDGES else None


HEDGES = frozenset(["reportedly", "allegedly"])
OTHER_CUES = HEDGES | CUE_NOUNS.keys() | {"according", ":"}
_LABEL = re.compile(r"[DZ]?[nNZ](?:[nNZ]|o[DZ]?(?=[nN]))*")


def _according(s: Sentence, at: int) -> Attribution | None:
    """Read "according to X" before, after and inside of what X said."""
    tags = s.tags
    if s.words[at + 1 : at + 2] != ["to"]:
        return None
    teller = noun_phrase_after(s, at + 2)
    if teller is None:
        return None
    made = Attribution(
        span_of(s, teller), (s.starts[at], s.ends[at + 1]), [],
        "according", ClaimClass.CLAIM, "after", s, at, teller,
    )  # fmt: skip
    left = at
    while left > 0 and tags[left - 1] in ",-(;B":
        left -= 1
    size = len(tags)
    while size > 0 and tags[size - 1] == ".":
        size -= 1
    if left > 0 and tags[left - 1] in "TW" and tags[teller[1] : teller[1] + 1] == ",":
        made.kind = "before"
        made.contents = [span_of(s, (teller[1] + 1, size))]
        return made if teller[1] + 1 < size else None
    if left > 0 and tags[:left] not in ("c", "S"):
        made.contents = [span_of(s, (last_clause(s, left), left))]
        end = teller[1]
        rest = tags[end + 1 : size]
        if (
            tags[end : end + 1] == ","
            and rest
            and rest[0] not in "WgScD"
            and not _VERBAL.search(tags, 0, left)
        ):
            made.contents.append(span_of(s, (end + 1, size)))
        return made
    comma = tags.find(",", teller[1])
    if comma < 0:
        comma = teller[1] - 1
        if tags[teller[1] : teller[1] + 1] in ("", "."):
            return None
    while True:
        further = tags.find(",", comma + 1)
        if further < 0 or further > comma + 9:
            break
        inner, rest = tags[comma + 1 : further], tags[further + 1 : size]
        apposed = inner[:1] in ("D", "n", "N", "W", "#") and (
            inner[:1] == "W" or not _VERBAL.search(inner)
        )
        if not (apposed and "c" not in rest[:1] and _VERBAL.search(rest)):
            break
        comma = further
    if comma + 1 >= size:
        return None
    made.kind = "before"
    made.contents = [span_of(s, (comma + 1, size))]
    return made


def _noun_cue(s: Sentence, at: int) -> Attribution | None:
    """Read "X's claim that C", "reports by X that C", "reports that C"."""
    tags, words = s.tags, s.words
    after = at + 1
    teller: Tokens | None = None
    if tags[after : after + 1] == "P" and words[after] in ("by", "from"):
        teller = noun_phrase_after(s, after + 1)
        if teller is None:
            return None
        after = teller[1]
    if tags[after : after + 1] != "T" or after + 1 >= len(tags):
        return None
    if teller is None:
        front = at
        while front > 0 and tags[front - 1] in "nNdg#B" and words[front - 1] not in CUES:
            front -= 1
        if front > 0 and tags[front - 1] == "Z":
            first = front - 1
            while first > 0 and tags[first - 1] in "nNDZ":
                first -= 1
            teller = (first, front)
        elif front > 0 and words[front - 1] in ("his", "her", "their", "its"):
            teller = (front - 1, front)
    end = content_end(s, after, [])
    made = Attribution(
        span_of(s, teller) if teller else None,
        (s.starts[at], s.ends[at]), [span_of(s, (after, end))],
        words[at], CUE_NOUNS[words[at]], "noun", s, at, teller,
    )  # fmt: skip
    return made if end > after + 1 else None


def _colon(s: Sentence, at: int) -> Attribution | None:
    """Read "Air Force: 74 drones launched" and "Ivan Petrenko: “...”" at a line's beginning.

    Other words before a colon are headings and places, and nobody's claim.
    """
    tags = s.tags
    if not 0 < at <= 8 or not _LABEL.fullmatch(tags, 0, at):
        return None
    size = len(tags)
    while size > at + 1 and tags[size - 1] in ".;":
        size -= 1
    if size <= at + 1:
        return None
    named = set(tags[:at]) == {"N"} and at <= 4 and tags[at + 1] == "Q"
    if not (named or speaks_officially(" ".join(s.words[:at]))):
        return None
    return Attribution(
        span_of(s, (0, at)), (s.starts[at], s.ends[at]), [span_of(s, (at + 1, size))],
        ":", ClaimClass.REPORT, "before", s, at, (0, at), quoted=tags[at + 1] == "Q",
    )  # fmt: skip


def _reportedly(s: Sentence, at: int) -> Attribution | None:
    end = len(s.tags)
    while end > 0 and s.tags[end - 1] == ".":
        end -= 1
    first = 0
    for cut in range(at - 1, 0, -1):
        if s.tags[cut] in "TS;" or (s.tags[cut] in "c" and s.tags[cut - 1] == ","):
            first = cut + 1
            break
    lemma = s.words[at]
    claim_class = ClaimClass.REPORT if lemma == "reportedly" else ClaimClass.CLAIM
    return Attribution(
        None, (s.starts[at], s.ends[at]), [span_of(s, (first, end))],
        lemma, claim_class, "passive", s, at, None,
    )  # fmt: skip
