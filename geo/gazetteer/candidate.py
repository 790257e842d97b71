"""A place that a name might mean, and why."""

from __future__ import annotations

from dataclasses import dataclass

from geo.models import Place


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A place that a name might mean."""

    place: Place
    """Its ``id`` is the GeoNames id where it has one."""
    population: int = 0
    """0 where nobody counted."""
    score: float = 0.0
    """Among the candidates of one name, higher is likelier; not a probability."""
    reasons: tuple[str, ...] = ()
    """The score in words, weightiest first: ``the city of that name``, ``92 km from Tambov``."""
