"""Which places bear a name: the built-in table, and the dumps that a user added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pyarrow.compute as pc

from geo.gazetteer.candidate import Candidate
from geo.gazetteer.folding import fold
from geo.gazetteer.kinds import kind_in_words
from geo.gazetteer.russian import RussianNames, looks_russian
from geo.gazetteer.search import Near, search
from geo.gazetteer.tables import (
    ABBREVIATION,
    ALTERNATE,
    QUANTUM,
    Table,
    changed_at,
    read_table,
    standing,
)
from geo.models import Place

__all__ = ["Gazetteer", "load_gazetteer"]

_BUILT_IN = Path(__file__).parent / "data" / "builtin"
_COUNTRIES = ("PCLI", "PCLD", "PCLS", "PCLF", "PCL", "TERR")
_KEPT_CANDIDATES = 20_000
_KEPT_NAMES = 10_000
_IN_RUSSIAN = "called so in Russian, by the sounds of its name"


class Gazetteer:
    """Places by name.

    Parameters
    ----------
    tables : list of Table
        The built-in one first.
    """

    def __init__(self, tables: list[Table]) -> None:
        self.tables = tables
        self.candidate = lru_cache(_KEPT_CANDIDATES)(self._make)
        """Table, row and flags: the candidate that a name with these flags gives."""
        self._bearing = lru_cache(_KEPT_NAMES)(self._bearers)
        self._regions: dict[str, tuple[int, int]] = {}
        for number, table in reversed(list(enumerate(tables))):
            for row in table.rows_of(_COUNTRIES).tolist():
                self._regions[table.country[row]] = number, row
            for row in table.rows_of(("ADM1",)).tolist():
                self._regions[table.admin1[row]] = number, row
        self._region_names = {
            code: tables[number].name[row].as_py() for code, (number, row) in self._regions.items()
        }
        self._codes = {
            (code[:2], name): code for code, name in self._region_names.items() if len(code) > 2
        }

    def named(self, name: str) -> list[Candidate]:
        """Return every place that bears a name.

        Parameters
        ----------
        name : str
            Whole, in any script; case, diacritics, apostrophes, hyphens and full stops do not
            matter, but that ``US`` and ``Conn.`` are no ``us`` and ``conn``.

        Returns
        -------
        list of Candidate
            Best known first; empty where nothing is called that.
        """
        key = fold(name).encode()
        if len(self.tables) == 1:
            return self._borne(0, key, name)
        found: dict[str, Candidate] = {}
        for number in range(len(self.tables)):
            for candidate in self._borne(number, key, name):
                found.setdefault(candidate.place.id, candidate)
        return sorted(found.values(), key=lambda candidate: -candidate.score)

    def named_in_russian(self, name: str) -> list[Candidate]:
        """Return the towns and villages of Ukraine that Russian sources call so.

        What :class:`geo.gazetteer.russian.RussianNames` tells from the sounds of a name, which is
        less than that the place is known to bear it.

        Parameters
        ----------
        name : str
            Whole, in Latin letters.

        Returns
        -------
        list of Candidate
            Best known first; empty unless the name ends as Russian ones do.
        """
        if not looks_russian(name):
            return []
        found = [
            replace(candidate, reasons=(_IN_RUSSIAN, *candidate.reasons[1:]))
            for number, table in enumerate(self.tables)
            for row in _russian_names(table).bearers(name)
            for candidate in [self.candidate(number, row, ALTERNATE)]
        ]
        return sorted(found, key=lambda candidate: -candidate.score)

    def _borne(self, number: int, key: bytes, name: str) -> list[Candidate]:
        table = self.tables[number]
        index = table.find(key)
        if index == table.keys or table.key(index) != key or not key:
            return []
        bearers = self._bearing(number, index)
        if any(flags & ABBREVIATION for _, flags in bearers) and not _written_short(name):
            return [candidate for candidate, flags in bearers if not flags & ABBREVIATION]
        return [candidate for candidate, _ in bearers]

    def _bearers(self, number: int, index: int) -> tuple[tuple[Candidate, int], ...]:
        bearers = self.tables[number].bearers(index)
        return tuple((self.candidate(number, row, flags), flags) for row, flags in bearers)

    def begins(self, words: str) -> bool:
        """Say whether a name begins with these words, so that reading on may find it.

        Parameters
        ----------
        words : str
            One or more whole words; folded like a name.

        Returns
        -------
        bool
            True also where they are a whole name.
        """
        key = fold(words).encode()
        for table in self.tables:
            index = table.find(key)
            # Nothing in a folded name comes before the space: the longer name follows at once.
            if index < table.keys and (table.key(index) + b" ").startswith(key + b" "):
                return bool(key)
        return False

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        near: Near | None = None,
        context: Sequence[str] = (),
    ) -> list[Candidate]:
        """Return the places that somebody may have meant; :func:`geo.gazetteer.search.search`."""
        return search(self, text, limit=limit, near=near, context=context)

    def parents(self, candidate: Candidate) -> list[Candidate]:
        """Return the region and the country that a candidate lies in, the smaller first.

        Parameters
        ----------
        candidate : Candidate
            One of this gazetteer.

        Returns
        -------
        list of Candidate
            Without what is not known, and without the candidate itself.
        """
        place = candidate.place
        codes = [self._codes.get((place.country, place.admin1), ""), place.country]
        found = [self.region(code) for code in codes]
        return [region for region in found if region is not None and region.place.id != place.id]

    def region(self, code: str) -> Candidate | None:
        """Return a country (``UA``) or a first-level region (``RU.41``) by its code."""
        where = self._regions.get(code)
        return None if where is None else self.candidate(*where, 0)

    def by_id(self, place: str) -> Candidate | None:
        """Return the place with an id, or None."""
        where = self._row_of(place)
        return None if where is None else self.candidate(*where, 0)

    def with_alternates(self, candidate: Candidate) -> Candidate:
        """Return a candidate whose place has its other names; the many that are looked up do not.

        Parameters
        ----------
        candidate : Candidate
            One of this gazetteer.

        Returns
        -------
        Candidate
            ``alternates`` in the order of their letters. The table keeps names folded: each word
            has a capital, and marks and hyphens are missing.
        """
        place = candidate.place
        where = self._row_of(place.id)
        if where is None:
            return candidate
        own = {fold(name) for name in (place.name, place.name_uk, place.name_ru)}
        names = self.tables[where[0]].names_of(where[1])
        others = tuple(
            folded.upper() if flags & ABBREVIATION else folded.title()
            for folded, flags in ((key.decode(), flags) for key, flags in names)
            if folded not in own
        )
        return replace(candidate, place=replace(place, alternates=others))

    def _row_of(self, place: str) -> tuple[int, int] | None:
        for number, table in enumerate(self.tables):
            row = pc.index(table.ids, place).as_py()
            if row >= 0:
                return number, row
        return None

    def _make(self, number: int, row: int, flags: int) -> Candidate:
        table = self.tables[number]
        code, country = table.code[row], table.country[row]
        population = int(table.population[row])
        place = Place(
            id=table.ids[row].as_py(),
            name=table.name[row].as_py(),
            name_uk=table.name_uk[row].as_py(),
            name_ru=table.name_ru[row].as_py(),
            feature_code=code,
            country=country,
            admin1=self._region_names.get(table.admin1[row], ""),
            lon=round(int(table.lon[row]) * QUANTUM, 5),
            lat=round(int(table.lat[row]) * QUANTUM, 5),
            origin=table.origin[row],
        )
        kind = kind_in_words(code, population)
        said = f"{kind} also called that" if flags & ALTERNATE else f"{kind} of that name"
        reasons = [said]
        if population:
            reasons.append(f"{population:,} people")
        return Candidate(
            place=place,
            population=population,
            score=round(standing(code, population, flags), 2),
            reasons=tuple(reasons),
        )


@lru_cache(maxsize=8)
def _russian_names(table: Table) -> RussianNames:
    return RussianNames(table)


def _written_short(name: str) -> bool:
    """Say whether a name is written as an abbreviation: ``US``, ``U.S.``, ``Conn.``."""
    letters = name.replace(".", "").replace(" ", "")
    return letters.isupper() or (name.endswith(".") and name[:1].isupper())


def load_gazetteer(extra: Sequence[Path] = ()) -> Gazetteer:
    """Load the gazetteer, once for each set of tables; anew if one of them was replaced.

    Parameters
    ----------
    extra : tuple of Path
        Stems of tables that were added, as :func:`geo.gazetteer.making.write_table` took them.

    Returns
    -------
    Gazetteer

    Raises
    ------
    ConfigurationError
        If a table is missing, damaged or of another version.
    """
    return _loaded(tuple((stem, changed_at(stem)) for stem in extra))


@lru_cache(maxsize=4)
def _loaded(extra: tuple[tuple[Path, int], ...]) -> Gazetteer:
    return Gazetteer([read_table(stem) for stem in (_BUILT_IN, *(stem for stem, _ in extra))])
