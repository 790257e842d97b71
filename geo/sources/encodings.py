"""Which 8-bit encoding a text of this field is in, when it does not say."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

# A detector that may choose any encoding finds odd ones; these are what the field's files use.
_CANDIDATES = ["cp1251", "cp1252", "koi8_u", "cp866", "latin_1"]
_FEWEST = 4
_SWAPPED_CASE = re.compile(r"[a-zа-яіїєґ][A-ZА-ЯІЇЄҐ]")


def told_encoding(data: bytes) -> str | None:
    """Return the encoding of a text that is not UTF-8; None if it cannot be told.

    Parameters
    ----------
    data : bytes
        All of the text there is: a few odd bytes are damage as often as letters.
    """
    if sum(byte > 127 for byte in data) < _FEWEST:
        return None
    guess = from_bytes(data, cp_isolation=_CANDIDATES).best()
    names = [guess.encoding] if guess is not None else []
    for name in dict.fromkeys([*names, *_CANDIDATES]):
        if _reads_well(data, name):
            return str(name)
    return None


def _reads_well(data: bytes, encoding: str) -> bool:
    """Return whether a decoding gives words: letters of one alphabet, capitals in front."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    beyond = [c for c in text if ord(c) > 127]
    cyrillic = sum("\u0400" <= c <= "\u04ff" for c in beyond)
    latin = sum("\u00c0" <= c <= "\u024f" for c in beyond)
    # Cyrillic read as Latin gives words of nothing but accented letters.
    plain = sum(c.isascii() and c.isalpha() for c in text)
    words = cyrillic >= 0.9 * len(beyond) or (latin >= 0.9 * len(beyond) and latin < plain)
    swapped = len(_SWAPPED_CASE.findall(text))
    return words and swapped <= 0.05 * max(len(beyond), 20)
