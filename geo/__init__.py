"""Salient's library: control of terrain, places and claims, without a screen.

What a notebook needs stands here; ``docs/tour.ipynb`` shows it. Nothing else is loaded by
``import geo``: pandas, shapely and the rest come with the first name that is used.

>>> import geo
>>> dir(geo)[:3]
['GeoError', 'areas_on', 'compare']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.errors import GeoError
    from geo.notebook import (
        areas_on,
        compare,
        list_claims,
        list_editions,
        list_sources,
        open_store,
        picture,
        read,
        save_page,
        track,
    )

__all__ = [
    "GeoError", "areas_on", "compare", "list_claims", "list_editions", "list_sources", "open_store",
    "picture", "read", "save_page", "track",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a name of ``__all__`` when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module 'geo' has no attribute {name!r}")
    return getattr(import_module("geo.errors" if name == "GeoError" else "geo.notebook"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
