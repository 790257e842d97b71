"""Russian and Ukrainian names in Latin letters.

Ukrainian by resolution 55 of 2010 of the Cabinet of Ministers (KMU); Russian as BGN/PCGN has it,
as newspapers simplify it: without apostrophes and with ``y`` for ``ый`` and ``ий``.
"""

from __future__ import annotations

__all__ = ["romanise_russian", "romanise_ukrainian", "romanised"]

_BOTH = {
    "а": "a", "б": "b", "в": "v", "д": "d", "ж": "zh", "з": "z", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "’": "", "'": "", "ʼ": "",
}  # fmt: skip
_RUSSIAN = _BOTH | {
    "г": "g", "е": "e", "ё": "yo", "и": "i", "й": "y", "ъ": "", "ы": "y", "э": "e", "ю": "yu",
    "я": "ya",
}  # fmt: skip
_UKRAINIAN = _BOTH | {
    "г": "h", "ґ": "g", "е": "e", "є": "ie", "и": "y", "і": "i", "ї": "i", "й": "i", "ю": "iu",
    "я": "ia",
}  # fmt: skip
_UKRAINIAN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_VOWELS = frozenset("аеёиоуыэюяьъ")
_ONLY_UKRAINIAN = frozenset("іїєґ")
_ONLY_RUSSIAN = frozenset("ыэъё")


def romanise_russian(name: str) -> str:
    """Write a Russian name in Latin letters.

    Parameters
    ----------
    name : str
        In Cyrillic; other characters stay.

    Returns
    -------
    str

    Examples
    --------
    >>> romanise_russian("Большое Солдатское"), romanise_russian("Подольский")
    ('Bolshoye Soldatskoye', 'Podolsky')
    """
    letters = []
    for word in name.split(" "):
        low = word.lower()
        end = len(word)
        tail = ""
        if low.endswith(("ий", "ый")) and len(word) > 3:
            end, tail = end - 2, "y"
        for index in range(end):
            before = low[index - 1] if index else ""
            if low[index] == "е" and (not before.isalpha() or before in _VOWELS):
                roman = "ye"
            else:
                roman = _RUSSIAN.get(low[index], word[index])
            letters.append(_cased(roman, word[index]))
        letters.append(tail + " ")
    return "".join(letters)[:-1]


def romanise_ukrainian(name: str) -> str:
    """Write a Ukrainian name in Latin letters.

    Parameters
    ----------
    name : str
        In Cyrillic; other characters stay.

    Returns
    -------
    str

    Examples
    --------
    >>> romanise_ukrainian("Згурівка"), romanise_ukrainian("Ямпіль")
    ('Zghurivka', 'Yampil')
    """
    letters = []
    low = name.lower()
    for index, letter in enumerate(low):
        before = low[index - 1] if index else " "
        if not before.isalpha() and before not in "’'ʼ" and letter in _UKRAINIAN_FIRST:
            roman = _UKRAINIAN_FIRST[letter]
        elif letter == "г" and before == "з":
            roman = "gh"
        else:
            roman = _UKRAINIAN.get(letter, name[index])
        letters.append(_cased(roman, name[index]))
    return "".join(letters)


def _cased(roman: str, letter: str) -> str:
    return roman[:1].upper() + roman[1:] if letter.isupper() else roman


def romanised(name: str) -> list[str]:
    """Return how a Cyrillic name might be written in Latin letters.

    Parameters
    ----------
    name : str

    Returns
    -------
    list of str
        The Ukrainian way, the Russian way, or both where the letters do not tell; empty where
        nothing of it is Cyrillic.

    Examples
    --------
    >>> romanised("Київ"), romanised("Сумы"), romanised("Тамбов"), romanised("Torino")
    (['Kyiv'], ['Sumy'], ['Tambov'], [])
    """
    low = frozenset(name.lower())
    if not any("\u0400" <= letter <= "\u04ff" for letter in low):
        return []
    if low & _ONLY_UKRAINIAN:
        return [romanise_ukrainian(name)]
    if low & _ONLY_RUSSIAN:
        return [romanise_russian(name)]
    return list(dict.fromkeys((romanise_russian(name), romanise_ukrainian(name))))
