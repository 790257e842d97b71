"""Who says what in an article: each pattern in sentences of our own."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.articles import ArticleClaim, Document
from geo.articles.claims import read_claims

SEED = Path(__file__).resolve().parent.parent / "seeds" / "dispatch.txt"


def read(text: str) -> tuple[ArticleClaim, ...]:
    return read_claims(Document(id="a", text=text), ())


def triples(text: str) -> list[tuple[str, str, str]]:
    """Return the words of source, cue and content, pieces joined by a bar."""
    return [
        (
            text[slice(*c.claimant_span)] if c.claimant_span else "",
            text[slice(*c.cue_span)] if c.cue_span else "",
            " | ".join(text[a:b] for a, b in c.content_spans),
        )
        for c in read(text)
    ]


SILENCES = {
    "The ministry declined to comment on the fire.": (
        "The ministry", "declined to comment", "on the fire", "no_comment"
    ),
    "Moscow has not commented.": ("Moscow", "has not commented", "", "no_comment"),
    "The mayor did not immediately respond to a request for comment.": (
        "The mayor", "did not immediately respond", "to a request for comment", "no_comment"
    ),
    "The mayor refused to say whether the plant works.": (
        "The mayor", "refused to say", "whether the plant works", "no_comment"
    ),
    "Our reporters could not independently verify the account.": (
        "Our reporters", "could not independently verify", "the account", "unverified"
    ),
    "The claims could not be independently verified.": (
        "", "could not be independently verified", "The claims", "unverified"
    ),
    "Neither Moscow nor Minsk has commented on the report.": (
        "Neither Moscow nor Minsk", "has commented", "on the report", "no_comment"
    ),
    "North Korea has neither confirmed nor denied sending troops.": (
        "North Korea", "has neither confirmed nor denied", "sending troops", "no_comment"
    ),
    "The Institute has not observed confirmation of this claim.": (
        "The Institute", "has not observed confirmation", "of this claim", "unverified"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", SILENCES)
def test_what_is_not_said_and_not_verified_are_classes_of_their_own(text: str):
    (claim,) = read(text)
    assert (*triples(text)[0], claim.claim_class.value) == SILENCES[text]


@pytest.mark.parametrize(
    ("verb", "claim_class"),
    [("claimed", "claim"), ("reported", "report"), ("confirmed", "confirm"), ("denied", "deny"),
     ("estimated", "estimate")],
)  # fmt: skip
def test_the_cue_gives_the_class(verb: str, claim_class: str):
    (claim,) = read(f"The army {verb} that the town had fallen.")
    assert claim.claim_class.value == claim_class


def test_a_semicolon_parts_two_tellers():
    assert triples("Kyiv denies any loss; a brigade said its men withdrew; so did Moscow.") == [
        ("Kyiv", "denies", "any loss"),
        ("a brigade", "said", "its men withdrew"),
    ]


def test_many_places_do_not_make_many_claims():
    text = "Troops were seen in Alpha, Beta, Gamma and Delta. " * 20
    assert read(text) == ()


def test_a_long_text_takes_time_in_proportion():
    paragraph = "The mayor said that “no house is whole,” and left. He denied the rest.\n"
    counts = [len(read(paragraph * times)) for times in (10, 100)]
    assert counts == [20, 200]
    assert len(read(paragraph * 7_000)) == 14_000
    for piece in ("said ", "according to the ", "a, said the mayor, who ", "- a said:\n", "("):
        read(piece * 1_000)


PATTERNS = {
    # the claimant comes first
    "The governor said that two villages were shelled.": [
        ("The governor", "said", "that two villages were shelled")
    ],
    "The governor said two villages were shelled.": [
        ("The governor", "said", "two villages were shelled")
    ],
    "The governor also said on Monday in a statement that shops had reopened.": [
        ("The governor", "also said", "that shops had reopened")
    ],
    "Petro Koval, a spokesman for the brigade, said the bridge still stood.": [
        ("Petro Koval, a spokesman for the brigade", "said", "the bridge still stood")
    ],
    "The ministry told Reuters that the depot had burned down.": [
        ("The ministry", "told", "that the depot had burned down")
    ],
    "The army denied losing the hill.": [("The army", "denied", "losing the hill")],
    "He's claiming the road is cut.": [("He's", "claiming", "the road is cut")],
    "Kyiv accused Moscow of shelling the crossing.": [
        ("Kyiv", "accused", "Moscow of shelling the crossing")
    ],
    "The mayor urged residents to leave by noon.": [
        ("The mayor", "urged", "residents to leave by noon")
    ],
    "The mayor called the strike “a crime”.": [("The mayor", "called", "the strike “a crime”")],
    "In the border village, the mayor said no house was whole.": [
        ("the mayor", "said", "no house was whole")
    ],
    # it comes last or in the middle
    "Two villages were shelled, the governor said.": [
        ("the governor", "said", "Two villages were shelled")
    ],
    "Two villages were shelled, said the governor.": [
        ("the governor", "said", "Two villages were shelled")
    ],
    "Two villages were shelled, the governor said in a statement on Monday.": [
        ("the governor", "said", "Two villages were shelled")
    ],
    "Two villages, the governor said, were shelled.": [
        ("the governor", "said", "Two villages | were shelled")
    ],
    "According to the governor, two villages were shelled.": [
        ("the governor", "According to", "two villages were shelled")
    ],
    "According to the security service, the SBU, one man had no papers.": [
        ("the security service", "According to", "one man had no papers")
    ],
    "Two villages were shelled, according to the governor.": [
        ("the governor", "according to", "Two villages were shelled")
    ],
    # quotations
    "“We hold the road,” the colonel said. “Nobody has passed.”": [
        ("the colonel", "said", "“We hold the road,” | “Nobody has passed.”")
    ],
    "“We hold the road,” said Ivan Bondar, a colonel who leads the men. “Nobody has passed.”": [
        ("Ivan Bondar", "said", "“We hold the road,” | “Nobody has passed.”")
    ],
    "“We hold the road,” the colonel said, “and nobody has passed.”": [
        ("the colonel", "said", "“We hold the road,” | “and nobody has passed.”")
    ],
    "“Who holds the road?” the colonel asked.": [
        ("the colonel", "asked", "“Who holds the road?”")
    ],
    "“We hid in the cellar,” recalled Olena, a teacher.": [
        ("Olena", "recalled", "“We hid in the cellar,”")
    ],
    "Kyiv shelled the town, a charge Ukraine denies.": [
        ("Ukraine", "denies", "Kyiv shelled the town")
    ],
    "Analysts at the institute assess that the line holds.": [
        ("Analysts at the institute", "assess", "that the line holds")
    ],
    # channel digests
    "Air Force: 74 drones launched, 47 shot down.": [
        ("Air Force", ":", "74 drones launched, 47 shot down")
    ],
    "Petro Koval: “The bridge stands.”": [("Petro Koval", ":", "“The bridge stands.”")],
    "Sumy Oblast: two houses burned.": [],
    "By noon: calm everywhere.": [],
    # several in one sentence
    "The army said the hill was lost, adding that the men were safe.": [
        ("The army", "said", "the hill was lost"),
        ("The army", "adding", "that the men were safe"),
    ],
    "Kyiv said the hill was lost, but Moscow denied that it had attacked.": [
        ("Kyiv", "said", "the hill was lost"),
        ("Moscow", "denied", "that it had attacked"),
    ],
    # cues that are no verbs
    "Moscow's claim that the town had fallen came late.": [
        ("Moscow's", "claim", "that the town had fallen came late")
    ],
    "It was reported that the bridge was mined.": [
        ("", "was reported", "that the bridge was mined")
    ],
    "The convoy reportedly turned back.": [("", "reportedly", "The convoy reportedly turned back")],
    # words that only look like cues
    "The United States sent claims adjusters and reports.": [],
    "Reports of shelling came in. Calls for help were many.": [],
    "The village was quiet.": [],
}  # fmt: skip


@pytest.mark.parametrize("text", PATTERNS)
def test_a_pattern_gives_source_cue_and_content(text: str):
    assert triples(text) == PATTERNS[text]


def test_a_quotation_goes_on_in_the_next_paragraph():
    text = "“We hold the road,” he said. “It is ours.\n\n“Nobody has passed it.”"
    ((_, _, content),) = triples(text)
    assert content == "“We hold the road,” | “It is ours. | “Nobody has passed it.”"


def test_a_colon_gives_the_list_below_to_whom_stands_above():
    text = "The General Staff reported:\n- two attacks near Alpha;\n- one near Beta.\nIt rained."
    (claim,) = read(text)
    assert claim.claimant == "General Staff"
    assert [text[a:b] for a, b in claim.content_spans] == [
        "two attacks near Alpha;", "one near Beta."
    ]  # fmt: skip


def test_pronouns_titles_and_other_names_lead_to_one_claimant():
    text = (
        "Oksana Melnyk, the governor of Sumy Oblast, said two men died. She said a third was hurt. "
        "The governor added that rescue went on. “It is hard,” Melnyk said. "
        "The Security Service of Ukraine said it had a film. The SBU said it would show it."
    )
    assert [c.claimant for c in read(text)] == ["Oksana Melnyk"] * 4 + [
        "Security Service of Ukraine"
    ] * 2


@pytest.mark.parametrize(
    ("words", "name", "side", "role"),
    [
        ("The SBU", "Security Service of Ukraine", "UA", "security service"),
        ("Ukraine's security service, the SBU,", "Security Service of Ukraine", "UA",
         "security service"),
        ("Russia's Defense Ministry", "Russian Ministry of Defence", "RU", "defence ministry"),
        ("The Russian MoD", "Russian Ministry of Defence", "RU", "defence ministry"),
        ("The defence ministry in Moscow", "Russian Ministry of Defence", "RU", "defence ministry"),
        ("ISW", "Institute for the Study of War", "US", "think tank"),
        ("A spokesman for the White House", "White House", "US", "spokesman"),
        ("The acting governor, Ivan Petrenko,", "Ivan Petrenko", "", "governor"),
        ("Ivan Petrenko, the governor of Kharkiv Oblast,", "Ivan Petrenko", "UA", "governor"),
        ("President Volodymyr Zelensky", "Volodymyr Zelenskyy", "UA", "president"),
        ("The channel Northern Watch", "Northern Watch", "", "channel"),
        ("Russian officials", "Russian officials", "RU", "officials"),
        ("Two US officials", "US officials", "US", "officials"),
        ("Two soldiers", "Two soldiers", "", ""),
    ],
)  # fmt: skip
def test_a_claimant_has_one_name_a_side_and_a_role(words: str, name: str, side: str, role: str):
    (claim,) = read(f"{words} said that the road was open.")
    assert (claim.claimant, claim.side, claim.role) == (name, side, role)


def test_he_and_she_are_different_people():
    text = (
        "Spokeswoman Anna Koval said the road was open. Mayor Ivan Bondar said it was not. "
        "She said trucks had passed. He said none had."
    )
    names = [claim.claimant for claim in read(text)]
    assert names == ["Anna Koval", "Ivan Bondar", "Anna Koval", "Ivan Bondar"]


def test_a_pronoun_may_mean_whom_the_sentence_before_begins_with():
    text = "One man said it was late. Zelenskyy met the envoy. He said that aid would come."
    assert [claim.claimant for claim in read(text)] == ["One man", "Volodymyr Zelenskyy"]


def test_a_capital_that_speaks_is_a_state():
    (claim,) = read("Kyiv claimed the capture of two soldiers.")
    assert (claim.claimant, claim.side, claim.role) == ("Ukraine", "UA", "state")


def test_the_channel_and_the_outlet_are_kept():
    first, second = read(
        "The mayor said on Telegram that power was back. The envoy told Reuters that talks went on."
    )
    assert (first.via, second.via) == ("Telegram", "Reuters")


def test_the_seeds_dispatch_gives_its_statements_to_their_claimants():
    found = [c.claimant for c in read(SEED.read_text(encoding="utf-8"))]
    for name, least in {
        "Volodymyr Zelenskyy": 5, "Security Service of Ukraine": 2, "Ukraine": 1,
        "US officials": 1, "Russian Ministry of Foreign Affairs": 2, "Russia": 1,
    }.items():  # fmt: skip
        assert found.count(name) >= least, name


words = st.sampled_from(
    "the governor said , . “ ” \" that Kyiv denied according to and who ( ) : \n - ' he 12 reports "
    "told Reuters was reportedly claim adding had been of Mr. ''".split(" ")
)


@given(st.lists(words, max_size=60).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_whatever_the_text_spans_lie_in_it(text: str):
    for claim in read(text):
        assert claim.content_spans or claim.claim_class in ("no_comment", "unverified")
        for start, end in claim.content_spans:
            assert 0 <= start < end <= len(text)
        for span in (claim.claimant_span, claim.cue_span):
            assert span is None or 0 <= span[0] < span[1] <= len(text)
        cue, source = claim.cue_span, claim.claimant_span
        if cue and len(claim.content_spans) == 1 and "portedly" not in text[slice(*cue)]:
            (start, end) = claim.content_spans[0]
            assert end <= cue[0] or cue[1] <= start
            assert source is None or end <= source[0] or source[1] <= start
    cues = [claim.cue_span for claim in read(text) if claim.cue_span]
    by_line = [text.count("\n", 0, start) for start, _ in cues]
    assert by_line == sorted(by_line)


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_hostile_text_is_read_without_an_error(text: str):
    read(text)
    read(f"“{text}” the governor said. {text}")


@pytest.mark.parametrize(
    ("text", "name", "side"),
    [
        ("The air force said it shot down two.", "air force", ""),
        ("The General Staff said that the town held.", "General Staff", ""),
        (
            "Russian troops fell back. The General Staff said that all was quiet.",
            "General Staff", "",
        ),
        (
            "Ukraine's General Staff met. The General Staff said that the town held.",
            "General Staff of Ukraine", "UA",
        ),
        (
            "The defence ministry said that the town fell. "
            "Later the Russian Ministry of Defence was silent.",
            "Russian Ministry of Defence", "RU",
        ),
        ("The German air force flew. The air force said all was well.", "air force", "DE"),
    ],
)  # fmt: skip
def test_whose_a_body_is_only_the_article_says(text: str, name: str, side: str):
    found = next(claim for claim in read(text) if claim.claimant)
    assert (found.claimant, found.side) == (name, side)
