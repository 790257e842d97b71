"""Who said what, sentence by sentence: source, cue and content as spans of the text."""

from __future__ import annotations

import re

from geo.articles.anchors import Anchor, anchor_at
from geo.articles.attribution import Attribution, content_end, span_of
from geo.articles.clauses import (
    Tokens,
    first_subject,
    noun_phrase_after,
    skip_adverbials,
    skip_recipient,
)
from geo.articles.cues import CUES, Cue
from geo.articles.other_cues import HEDGES, OTHER_CUES, other_cue
from geo.articles.sentences import Sentence
from geo.articles.silences import TRIGGERS, silence_at

_TAILS = frozenset("in citing according with as at during after when while before on".split())
_ANY = CUES.keys() | TRIGGERS | OTHER_CUES
_SPLITS = ("Q", "q")
_FEW = 5
"""Tokens of "the following" and the like, which announce a list and say nothing themselves."""
_BARE_RELATIVE = re.compile(r"Dn+(?=N+$)")
_ASIDE = re.compile(r",[^,Qq:]*[,:](?=[TQq])")
_GOES_ON = re.compile(r"[^Qq]*[,:](?=Q)")
_FINITE = re.compile(r"[AVE]|[nNRZ]B?d|Bd")


def attributions_of(s: Sentence) -> list[Attribution]:
    """Return what a sentence attributes, in the order of its cues."""
    if _ANY.isdisjoint(s.words):
        return []
    anchors = []
    found: list[Attribution] = []
    taken = -1
    for at in [at for at, word in enumerate(s.words) if word in _ANY]:
        if at <= taken:
            continue
        word = s.words[at]
        if word in TRIGGERS:
            silence = silence_at(s, at)
            if silence is not None:
                anchors.append(silence)
                taken = silence.at
                continue
        cue = CUES.get(word)
        if cue is not None and s.tags[at] not in "Qq":
            anchor = anchor_at(s, at, cue)
            if anchor is not None:
                anchors.append(anchor)
                continue
        made = other_cue(s, at) if word in OTHER_CUES else None
        if made is not None:
            found.append(made)
    speaker: Tokens | None = None
    for index, anchor in enumerate(anchors):
        if anchor.subject is None and anchor.inherited:
            anchor.subject = speaker or first_subject(s, anchor.at)
        later = anchors[index + 1 :]
        made = _content(s, anchor, later)
        if made is not None:
            found.append(made)
            if not anchor.passive:
                speaker = made.subject
    hedged = [a for a in found if a.lemma in HEDGES]
    for hedge in hedged:
        if any(anchor.group <= hedge.at < anchor.at for anchor in anchors):
            found.remove(hedge)
    if anchors:  # who denies "reports that" speaks; nobody is known to have reported
        found = [a for a in found if a.kind != "noun" or a.source or a.at < anchors[0].at]
    found.sort(key=lambda a: a.at)
    return _without_doubles(found)


def _content(s: Sentence, anchor: Anchor, later: list[Anchor]) -> Attribution | None:
    tags, at, cue = s.tags, anchor.at, anchor.cue
    if anchor.passive and cue.frame != "silence":
        return _passive(s, anchor)
    inverted = anchor.subject is None and not anchor.inherited
    if inverted:
        return _inverted(s, anchor)
    if anchor.subject is None:
        return None
    if cue.frame == "silence":
        return _silence(s, anchor, anchor.subject, later)
    after = at + 1
    if cue.frame == "to":
        after = skip_recipient(s, after)
    start = after if cue.frame == "object" else skip_adverbials(s, after)
    head = tags[start : start + 1]
    front = anchor.group if anchor.inherited else anchor.subject[0]
    quote_left = _quote_ends(s, front)
    comma_left = (front > 0 and tags[front - 1] in ",-") or quote_left
    made = Attribution(
        None, (s.starts[anchor.group if anchor.group >= anchor.subject[1] else at], s.ends[at]), [],
        cue.lemma, cue.claim_class, "before", s, at, anchor.subject,
    )  # fmt: skip
    made.source = span_of(s, anchor.subject)
    strong = head in ("T", "Q", "q", ":") or (
        head == "," and tags[start + 1 : start + 2] in ("Q", "q", "T")
    )
    bare_right = head in ("", ".", ",", ";") and not strong
    left_clause = quote_left or bool(_FINITE.search(tags, 0, max(0, front - 1)))
    if comma_left and not anchor.inherited and (left_clause or bare_right):
        parenthetical = strong and head == "," and left_clause
        if quote_left or bare_right or parenthetical or (not strong and head in "SPgWc"):
            shown = bare_right and left_clause and "what" not in s.words[:front]
            if cue.frame in ("that", "strict") and not (quote_left or shown):
                return None
            return _postposed(s, made, front, start)
    if head in ("", ".", ";"):
        return _relative(s, made, front)
    if head == ",":
        aside = _ASIDE.match(tags, start)
        if aside and not strong:
            start = aside.end()
            strong = True
        elif not strong:
            return None
        else:
            start += 1
    if not strong and not _may_follow(s, cue, start):
        return None
    if head == ":":
        start += 1
        if start >= len(tags):
            made.open_ended = True
            return made
    end = content_end(s, start, later)
    if end <= start:
        return None
    made.quoted = "Q" in tags[start:end]
    made.contents = [span_of(s, (start, end))]
    if tags[-1] == ":":  # a list follows
        made.open_ended = True
        if end - start <= _FEW:
            made.contents = []
    return made


def _relative(s: Sentence, made: Attribution, front: int) -> Attribution | None:
    """Read ", which X denies": what stands before "which" is what X speaks of."""
    if front < 2 or s.words[front - 1] != "which" or s.tags[front - 2] != ",":
        return None
    if made.lemma not in ("deny", "confirm", "dispute", "reject"):
        return None
    made.kind = "after"
    made.contents = [span_of(s, (front - 1, front))]
    return made


def _silence(s: Sentence, anchor: Anchor, subject: Tokens, later: list[Anchor]) -> Attribution:
    """Take what somebody did not comment on or could not verify; it may be nothing."""
    made = Attribution(
        span_of(s, subject), (s.starts[anchor.group], s.ends[anchor.at]), [],
        "silence", anchor.cue.claim_class, "before", s, anchor.at, subject,
    )  # fmt: skip
    end = content_end(s, anchor.at + 1, later)
    if anchor.passive:
        made.contents, made.source, made.subject = [span_of(s, subject)], None, None
    elif end > anchor.at + 1 and s.tags[anchor.at + 1] != ",":
        made.contents = [span_of(s, (anchor.at + 1, end))]
    return made


def _may_follow(s: Sentence, cue: Cue, start: int) -> bool:
    """Return whether words without "that" or marks can be the content of a cue."""
    if cue.frame == "strict":
        return False
    if cue.frame == "that":
        counts = s.tags[start] == "P" and s.tags[start + 1 : start + 2] in ("#", "D")
        clause = counts or s.tags[start] not in "PS"
        return clause and bool(_FINITE.search(s.tags, start))
    if cue.lemma == "complain":
        return s.tags[start] not in "P"
    return True


def _quote_ends(s: Sentence, at: int) -> bool:
    """Return whether a quotation ends right before a token, its comma aside."""
    last = at - 2 if s.tags[at - 1 : at] == "," and at > 1 else at - 1
    if last < 0 or s.tags[last] not in _SPLITS:
        return False
    return s.tags[last] == "Q" or last == 0 or bool(_FINITE.search(s.tags, 0, last))


def _postposed(
    s: Sentence, made: Attribution, front: int, start: int, inverted: bool = False
) -> Attribution | None:
    """Take as content what stands before "X said", and what goes on after it."""
    tags = s.tags
    first = 0
    end = front
    while end > first and tags[end - 1] in ",-":
        end -= 1
    if end <= first:
        return None
    bare = _BARE_RELATIVE.match(tags[front : made.at])
    if bare and made.subject and made.lemma in ("deny", "dispute", "reject"):
        # "..., a charge Russia denies"
        made.subject = (front + bare.end(), made.subject[1])
        made.source = span_of(s, made.subject)
    made.kind = "after"
    made.contents = [span_of(s, (first, end))]
    made.quoted = "Q" in tags[first:end] or "q" in tags[first:end]
    goes_on = None if inverted or not made.quoted else _GOES_ON.match(tags, start)
    if goes_on:
        start = goes_on.end() - 1
    if tags[start : start + 1] in (",", ":", "-"):
        rest = start + 1
        nexts = tags[rest : rest + 1]
        if nexts in _SPLITS:
            stop = len(tags)
            made.kind = "around"
        elif nexts and nexts not in "gW." and not inverted and not _is_tail(s, rest):
            stop = len(tags)
            made.kind = "around"
        else:
            stop = rest
        while stop > rest and tags[stop - 1] == ".":
            stop -= 1
        if stop > rest:
            made.contents.append(span_of(s, (rest, stop)))
    return made


def _is_tail(s: Sentence, at: int) -> bool:
    """Return whether what follows "C, X said," belongs to the teller and not to the content."""
    cue = CUES.get(s.words[at])
    if cue is not None and cue.form == "ing":
        return True
    return s.words[at] in _TAILS


def _inverted(s: Sentence, anchor: Anchor) -> Attribution | None:
    """Read "C, said X"."""
    subject = noun_phrase_after(s, anchor.at + 1)
    if subject is None:
        return None
    made = Attribution(
        span_of(s, subject), (s.starts[anchor.at], s.ends[anchor.at]), [],
        anchor.cue.lemma, anchor.cue.claim_class, "after", s, anchor.at, subject,
    )  # fmt: skip
    goes_on = _GOES_ON.match(s.tags, subject[1])
    end = goes_on.end() - 1 if goes_on else skip_adverbials(s, subject[1])
    whole = bool(_FINITE.search(s.tags, 0, anchor.group)) or _quote_ends(s, anchor.group)
    return _postposed(s, made, anchor.group, end, inverted=whole)


def _passive(s: Sentence, anchor: Anchor) -> Attribution | None:
    """Read "X was reported by Y" and "it was reported that C"."""
    tags, words, at = s.tags, s.words, anchor.at
    cue = (s.starts[anchor.group], s.ends[at])
    made = Attribution(
        None, cue, [], anchor.cue.lemma, anchor.cue.claim_class, "passive", s, at, None
    )
    after, subject = at + 1, anchor.subject
    teller: Tokens | None = None
    if tags[after : after + 1] == "P" and words[after] == "by":
        teller = noun_phrase_after(s, after + 1)
        if teller is not None:
            after = teller[1]
    if teller is not None:
        made.source, made.subject = span_of(s, teller), teller
    elif subject is None or tags[after : after + 1] != "T" or words[subject[0]] != "it":
        return None
    if subject is not None and s.words[subject[0]] == "it" and tags[after : after + 1] == "T":
        end = content_end(s, after, [])
        made.contents = [span_of(s, (after, end))]
        return made
    if subject is None:
        return None
    made.contents = [span_of(s, subject)]
    end = content_end(s, after, [])
    if end > after and tags[after] not in ",":
        made.contents.append(span_of(s, (after, end)))
    return made


def _without_doubles(found: list[Attribution]) -> list[Attribution]:
    """Leave out a second reading of the same content by the same cue."""
    kept: list[Attribution] = []
    for made in found:
        if not made.contents and not made.open_ended and made.lemma != "silence":
            continue
        if any(made.contents and made.contents == other.contents for other in kept):
            continue
        kept.append(made)
    return kept
