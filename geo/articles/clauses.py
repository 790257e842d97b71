"""Subjects and adverbials in a tagged sentence (see :mod:`geo.articles.words`)."""

from __future__ import annotations

import re

from geo.articles.sentences import Sentence

Tokens = tuple[int, int]
"""Index of the first token and of the one after the last."""

_NOMINAL = frozenset("nNZ#Dqxdgot")
_ATTACHING = frozenset("in from for at with on by near against to about under into".split())
_NP = r"(?:[DZ#]*[nNgd#q]*[nNg#q](?:\([^)]*\))?)"
_PHRASE = re.compile(rf"{_NP}(?:o{_NP})*")
_RECIPIENT = re.compile(rf"R|{_NP}(?:o{_NP})*(?:c{_NP})?")
_TIME = re.compile(r"[SPDBn]{0,2}t[t#]*(?:,#,?)?(?![nN]*[AV])")
_AFTER_PHRASE = frozenset("TQq:,.;tPRESD-W(B")
_ADVERBIAL = frozenset(
    "in on at during to from through via by after before following with for about of under".split()
)
_NAMING = re.compile("[nNZ#qD]")
_NO_INNER_VERB = re.compile(r"[^AVRET]*")
_TRIM_FRONT = "ot#"


def verb_group(s: Sentence, cue: int) -> int:
    """Return where the verb of a cue begins, with its auxiliaries and adverbs."""
    at, tags = cue, s.tags
    while at > 0 and (
        tags[at - 1] in "AB"
        or (s.words[at - 1] in ("first", "long") and at > 1 and tags[at - 2] == "A")
    ):
        at -= 1
    return at


def subject_before(s: Sentence, at: int) -> Tokens | None:
    """Return the noun phrase or pronoun that ends right before a verb, appositions included."""
    if at == 0:
        return None
    tag = s.tags[at - 1]
    if tag == "R" and s.words[at - 1].endswith(("self", "selves")):
        return noun_phrase_before(s, at - 1) or (at - 1, at)
    if tag in "RW":
        return at - 1, at
    if tag == ",":
        return _with_apposition(s, at - 1)
    if tag == "-":
        return None
    if tag == "D" and s.words[at - 1] in _STAND_ALONE:
        return at - 1, at
    return noun_phrase_before(s, at)


_STAND_ALONE = frozenset("all another both each many most others several some others two".split())


def noun_phrase_before(s: Sentence, at: int) -> Tokens | None:
    """Return the noun phrase that ends right before a token."""
    tags, words, first = s.tags, s.words, at
    while first > 0:
        tag = tags[first - 1]
        if tag in _NOMINAL:
            if first < at and tags[first] == "D" and tag not in "Do":
                break
            first -= 1
        elif tag == "P":
            attaches = words[first - 1] in _ATTACHING and first > 1 and tags[first - 2] in "nNZ)d"
            if not attaches:
                break
            first -= 1
        elif tag == ")":
            opened = tags.rfind("(", 0, first - 1)
            if opened < 0:
                break
            first = opened
        elif tag == "c":
            if not (
                words[first - 1] in ("and", "or", "&") and first > 1 and tags[first - 2] in "nNZ#q"
            ):
                break
            first -= 1
        else:
            break
    while first < at and (tags[first] in _TRIM_FRONT and at - first > 1):
        if tags[first] == "#" and tags[first + 1] in "nN":
            break
        first += 1
    return (first, at) if first < at and _NAMING.search(tags, first, at) else None


def _with_apposition(s: Sentence, comma: int) -> Tokens | None:
    """Return "X, the governor" where ``comma`` closes the apposition."""
    tags, end = s.tags, comma
    for _ in range(4):
        opening = tags.rfind(",", 0, end)
        if opening <= 0:
            return None
        inner = tags[opening + 1 : end]
        relative = inner[:1] in ("W", "S", "g", "d", "P", "o")
        if not inner or not (relative or _NO_INNER_VERB.fullmatch(inner)):
            end = opening
            continue
        before = noun_phrase_before(s, opening)
        if before is None:
            end = opening
            continue
        if before[0] == 1 and tags[0] == "P" and tags[opening + 1] in "DnN":
            return opening + 1, comma + 1
        whole = before[0], comma + 1
        if tags[before[0]] in "Dn" and before[0] > 1 and tags[before[0] - 1] == ",":
            further = noun_phrase_before(s, before[0] - 1)
            inside = further is not None and further[0] == 1 and tags[0] == "P"
            if further is not None and not inside and "N" in tags[further[0] : further[1]]:
                return further[0], comma + 1
        return whole
    return None


def first_subject(s: Sentence, before: int) -> Tokens | None:
    """Return the subject of a sentence: what stands before its first verb."""
    tags = s.tags
    for at, tag in enumerate(tags[:before]):
        if tag == "R":
            return at, at + 1
        if tag == "E":
            return at, at + 1
        if tag in "AV" or (tag == "d" and at and tags[at - 1] in "nNZqB,)"):
            start = at
            while start > 0 and tags[start - 1] == "B":
                start -= 1
            found = subject_before(s, start)
            if found is not None:
                return found
    return None


def skip_adverbials(s: Sentence, at: int) -> int:
    """Return where the words about when, where and how end: "said *on Monday on air* that"."""
    tags, words, size = s.tags, s.words, len(s.tags)
    while at < size:
        tag = tags[at]
        if tag == "B" and words[at] not in ("not", "never", "almost", "nearly", "only"):
            at += 1
            continue
        timed = _TIME.match(tags, at)
        if timed and timed.end() > at:
            at = timed.end()
            continue
        if tag in "Po" and words[at] in _ADVERBIAL:
            phrase = _PHRASE.match(tags, at + 1)
            if phrase is None and tags[at + 1 : at + 2] == "R":
                at += 2
                continue
            if phrase and (phrase.end() >= size or tags[phrase.end()] in _AFTER_PHRASE):
                at = phrase.end()
                continue
        break
    return at


def skip_recipient(s: Sentence, at: int) -> int:
    """Return where the listener of "told X" ends; ``at`` itself if none is there."""
    while s.tags[at : at + 1] == "B":
        at += 1
    match = _RECIPIENT.match(s.tags, at)
    if match is None:
        return at
    end = match.end()
    if end < len(s.tags) and s.tags[end] in "AVd":
        return at + 1
    if end < len(s.tags) and s.tags[end] == "," and s.tags[end + 1 : end + 2] in ("D", "N", "n"):
        closing = s.tags.find(",", end + 1)
        if closing > 0 and _NO_INNER_VERB.fullmatch(s.tags[end + 1 : closing]):
            return closing + 1
    return end


def noun_phrase_after(s: Sentence, at: int) -> Tokens | None:
    """Return the noun phrase that begins at a token, with its prepositional phrases."""
    tags = s.tags
    if tags[at : at + 1] in ("R", "E"):
        return at, at + 1
    match = _PHRASE.match(tags, at)
    if match is None:
        return (at, at + 1) if tags[at : at + 1] in ("D", "t") else None
    end = match.end()
    while end < len(tags):
        if tags[end] == "(":
            closed = tags.find(")", end)
            if closed < 0:
                break
            end = closed + 1
        elif tags[end] in "Poc" and s.words[end] not in ("but", "on", "after", "during"):
            more = _PHRASE.match(tags, end + 1)
            if more is None:
                break
            end = more.end()
        else:
            break
    return at, end
