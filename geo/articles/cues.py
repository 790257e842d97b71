"""The words by which an article gives a statement to somebody, and what they do with it."""

from __future__ import annotations

from dataclasses import dataclass

from geo.models import ClaimClass

_CLAIM, _REPORT, _CONFIRM = ClaimClass.CLAIM, ClaimClass.REPORT, ClaimClass.CONFIRM
_DENY, _ESTIMATE = ClaimClass.DENY, ClaimClass.ESTIMATE


@dataclass(frozen=True)
class Cue:
    """One form of a word of saying."""

    lemma: str
    form: str
    """``base``, ``s``, ``past``, ``ing`` or ``noun``."""
    frame: str
    """How its content follows.

    ``clause``: "said (that) C"; ``to``: a listener may come first, "told X that C"; ``object``: the
    object belongs to the content, "called X a traitor", "urged X to leave"; ``that``: a clause
    must follow; ``strict``: only "that" or a quotation may, because the word does much else;
    ``of``: "of" follows, "spoke of".
    """
    claim_class: ClaimClass
    also_noun: bool = False
    """Whether the form is a noun as well: ``reports``, ``claims``."""


# lemma: frame, class. Regular forms are made by rule, others stand in _IRREGULAR.
_VERBS: dict[ClaimClass, dict[str, str]] = {
    _CLAIM: {
        "clause": (
            "say add claim allege assert insist argue contend maintain state announce write "
            "declare "
            "reply respond tweet suggest warn predict vow promise pledge remark explain boast "
            "reiterate joke quip threaten caution emphasize emphasise stress testify "
            "proclaim swear retort concede mention complain"
        ),
        "to": "tell inform assure remind notify",
        "of": "speak",
        "object": (
            "accuse blame urge call ask criticize criticise praise describe condemn demand "
            "denounce "
            "brand dub hail recommend"
        ),
        "that": "believe think imply hint",
        "strict": (
            "charge continue infer expect fear hope worry doubt propose recall demonstrate "
            "show find learn point signal conclude repeat counter opine "
            "decide discover determine observe agree rule stipulate clarify "
            "specify elaborate lament wonder post recount discover guess indicate welcome request"
        ),
    },
    _REPORT: {"clause": "report note reveal disclose", "strict": "document detail"},
    _CONFIRM: {
        "clause": "confirm acknowledge admit",
        "strict": "verify recognize recognise corroborate",
    },
    _DENY: {"clause": "deny reject dispute dismiss refute rebut"},
    _ESTIMATE: {"clause": "estimate assess", "strict": "calculate forecast project reckon judge"},
}  # fmt: skip
_IRREGULAR = {
    "say": ("says", "said", "saying"), "tell": ("tells", "told", "telling"),
    "write": ("writes", "wrote", "writing"), "swear": ("swears", "swore", "swearing"),
    "find": ("finds", "found", "finding"), "think": ("thinks", "thought", "thinking"),
    "speak": ("speaks", "spoke", "speaking"), "show": ("shows", "showed", "showing"),
    "mean": ("means", "meant", "meaning"),
    "know": ("knows", "knew", "knowing"), "feel": ("feels", "felt", "feeling"),
    "understand": ("understands", "understood", "understanding"),
}  # fmt: skip
_DOUBLED = {"admit", "refer", "rebut", "quip", "slam", "blab"}
_NOUN_FORMS = set(
    "report reports claim claims call calls note notes comment comments state states estimate "
    "estimates promise promises pledge pledges remark remarks charge charges demand demands vow "
    "vows request requests question questions post posts doubt doubts project projects list lists "
    "fear fears hope hopes count counts rule rules detail details document documents "
    "attack attacks "
    "warning finding findings praise boast joke dispute address point points signal signals "
    "meaning feeling building understanding posting writing label labels brand brands tweet tweets "
    "worry worries forecast forecasts blast blame show shows figure figures threat "
    "mention mentions "
    "guess judge judges advocate counter answer answers propose recall brief briefs quip detail "
    "reply replies caution stress counters relates mean means"
    .split()
)  # fmt: skip


def _forms(lemma: str) -> tuple[str, str, str]:
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    if lemma.endswith("e"):
        return lemma + "s", lemma + "d", lemma[:-1] + "ing"
    stem = lemma + lemma[-1] if lemma in _DOUBLED else lemma
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return third, stem + "ed", stem + "ing"


def _build() -> dict[str, Cue]:
    found: dict[str, Cue] = {}
    for claim_class, frames in _VERBS.items():
        for frame, lemmas in frames.items():
            for lemma in lemmas.split():
                third, past, ing = _forms(lemma)
                named = {lemma: "base", third: "s", past: "past", ing: "ing"}
                for word, form in named.items():
                    cue = Cue(lemma, form, frame, claim_class, word in _NOUN_FORMS)
                    found.setdefault(word, cue)
    return found


CUES: dict[str, Cue] = _build()
"""By form, in lower case."""

CUE_NOUNS = {
    "claim": _CLAIM, "claims": _CLAIM, "statement": _CLAIM, "statements": _CLAIM,
    "allegation": _CLAIM, "allegations": _CLAIM, "assertion": _CLAIM, "assertions": _CLAIM,
    "accusation": _CLAIM, "accusations": _CLAIM, "suggestion": _CLAIM, "suggestions": _CLAIM,
    "announcement": _CLAIM, "warning": _CLAIM, "warnings": _CLAIM, "argument": _CLAIM,
    "insistence": _CLAIM, "contention": _CLAIM, "declaration": _CLAIM, "pledge": _CLAIM,
    "promise": _CLAIM, "vow": _CLAIM, "report": _REPORT, "reports": _REPORT,
    "confirmation": _CONFIRM, "admission": _CONFIRM, "acknowledgment": _CONFIRM,
    "denial": _DENY, "denials": _DENY, "estimate": _ESTIMATE, "estimates": _ESTIMATE,
    "assessment": _ESTIMATE, "belief": _CLAIM, "prediction": _ESTIMATE,
}  # fmt: skip
"""Nouns after which "that" opens what was said."""
