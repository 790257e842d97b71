"""Which words of a sentence are verbs of saying, and who is their subject."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.articles.clauses import (
    Tokens,
    noun_phrase_before,
    skip_adverbials,
    subject_before,
    verb_group,
)
from geo.articles.cues import CUES, Cue
from geo.articles.sentences import Sentence

_BE = frozenset(
    "is are was were be been being isn't wasn't weren't it's he's she's they're".split()
)
_INVERTS = frozenset("say add write ask tell note explain report announce claim warn".split())


@dataclass(slots=True)
class Anchor:
    """A cue with its subject, before its content is cut out."""

    cue: Cue
    at: int
    group: int
    """Where the verb with its auxiliaries begins."""
    subject: Tokens | None
    inherited: bool = False
    passive: bool = False


def anchor_at(s: Sentence, at: int, cue: Cue) -> Anchor | None:
    """Return a cue as a verb with its subject; None where it is a noun or has none."""
    tags, words = s.tags, s.words
    before = tags[at - 1] if at else ""
    if cue.form == "ing":
        return _participle(s, at, cue)
    group = verb_group(s, at)
    helpers = words[group:at]
    if cue.form == "past" and any(h in _BE for h in helpers):
        return Anchor(cue, at, group, subject_before(s, group), passive=True)
    if before == "E":
        base = cue.form == "base" and not words[at - 1].endswith(("'ll", "'d"))
        if base or (cue.form == "past" and words[at - 1] in ("it's", "that's")):
            return None
        return Anchor(cue, at, at - 1, (at - 1, at))
    if cue.also_noun and "A" not in tags[group:at] and not _is_verb(s, at, cue):
        return None
    if cue.form == "base" and before == "P" and words[at - 1] == "to":
        strong = tags[skip_adverbials(s, at + 1) :][:1] in ("T", "Q")
        return Anchor(cue, at, at - 1, None, inherited=True) if strong else None
    if cue.form == "past" and before in "P":
        return None
    if group and tags[group - 1] == "c":
        return Anchor(cue, at, group, None, inherited=True)
    subject = subject_before(s, group)
    quoted = tags[max(0, group - 2) : group] in ("Q,", "q,") or tags[group - 1 : group] == "Q"
    inverts = cue.lemma in _INVERTS or (quoted and cue.form in ("past", "s"))
    if subject is None and group and tags[group - 1] in ",Qq-" and inverts:
        return Anchor(cue, at, group, None)
    if subject is not None and _is_object(s, at, subject, cue):
        return None
    if subject is None:
        if group and tags[group - 1] == "," and cue.form in ("past", "s"):
            return Anchor(cue, at, group, None, inherited=True)
        return None
    if cue.form == "base" and not helpers and _singular(s, subject):
        return None
    if cue.lemma == "ask" and words[at + 1 : at + 2] == ["not"]:
        return None
    if cue.frame == "of" and words[at + 1 : at + 2] != ["of"]:
        return None
    if cue.form == "past" and cue.frame == "object" and tags[at + 1 : at + 2] in ("P", "o"):
        return None if words[at + 1] not in ("for", "on") else Anchor(cue, at, group, subject)
    return Anchor(cue, at, group, subject)


def _is_object(s: Sentence, at: int, subject: Tokens, cue: Cue) -> bool:
    """Return whether what stands before a cue is no subject: "told him", "a weapon called X"."""
    if s.tags[subject[0]] == "R" and s.words[subject[0]] in ("him", "them", "us", "me"):
        return True
    named = cue.lemma in ("call", "dub", "brand") and cue.form == "past" and at == subject[1]
    before = s.tags[subject[0] - 1] if subject[0] else ""
    return named and s.tags[at - 1] == "n" and before in ("V", "d", "P", "g", "o")


def _is_verb(s: Sentence, at: int, cue: Cue) -> bool:
    """Return whether a word that may be a noun, such as "reports", is a verb here."""
    tags, words = s.tags, s.words
    before, after = tags[at - 1 : at], tags[at + 1 : at + 2]
    if tags[at] == "N" and (cue.form == "base" or after != "T"):
        return False
    if cue.lemma == "state":
        return after == "T"
    if before and (before in "DZ#o" or (before == "P" and words[at - 1] != "to")):
        return False
    if after in ("T", "Q", "q", ":"):
        return True
    follower = CUES.get(words[at + 1]) if at + 1 < len(words) else None
    if follower is not None and follower.form in ("past", "s"):
        return False
    if after == "," and re.match(r",[^,Q]*[,:][TQq]", tags[at + 1 :]):
        return True
    if after in ("", ".", ",", ";") and before in ("N", "n"):
        subject = subject_before(s, at)
        return subject is not None and subject[0] > 0 and tags[subject[0] - 1] in ",Qq"
    if words[at + 1 : at + 2] == ["to"] and words[at + 2 : at + 3] in (["have"], ["be"]):
        return before in ("N", "n", "R")
    if cue.lemma == "call" and words[at + 1 : at + 2] in (["for"], ["on"]):
        return before in ("N", "R", "E", "n", ")", "P")
    if cue.form == "base":
        return before in ("R", "n", "P", "B") and _opens_clause(s, at + 1)
    if before == "n":
        return _opens_clause(s, at + 1)
    return after in ("D", "N", "R", "n", "#", "Z", "g", "W", "S")


def _singular(s: Sentence, subject: Tokens) -> bool:
    end = subject[1]
    for at in range(subject[0] + 1, subject[1]):
        if s.tags[at] in "Po,":
            end = at
            break
    last = s.words[end - 1]
    if last in ("he", "she", "it"):
        return True
    if last in (
        "they",
        "we",
        "i",
        "you",
        "who",
        "that",
        "all",
        "both",
        "others",
        "some",
        "many",
        "",
    ):
        return False
    phrase = s.words[subject[0] : subject[1]]
    return not (last.endswith("s") or "and" in phrase or last in ("people", "police"))


def _participle(s: Sentence, at: int, cue: Cue) -> Anchor | None:
    tags, words = s.tags, s.words
    group = verb_group(s, at)
    if group < at and "A" in tags[group:at]:
        return Anchor(cue, at, group, subject_before(s, group))
    before = tags[group - 1] if group else ""
    if before == "E":
        return Anchor(cue, at, group - 1, (group - 1, group))
    if before in ",-" or before in ("c", "S") or (before in "PQq" and not cue.also_noun):
        if before == "P" and words[group - 1] not in ("by", "in", "without", "before", "after"):
            return None
        return Anchor(cue, at, group, None, inherited=True) if group else None
    if before in ("n", "N") and not cue.also_noun:
        return Anchor(cue, at, group, noun_phrase_before(s, group))
    return None


def _opens_clause(s: Sentence, at: int) -> bool:
    """Return whether "that", a quotation, or a subject with its verb begins here."""
    rest = s.tags[at:]
    return rest[:1] in ("T", "Q", "q", ":", "R", "E") or bool(
        re.match(r"[DNZ]?[nNZ#]+B?[AVd]", rest)
    )
