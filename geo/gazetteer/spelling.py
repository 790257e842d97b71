"""Names that a misspelt name may have meant.

Of all names those are looked at that have nearly the same letters and nearly the same length; what
is left is compared by rapidfuzz, whose distance counts an exchange of neighbours as one slip.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.gazetteer.tables import Table

__all__ = ["Speller", "slips_allowed"]

_LETTERS = 64


def slips_allowed(name: str) -> int:
    """Return how many letters of a folded name may be wrong: of short ones none."""
    return 0 if len(name) < 4 else 1 if len(name) < 7 else 2


class Speller:
    """What a table's names are made of; worked out once, at the first misspelt name.

    Parameters
    ----------
    table : Table
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        starts = np.frombuffer(table.offsets, np.int32)
        self._lengths = np.diff(starts)
        text = np.frombuffer(table.blob, np.uint8)
        bits = np.left_shift(np.uint64(1), np.arange(256, dtype=np.uint64) % _LETTERS)
        self._letters: npt.NDArray[np.uint64] = (
            np.bitwise_or.reduceat(bits[text], starts[:-1])
            if table.keys
            else np.zeros(0, np.uint64)
        )

    def alike(self, name: str) -> list[tuple[int, int]]:
        """Return the names that differ from one by a slip or two.

        Parameters
        ----------
        name : str
            Folded.

        Returns
        -------
        list of (int, int)
            Place in the order of names, and number of slips, of which there is at least one.
        """
        slips = slips_allowed(name)
        if not slips:
            return []
        text = name.encode()
        own = np.uint64(0)
        for byte in set(text):
            own |= np.uint64(1) << np.uint64(byte % _LETTERS)
        wide = 1 if len(text) == len(name) else 2  # a Cyrillic letter is two bytes
        near = np.flatnonzero(
            (np.bitwise_count(self._letters ^ own) <= 2 * slips * wide)
            & (np.abs(self._lengths - len(text)) <= slips * wide)
        ).tolist()
        spelt = [self._table.key(index).decode() for index in near]
        found = process.extract(
            name, spelt, scorer=OSA.distance, score_cutoff=slips, limit=None, processor=None
        )
        return [(near[place], int(distance)) for _, distance, place in found if distance]
