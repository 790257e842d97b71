"""A text cut between its spaces has the tokens, times and numbers of one that is read through."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geo.articles import chunks, quantities, times
from geo.articles.tokens import tokenise

_BITS = st.sampled_from(
    "Kyiv said , . ; : “ ” \" ' ’ 's soldiers' O'Fallon U.S. W.Va. D.C. Gen. 3.5 10,000 $5 2nd "
    "T-72 -- ... … é_x İstanbul 12% (the) governor «так» Port-au-Prince a.m. \n \n\n \t \u00a0 "
    "\u2003 • — x".split(" ")
)
_TEXTS = st.lists(st.tuples(_BITS, st.sampled_from(["", " ", " ", "  "]))).map(
    lambda bits: "".join(bit + gap for bit, gap in bits)
)
_SAYINGS = st.sampled_from(
    "overnight|on Monday|Monday|January 5|Jan. 5, 2025|5 January|5-7 January 2025|since August 6|"
    "the beginning of May|last week|This month|two days ago|in 2019|2024-08-06|06.08.2024|the past "
    "three days|“Tuesday|a few dozen drones|half a dozen|between 10,000 and 12,000 troops|"
    "twenty-five men|hundreds of thousands of people|12 percent|someone|the county|at least three|"
    "drones|and|it was,|the day before|March 3/4|sixteen|nine-year-old|a million".split("|")
)
_PHRASES = st.lists(st.tuples(_SAYINGS, st.sampled_from([" ", " ", ", ", ". ", "\n"]))).map(
    lambda bits: "".join(bit + gap for bit, gap in bits)
)


@given(_TEXTS)
def test_tokens_are_those_of_the_whole_text(text: str) -> None:
    """No token has white space in it, so that cutting there first changes nothing."""
    pieces = chunks.cut_anew(text)
    names = [match.span() for match in chunks._TOKEN.finditer(text)]
    sentences = [match.span() for match in chunks._LETTERED.finditer(text)]
    assert list(zip(pieces.names.starts, pieces.names.ends, strict=True)) == names
    assert [text[start:end] for start, end in names] == pieces.names.words
    assert list(zip(pieces.sentences.starts, pieces.sentences.ends, strict=True)) == sentences
    assert len(pieces.sentences.tags) == len(pieces.sentences.words) == len(sentences)


@given(_TEXTS)
def test_more_than_a_space_parts_two_tokens(text: str) -> None:
    """``glued`` says what stands between a token and the one before it."""
    tokens = tokenise(text)
    for at in range(1, len(tokens.words)):
        gap = text[tokens.ends[at - 1] : tokens.starts[at]]
        assert tokens.glued[at] == (gap in ("", " ", "\u00a0")), (at, gap)
        assert tokens.begins[at] or "\n" not in gap


@given(_PHRASES, st.integers(0, 60))
def test_no_time_and_no_number_is_passed_over(text: str, start: int) -> None:
    """What is read only around hints is what is found by reading every word."""
    start = text.find(" ", start) + 1  # what is read begins with a word
    near = [match.span() for match in times._matches(text, start, len(text))]
    assert near == [match.span() for match in times._TIME.finditer(text, start)]
    piece = text[start:]
    reaching = chunks.within(text, chunks.cut(text).counted, start, len(text))
    assert reaching or not quantities._QUANTITY.search(piece)


def test_a_quotation_that_ends_inside_of_a_token() -> None:
    """Its neighbours are then cut anew, and spans still count in the whole text."""
    from geo.articles.sentences import read_paragraph

    text = "It was the soldiers''they won'' report, he said."
    (sentence,) = read_paragraph(text, 0, len(text)).sentences
    assert [text[a:b] for a, b in zip(sentence.starts, sentence.ends, strict=True)][:5] == [
        "It", "was", "the", "soldiers", "''they won''",
    ]  # fmt: skip
