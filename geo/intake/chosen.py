"""Whose data it is and who says what a feature means: what a person chooses before an import."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from geo.errors import SchemaError
from geo.intake.events import event_source_named
from geo.models import Source
from geo.sources.dialects import dialect_named
from geo.sources.features import Feature
from geo.sources.isw import ISW
from geo.sources.meaning import Defaults, Meaning


@dataclass(frozen=True)
class Chosen:
    """A source, and what its features mean."""

    source: Source
    says: Callable[[Feature], Meaning]
    together: bool = False
    """Whether the files of one day are layers of one edition."""
    of_events: bool = False
    """Whether the source is one of events, however many files there are."""


def choose(
    name: str,
    *,
    attribution: str | None = None,
    licence: str = "",
    zone: str | None = None,
    defaults: Defaults | None = None,
) -> Chosen:
    """Return the source of this name.

    Parameters
    ----------
    name : str
        ``deepstate``, ``deepstate-daily``, ``isw``, ``acled`` and the like, or a name of the
        user's own, from which the id is made.
    attribution, licence, zone : str, optional
        Of a source of the user's own; the credit line is its name when left out, the zone UTC.
    defaults : Defaults, optional
        What a feature is that does not say so, for a source of the user's own.

    Raises
    ------
    SchemaError
        If no id can be made of the name.
    """
    dialect = dialect_named(name)
    if dialect is not None:
        return Chosen(dialect.source, dialect.says, together=dialect.source == ISW)
    layout = event_source_named(name)
    if layout is not None:
        return Chosen(layout.source, (defaults or Defaults()).says, of_events=True)
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64].strip("-")
    if not slug:
        raise SchemaError(
            f"The source name {name!r}", ["it has no Latin letter or digit to make an id from"]
        )
    source = Source(
        id=slug,
        title=name,
        attribution=attribution or name,
        licence=licence,
        time_zone=zone or "UTC",
    )
    return Chosen(source, (defaults or Defaults()).says)
