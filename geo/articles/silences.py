"""What is not said: "declined to comment", "could not verify", "has no confirmation"."""

from __future__ import annotations

from geo.articles.anchors import Anchor
from geo.articles.clauses import subject_before, verb_group
from geo.articles.cues import Cue
from geo.articles.sentences import Sentence
from geo.models import ClaimClass

_REFUSING = frozenset("declined refused declines refuses declining refusing decline refuse".split())
_SPEAKING = frozenset(
    "comment say answer discuss give respond reply speak elaborate confirm disclose reveal specify "
    "name provide explain release tell take share".split()
)
_UNANSWERED = frozenset(
    "comment commented respond responded reply replied answer answered elaborate elaborated react "
    "reacted confirm confirmed acknowledge acknowledged mention mentioned specify specified".split()
)
_CHECKING = frozenset(
    "verify verified corroborate corroborated authenticate authenticated check checked".split()
)
_SEEING = frozenset("observed seen found received".split())
_NO_WHAT = frozenset("comment reply answer statement response mention details questions".split())
_CONFIRMATION = frozenset("confirmation evidence proof".split())
_GIVING = frozenset("made gave had offered took has have makes gives offers takes issued".split())
_NEGATIVES = frozenset(
    "not cannot can't couldn't didn't doesn't don't hasn't haven't hadn't wasn't weren't isn't "
    "won't wouldn't never".split()
)
_NO_COMMENT = Cue("silence", "past", "silence", ClaimClass.NO_COMMENT)
_UNVERIFIED = Cue("silence", "past", "silence", ClaimClass.UNVERIFIED)
TRIGGERS = _SEEING | _REFUSING | _NEGATIVES | _GIVING | {"unable", "neither", "unavailable"}


def silence_at(s: Sentence, at: int) -> Anchor | None:
    """Return the refusal or the lack of proof that begins at a token of :data:`TRIGGERS`.

    The anchor's cue reaches from ``group`` to ``at``, both inclusive.
    """
    words, word = s.words, s.words[at]
    if word in _REFUSING:
        if words[at + 1 : at + 2] != ["to"]:
            return None
        if words[at + 2 : at + 4] == ["be", "drawn"]:
            return _made(s, at, at + 3, _NO_COMMENT)
        return _made(s, at, at + 2, _NO_COMMENT) if _is(s, at + 2, _SPEAKING) else None
    if word == "unable" and words[at + 1 : at + 2] == ["to"]:
        last = _past_adverbs(s, at + 2)
        return _made(s, at, last, _UNVERIFIED) if _is(s, last, _CHECKING | {"confirm"}) else None
    if word in _GIVING and words[at + 1 : at + 2] == ["no"]:
        if _is(s, at + 2, _CONFIRMATION):
            return _made(s, at, at + 2, _UNVERIFIED)
        return _made(s, at, at + 2, _NO_COMMENT) if _is(s, at + 2, _NO_WHAT) else None
    if word in _SEEING and words[at + 1 : at + 2] == ["no"] and _is(s, at + 2, _CONFIRMATION):
        return _made(s, at, at + 2, _UNVERIFIED)
    if word == "neither":
        return _neither(s, at)
    if word in _NEGATIVES:
        return _denied(s, at)
    return None


def _neither(s: Sentence, at: int) -> Anchor | None:
    """Read "neither X nor Y has commented" and "X neither confirmed nor denied"."""
    words = s.words
    if words[at + 1 : at + 2] in (["confirmed"], ["confirm"]) and words[at + 2 : at + 3] == ["nor"]:
        return _made(s, at, at + 3, _NO_COMMENT) if at + 3 < len(words) else None
    for last in range(at + 2, min(at + 10, len(words))):
        if s.tags[last - 1] == "A" and words[last] in _UNANSWERED:
            return Anchor(_NO_COMMENT, last, verb_group(s, last), (at, verb_group(s, last)))
    return None


def _denied(s: Sentence, at: int) -> Anchor | None:
    words, tags = s.words, s.tags
    last = _past_adverbs(s, at + 1)
    passive = False
    while last < len(words) and words[last] in ("be", "been", "able", "to", "yet"):
        passive |= words[last] in ("be", "been")
        last = _past_adverbs(s, last + 1)
    passive |= words[at - 1] in ("was", "were", "is", "are") or words[at] in ("wasn't", "weren't")
    if _is(s, last, {"available", "reached", "reachable"}):
        stop = last + 2 if words[last + 1 : last + 3] == ["for", "comment"] else last
        return _made(s, at, stop, _NO_COMMENT)
    if _is(s, last, _CHECKING) or (passive and _is(s, last, {"confirmed"})):
        made = _made(s, at, last, _UNVERIFIED)
        if made is not None and passive and "able" not in words[at:last]:
            made.passive = True
        return made
    if _is(s, last, _SEEING):
        if _is(s, last + 1, _CONFIRMATION) or _is(s, last + 2, _CONFIRMATION):
            stop = last + 1 if _is(s, last + 1, _CONFIRMATION) else last + 2
            return _made(s, at, stop, _UNVERIFIED)
        return None
    if passive:
        return None
    if _is(s, last, {"say", "said", "specify"}):
        return _made(s, at, last, _NO_COMMENT) if tags[last + 1 : last + 2] in ("S", "W") else None
    if not _is(s, last, _UNANSWERED):
        return None
    modal = words[at - 1] in ("could", "can") or words[at] in ("cannot", "can't", "couldn't")
    if modal and words[last].startswith("confirm"):
        return _made(s, at, last, _UNVERIFIED)
    return None if modal else _made(s, at, last, _NO_COMMENT)


def _is(s: Sentence, at: int, words: frozenset[str] | set[str]) -> bool:
    return at < len(s.words) and s.words[at] in words


def _past_adverbs(s: Sentence, at: int) -> int:
    while s.tags[at : at + 1] == "B":
        at += 1
    return at


def _made(s: Sentence, at: int, last: int, cue: Cue) -> Anchor | None:
    group = verb_group(s, at)
    before = s.tags[group - 1] if group else ""
    if before == "E":
        return Anchor(cue, last, group - 1, (group - 1, group))
    if before == "c":
        return Anchor(cue, last, group, None, inherited=True)
    subject = subject_before(s, group)
    return Anchor(cue, last, group, subject) if subject is not None else None
