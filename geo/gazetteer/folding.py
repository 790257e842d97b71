"""One way to fold a name, for the table and for what is looked up in it.

Two spellings that differ in case, diacritics, apostrophes, hyphens, full stops or ё/е fold to the
same text. Scripts stay apart: Latin and Cyrillic meet through :mod:`geo.gazetteer.romanise`.
"""

from __future__ import annotations

import unicodedata

__all__ = ["fold"]

# Letters that are whole ones, and not a letter with a mark that may be left out.
_WHOLE = frozenset("йїўґ")
_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
    "ə": "e", "ŋ": "n", "ё": "е",
}  # fmt: skip
_LEFT_OUT = frozenset("'’‘ʼʻʹʺ`´′″ʿʾ“”\"\u200b\u200c\u200d\ufeff\u00ad")
_LATIN_TO_CYRILLIC = range(0x0000, 0x0530)
_LATIN_AND_GREEK_MORE = range(0x1E00, 0x2000)


class _Fold(dict[int, str]):
    """What each character becomes; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    if character in _LEFT_OUT:
        return ""
    small = character.casefold()
    if small in _WHOLE:
        return small
    if small in _LETTERS:
        return _LETTERS[small]
    code = ord(character)
    if code in _LATIN_TO_CYRILLIC or code in _LATIN_AND_GREEK_MORE:
        parts = unicodedata.normalize("NFKD", small)
        small = "".join(_LETTERS.get(part, part) for part in parts)
    else:
        small = unicodedata.normalize("NFKC", small)
    return "".join(_kept(part) for part in small)


def _kept(part: str) -> str:
    category = unicodedata.category(part)
    if category[0] in "LN" or category == "Mc":
        return part
    if category[0] == "M":
        return "" if unicodedata.combining(part) else part
    return " "


_TABLE = _Fold()


def fold(name: str) -> str:
    """Fold a name.

    Parameters
    ----------
    name : str
        In any script, composed or decomposed.

    Returns
    -------
    str
        Small letters and digits, words parted by single spaces. Folding it again changes nothing.

    Examples
    --------
    >>> fold("Kam’yans'ke-Dniprovs’ka"), fold("Тёткино"), fold("St. Petersburg")
    ('kamyanske dniprovska', 'теткино', 'st petersburg')
    """
    folded = " ".join(name.translate(_TABLE).split()) if name.isascii() else _once(name)
    while not name.isascii() and folded != name:
        # What is left of a letter may join its neighbour to a letter that folds further.
        name, folded = folded, _once(folded)
    return folded


def _once(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).translate(_TABLE).split())
