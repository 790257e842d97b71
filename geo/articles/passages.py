"""A whole text: attributions of its sentences, with quotations that go on after them."""

from __future__ import annotations

import re

from geo.articles.attribution import Attribution
from geo.articles.attributions import attributions_of
from geo.articles.sentences import Sentence, paragraphs, read_paragraph

_FINITE = re.compile(r"[AVEd]")


def find_attributions(text: str) -> list[Attribution]:
    """Return every attribution of a text in its order."""
    found: list[Attribution] = []
    waiting: Attribution | None = None
    quote_open = False
    for start, end in paragraphs(text):
        paragraph = read_paragraph(text, start, end)
        here: list[Attribution] = []
        if quote_open and found and text[start] in "“\"„«'`":
            if paragraph.sentences and paragraph.sentences[0].tags[0] in "Qq":
                first = paragraph.sentences[0]
                found[-1].contents.append((first.starts[0], first.ends[0]))
        elif waiting is not None and paragraph.sentences:
            if paragraph.bullet or not waiting.contents:
                waiting.contents.append((paragraph.sentences[0].start, paragraph.end))
            if not paragraph.bullet:
                waiting = None
        for sentence in paragraph.sentences:
            made = attributions_of(sentence)
            if not made and here and _after_semicolon(sentence, here[-1]):
                last = here[-1].contents[-1]
                here[-1].contents[-1] = (last[0], _stop(sentence))
            elif not made and here:
                _go_on(_teller(here), sentence)
            here += made
        found += here
        if here and here[-1].open_ended:
            waiting = here[-1]
        quote_open = paragraph.opens_quote and bool(found)
    return [a for a in found if a.contents or not a.open_ended]


def _teller(here: list[Attribution]) -> Attribution:
    """Return the attribution with which a quotation in the next sentence goes on."""
    same = [a for a in here if a.sentence is here[-1].sentence]
    return next((a for a in same if a.quoted and a.kind in ("after", "around")), same[-1])


def _go_on(before: Attribution, sentence: Sentence) -> None:
    """Add a sentence that is a quotation to the attribution right before it."""
    tags = sentence.tags.rstrip(".,")
    if tags in ("Q", "q", "QQ"):
        before.contents.append((sentence.starts[0], sentence.ends[len(tags) - 1]))
        before.quoted = True


def _after_semicolon(sentence: Sentence, before: Attribution) -> bool:
    """Return whether a sentence only goes on with what was said before a semicolon."""
    tags = before.sentence.tags
    if before.kind != "before" or not before.contents or tags[-1] != ";":
        return False
    if before.contents[-1][1] < before.sentence.ends[-2]:
        return False
    return sentence.tags[0] == "T" or not _FINITE.search(sentence.tags)


def _stop(sentence: Sentence) -> int:
    last = len(sentence.tags)
    while last > 1 and sentence.tags[last - 1] in ".;":
        last -= 1
    return sentence.ends[last - 1]
