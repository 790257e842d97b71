"""The dialects that are known, by the id of their source and by what their files say."""

from __future__ import annotations

from collections.abc import Sequence

from geo.sources import deepstate, isw
from geo.sources.features import Feature
from geo.sources.meaning import Dialect

DIALECTS = (*deepstate.DIALECTS, *isw.DIALECTS)


def dialect_named(name: str) -> Dialect | None:
    """Return the dialect of the source with this id, None if the name is another."""
    wanted = name.strip().lower()
    return next((dialect for dialect in DIALECTS if dialect.source.id == wanted), None)


def dialect_of(names: Sequence[str], features: Sequence[Feature]) -> Dialect | None:
    """Return the dialect that features are of; None if they are of none that is known.

    Parameters
    ----------
    names : sequence of str
        Of the file and its layers.
    features : sequence of Feature
    """
    return next((d for d in DIALECTS if d.recognises(names, features)), None)
