"""Short names: what a table says that they stand for."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def _lines(name: str) -> list[str]:
    return (files("geo.articles") / "data" / name).read_text(encoding="utf8").splitlines()


@cache
def short_names() -> dict[str, str]:
    """Return what ``U.S.`` and ``Calif.`` stand for.

    Returns
    -------
    dict of str
        Short name, as it is written, to the name under which the gazetteer has the place.
    """
    return dict(line.split(": ", 1) for line in _lines("short_names.txt") if ": " in line)


@cache
def postal_codes() -> dict[str, str]:
    """Return what two capitals after a comma stand for (``Paris, TX``).

    Returns
    -------
    dict of str
        Code to the name of a state of the United States or a province of Canada.
    """
    return dict(line.split(", ", 1) for line in _lines("short_names.txt") if ": " not in line)
