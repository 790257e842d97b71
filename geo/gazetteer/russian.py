"""Places of Ukraine by names that only Russian sources write: ``Solodkoye`` for Solodke.

GeoNames knows the Russian name of a town, and of a village most often not. The two languages
differ in vowels and endings where the consonants are the same (``Rovnopolye``, Rivnopillia), so
that a name is looked for by these; what is found has to be alike as a whole too.
"""

from __future__ import annotations

import re

import numpy as np
from rapidfuzz import fuzz

from geo.gazetteer.tables import Table

__all__ = ["RussianNames", "looks_russian"]

_ENDINGS = (
    "oye", "eye", "iye", "yye", "aya", "ovka", "evka", "ino", "ovo", "evo", "itsa", "shchina",
    "olye", "orye", "otye", "skoy", "novy", "nyy",
)  # fmt: skip
_FIRST_WORDS = ("oye", "aya", "iye", "yye", "oy", "yy", "ny")
_ALIKE = 55.0
"""Of a hundred, by the letters that two names share in their order."""
_ENDS_WITH = (
    (("olye", "orye", "otye"), ("ia", "ya", "a", "e", "il")),
    (("oye", "eye", "iye", "ovo", "evo", "ino"), ("e", "o", "ie")),
    (("yye",), ("i", "y")),
    (("a",), ("a",)),
    (("",), ("",)),
)
"""What names end with in Russian, and those in Ukrainian that go with it."""
_SHORTEST = 3
"""Consonants; fewer are shared by too many names."""
_STEMS = ((re.compile(r"\botrad"), "odrad"), (re.compile(r"\bnikol"), "mykol"),
          (re.compile(r"\bbolsh"), "velyk"))  # fmt: skip
"""Beginnings of words that differ in consonants too."""
_SAME = str.maketrans({"h": "g", "'": "", "’": "", "ʼ": "", "-": " "})
_CONSONANTS = _SAME | dict.fromkeys(map(ord, "aeiouy"))
_TWICE = re.compile(r"(\w)\1+")
_STARTS, _ENDS = re.compile(r"\b[aeiouy]+"), re.compile(r"[aeiouy]+\b")
_SOFT = re.compile(r"[iy][aeu]")
_SHIFTING = re.compile(r"[eioy]")


def looks_russian(name: str) -> bool:
    """Tell whether a name ends as Russian names in Latin letters do.

    Parameters
    ----------
    name : str

    Examples
    --------
    >>> looks_russian("Solodkoye"), looks_russian("Zolotoy Kolodez"), looks_russian("Solodke")
    (True, True, False)
    """
    if name.endswith(_ENDINGS):
        return True
    first, _, rest = name.partition(" ")
    return bool(rest) and first.endswith(_FIRST_WORDS)


def _consonants(names: str) -> str:
    """Return the consonants of names, each in its line; what sounds alike is the same letter."""
    # "Peschanoye" is Pishchane.
    return _TWICE.sub(r"\1", names.replace("sch", "shch").translate(_CONSONANTS))


def _lasting(name: str) -> str:
    """Return a name without the vowels that change: its ``a`` and ``u`` stay, but at its ends."""
    inner = _ENDS.sub("", _STARTS.sub("", _SOFT.sub("e", name.translate(_SAME))))
    return _TWICE.sub(r"\1", _SHIFTING.sub("", inner))


def _framed_alike(russian: str, own: str) -> bool:
    """Tell whether a name begins like the Russian one, and ends as goes with its ``-oye``."""
    if (russian[0] in "aeiouy") != (own[0] in "AEIOUY"):
        return False
    ends = next(theirs for ours, theirs in _ENDS_WITH if russian.endswith(ours))
    return own.endswith(ends)


class RussianNames:
    """The towns and villages of Ukraine by the consonants of their names.

    Parameters
    ----------
    table : Table
    """

    def __init__(self, table: Table) -> None:
        towns = [number for number, code in enumerate(table.code.values) if code.startswith("PPL")]
        country = [n for n, value in enumerate(table.country.values) if value == "UA"]
        rows = np.flatnonzero(
            np.isin(table.code.codes, towns) & np.isin(table.country.codes, country)
        )
        names = table.name.take(rows).to_pylist()
        self._names = dict(zip(rows.tolist(), names, strict=True))
        keys = _consonants("\n".join(names).lower()).split("\n")
        self._rows: dict[str, list[int]] = {}
        for row, key in zip(self._names, keys, strict=False):  # of no names there is one key
            self._rows.setdefault(key, []).append(row)

    def bearers(self, name: str) -> list[int]:
        """Return the rows that a name may mean.

        Where names have the same ``a`` and ``u`` too, which change the least from one language to
        the other, only those are returned: of ``Kurilovka`` Kurylivka and not Karlivka.

        Parameters
        ----------
        name : str
            In Latin letters, as a Russian source has it.
        """
        low = name.lower()
        spelt = low
        for stem, theirs in _STEMS:
            spelt = stem.sub(theirs, spelt)
        key = _consonants(spelt)
        if len(key.replace(" ", "")) < _SHORTEST:
            return []
        near, close = [], []
        wanted = _lasting(spelt)
        for row in self._rows.get(key, ()):
            own = self._names[row]
            if own != name and _framed_alike(low, own) and fuzz.ratio(low, own.lower()) >= _ALIKE:
                near.append(row)
                if _lasting(own.lower()) == wanted:
                    close.append(row)
        return close or near
