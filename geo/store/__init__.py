"""The store: one GeoPackage that holds everything. The only room that knows SQL."""

from geo.store.records import ImportResult
from geo.store.store import Store, open_store

__all__ = ["ImportResult", "Store", "open_store"]
