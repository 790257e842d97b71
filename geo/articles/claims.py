"""Who says what in an article: its attributed claims."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from geo.articles.attribution import Attribution
from geo.articles.chunks import cut, within
from geo.articles.claimant_names import Claimant
from geo.articles.claimants import Speakers
from geo.articles.nouns import ArticleClaim, Document, Span, Toponym
from geo.articles.passages import find_attributions
from geo.articles.quantities import quantities_in
from geo.articles.roles import places_of
from geo.articles.times import times_in
from geo.models import DatedText, Quantity

_VIA = re.compile(
    r"\bon (?:his |her |its |their )?(?:official )?(Telegram|Facebook|Twitter|X|Instagram|Weibo|"
    r"social media|national television|state television|television)\b"
    r"|\b(?:told|to|with|by) (?:the )?((?:[A-Z][\w’'.&-]*)(?:\s[A-Z][\w’'.&-]*){0,3})"
)
_OUTLET = re.compile(
    r"Reuters|AP|AFP|BBC|CNN|TASS|RIA|Interfax|Bloomberg|News|Times|Post|Journal|Press|TV|Radio|"
    r"Ukrinform|Suspilne|Independent|Guardian|Economist|Agency|Politico|POLITICO|MSNBC|Fox|Sky|NBC|"
    r"ABC|CBS|NPR|Channel|Magazine|Gazette|Pravda|Novosti|Telegraph|Herald"
)


def read_claims(document: Document, toponyms: Sequence[Toponym]) -> tuple[ArticleClaim, ...]:
    """Return what an article says that somebody says.

    Parameters
    ----------
    document : Document
    toponyms : sequence of Toponym
        The names of places that were found in it; may be empty.

    Returns
    -------
    tuple of ArticleClaim
        In the order of their cues. Spans count characters of the document's text.
    """
    text = document.text
    speakers = Speakers(text)
    placed = sorted(toponyms, key=lambda toponym: toponym.span)
    claims = []
    for made in find_attributions(text):
        claimant = _claimant(text, made, speakers)
        claims.append(
            ArticleClaim(
                claimant=claimant.name,
                claimant_span=made.source,
                cue_span=made.cue,
                content_spans=tuple(made.contents),
                claim_class=made.claim_class,
                side=claimant.side or _side_by_place(made.source, placed),
                role=claimant.role,
                via=_via(text, made),
                quoted=made.quoted,
                quantities=_quantities(text, made),
                places=places_of(text, made.contents, placed),
                event_time=_first_time(text, document.published, made.contents),
                claimed_at=_first_time(text, document.published, _around(made)),
            )
        )
    return tuple(claims)


def _claimant(text: str, made: Attribution, speakers: Speakers) -> Claimant:
    if made.source is None:
        return Claimant("")
    start, end = made.source
    before = text[made.sentence.start : start]
    if text[start:end].lower() in ("he", "she"):
        line = text.rfind("\n", 0, made.sentence.start) + 1
        before = text[line : made.sentence.start].strip().removesuffix(".").rpartition(". ")[2]
    return speakers.named(text[start:end], before, start)


def _side_by_place(source: Span | None, toponyms: Sequence[Toponym]) -> str:
    """Return whose "the mayor of X" is: the country in which X was placed."""
    if source is None:
        return ""
    for toponym in toponyms[bisect_left(toponyms, source[0], key=lambda t: t.span[0]) :]:
        if toponym.span[0] >= source[1]:
            break
        if toponym.chosen is not None:
            return toponym.chosen.place.country
    return ""


def _quantities(text: str, made: Attribution) -> tuple[Quantity, ...]:
    return tuple(q for start, end in made.contents for q in quantities_in(text, start, end))


def _first_time(text: str, published: DatedText | None, spans: Sequence[Span]) -> DatedText | None:
    """Return the first time that can be read; None where there is none, never today."""
    hints = cut(text).timed
    for start, end in spans:
        if not within(text, hints, start, end):
            continue
        found = list(islice(times_in(text, published, start, end), 2))
        if len(found) == 2 and found[1][0][0] - found[0][0][1] <= len(" on the "):
            return found[1][1]  # "overnight on January 5": the second says which night
        if found:
            return found[0][1]
    return None


def _around(made: Attribution) -> list[Span]:
    """Return what of a sentence stands outside of content: when something was said, not done."""
    if made.cue is None:
        return []
    at, end = made.sentence.start, made.sentence.end
    gaps = []
    for first, last in sorted(made.contents):
        if first > at:
            gaps.append((at, min(first, end)))
        at = max(at, last)
    if at < end:
        gaps.append((at, end))
    return sorted(gaps, key=lambda gap: abs(gap[0] - made.cue[1]) if made.cue else 0)


def _via(text: str, made: Attribution) -> str:
    """Return the channel or outlet named right after a cue."""
    if made.cue is None:
        return ""
    start = made.cue[0]
    later = [a for a, _ in made.contents if a >= made.cue[1]]
    end = min(later) if later else made.sentence.end
    match = _VIA.search(text, start, min(end, start + 120))
    if match is None:
        return ""
    if match[2]:
        return match[2].rstrip(".") if _OUTLET.search(match[2]) else ""
    return match[1]
