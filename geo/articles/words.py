"""Word classes for reading clauses: every token of a sentence becomes one letter.

A sentence is then a short string such as ``NCTDnAd.``, in which regular expressions find subjects,
verbs and clauses. It is a rough analysis by closed lists and endings, and it is quick.
"""

from __future__ import annotations

from functools import lru_cache

DETERMINERS = (
    "the a an this these those his her its their our my your some any each every both several many "
    "most few no another other all one two three four five six seven eight nine ten "
    "dozens hundreds "
    "thousands multiple various certain such either neither much more half"
)
PRONOUNS = "he she they it i we you them him us me himself herself themselves itself"
PREPOSITIONS = (
    "in on at to from by with for into onto over under near around across against between among "
    "through throughout toward towards via during about above below beyond within without along "
    "behind inside outside beside upon despite amid except regarding concerning per up "
    "down off out "
    "following including"
)
SUBORDINATORS = (
    "because after before while although though since until unless as when where if whether "
    "whereas once lest so than even"
)
WH = "which who whom whose what how why whatever whoever"
AUXILIARIES = (
    "is are was were be been being am has have had having do does did will would shall should can "
    "could may might must isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't "
    "won't wouldn't shouldn't can't couldn't cannot mustn't ain't"
)
CONTRACTED = (
    "he's she's it's they're we're you're i'm they've we've i've you've he'd she'd they'd we'd i'd "
    "you'd it'd he'll she'll they'll we'll i'll you'll it'll there's that's who's what's"
)
VERBS = (
    "went came took gave made got saw knew thought felt kept held left lost met paid put ran sent "
    "set shot sold stood struck won began became broke brought built bought caught chose cut drew "
    "drove fell fought flew grew hit hung hurt led lay let lit meant read rose sat "
    "sank spent spoke "
    "stole swept swam threw understood wore withdrew wants want goes comes takes gives makes gets "
    "sees knows thinks feels keeps holds leaves loses needs seems seem remains remain continues "
    "means plans hopes tries try believes shows downed overran repelled needs became overlooks"
)
ADVERBS = (
    "also now then later again still never ever just not only already earlier recently previously "
    "repeatedly once often sometimes instead however meanwhile separately further furthermore "
    "moreover today yesterday tonight too here there soon thus therefore perhaps maybe always "
    "merely rather quite very almost nearly at-least"
)
TIME = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april june "
    "july august september october november december jan. feb. mar. apr. jun. jul. aug. sept. sep. "
    "oct. nov. dec. morning evening afternoon night overnight midday noon midnight week month year "
    "weekend day days hours weeks months years"
)
ABBREVIATIONS = (
    "Mr Mrs Ms Dr Sen Sens Gov Rep Reps Gen Lt Col Maj Adm Capt Sgt Prof St Jr Sr Jan Feb Mar Apr "
    "Jun Jul Aug Sept Sep Oct Nov Dec No vs etc Inc Co Corp Ltd Bros approx Brig Cmdr Hon Pres Ave "
    "Blvd Fig Art Vol pp ca cf al Mt Ft km sq mm cm kg hrs est a.m p.m i.e e.g"
)

_LETTERS = (
    (DETERMINERS, "D"), (PRONOUNS, "R"), (PREPOSITIONS, "P"), (SUBORDINATORS, "S"), (WH, "W"),
    (AUXILIARIES, "A"), (CONTRACTED, "E"), (VERBS, "V"), (ADVERBS, "B"), (TIME, "t"),
    ("of", "o"), ("and or but nor yet &", "c"), ("that", "T"),
)  # fmt: skip
CLASS: dict[str, str] = {}
for _words, _letter in _LETTERS:
    for _word in _words.split():
        CLASS.setdefault(_word, _letter)
CLASS |= {",": ",", ";": ";", ":": ":", "—": "-", "–": "-", "--": "-", "(": "(", ")": ")"}
CLASS |= {"[": "(", "]": ")", ".": ".", "!": ".", "?": ".", "…": ".", "•": "-", "-": "-", "―": "-"}

_NOT_ED = frozenset(
    "united red hundred need indeed seed armed bed feed speed weed shed deed".split()
)
_NOT_ING = frozenset(
    "king ring thing things spring string wing morning evening during nothing something anything "
    "everything beijing building meeting briefing fighting shelling bombing hearing".split()
)
_NOT_LY = frozenset(
    "july italy family reply supply ally early only daily weekly assembly rally".split()
)


@lru_cache(maxsize=1 << 14)
def classified(word: str) -> tuple[str, str]:
    """Return a token in lower case, with a straight apostrophe, and its letter."""
    return word.lower().replace("’", "'"), letter_of(word)


def letter_of(word: str) -> str:
    """Return the class of a token as one letter.

    ``D`` determiner, ``n`` other word in lower case, ``N`` name, ``Z`` possessive, ``#`` number,
    ``R`` pronoun, ``P`` preposition, ``o`` of, ``c`` conjunction, ``T`` that, ``W`` wh-word, ``S``
    subordinator, ``A`` auxiliary, ``E`` pronoun with one, ``V`` verb, ``d`` and ``g`` words in -ed
    and -ing, ``B`` adverb, ``t`` word of time; punctuation stands for itself.

    Examples
    --------
    >>> "".join(map(letter_of, "The governor of Kursk has quickly denied it .".split()))
    'DnoNABdR.'
    """
    low = word.lower().replace("’", "'")
    found = CLASS.get(low)
    if found is not None and word not in ("US", "IT", "WHO"):
        return found
    first = word[0]
    if first.isdigit() or first in "$€£¥":
        return "#"
    if low.endswith(("'s", "s'")) and len(low) > 2:
        return "Z"
    if first.isupper():
        return "N"
    if low.endswith("ly") and low not in _NOT_LY and len(low) > 4:
        return "B"
    if low.endswith("ed") and low not in _NOT_ED and len(low) > 4:
        return "d"
    if low.endswith("ing") and low not in _NOT_ING and len(low) > 4:
        return "g"
    return "n" if first.isalnum() else "x"
