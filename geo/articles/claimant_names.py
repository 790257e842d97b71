"""What a claimant is called: one name, side and role for the words that name somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from geo.articles.known_claimants import BARE, BODIES, NATIONS, PERSONS
from geo.boundaries.names import RUSSIA, UKRAINE

_TITLES = frozenset(
    "mr mrs ms dr sen gov rep gen lt col maj adm capt sgt prof brig president governor general "
    "colonel major captain lieutenant admiral minister senator secretary mayor "
    "commander chancellor "
    "prime spokesman spokeswoman spokesperson deputy chief retired acting regional military former "
    "ambassador professor king queen pope sir lady judge justice justice sheriff attorney "
    "congressman congresswoman representative chairman chairwoman director head leader king "
    "republican democrat democratic journalist analyst blogger milblogger spokesmen vice brigadier "
    "foreign defence defense interior presidential governor-general commander-in-chief "
    "administrator correspondent mp mep premier lawmaker pm".split()
)
_ROLES = (
    "spokesman spokeswoman spokesperson governor mayor president minister commander "
    "general colonel "
    "captain major admiral lieutenant official officials officer soldier prisoner "
    "resident residents "
    "witness witnesses analyst analysts expert experts source sources blogger bloggers milblogger "
    "milbloggers channel channels administration authorities authority police "
    "prosecutors prosecutor "
    "ministry agency service army military navy brigade regiment battalion corps staff command "
    "parliament lawmaker lawmakers deputy chief head leader director chairman secretary ambassador "
    "adviser advisor company operator group institute center centre think-tank university "
    "rescuers volunteers doctor doctors hospital journalist reporter newspaper outlet website "
    "report statement study poll survey lawyer judge court senator chancellor pilot medic aide "
    "diplomat diplomats government office committee bureau department union association "
    "organisation organization monitor monitors investigators"
).split()
ROLE = re.compile(r"\b(" + "|".join(_ROLES) + r")\b", re.IGNORECASE)
"""What somebody may be."""
_NATION = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, NATIONS), key=len, reverse=True)) + r")(?!\w)",
    re.IGNORECASE,
)
_REGION = {
    name.removesuffix(" Oblast").removesuffix(" Krai").lower(): side
    for side, table in (("UA", UKRAINE), ("RU", RUSSIA))
    for name, _ in table.values()
}
_REGION_WORD = re.compile(r"\b(" + "|".join(sorted(_REGION, key=len, reverse=True)) + r")\b")
_HUMAN = frozenset(
    "man woman nurse doctor pensioner soldier officer policeman policewoman resident witness "
    "fighter driver teacher farmer volunteer survivor prisoner spokesman spokeswoman spokesperson "
    "governor mayor president minister commander general colonel captain major official analyst "
    "expert adviser advisor envoy ambassador diplomat lawyer journalist reporter blogger lawmaker "
    "deputy chief head director secretary king queen brother sister son daughter mother father "
    "widow wife husband boy girl pilot medic aide senator judge priest ombudsman chairman".split()
)
_SPEAKS_FOR = re.compile(
    r"(?:an? |the |another )?(?:(spokes(?:man|woman|person)|representative|official|source) "
    r"(?:for|of|at|in|with) (.+)|(.+?)(?:'s|’s)? (spokes(?:man|woman|person)))",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"((?i:(?:Telegram |news |YouTube )?channel|company|newspaper|outlet|website|blog|newsletter)) "
    r"([A-Z].*)"
)
_SOME = re.compile(r"(?:one|two|three|four|several|some|many|senior|top|unnamed|other) ")
_SEATS = {
    "moscow": "russian", "kyiv": "ukrainian", "london": "british", "washington": "us",
    "seoul": "south korean",
}  # fmt: skip
"""Capitals, with whose ministry it is that sits there."""
_OFFICES = frozenset(
    "ministry governor mayor command staff service spokesman spokeswoman spokesperson "
    "administration police prosecutors headquarters army navy brigade department".split()
)
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_SHORT_NAME = re.compile(r"\(([A-Z]{2,6})\)")
_BEFORE_OF = re.compile(r" (?:of|in|at|from|for|near|on|who|with)\b")
_ARTICLE = re.compile(
    r"(?:the|a|an|his|her|its|their|our|this|that|these|those|both|but|and)\s+", re.I
)


@dataclass(frozen=True)
class Claimant:
    """Who speaks."""

    name: str
    """Canonical; empty where the text leaves it open."""
    side: str = ""
    role: str = ""
    person: bool = False
    plural: bool = False


@lru_cache(maxsize=1 << 12)
def claimant_of(words: str) -> Claimant:
    """Return whom some words name, without looking at who spoke before.

    Examples
    --------
    >>> claimant_of("a spokesman for the White House")
    Claimant(name='White House', side='US', role='spokesman', person=False, plural=False)
    >>> claimant_of("the acting governor, Ivan Petrenko").name
    'Ivan Petrenko'
    """
    plain = words.strip(" ,.“”\"'’")
    known = _known(plain)
    if known is not None:
        return known
    head, _, rest = plain.partition(",")
    speaks_for = _SPEAKS_FOR.fullmatch(head)
    if speaks_for and not rest:
        body = _known(speaks_for[2] or speaks_for[3])
        if body is not None:
            return replace(body, role=(speaks_for[1] or speaks_for[4]).lower(), plural=False)
    person = _person(head, rest) or _apposed(head, rest)
    if person is not None:
        return person
    name = head
    while _ARTICLE.match(name):
        name = _ARTICLE.sub("", name, count=1)
    called = _CALLED.fullmatch(name)
    role = called[1].lower() if called else _role(head)
    name = called[2] if called else name
    kind = name.split(" ", 1)[0].lower() if name else ""
    last = _BEFORE_OF.split(name, maxsplit=1)[0].split()
    final = last[-1] if last else ""
    plural = (
        final.islower() and final.endswith("s") and final not in ("forces", "news", "ss", "works")
    ) or kind in ("people", "others", "many", "some")
    human = final.lower() in _HUMAN
    return Claimant(name or head, _side(plain), role, person=human, plural=plural)


def speaks_officially(words: str) -> bool:
    """Return whether some words are a body or an office that gives reports; a state is none.

    Examples
    --------
    >>> [speaks_officially(words) for words in ("Air Force", "the mayor", "Sumy Oblast", "Russia")]
    [True, True, False, False]
    """
    known = _known(words)
    if known is not None:
        return known.role != "state"
    last = words.lower().split()[-1]
    return last in _OFFICES or bare_body(words) != ""


def bare_body(words: str) -> str:
    """Return the role of a body that is named without its state; empty for all else.

    Examples
    --------
    >>> bare_body("the General Staff"), bare_body("Ukraine's General Staff")
    ('general staff', '')
    """
    return BARE.get(_key(words.strip(" ,.")), "")


@lru_cache(maxsize=64)
def _with_state(role: str) -> re.Pattern[str]:
    forms = "|".join(sorted((f for f, r in BARE.items() if r == role), key=len, reverse=True))
    forms = forms.replace("defence", "defen[cs]e")
    nations = "|".join(sorted(map(re.escape, NATIONS), key=len, reverse=True))
    return re.compile(
        rf"\b({nations})(?:['’]s)? (?:[\w’']+ ){{0,2}}?(?:{forms})\b"
        rf"|\b(?:{forms}) of (?:the )?(?:armed forces of )?(?:the )?({nations})\b",
        re.IGNORECASE,
    )


def side_in_text(role: str, text: str, at: int) -> str:
    """Return whose body of a role an article speaks of: as it names it before, or else after.

    Parameters
    ----------
    role : str
        As :func:`bare_body` gives it.
    text : str
    at : int
        Where the body is named without its state.

    Returns
    -------
    str
        Party code; empty where the article names no state's, for it is not to be guessed.
    """
    side = ""
    for match in _with_state(role).finditer(text):
        if match.start() > at and side:
            break
        side = NATIONS[(match[1] or match[2]).lower().replace("’", "'")]
    return side


def _key(words: str) -> str:
    low = words.lower().replace("’", "'").replace("defense", "defence")
    low = _BRACKETS.sub("", low) if "(" in low else low
    while True:
        match = _ARTICLE.match(low) or _SOME.match(low)
        if match is None:
            return " ".join(low.split())
        low = low[match.end() :]


def _known(words: str) -> Claimant | None:
    for part in words.split(",")[:2]:
        key = _key(part.strip())
        if key not in BODIES:
            key, _, seat = key.partition(" in ")
            key = f"{_SEATS[seat]} {key}" if seat in _SEATS else key
        known = BODIES.get(key) or BODIES.get(key.removesuffix("'s"))
        if known is not None:
            plural = key.endswith(("sources", "officials", "bloggers", "authorities"))
            return Claimant(known.name, known.side, known.role, plural=plural)
    inside = _SHORT_NAME.search(words) if "(" in words else None
    if inside and inside[1].lower() in BODIES:
        known = BODIES[inside[1].lower()]
        return Claimant(known.name, known.side, known.role)
    return None


def _apposed(head: str, rest: str) -> Claimant | None:
    """Return the person of "the governor, Ivan Petrenko"."""
    name = rest.strip().split(",")[0].strip()
    if not _FULL_NAME.fullmatch(name) or _looks_like_body(name.split()):
        return None
    known = PERSONS.get(name.split()[-1].lower())
    if known is not None:
        return Claimant(known.name, known.side, known.role, person=True)
    made = _person(name, "")
    title = _role(head)
    if made is None or not (title or head.rsplit(maxsplit=1)[-1].islower()):
        return None
    return replace(made, side=made.side or _side(head), role=title or made.role)


_FULL_NAME = re.compile(
    r"(?:[A-Z][a-z]+ )?[A-ZÀ-ÞЀ-Я][\w’'-]+(?: (?:[A-Z]\.|al-?|bin|van|von|de|der|el))*"
    r"(?: [A-ZÀ-ÞЀ-Я][\w’'-]+){1,3}"
)


def _person(head: str, rest: str) -> Claimant | None:
    """Return the person whom a phrase names, by a title or by two names at least."""
    plain = _BRACKETS.sub("", head)
    words = plain.split()
    if words and words[0].lower() in ("the", "a", "an"):
        words = words[1:]
    last = words[-1].removesuffix("’s").removesuffix("'s") if words else ""
    for surname in (last.lower(), " ".join(words[-2:]).lower(), " ".join(words[-3:]).lower()):
        known = PERSONS.get(surname)
        if known is not None and last[:1].isupper():
            return Claimant(known.name, known.side, known.role, person=True)
    first_of = next(
        (i for i, w in enumerate(words) if w in ("of", "from", "in", "at", "for")), len(words)
    )
    lead = words[:first_of]
    at = len(lead)
    while at > 0 and lead[at - 1][:1].isupper() and lead[at - 1].lower().strip(".,") not in _TITLES:
        at -= 1
    name = lead[at:]
    if any(word[:1].isupper() and word.lower() in _BODY_WORDS for word in lead):
        return None
    title = " ".join(lead[:at]).strip()
    titled = bool(at) and lead[at - 1].lower().strip(".,") in _TITLES
    two = 2 <= len(name) <= 4 and (bool(rest) or at == 0 or titled) and not _looks_like_body(name)
    if not name or not (two or (titled and len(name) <= 4)):
        return None
    text = " ".join(name).removesuffix("’s").removesuffix("'s")
    role = _role(title) or _role(rest) or _role(" ".join(words[first_of:]))
    return Claimant(text, _side(f"{plain} {rest}"), role, person=True)


_BODY_WORDS = frozenset(
    "ministry service force forces staff command agency institute council committee party house "
    "office university times post news journal department union administration army navy brigade "
    "guard group center centre association corps police parliament congress court bank campaign "
    "company street daily independent press network commission federation republic region oblast "
    "korea states kingdom nations states' report poll foundation".split()
)


def _looks_like_body(name: list[str]) -> bool:
    last = name[-1].lower()
    return (
        last in _BODY_WORDS
        or any(w.lower() in _BODY_WORDS for w in name)
        or (name[0].lower() in NATIONS)
    )


def _role(words: str) -> str:
    found = ROLE.findall(words)
    if not found:
        return ""
    low = words.lower()
    for phrase in (
        "air force",
        "think tank",
        "foreign ministry",
        "defence ministry",
        "news agency",
    ):
        if phrase in low:
            return phrase
    return str(found[0 if "of" in low.split() or "for" in low.split() else -1]).lower()


def _side(words: str) -> str:
    match = _NATION.search(words)
    if match:
        return NATIONS[match[1].lower().replace("’", "'")]
    region = _REGION_WORD.search(words.lower())
    return _REGION[region[1]] if region else ""
