"""The store: one GeoPackage that holds everything. The only room that knows SQL."""

from geo.store.prepared import PreparedEdition, prepare
from geo.store.records import ImportResult
from geo.store.store import Store, open_store

__all__ = ["ImportResult", "PreparedEdition", "Store", "open_store", "prepare"]
